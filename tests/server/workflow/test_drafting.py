"""A draft may be unfinished and is never lost; what goes into review is whole, and begins from what is published."""

from __future__ import annotations

from typing import Any

import pytest

from fairnotice.catalogue.schema import dump_platform
from fairnotice.errors import Conflict, Invalid, Refused
from fairnotice.workflow.actors import Actor
from fairnotice.workflow.audit import read_audit
from fairnotice.workflow.drafting import (
    is_behind,
    preview_rebase,
    rebase,
    reopen,
    save,
    start,
    submit,
    take_back,
)
from fairnotice.workflow.marks import Mark
from fairnotice.workflow.proposals import (
    APPROVED,
    CHANGES_REQUESTED,
    DRAFT,
    IN_REVIEW,
    MAX_CONTENT,
    Proposal,
    read_proposal,
)
from fairnotice.workflow.reviewing import approve, comment, request_changes
from server.workflow.kit import DELETION, NOBODY, NOW, REVIEWING, WRITER, House, change_notice, get_platform

RUMBLE = dump_platform(get_platform("rumble"))
MARKS = {DELETION: Mark(False, "A clearer sentence")}


def edited(headline: str = "Deleting takes a month") -> dict[str, Any]:
    return dump_platform(change_notice(get_platform("rumble"), DELETION, headline=headline))


def begin(house: House, content: Any = None, **more: Any) -> Proposal:
    return start(house.store, WRITER, "rumble", content or edited(), now=NOW, **more)


def write(house: House, draft: Proposal, content: Any, *, seen: int | None = None, **more: Any) -> Proposal:
    more = {"title": "Says how long", "marks": MARKS} | more
    return save(house.store, WRITER, draft.number, content, seen=seen, now=NOW, **more)


def test_a_draft_may_break_every_rule(house: House) -> None:
    draft = begin(house, {"id": "rumble", "notices": [{"headline": ""}]})
    assert read_proposal(house.store, draft.number) == draft
    assert draft.state == DRAFT


def test_what_breaks_a_rule_does_not_go_into_review(house: House) -> None:
    draft = begin(house, edited(headline=""), title="Says how long", marks=MARKS)
    with pytest.raises(Invalid, match="is empty") as caught:
        submit(house.store, WRITER, draft.number, now=NOW)
    assert [fault.field for fault in caught.value.faults] == [f"notices[{DELETION}].headline"]
    assert read_proposal(house.store, draft.number).state == DRAFT


def test_a_finished_draft_goes_into_review(house: House) -> None:
    draft = write(house, begin(house), edited())
    submitted = submit(house.store, WRITER, draft.number, seen=draft.version, now=NOW)
    assert (submitted.state, submitted.title, submitted.marks) == (IN_REVIEW, "Says how long", MARKS)
    assert submitted == read_proposal(house.store, draft.number)


def test_a_mark_that_is_missing_is_said_when_it_is_submitted(house: House) -> None:
    draft = write(house, begin(house), edited(), marks={})
    with pytest.raises(Invalid, match="material or cosmetic"):
        submit(house.store, WRITER, draft.number, now=NOW)


def test_the_id_of_a_draft_cannot_become_another(house: House) -> None:
    draft = write(house, begin(house), dump_platform(get_platform("weather-com")))
    with pytest.raises(Invalid, match="ids never change"):
        submit(house.store, WRITER, draft.number, now=NOW)


def test_of_two_windows_the_second_to_save_is_told(house: House) -> None:
    draft = begin(house)
    write(house, draft, edited("First"), seen=draft.version)
    with pytest.raises(Conflict, match="changed since you looked"):
        write(house, draft, edited("Second"), seen=draft.version)
    assert read_proposal(house.store, draft.number).content == edited("First")


def test_saving_what_is_there_writes_nothing(house: House) -> None:
    draft = write(house, begin(house), edited())
    lines = len(read_audit(house.store))
    assert write(house, draft, edited()) == draft
    assert len(read_audit(house.store)) == lines


def test_only_the_author_edits(house: House) -> None:
    draft = begin(house)
    other = Actor("rook", WRITER.roles)
    for step in (
        lambda: save(house.store, other, draft.number, edited(), title="t", marks={}, seen=None, now=NOW),
        lambda: submit(house.store, other, draft.number, now=NOW),
        lambda: take_back(house.store, other, draft.number, now=NOW),
        lambda: reopen(house.store, other, draft.number, now=NOW),
        lambda: rebase(house.store, other, draft.number, {}, now=NOW),
    ):
        with pytest.raises(Refused, match="by wren"):
            step()
    with pytest.raises(Refused, match="no contributor"):
        start(house.store, NOBODY, "rumble", edited(), now=NOW)


def test_what_is_too_large_or_no_json_is_refused(house: House) -> None:
    for content, sentence in (({"id": "x" * MAX_CONTENT}, "bytes"), ({"id": float("nan")}, "JSON")):
        with pytest.raises(Invalid, match=sentence):
            begin(house, content)


def test_what_is_in_review_is_not_edited_but_may_be_reopened(house: House) -> None:
    number = house.approve(get_platform("rumble", name="Rumble Video"))
    with pytest.raises(Conflict, match="approved, not draft"):
        save(house.store, WRITER, number, RUMBLE, title="t", marks={}, seen=None, now=NOW)
    reopened = reopen(house.store, WRITER, number, now=NOW)
    assert (reopened.state, reopened.reviewed_by) == (DRAFT, None)


def test_taking_back_can_be_undone(house: House) -> None:
    draft = begin(house)
    take_back(house.store, WRITER, draft.number, now=NOW)
    assert reopen(house.store, WRITER, draft.number, now=NOW).content == draft.content


def test_a_draft_that_is_behind_is_not_submitted(house: House) -> None:
    draft = write(house, begin(house), edited())
    house.publish(get_platform("rumble", name="Rumble Video"))
    assert is_behind(house.store, draft)
    with pytest.raises(Conflict, match="bring the proposal up to date"):
        submit(house.store, WRITER, draft.number, now=NOW)


def test_bringing_up_to_date_keeps_both_changes(house: House) -> None:
    draft = write(house, begin(house), edited())
    house.publish(get_platform("rumble", name="Rumble Video"))
    rebased = rebase(house.store, WRITER, draft.number, {}, now=NOW)
    assert rebased.content == {**edited(), "name": "Rumble Video"}
    assert (rebased.state, rebased.base, is_behind(house.store, rebased)) == (DRAFT, 2, False)


def test_a_clash_needs_a_choice(house: House) -> None:
    draft = write(house, begin(house), edited("Mine"))
    house.publish(change_notice(get_platform("rumble"), DELETION, headline="Theirs"), marks=MARKS)
    name = f"notices/{DELETION}/headline"
    assert [clash.name for clash in preview_rebase(house.store, draft, {}).clashes] == [name]
    with pytest.raises(Conflict, match="choose mine or theirs"):
        rebase(house.store, WRITER, draft.number, {}, now=NOW)
    rebased = rebase(house.store, WRITER, draft.number, {name: "mine"}, now=NOW)
    assert rebased.content == edited("Mine")


def test_what_was_approved_is_reviewed_again_after_it_was_brought_up_to_date(house: House) -> None:
    number = house.approve(change_notice(get_platform("rumble"), DELETION, headline="Mine"), marks=MARKS)
    house.publish(get_platform("rumble", name="Rumble Video"))
    assert read_proposal(house.store, number).state == APPROVED
    rebased = rebase(house.store, WRITER, number, {}, now=NOW)
    assert (rebased.state, rebased.reviewed_by) == (IN_REVIEW, None)


def test_what_breaks_a_rule_once_joined_is_a_draft_again(house: House) -> None:
    # The change is published by somebody else meanwhile: then nothing is left of it.
    number = house.propose(get_platform("rumble", name="Rumble Video"))
    house.publish(get_platform("rumble", name="Rumble Video"))
    assert rebase(house.store, WRITER, number, {}, now=NOW).state == DRAFT


def test_changes_that_were_asked_for_lead_back_to_review(house: House) -> None:
    number = house.propose(get_platform("rumble", name="Rumble Video"))
    asked = request_changes(house.store, REVIEWING, number, reason="Write it as they do.", now=NOW)
    assert (asked.state, asked.comments[-1].text) == (CHANGES_REQUESTED, "Write it as they do.")
    content = dump_platform(get_platform("rumble", name="Rumble TV"))
    save(house.store, WRITER, number, content, title="t", marks={}, seen=None, now=NOW)
    assert submit(house.store, WRITER, number, now=NOW).state == IN_REVIEW
    assert approve(house.store, REVIEWING, number, is_solo=False, now=NOW).state == APPROVED


def test_a_comment_changes_nothing_but_is_seen_by_whoever_goes_on(house: House) -> None:
    draft = begin(house)
    said = comment(house.store, REVIEWING, draft.number, "  Is this so in the EU? ", now=NOW)
    assert [(c.who, c.text) for c in said.comments] == [("robin", "Is this so in the EU?")]
    assert (said.state, said.content) == (draft.state, draft.content)
