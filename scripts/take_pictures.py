#!/usr/bin/env python3
"""Take the README's pictures from the real extension in Chromium. Needs the packages of requirements-test.lock."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from scripts.stand_in.pages import StandInPages  # noqa: E402
from scripts.stand_in.proxy import RecordingProxy  # noqa: E402

from e2e.chromium_person import ChromiumPerson  # noqa: E402
from e2e.conftest import begin_new_visit, holds_catalogue  # noqa: E402
from e2e.installation import Installation  # noqa: E402
from e2e.person import wait_until  # noqa: E402
from e2e.test_console import sign_in  # noqa: E402
from fairnotice.workflow.actors import CONTRIBUTOR, Actor  # noqa: E402
from fairnotice.workflow.drafting import propose  # noqa: E402
from fairnotice.workflow.marks import Mark  # noqa: E402
from fairnotice.workflow.platforms import read_published_platform  # noqa: E402

PICTURES = ROOT / "tests/e2e/pictures"
VIEWS = (
    ("banner", "https://x.com/", "light", 1000, 460),
    ("banner-dark", "https://x.com/dark", "dark", 1000, 460),
    ("banner-narrow", "https://x.com/", "light", 360, 740),
)


def take_pictures() -> None:
    """Write every picture anew."""
    PICTURES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        StandInPages() as pages,
        RecordingProxy(pages.https_port, pages.http_port) as proxy,
    ):
        installation = Installation.start(Path(folder) / "data")
        extension = installation.write_extension(Path(folder) / "extension", is_granted=True)
        person = ChromiumPerson.start(extension, proxy, pages.certificate)
        try:
            wait_until(lambda: holds_catalogue(person), "the catalogue", 30)
            for name, url, scheme, width, height in VIEWS:
                person.set_color_scheme(scheme)
                person.set_viewport(width, height)
                begin_new_visit(person)
                person.visit(url)
                wait_until(person.banner, "the banner")
                # Twice the same place: it has slid in.
                wait_until(lambda: (one := person.banner()) and one == person.banner(), "the banner to rest")
                person.screenshot(PICTURES / f"{name}.png")
            person.set_color_scheme("light")
            popup = person.open_extension_page("popup/popup.html?site=https://x.com/")
            person.set_viewport(360, 620)
            popup.wait_for_text("Catalogue 1")
            person.screenshot(PICTURES / "popup.png")
            overview = person.open_extension_page("overview/overview.html")
            person.set_viewport(1000, 620)
            overview.wait_for_text("203 platforms shown")
            person.screenshot(PICTURES / "overview.png")
            take_console(person, installation)
            take_guide(person)
        finally:
            person.close()
            installation.stop()


def take_console(person: ChromiumPerson, installation: Installation) -> None:
    """Write the picture of a proposal in review."""
    for name, roles in (("ada", ()), ("wren", ("contributor",)), ("robin", ("reviewer",))):
        installation.add_account(name, *roles)
    store, now = installation.open(), datetime.now(UTC)
    held = read_published_platform(store, "x")
    first = held.notices[0]
    changed = replace(first, headline="X may pass your posts to companies that train AI", verified_on=f"{now:%Y-%m-%d}")
    new = replace(held, notices=(changed, *held.notices[1:]))
    marks = {first.id: Mark(True, "The policy names posts now.")}
    propose(store, Actor("wren", frozenset({CONTRIBUTOR})), "x", new, title="Names the posts", marks=marks, now=now)
    store.close()
    sign_in(person, installation, "robin")
    person.visit(f"{installation.address}/console/proposals/1")
    person.set_viewport(1000, 620)
    person.screenshot(PICTURES / "console.png")


def take_guide(person: ChromiumPerson) -> None:
    """Follow the banner's button to the stand-in's settings page, and take the guide there on its second step."""
    begin_new_visit(person)
    person.open_tab("https://x.com/")
    person.press("Turn off AI training on your X data")
    person.look_at(person.wait_for_tab("https://x.com/settings/grok_settings"))
    person.set_viewport(1280, 620)
    wait_until(lambda: (seen := person.banner()) and "outlined" in seen.text, "the control to be outlined")
    person.press("Next step")
    wait_until(lambda: (seen := person.banner()) and "Step 2" in seen.text, "the second step")
    person.screenshot(PICTURES / "guide.png")


if __name__ == "__main__":
    take_pictures()
