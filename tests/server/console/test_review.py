"""Review: exactly what was looked at is approved, by a second person; conflicts are settled field by field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from fairnotice.workflow import drafting
from fairnotice.workflow.marks import Mark
from fairnotice.workflow.proposals import (
    APPROVED,
    CHANGES_REQUESTED,
    DECLINED,
    DRAFT,
    IN_REVIEW,
    WITHDRAWN,
    read_proposal,
)
from server.console.kit import ADMIN, REVIEWER, WRITER, House, get_content, now, read, read_form, read_text
from server.workflow.kit import dump_store

BOTH = replace(WRITER, roles=frozenset({"contributor", "reviewer", "publisher"}))
MARK = {"account-deletion": Mark(True, "It changed")}
BAND = "One person may do everything here"


def change(headline: str = "Another headline", **changes: object) -> dict[str, object]:
    content = get_content(**changes)
    content["notices"][0]["headline"] = headline
    return content


def get_state(house: House, number: int) -> str:
    return read_proposal(house.store, number).state


@pytest.fixture
def number(house: House) -> int:
    """A proposal in review that changes one notice."""
    return house.submit(change(), marks=MARK)


def test_what_was_shown_is_approved(house: House, number: int) -> None:
    browser = house.enter(REVIEWER)
    form = read_form(browser.get(f"/proposals/{number}"), ".judge form")
    answer = browser.post(f"/proposals/{number}/approve", [(k, v or "Well said") for k, v in form])
    assert answer.location == f"/console/proposals/{number}?said=approved"
    proposal = read_proposal(house.store, number)
    assert (proposal.state, proposal.reviewed_by) == (APPROVED, "robin")
    assert "Well said" in read_text(browser.get(f"/proposals/{number}"), ".comment")


def test_the_page_offers_no_approval_to_an_author_and_a_forged_form_does_not_help(house: House) -> None:
    browser = house.enter(BOTH)
    number = house.submit(change(), marks=MARK)
    page = browser.get(f"/proposals/{number}")
    assert "a second person has to approve it" in read_text(page)
    assert "Approve" not in [button.text() for button in read(page).css("button")]
    before = dump_store(house.store)
    seen = read_proposal(house.store, number).version
    answer = browser.post(f"/proposals/{number}/approve", {"seen": str(seen), "author": "someone", "is_solo": "1"})
    assert answer.status_code == 403
    assert dump_store(house.store) == before


def test_an_admin_does_not_approve_their_own_either(house: House) -> None:
    admin = house.enter(ADMIN)
    number = drafting.start(house.store, ADMIN, "rumble", change(), title="Mine", marks=MARK, now=now()).number
    drafting.submit(house.store, ADMIN, number, now=now())
    assert admin.post(f"/proposals/{number}/approve", {"seen": "2"}).status_code == 403
    assert get_state(house, number) == IN_REVIEW


@pytest.mark.parametrize("seen", [None, "", "x", "-2", "2.0", "9" * 40, "²"])
def test_an_approval_that_does_not_say_what_was_seen_is_refused(house: House, number: int, seen: str | None) -> None:
    before = dump_store(house.store)
    form = {"text": "Fine"} | ({"seen": seen} if seen is not None else {})
    assert house.enter(REVIEWER).post(f"/proposals/{number}/approve", form).status_code == 422
    assert dump_store(house.store)["proposals"] == before["proposals"]


@pytest.mark.parametrize("step", ["approve", "request-changes", "decline"])
def test_what_changed_since_it_was_looked_at_is_not_judged(house: House, number: int, step: str) -> None:
    browser = house.enter(REVIEWER)
    form = dict(read_form(browser.get(f"/proposals/{number}"), ".judge form")) | {"text": "As I saw it"}
    drafting.reopen(house.store, WRITER, number, now=now())
    drafting.save(
        house.store, WRITER, number, change("Something else"), title="A better text", marks=MARK, seen=None, now=now()
    )
    drafting.submit(house.store, WRITER, number, now=now())
    before = dump_store(house.store)
    answer = browser.post(f"/proposals/{number}/{step}", form)
    assert answer.status_code == 409
    assert "look at it again" in read_text(answer)
    assert dump_store(house.store) == before


def test_a_form_sent_twice_approves_once(house: House, number: int) -> None:
    browser = house.enter(REVIEWER)
    form = read_form(browser.get(f"/proposals/{number}"), ".judge form")
    assert browser.post(f"/proposals/{number}/approve", form).status_code == 303
    before = dump_store(house.store)
    assert browser.post(f"/proposals/{number}/approve", form).status_code == 409
    assert dump_store(house.store) == before


@pytest.mark.parametrize(("step", "state"), [("request-changes", CHANGES_REQUESTED), ("decline", DECLINED)])
def test_giving_back_and_declining_need_words_that_the_author_reads(
    house: House, number: int, step: str, state: str
) -> None:
    browser = house.enter(REVIEWER)
    seen = str(read_proposal(house.store, number).version)
    assert browser.post(f"/proposals/{number}/{step}", {"seen": seen, "text": "  "}).status_code == 422
    assert get_state(house, number) == IN_REVIEW
    assert browser.post(f"/proposals/{number}/{step}", {"seen": seen, "text": "Name the source"}).status_code == 303
    assert get_state(house, number) == state
    page = house.enter(WRITER).get(f"/proposals/{number}")
    assert "Name the source" in read_text(page)
    if state == CHANGES_REQUESTED:
        assert "A better text" in read_text(house.enter(WRITER).get("/"), "[aria-labelledby=mend]")


@pytest.mark.parametrize("step", ["submit", "take-back", "reopen"])
def test_what_an_author_does_is_done_by_the_author_only(house: House, number: int, step: str) -> None:
    before = dump_store(house.store)
    other = house.enter(replace(WRITER, name="finch"))
    assert other.post(f"/proposals/{number}/{step}", {"seen": "2"}).status_code == 403
    assert dump_store(house.store) == before | {"accounts": dump_store(house.store)["accounts"]} | {
        "sessions": dump_store(house.store)["sessions"]
    }


def test_an_author_takes_back_and_opens_again(house: House, number: int) -> None:
    browser = house.enter(WRITER)
    for step, state in (("take-back", WITHDRAWN), ("reopen", DRAFT), ("submit", IN_REVIEW)):
        seen = str(read_proposal(house.store, number).version)
        assert browser.post(f"/proposals/{number}/{step}", {"seen": seen}).status_code == 303
        assert get_state(house, number) == state


def test_a_draft_that_breaks_a_rule_is_shown_in_the_editor_when_it_is_submitted(house: House) -> None:
    number = house.start(get_content(name=""))
    answer = house.enter(WRITER).post(f"/proposals/{number}/submit", {"seen": "1"})
    assert answer.location == f"/console/proposals/{number}/edit?check=1"


def test_a_reviewer_judges_a_change_otherwise(house: House, number: int) -> None:
    browser = house.enter(REVIEWER)
    form = dict(read_form(browser.get(f"/proposals/{number}"), ".mark form"))
    assert form["material"] == "yes"
    form |= {"material": "no", "reason": "Only words"}
    assert browser.post(f"/proposals/{number}/mark", form).status_code == 303
    assert read_proposal(house.store, number).marks == {"account-deletion": Mark(False, "Only words")}
    assert browser.post(f"/proposals/{number}/mark", form).status_code == 409  # seen is old now
    fresh = {**form, "seen": str(read_proposal(house.store, number).version)}
    assert browser.post(f"/proposals/{number}/mark", fresh | {"notice": "other"}).status_code == 404
    assert browser.post(f"/proposals/{number}/mark", fresh | {"reason": " "}).status_code == 422


def test_a_conflict_is_settled_field_by_field(house: House) -> None:
    mine = house.start(change("Mine", company="My company"), marks=MARK)
    house.publish(change("Theirs", category="video"), marks=MARK)
    browser = house.enter(WRITER)
    assert "changed since this was written" in read_text(browser.get(f"/proposals/{mine}"))
    answer = browser.post(
        f"/proposals/{mine}/edit", [*read_form(browser.get(f"/proposals/{mine}/edit")), ("do", "submit")]
    )
    assert answer.location == f"/console/proposals/{mine}/conflicts"
    page = browser.get(f"/proposals/{mine}/conflicts")
    assert read_text(page, "legend") == "Notice account-deletion, Headline"
    clash = [node.attributes["name"] for node in read(page).css("input[type=radio]")]
    assert clash == ["choice.notices/account-deletion/headline"] * 2
    form = read_form(page, "main form")
    for value in (None, "both"):
        unsettled = [*form, (str(clash[0]), value)] if value else form
        assert browser.post(f"/proposals/{mine}/conflicts", unsettled).status_code == 409
    answer = browser.post(f"/proposals/{mine}/conflicts", [*form, (str(clash[0]), "theirs")])
    assert answer.location == f"/console/proposals/{mine}/edit?said=rebased"
    content = read_proposal(house.store, mine).content
    assert content is not None
    assert (content["company"], content["category"]) == ("My company", "video")
    assert content["notices"][0]["headline"] == "Theirs"


def test_what_fell_behind_is_not_approved(house: House, number: int) -> None:
    house.publish(get_content(company="Another company"))
    browser = house.enter(REVIEWER)
    assert "Approve" not in [button.text() for button in read(browser.get(f"/proposals/{number}")).css("button")]
    seen = str(read_proposal(house.store, number).version)
    assert browser.post(f"/proposals/{number}/approve", {"seen": seen}).status_code == 409


@pytest.mark.parametrize(
    "path", ["/", "/platforms", "/platforms/x", "/proposals", "/proposals/1", "/proposals/1/edit", "/publish",
             "/history", "/proposals/1/preview", "/history/1", "/reports", "/me", "/audit", "/no/page",
             "/proposals/1/conflicts"],
)  # fmt: skip
def test_where_one_person_may_do_everything_every_page_says_so(make_house: Callable[..., House], path: str) -> None:
    for review in ("solo", "two"):
        house = make_house(review=review)
        house.start()
        text = read_text(house.enter(WRITER).get(path))
        assert (BAND in text) == (review == "solo")


def test_where_one_person_may_do_everything_they_approve_their_own(make_house: Callable[..., House]) -> None:
    house = make_house(review="solo")
    browser, number = house.enter(BOTH), house.submit(change(), marks=MARK)
    assert "A better text" in read_text(browser.get("/"), "[aria-labelledby=review]")
    form = read_form(browser.get(f"/proposals/{number}"), ".judge form")
    assert browser.post(f"/proposals/{number}/approve", form).status_code == 303
    assert get_state(house, number) == APPROVED
