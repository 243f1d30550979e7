"""The first minutes: what a copy that was granted nothing does, asks for, and leaves alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.conftest import BROWSERS, BrowserStarter, StandIn
from e2e.installation import Installation
from e2e.person import Person

API_GRANTS = "chrome.permissions.getAll().then((held) => held.origins)"
API_OPTIONAL = "chrome.runtime.getManifest().optional_host_permissions"


@pytest.fixture(params=list(BROWSERS))
def newcomer(
    request: pytest.FixtureRequest, installation: Installation, stand_in: StandIn, tmp_path: Path
) -> Iterator[Person]:
    """Give a person who has just installed the extension and allowed nothing."""
    extension = installation.write_extension(tmp_path / "extension", is_granted=False)
    person = BrowserStarter(extension, stand_in, {}).start(request.param)
    yield person
    person.close()


def test_the_welcome_page_asks_for_exactly_the_covered_hosts(newcomer: Person, tmp_path: Path) -> None:
    newcomer.look_at(newcomer.wait_for_tab(newcomer.pages_url + "welcome/welcome.html"))
    page = newcomer.page()
    page.wait_for_text("Allow on all 203 platforms")
    page.press("See the 203 platforms and their 377 hosts")
    text = page.wait_for_text("x.com, twitter.com")
    for platform in ("LinkedIn", "ChatGPT", "Facebook"):
        assert platform in text
    optional = newcomer.evaluate_in_background(API_OPTIONAL)
    assert len(optional) == 377
    assert all(pattern.startswith("https://*.") and pattern.count("*") == 2 for pattern in optional)
    assert newcomer.evaluate_in_background(API_GRANTS) == ["http://127.0.0.1/*"]


def test_without_a_grant_no_page_is_touched_and_the_popup_still_answers(newcomer: Person) -> None:
    newcomer.wait_for_tab(newcomer.pages_url + "welcome/welcome.html")
    newcomer.tidy_up()
    newcomer.visit("https://x.com/home")
    newcomer.no_banner()
    scripts = "chrome.scripting.getRegisteredContentScripts().then((all) => all.length)"
    assert newcomer.evaluate_in_background(scripts) == 0
    popup = newcomer.open_extension_page("popup/popup.html?site=https://x.com/")
    text = popup.wait_for_text("3 notices are open")
    assert "X may pass your data to outside companies that train AI" in text
    assert "Notices can come up by themselves on X when you allow it there" in text


def test_a_page_of_no_platform_is_said_to_be_none(newcomer: Person) -> None:
    popup = newcomer.open_extension_page("popup/popup.html?site=https://notx.com/")
    popup.wait_for_text("Fairnotice has nothing to say about this page")
    popup.wait_for_text("Catalogue 1, confirmed")
