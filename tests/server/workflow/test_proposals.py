"""A proposal goes from review to approved, declined or withdrawn, and nobody approves their own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fairnotice.errors import Conflict, Invalid, NotFound, Refused
from fairnotice.workflow.actors import REVIEWER, Actor
from fairnotice.workflow.drafting import propose, take_back
from fairnotice.workflow.marks import MAX_SENTENCE, Mark
from fairnotice.workflow.proposals import (
    APPROVED,
    DECLINED,
    IN_REVIEW,
    PUBLISHED,
    WITHDRAWN,
    list_proposals,
    read_proposal,
)
from fairnotice.workflow.reviewing import approve, decline
from server.workflow.kit import (
    DELETION,
    NOBODY,
    NOW,
    PUBLISHING,
    REVIEWING,
    WRITER,
    House,
    Interrupted,
    change_notice,
    dump_store,
    get_platform,
)

EDITED = change_notice(get_platform("rumble"), DELETION, headline="Deleting takes a month")
MATERIAL = {DELETION: Mark(True, "The delay doubled")}
RENAMED = get_platform("rumble", name="Rumble Video")
"""Differs from what is published, but in no notice: needs no mark."""


def test_a_proposal_is_kept_as_it_was_made(house: House) -> None:
    made = propose(house.store, WRITER, "rumble", EDITED, title="Says how long", marks=MATERIAL, now=NOW)
    assert (made.state, made.author, made.title, made.new, made.marks) == (
        IN_REVIEW,
        "wren",
        "Says how long",
        EDITED,
        MATERIAL,
    )
    assert read_proposal(house.store, made.number) == made
    assert [p.number for p in list_proposals(house.store)] == [1]


def test_numbers_count_up(house: House) -> None:
    assert [house.propose(RENAMED), house.propose(RENAMED)] == [1, 2]


def test_proposals_can_be_listed_by_state(house: House) -> None:
    house.propose(RENAMED)
    house.approve(RENAMED)
    assert [p.number for p in list_proposals(house.store, states=[APPROVED])] == [2]


@pytest.mark.parametrize("name", ["propose", "approve", "decline"])
def test_each_step_takes_its_role(house: House, name: str) -> None:
    number = house.propose(RENAMED)
    before = dump_store(house.store)
    steps = {
        "propose": lambda: propose(house.store, NOBODY, "rumble", RENAMED, title="t", marks={}, now=NOW),
        "approve": lambda: approve(house.store, PUBLISHING, number, is_solo=True, now=NOW),
        "decline": lambda: decline(house.store, PUBLISHING, number, reason="no", now=NOW),
    }
    with pytest.raises(Refused, match="ask an admin"):
        steps[name]()
    assert dump_store(house.store) == before


def test_the_author_cannot_approve(house: House) -> None:
    number = house.propose(RENAMED)
    both = Actor(WRITER.name, frozenset({REVIEWER}))
    with pytest.raises(Refused, match="a second person"):
        approve(house.store, both, number, is_solo=False, now=NOW)
    assert read_proposal(house.store, number).state == IN_REVIEW


def test_where_one_person_does_everything_the_author_may_approve(house: House) -> None:
    number = house.propose(RENAMED)
    both = Actor(WRITER.name, frozenset({REVIEWER}))
    assert approve(house.store, both, number, is_solo=True, now=NOW).state == APPROVED


def test_a_second_person_approves(house: House) -> None:
    number = house.propose(RENAMED)
    approved = approve(house.store, REVIEWING, number, is_solo=False, now=NOW)
    assert (approved.state, approved.reviewed_by) == (APPROVED, "robin")
    assert read_proposal(house.store, number) == approved


def test_a_declined_proposal_says_why(house: House) -> None:
    number = house.propose(RENAMED)
    declined = decline(house.store, REVIEWING, number, reason="The name is older", now=NOW)
    assert (declined.state, declined.reviewed_by, declined.reason) == (DECLINED, "robin", "The name is older")
    assert read_proposal(house.store, number) == declined


def test_the_author_takes_a_proposal_back_in_review_and_approved(house: House) -> None:
    for number in (house.propose(RENAMED), house.approve(RENAMED)):
        assert take_back(house.store, WRITER, number, now=NOW).state == WITHDRAWN


def test_nobody_else_takes_it_back(house: House) -> None:
    number = house.propose(RENAMED)
    with pytest.raises(Refused, match="by wren"):
        take_back(house.store, Actor("rook", WRITER.roles), number, now=NOW)


@pytest.mark.parametrize("state", [DECLINED, WITHDRAWN, PUBLISHED])
def test_only_what_is_in_review_is_reviewed(house: House, state: str) -> None:
    number = house.propose(RENAMED)
    if state == DECLINED:
        decline(house.store, REVIEWING, number, reason="no", now=NOW)
    elif state == WITHDRAWN:
        take_back(house.store, WRITER, number, now=NOW)
    else:
        house.publish(change_notice(get_platform("quillbot"), DELETION, notes="-"))
        number = 2
    for step in (
        lambda: approve(house.store, REVIEWING, number, is_solo=False, now=NOW),
        lambda: decline(house.store, REVIEWING, number, reason="no", now=NOW),
    ):
        with pytest.raises(Conflict, match=f"is {state}, not in-review"):
            step()


@pytest.mark.parametrize("state", [DECLINED, WITHDRAWN, PUBLISHED])
def test_what_is_closed_is_not_taken_back(house: House, state: str) -> None:
    if state == PUBLISHED:
        house.publish(RENAMED)
    else:
        house.propose(RENAMED)
    if state == DECLINED:
        decline(house.store, REVIEWING, 1, reason="no", now=NOW)
    elif state == WITHDRAWN:
        take_back(house.store, WRITER, 1, now=NOW)
    with pytest.raises(Conflict, match=f"is {state}"):
        take_back(house.store, WRITER, 1, now=NOW)


def test_a_changed_notice_needs_a_mark(house: House) -> None:
    with pytest.raises(Invalid, match="material or cosmetic") as caught:
        house.propose(EDITED)
    assert [fault.field for fault in caught.value.faults] == [f"marks/{DELETION}"]


def test_a_notice_that_did_not_change_takes_no_mark(house: House) -> None:
    with pytest.raises(Invalid, match="is not changed"):
        house.propose(RENAMED, marks=MATERIAL)


def test_a_mark_for_a_notice_that_is_not_there_is_refused(house: House) -> None:
    with pytest.raises(Invalid, match="other-notice: is not changed"):
        house.propose(EDITED, marks=MATERIAL | {"other-notice": Mark(True, "why")})


def test_a_new_notice_is_material_and_needs_no_mark(house: House) -> None:
    platform = get_platform("rumble")
    more = replace(platform.notices[0], id="another")
    number = house.propose(replace(platform, notices=(*platform.notices, more)))
    assert read_proposal(house.store, number).marks == {"another": Mark(True, "First published")}


def test_a_platform_may_be_new(house: House) -> None:
    proposal = read_proposal(house.store, house.propose(get_platform("weather-com")))
    assert (proposal.base, list(proposal.marks)) == (0, [DELETION])


def test_a_platform_may_be_retired(house: House) -> None:
    proposal = read_proposal(house.store, house.propose(None, id="rumble"))
    assert (proposal.new, proposal.marks) == (None, {})


@pytest.mark.parametrize("id", ["rumble", "weather-com"])
def test_a_proposal_that_changes_nothing_is_refused(house: House, id: str) -> None:
    same = get_platform("rumble") if id == "rumble" else None
    with pytest.raises((Invalid, NotFound), match=r"changes nothing|no published platform"):
        house.propose(same, id=id)


def test_an_id_never_changes(house: House) -> None:
    with pytest.raises(Invalid, match="ids never change"):
        propose(house.store, WRITER, "rumble", get_platform("weather-com"), title="t", marks={}, now=NOW)


@pytest.mark.parametrize("text", ["", "   ", "x" * (MAX_SENTENCE + 1)])
def test_titles_and_reasons_are_one_sentence(house: House, text: str) -> None:
    with pytest.raises(Invalid, match="title is one sentence"):
        house.propose(RENAMED, title=text)
    with pytest.raises(Invalid, match="account-deletion: the reason is one sentence"):
        house.propose(EDITED, marks={DELETION: Mark(False, text)})
    number = house.propose(RENAMED)
    with pytest.raises(Invalid, match="reason is one sentence"):
        decline(house.store, REVIEWING, number, reason=text, now=NOW)
    assert read_proposal(house.store, number).state == IN_REVIEW


def test_the_longest_title_is_accepted(house: House) -> None:
    assert house.propose(RENAMED, title="x" * MAX_SENTENCE) == 1


def test_an_unknown_number_is_not_found(house: House) -> None:
    with pytest.raises(NotFound, match="no proposal 7"):
        approve(house.store, REVIEWING, 7, is_solo=False, now=NOW)


def test_of_two_reviewers_at_once_one_wins(house: House) -> None:
    number = house.propose(RENAMED)
    slow = Interrupted(house.store, "commit", (), lambda: decline(house.store, REVIEWING, number, reason="no", now=NOW))
    with pytest.raises(Conflict):
        approve(slow, REVIEWING, number, is_solo=False, now=NOW)
    assert read_proposal(house.store, number).state == DECLINED
