"""The feeds keep RFC 4287 and JSON Feed 1.1, name things by ids that never change, and hold texts as texts."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree

import pytest

from fairnotice.publication.entries import Entry
from fairnotice.publication.feeds import (
    Feed,
    describe_all,
    describe_platform,
    describe_topic,
    write_atom,
    write_json_feed,
)
from fairnotice.publication.shown import Shown
from server.factories import House, make_notice, make_platform
from server.publication.hostile import HOSTILE
from server.publication.showing import make_entry, make_shown

ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
TAG = re.compile(r"tag:[a-z0-9]+(?:[.-][a-z0-9]+)*,\d{4}(?:-\d\d){0,2}:[a-z0-9/@-]+")
ADDRESS = "https://notices.example"
RETIRED = make_entry("y@6", kind="retired", platform="y", name="Why", reason="It closed.", notice=None, topic=None)
CHANGED = make_entry("x/ai-sharing/2", kind="changed", edition=5, reason="The switch moved.")


def make_many(count: int) -> list[Entry]:
    return [make_entry(f"x/ai-sharing/{count - n}", headline=f"Headline {count - n}") for n in range(count)]


def show(entries: Sequence[Entry] = (RETIRED, CHANGED, make_entry()), address: str = "") -> Shown:
    return make_shown(make_platform(), entries=entries, address=address)


def read_atom(feed: Feed, shown: Shown) -> ElementTree.Element:
    return ElementTree.fromstring(write_atom(feed, shown))  # noqa: S314 - made here


def read_json(feed: Feed, shown: Shown) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(write_json_feed(feed, shown))
    return found


def only(element: ElementTree.Element, name: str) -> str:
    """Answer the text of the one child of this name."""
    (found,) = element.findall(ATOM + name)
    return found.text or ""


@pytest.mark.parametrize("entries", [(), (make_entry(),), (RETIRED, CHANGED, make_entry())], ids=["none", "one", "all"])
def test_an_atom_feed_has_what_rfc_4287_requires(entries: Sequence[Entry]) -> None:
    feed = read_atom(describe_all(show(entries)), show(entries))
    assert feed.tag == f"{ATOM}feed"
    assert TAG.fullmatch(only(feed, "id"))
    assert only(feed, "title")
    assert MOMENT.fullmatch(only(feed, "updated"))
    assert only(feed.findall(f"{ATOM}author")[0], "name") == "Fairnotice"
    assert sorted(link.attrib["rel"] for link in feed.findall(f"{ATOM}link")) == ["alternate", "self"]
    assert len(feed.findall(f"{ATOM}entry")) == len(entries)
    for entry in feed.findall(f"{ATOM}entry"):
        assert TAG.fullmatch(only(entry, "id"))
        assert only(entry, "title")
        assert only(entry, "content")
        assert MOMENT.fullmatch(only(entry, "updated"))
        (link,) = entry.findall(f"{ATOM}link")
        assert link.attrib["href"]


@pytest.mark.parametrize("entries", [(), (RETIRED, CHANGED, make_entry())], ids=["none", "all"])
def test_a_json_feed_has_what_its_specification_requires(entries: Sequence[Entry]) -> None:
    feed = read_json(describe_all(show(entries)), show(entries))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert feed["authors"] == [{"name": "Fairnotice"}]
    assert len(feed["items"]) == len(entries)
    for item in feed["items"]:
        assert TAG.fullmatch(item["id"])
        assert item["content_text"]
        assert "content_html" not in item
        assert MOMENT.fullmatch(item["date_published"])


def test_both_forms_tell_the_same() -> None:
    shown = show()
    feed = describe_all(shown)
    told = [
        (only(e, "id"), only(e, "title"), only(e, "content")) for e in read_atom(feed, shown).findall(f"{ATOM}entry")
    ]
    assert told == [(i["id"], i["title"], i["content_text"]) for i in read_json(feed, shown)["items"]]
    assert told[0][1:] == ("Why is no longer in the catalogue", "Why: It closed.")
    assert told[1][2].startswith("What changed: The switch moved.\n\n")
    assert told[2][1:] == ("X: Your posts may train AI", "The policy lets it share posts.")


def test_the_newest_fifty_are_told_newest_first() -> None:
    shown = show(make_many(60))
    items = read_json(describe_all(shown), shown)["items"]
    assert [item["id"].rpartition("/")[2] for item in items] == [str(number) for number in range(60, 10, -1)]
    assert len(read_atom(describe_all(shown), shown).findall(f"{ATOM}entry")) == 50


def test_a_platform_and_a_topic_have_only_their_own() -> None:
    other = make_entry("y/ads/1", platform="y", notice="y/ads", topic="ads")
    shown = make_shown(make_platform("x"), make_platform("y"), entries=(other, CHANGED))
    assert [entry.id for entry in describe_platform(shown, "y").entries] == ["y/ads/1"]
    assert [entry.id for entry in describe_topic(shown, "ai-sharing").entries] == ["x/ai-sharing/2"]
    assert describe_topic(shown, "contacts").entries == ()


def test_ids_are_the_same_at_any_address_and_links_are_complete_where_it_is_known() -> None:
    bare, known = show(), show(address=ADDRESS)
    for describe in (describe_all, lambda s: describe_platform(s, "x"), lambda s: describe_topic(s, "ai-sharing")):
        feed = describe(bare)
        one, other = read_json(feed, bare), read_json(feed, known)
        assert [item["id"] for item in one["items"]] == [item["id"] for item in other["items"]]
        assert only(read_atom(feed, bare), "id") == only(read_atom(feed, known), "id")
        place = f"{ADDRESS}/{feed.path}.json"
        assert other["feed_url"] == place == urljoin(place, one["feed_url"])
        assert other["home_page_url"] == f"{ADDRESS}/{feed.page}" == urljoin(place, one["home_page_url"])
        for item, complete in zip(one["items"], other["items"], strict=True):
            assert complete["url"] == urljoin(place, item["url"])
        links = [link.attrib["href"] for link in read_atom(feed, known).iter(f"{ATOM}link")]
        assert all(link.startswith(f"{ADDRESS}/") for link in links)
    assert read_json(describe_all(known), known)["items"][1]["url"] == f"{ADDRESS}/platforms/x.html#ai-sharing"


def test_ids_are_unique_and_stay_the_same_when_more_is_published(house: House) -> None:
    def read_ids() -> list[str]:
        return [item["id"] for item in json.loads(house.list_files()["feeds/all.json"])["items"]]

    house.publish(make_platform("x"), make_platform("y"))
    house.bring_up()
    first = read_ids()
    house.clock.move(days=1)
    changed = {"number": 2, "history": ({"revision": 2, "on": "2026-11-25", "reason": "Why"},)}
    house.publish(make_platform("x", notices=(make_notice(summary="New"),)), **changed)
    house.bring_up()
    second = read_ids()
    assert second == ["tag:fairnotice.invalid,2026:fairnotice/x/ai-sharing/2", *first]
    assert len(set(second)) == 3


def test_a_feed_that_tells_nothing_new_stays_the_same_file(house: House) -> None:
    house.publish(make_platform("x"), make_platform("y", notices=()))
    house.bring_up()
    before = {path: data for path, data in house.list_files().items() if path.startswith("feeds/platforms/y")}
    house.clock.move(days=1)
    changed = {"number": 2, "history": ({"revision": 2, "on": "2026-11-25", "reason": "Why"},)}
    house.publish(make_platform("x", notices=(make_notice(summary="New"),)), **changed)
    house.bring_up()
    assert len(before) == 2
    assert before.items() <= house.list_files().items()


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_a_text(text: str) -> None:
    entry = make_entry(kind="changed", name=text, headline=text, summary=text, reason=text)
    shown = show((entry,))
    plain = read_atom(describe_all(show((CHANGED,))), show())
    assert [each.tag for each in read_atom(describe_all(shown), shown).iter()] == [each.tag for each in plain.iter()]
    (element,) = read_atom(describe_all(shown), shown).findall(f"{ATOM}entry")
    (item,) = read_json(describe_all(shown), shown)["items"]
    assert only(element, "title") == item["title"] == text
    assert only(element, "content") == item["content_text"] == f"What changed: {text}\n\n{text}"


@pytest.mark.parametrize("text", ["\x00", "\x0b", "\ufffe", "\uffff", "a\x1fb"], ids=ascii)
def test_what_xml_cannot_say_does_not_break_the_feed(text: str) -> None:
    shown = show((make_entry(headline=text),))
    (element,) = read_atom(describe_all(shown), shown).findall(f"{ATOM}entry")
    assert "\ufffd" in only(element, "title")
