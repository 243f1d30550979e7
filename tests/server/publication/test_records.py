"""Record lines: what of a platform is published, and what never is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fairnotice.catalogue.files import BUILT_IN, read_catalogue
from fairnotice.catalogue.model import Platform, Policy
from fairnotice.errors import Invalid
from fairnotice.publication.records import MAX_ENGLISH, MAX_LINE, Line, describe_notice, read_line, write_record
from server.factories import make_action, make_notice, make_platform, make_platform_lines


@pytest.fixture(scope="module")
def built_in() -> list[Platform]:
    return read_catalogue(BUILT_IN)


def read_records(platform: Platform) -> dict[str, Any]:
    return {line.id: json.loads(line.text) for line in make_platform_lines(platform)}


def find_keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for inner in value.values() for key in find_keys(inner)}
    return {key for inner in value for key in find_keys(inner)} if isinstance(value, list) else set()


def test_a_platform_and_its_notices_are_a_record_each() -> None:
    records = read_records(make_platform(notices=(make_notice("b"), make_notice("a"))))
    assert list(records) == ["x", "x/a", "x/b"]
    assert records["x/a"]["revision"] == 1
    assert "notices" not in records["x"]


def test_what_is_for_maintainers_never_reaches_a_line(built_in: list[Platform]) -> None:
    seen_drafts = seen_policies = 0
    for platform in built_in:
        records = read_records(platform)
        assert not find_keys(list(records.values())) & {"notes", "confidence", "seen_in", "policies", "notices", "seen"}
        documents = [document["url"] for document in records[platform.id]["documents"]]
        assert documents == [policy.url for policy in platform.policies if policy.seen]
        seen_policies += any(not policy.seen for policy in platform.policies)
        for notice in platform.notices:
            shown = [action["id"] for action in records[f"{platform.id}/{notice.id}"]["actions"]]
            assert shown == [action.id for action in notice.actions if action.confidence != "low"]
            seen_drafts += len(shown) < len(notice.actions)
    assert seen_drafts
    assert seen_policies


def test_every_built_in_record_is_written_as_it_is_read(built_in: list[Platform]) -> None:
    lines = [line for platform in built_in for line in make_platform_lines(platform)]
    assert len(lines) > 203
    for line in lines:
        assert write_record(json.loads(line.text)) == line.text
        assert read_line(line.text) == line
        assert line.text.isascii()
        assert len(line.text) <= MAX_ENGLISH


def test_an_unseen_policy_and_a_draft_are_left_out() -> None:
    policies = (Policy("terms", "https://x.example/unseen", False), Policy("ai", "https://x.example/ai", True))
    notice = make_notice(actions=(make_action("draft", confidence="low"), make_action("good", confidence="medium")))
    records = read_records(make_platform(policies=policies, notices=(notice,)))
    assert records["x"]["documents"] == [{"kind": "ai", "url": "https://x.example/ai"}]
    assert [action["id"] for action in records["x/ai-sharing"]["actions"]] == ["good"]


@pytest.mark.parametrize(
    ("actions", "shipped"),
    [
        ((make_action(),), "act"),
        ((make_action(confidence="low"),), "know"),
        ((make_action(confidence="low"), make_action("b", kind="learn-more")), "know"),
        ((), "know"),
    ],
    ids=["an action", "a draft", "only reading", "none"],
)
def test_a_notice_that_calls_without_a_published_action_ships_as_know(actions: Any, shipped: str) -> None:
    assert describe_notice(make_notice(attention="act", actions=actions))["attention"] == shipped
    assert describe_notice(make_notice(attention="know", actions=actions))["attention"] == "know"


def test_a_month_stays_a_month() -> None:
    records = read_records(make_platform(notices=(make_notice(verified_on="2026-10"),)))
    assert records["x/ai-sharing"]["verified_on"] == "2026-10"


def test_a_record_tells_of_its_last_eight_revisions() -> None:
    history = tuple({"revision": number, "on": "2026-11-24", "reason": "Why"} for number in range(1, 11))
    lines = make_platform_lines(make_platform(), number=10, history=history)
    told = json.loads(lines[1].text)["history"]
    assert [entry["revision"] for entry in told] == [3, 4, 5, 6, 7, 8, 9, 10]


def test_a_record_that_is_too_long_is_refused() -> None:
    shortest = len(make_platform_lines(make_platform(company=""))[0].text)
    fits = make_platform_lines(make_platform(company="a" * (MAX_ENGLISH - shortest)))
    assert len(fits[0].text) == MAX_ENGLISH
    with pytest.raises(Invalid, match="The record x has 8193 bytes, 8192 are allowed") as caught:
        make_platform_lines(make_platform(company="a" * (MAX_ENGLISH - shortest + 1)))
    assert (caught.value.faults[0].file, caught.value.faults[0].field) == ("x.json", "x")


@pytest.mark.parametrize("text", ["a\u202eb", "a\u200bb", "a\x00b", "a\nb", "e\u0301", "half \ud83d"], ids=ascii)
def test_a_record_that_clients_would_refuse_is_not_published(text: str) -> None:
    with pytest.raises(Invalid, match="The record x/ai-sharing"):
        make_platform_lines(make_platform(), history=({"revision": 1, "on": "2026-11-24", "reason": text},))


@pytest.mark.parametrize(
    "text",
    ['{"id": "a"}', '{"id":"a","b":1,"a":2}', '{"id":"é"}', '{"a":1}', '{"id":1}', "[]", '{"id":"a","b":1.5}', "{",
     '{"a":"\\u202e","id":"a"}', '{"a":NaN,"id":"a"}', '{"id":"' + "a" * MAX_LINE + '"}', '{"id":"a"}\n'],
)  # fmt: skip
def test_a_line_in_another_form_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_line(text)
    assert read_line('{"id":"a"}') == Line("a", '{"id":"a"}')
