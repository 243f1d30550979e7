"""Pages and feeds in the tree: made with the edition, again only when something is other, and gone with a platform."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit
from xml.etree import ElementTree

import pytest

from fairnotice.catalogue.files import BUILT_IN, read_platform
from fairnotice.publication import tree
from fairnotice.publication.pages import plan
from server.factories import House, make_action, make_notice, make_platform
from server.publication.showing import list_links, read_page, read_text

ADDRESS = "https://notices.example"
NOT_IN_THE_TREE = {"v1/docs"}
"""What only a running server answers."""


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the platforms whose pages are made, in that order."""
    ids: list[str] = []
    make = plan.make_platform

    def note(shown: Any, id: str) -> bytes:
        ids.append(id)
        return make(shown, id)

    monkeypatch.setattr(plan, "make_platform", note)
    return ids


def read(house: House, path: str) -> str:
    return read_text(house.list_files()[path])


def test_every_link_inside_the_tree_leads_to_a_file_of_it(house: House) -> None:
    house.publish(*(read_platform(BUILT_IN / f"{id}.json") for id in ("x", "rumble", "lemon8")))
    house.bring_up()
    files = house.list_files()
    pages = {path: data for path, data in files.items() if path.endswith(".html")}
    assert len(pages) > 30
    for path, data in pages.items():
        read_links = [str(node.attributes["href"]) for node in read_page(data).css("a[href], link[href]")]
        for link in read_links + [str(node.attributes["src"]) for node in read_page(data).css("[src]")]:
            if urlsplit(link).scheme:
                continue
            target, fragment = urldefrag(urljoin(f"/{path}", link))
            assert target[1:] in files.keys() | NOT_IN_THE_TREE, (path, link)
            assert not fragment or read_page(files[target[1:]]).css_first(f"[id='{fragment}']"), (path, link)


def test_with_an_address_feeds_and_sitemap_hold_complete_links(house: House) -> None:
    house.publish(make_platform())
    house.bring_up(address=ADDRESS)
    files = house.list_files()
    item = json.loads(files["feeds/all.json"])["items"][0]
    assert item["url"] == f"{ADDRESS}/platforms/x.html#ai-sharing"
    root = ElementTree.fromstring(files["sitemap.xml"])  # noqa: S314 - made here
    found = {element.text for element in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    pages = {path for path in files if path.endswith(".html")}
    assert found == {f"{ADDRESS}/{'' if page == 'index.html' else page}" for page in pages}


def test_without_an_address_there_is_no_sitemap(house: House) -> None:
    house.publish(make_platform())
    house.bring_up()
    assert "sitemap.xml" not in house.list_files()


def test_pages_are_made_again_only_when_something_is_other(
    house: House, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    house.publish(make_platform("x"), make_platform("y"))
    house.bring_up()
    assert made == ["x", "y"]
    house.clock.move(days=2)
    assert house.sign()
    house.bring_up()
    assert made == ["x", "y"]
    house.bring_up(address=ADDRESS)
    assert made == ["x", "y"] * 2
    house.withdraw("x/ai-sharing")
    house.bring_up(address=ADDRESS)
    assert made == ["x", "y"] * 3
    house.publish(make_platform("y", name="Why"))
    house.bring_up(address=ADDRESS)
    assert made == ["x", "y"] * 4
    monkeypatch.setattr(plan, "_hash_makers", lambda: "another version of the program")
    house.bring_up(address=ADDRESS)
    assert made == ["x", "y"] * 5


def test_after_a_start_of_the_machine_they_are_compared_again(
    house: House, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    house.publish(make_platform())
    house.bring_up()
    page = house.public / "platforms/x.html"
    whole = page.read_bytes()
    page.write_bytes(b"")  # as after a loss of power
    monkeypatch.setattr(tree, "_read_boot", lambda: b"another")
    house.bring_up()
    assert page.read_bytes() == whole
    assert made == ["x", "x"]


def test_a_page_that_is_missing_is_made_alone(house: House, made: list[str]) -> None:
    house.publish(make_platform("x"), make_platform("y"))
    house.bring_up()
    (house.public / "platforms/y.html").unlink()
    house.bring_up()
    assert made == ["x", "y", "y"]
    assert "Y" in read(house, "platforms/y.html")


def test_a_run_that_was_cut_is_not_taken_for_whole(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.publish(make_platform("x", name="One"), make_platform("y", name="Two"))
    house.bring_up()
    house.withdraw("x/ai-sharing", "y/ai-sharing")
    replace = os.replace

    def fail(source: Any, target: Any) -> None:
        if Path(target).name == "y.html":
            raise OSError(28, "No space left on device")
        replace(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", fail)
        with pytest.raises(OSError, match="No space"):
            house.bring_up()
    assert "Nothing to tell" in read(house, "platforms/x.html")
    house.withdraw()
    house.bring_up()
    assert "Nothing to tell" not in read(house, "platforms/x.html")


def test_what_is_withdrawn_leaves_pages_and_feeds_without_an_edition_and_comes_back(house: House) -> None:
    actions = (make_action("form", label="Open the form"), make_action("mail", label="Write a mail"))
    house.publish(
        make_platform(notices=(make_notice(actions=actions), make_notice("ads", topic="ads", headline="Ads here")))
    )
    house.bring_up()
    before = house.list_files()
    house.withdraw("x/ads", "x/ai-sharing/mail")
    house.bring_up()
    hidden = {path: data for path, data in house.list_files().items() if not path.startswith(("v1/", "."))}
    assert not [path for path, data in hidden.items() if b"Ads here" in data or b"Write a mail" in data]
    assert "Open the form" in read(house, "platforms/x.html")
    house.withdraw()
    house.bring_up()
    same = {path for path in hidden if house.list_files()[path] == before[path]}
    assert same == hidden.keys()


def test_a_platform_that_left_loses_its_page_and_the_files_go_after_thirty_days(house: House) -> None:
    house.publish(make_platform("x"), make_platform("y", name="Leaving"))
    house.bring_up()
    house.publish(retired=["y"])
    house.bring_up()
    assert "platforms/y.html" not in list_links(house.list_files()["index.html"])
    own = {"platforms/y.html", "feeds/platforms/y.atom", "feeds/platforms/y.json"}
    assert own <= json.loads(house.list_files()[".replaced.json"]).keys()
    house.clock.move(days=31)
    house.bring_up()
    assert not own & house.list_files().keys()
    assert {"platforms/x.html", "index.html", "feeds/all.atom"} <= house.list_files().keys()
    assert "Leaving is no longer in the catalogue" in house.list_files()["feeds/all.atom"].decode()


def test_an_edition_changes_only_the_pages_that_tell_of_it(house: House) -> None:
    house.publish(make_platform("x"), make_platform("y", category="video"))
    house.bring_up()
    before = house.list_files()
    house.publish(make_platform("y", category="video", company="Another Corp."))
    house.bring_up()
    changed = {path for path, data in house.list_files().items() if before.get(path) != data and path[0] not in ".v"}
    assert changed == {"about.html", "platforms/y.html"}


def test_the_files_beside_the_pages_are_named_by_their_content(house: House) -> None:
    house.publish(make_platform())
    house.bring_up()
    static = sorted(path for path in house.list_files() if path.startswith("static/"))
    assert [Path(path).suffix for path in static] == [".js", ".svg", ".css"]
    sign = Path(__file__).parents[3] / "extension/icons/sign.svg"
    assert house.list_files()[static[1]] == sign.read_bytes()
