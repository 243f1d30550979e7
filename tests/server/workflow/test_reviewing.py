"""A second person sees exactly what will be published, may ask for changes, and may judge its weight otherwise."""

from __future__ import annotations

import pytest

from fairnotice.errors import Conflict, Invalid, NotFound, Refused
from fairnotice.workflow.marks import Mark
from fairnotice.workflow.proposals import APPROVED, CHANGES_REQUESTED, DECLINED, IN_REVIEW, read_proposal
from fairnotice.workflow.publish import publish
from fairnotice.workflow.reviewing import MAX_COMMENT, approve, change_mark, comment, decline, request_changes
from server.workflow.kit import (
    DELETION,
    NOBODY,
    NOW,
    PUBLISHING,
    REVIEWING,
    WRITER,
    House,
    change_notice,
    get_platform,
)

EDITED = change_notice(get_platform("rumble"), DELETION, headline="Deleting takes a month")
COSMETIC, MATERIAL = Mark(False, "A clearer sentence"), Mark(True, "The delay doubled")


def offer(house: House) -> int:
    return house.propose(EDITED, marks={DELETION: COSMETIC})


def test_what_nobody_looked_at_is_not_approved(house: House) -> None:
    number = offer(house)
    seen = read_proposal(house.store, number).version
    comment(house.store, WRITER, number, "Wait, please.", now=NOW)
    with pytest.raises(Conflict, match="changed since you looked"):
        approve(house.store, REVIEWING, number, is_solo=False, seen=seen, now=NOW)


def test_what_is_behind_is_not_approved(house: House) -> None:
    number = offer(house)
    house.publish(get_platform("rumble", name="Rumble Video"))
    with pytest.raises(Conflict, match="brings it up to date"):
        approve(house.store, REVIEWING, number, is_solo=False, now=NOW)


@pytest.mark.parametrize("is_approved", [False, True])
def test_doubts_may_come_late(house: House, is_approved: bool) -> None:
    for step, state in ((request_changes, CHANGES_REQUESTED), (decline, DECLINED)):
        number = offer(house)
        if is_approved:
            approve(house.store, REVIEWING, number, is_solo=False, now=NOW)
        assert step(house.store, REVIEWING, number, reason="Not so", now=NOW).state == state
        with pytest.raises(Conflict):
            publish(house.store, PUBLISHING, [number], house.publisher())


def test_the_reviewer_may_judge_otherwise_and_says_why(house: House) -> None:
    number = offer(house)
    changed = change_mark(house.store, REVIEWING, number, DELETION, MATERIAL, now=NOW)
    assert (changed.state, changed.marks) == (IN_REVIEW, {DELETION: MATERIAL})
    assert "material instead of cosmetic: The delay doubled" in changed.comments[-1].text
    assert changed == read_proposal(house.store, number)


def test_the_author_does_not_change_a_mark_in_review(house: House) -> None:
    number = offer(house)
    with pytest.raises(Refused, match="no reviewer"):
        change_mark(house.store, WRITER, number, DELETION, MATERIAL, now=NOW)
    approve(house.store, REVIEWING, number, is_solo=False, now=NOW)
    with pytest.raises(Conflict, match=APPROVED):
        change_mark(house.store, REVIEWING, number, DELETION, MATERIAL, now=NOW)


def test_only_a_changed_notice_has_a_mark(house: House) -> None:
    number = offer(house)
    with pytest.raises(NotFound, match="does not change"):
        change_mark(house.store, REVIEWING, number, "another", MATERIAL, now=NOW)
    with pytest.raises(Invalid, match="one sentence"):
        change_mark(house.store, REVIEWING, number, DELETION, Mark(True, ""), now=NOW)


@pytest.mark.parametrize("text", ["", " \n", "x" * (MAX_COMMENT + 1), "\ud800"])
def test_a_comment_holds_words_that_can_be_kept(house: House, text: str) -> None:
    number = offer(house)
    with pytest.raises(Invalid):
        comment(house.store, REVIEWING, number, text, now=NOW)
    with pytest.raises(Invalid):
        request_changes(house.store, REVIEWING, number, reason=text, now=NOW)


def test_whoever_has_no_role_says_nothing(house: House) -> None:
    with pytest.raises(Refused, match="no role"):
        comment(house.store, NOBODY, offer(house), "Hello", now=NOW)
