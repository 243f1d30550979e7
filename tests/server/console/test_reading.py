"""Differences, checks and paths are put in words that a reviewer understands, whatever shape a draft has."""

from __future__ import annotations

from typing import Any

import pytest

from fairnotice.console.checks import check_proposal
from fairnotice.console.reading import read_differences
from fairnotice.store.contract import Batch, Put
from fairnotice.watch.links import Link, write_link
from fairnotice.workflow.differences import compare
from fairnotice.workflow.marks import Mark
from fairnotice.workflow.proposals import read_proposal
from fairnotice.workflow.wording import name_path, write_plain
from server.console.kit import REVIEWER, WRITER, House, get_content, now, read, read_text

MARKS = {"account-deletion": Mark(False, "Clearer")}
ODD: list[dict[str, Any]] = [
    {"notices": "x"}, {"notices": ["x", 7, None]}, {"notices": [{"id": 7, "actions": "x", "sources": [3]}]},
    {"notices": [{"headline": ["a"], "actions": [{"steps": "x", "url": None}]}]}, {"hosts": {"a": 1}, "policies": 5},
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ((), "The whole platform"),
        (("name",), "Name"),
        (("notices",), "order of notices"),
        (("notices", "ai-sharing", "headline"), "Notice ai-sharing, Headline"),
        (("notices", "a", "actions", "b", "url"), "Notice a, Action b, Link"),
        (("notices", "a", "unheard-of"), "Notice a, unheard-of"),
    ],
)
def test_a_path_is_named(path: tuple[str, ...], name: str) -> None:
    assert name_path(path) == name


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), ([], "–"), (True, "yes"), (False, "no"), (0, "0"), (["a", "b"], "a\nb"), ({"a": None}, "a: –")],
)
def test_a_value_is_a_text(value: object, text: str) -> None:
    assert write_plain(value) == text


def test_what_came_is_told_field_by_field() -> None:
    old, new = get_content(), get_content()
    new["notices"] = [*old["notices"], {**old["notices"][0], "id": "another"}]
    (read_one,) = read_differences(compare(old, new))
    assert (read_one.name, read_one.kind) == ("Notice another", "added")
    assert ("Headline", old["notices"][0]["headline"]) in read_one.rows


def test_checks_say_what_is_wrong_first(house: House) -> None:
    content = get_content(name="")
    number = house.start(content, marks=MARKS)
    house.start(get_content(name="Rumble Video"))
    checks = check_proposal(house.store, read_proposal(house.store, number), now())
    assert [check.is_good for check in checks][:2] == [False, None]
    assert checks[0].text.startswith("name: ")
    assert "Proposal 2 by wren changes this platform too" in checks[1].text


def test_checks_say_what_was_last_seen_of_a_link_while_it_leads_to_the_same_address(house: House) -> None:
    content = get_content()
    action = content["notices"][0]["actions"][0]
    for url, is_told in ((action["url"], True), ("https://rumble.com/elsewhere", False)):
        link = Link(url, "gone", confirmed_at="2026-11-24T09:00:00Z", looked_at="2026-11-24T09:00:00Z")
        id = f"rumble/account-deletion/{action['id']}"
        house.store.commit(Batch(puts=[Put("links", id, write_link(link, now()))]))
        number = house.start(content, marks=MARKS)
        checks = check_proposal(house.store, read_proposal(house.store, number), now())
        told = [(check.is_good, check.text) for check in checks if "link of" in check.text]
        said = f"The link of account-deletion/{action['id']} was seen as gone on 2026-11-24."
        assert told == [(False, said)] * is_told


@pytest.mark.parametrize("changes", ODD)
def test_a_draft_of_any_shape_can_be_looked_at(house: House, changes: dict[str, Any]) -> None:
    number = house.start(get_content() | changes, marks=MARKS)
    browser = house.enter(WRITER)
    for path in ("", "/edit", "/edit?check=1", "/preview", "/preview/frame?language=de"):
        assert browser.get(f"/proposals/{number}{path}").status_code == 200
    assert browser.get(f"/proposals/{number}/translate/de").status_code == 422


def test_only_an_address_that_may_be_followed_is_a_link(house: House) -> None:
    content = get_content()
    for url, is_link in (
        ("https://rumble.com@evil.example/", False),
        ("javascript:alert(1)", False),
        ("https://rumble.com/privacy", True),
    ):
        content["notices"][0]["sources"] = [{**content["notices"][0]["sources"][0], "url": url}]
        answer = house.enter(REVIEWER).get(f"/proposals/{house.start(content, marks=MARKS)}")
        links = [str(node.attributes.get("href")) for node in read(answer).css("aside a")]
        assert (url in links) == is_link
        assert url in read_text(answer) or is_link


def test_what_was_typed_is_not_lost_when_the_draft_went_into_review_meanwhile(house: House) -> None:
    content = get_content()
    content["notices"][0]["headline"] = "Another headline"
    number = house.submit(content, marks=MARKS)
    answer = house.enter(WRITER).post(
        f"/proposals/{number}/edit", {"seen": "1", "title": "Mine", "f.name": "Typed name"}
    )
    assert answer.status_code == 409
    field = read(answer).css_first('[name="f.name"]')
    assert field is not None
    assert field.attributes["value"] == "Typed name"
