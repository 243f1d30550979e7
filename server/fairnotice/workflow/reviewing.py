"""What a second person does with a proposal: approve it, ask for changes, decline it. Everybody may comment."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from fairnotice.errors import Conflict, Fault, Invalid, NotFound, Refused
from fairnotice.store.contract import Store
from fairnotice.workflow.actors import REVIEWER, Actor
from fairnotice.workflow.marks import Mark, check_sentence
from fairnotice.workflow.platforms import read_base
from fairnotice.workflow.proposals import (
    APPROVED,
    CHANGES_REQUESTED,
    DECLINED,
    IN_REVIEW,
    Proposal,
    change,
    expect_state,
    expect_version,
    read_proposal,
)

MAX_COMMENT = 2000


def approve(
    store: Store, actor: Actor, number: int, *, is_solo: bool, say: str = "", seen: int | None = None, now: datetime
) -> Proposal:
    """Approve a proposal in review. The author may do it only where one person does everything (`is_solo`).

    `seen` is the version that was looked at: what nobody looked at is not approved.
    """
    actor.require(REVIEWER)
    proposal = read_proposal(store, number)
    expect_state(proposal, IN_REVIEW)
    expect_version(proposal, seen)
    if proposal.author == actor.name and not is_solo:
        raise Refused(f"{actor.name} wrote proposal {number}; a second person has to approve it.")
    if read_base(store, proposal.platform) != proposal.base:
        raise Conflict(
            f"{proposal.platform} changed since proposal {number} was written; its author brings it up to date."
        )
    fields = {"state": APPROVED, "reviewed_by": actor.name}
    return change(store, actor, proposal, "approve", now, say=_check_comment(say), **fields)


def request_changes(
    store: Store, actor: Actor, number: int, *, reason: str, seen: int | None = None, now: datetime
) -> Proposal:
    """Give a proposal in review, or an approved one, back to its author with what is to be changed."""
    actor.require(REVIEWER)
    proposal = read_proposal(store, number)
    expect_state(proposal, IN_REVIEW, APPROVED)
    expect_version(proposal, seen)
    if not reason.strip():
        raise Invalid("Say what is to be changed.", [Fault("", "reason", "is empty")])
    fields = {"state": CHANGES_REQUESTED, "reviewed_by": actor.name}
    return change(store, actor, proposal, "request changes", now, say=_check_comment(reason), **fields)


def decline(
    store: Store, actor: Actor, number: int, *, reason: str, seen: int | None = None, now: datetime
) -> Proposal:
    """Decline a proposal in review, or an approved one, with a reason its author will read."""
    actor.require(REVIEWER)
    reason = check_sentence("reason", reason)
    proposal = read_proposal(store, number)
    expect_state(proposal, IN_REVIEW, APPROVED)
    expect_version(proposal, seen)
    return change(
        store, actor, proposal, "decline", now, say=reason, state=DECLINED, reviewed_by=actor.name, reason=reason
    )


def change_mark(
    store: Store, actor: Actor, number: int, notice: str, mark: Mark, *, seen: int | None = None, now: datetime
) -> Proposal:
    """Say otherwise what the change of one notice means to its readers, while the proposal is in review."""
    actor.require(REVIEWER)
    proposal = read_proposal(store, number)
    expect_state(proposal, IN_REVIEW)
    expect_version(proposal, seen)
    if notice not in proposal.marks:
        raise NotFound(f"Proposal {number} does not change a notice {notice!r}.")
    old, new = proposal.marks[notice], replace(mark, reason=check_sentence("reason", mark.reason))
    if old == new:
        return proposal
    says = f"{notice} is {_word(new)} instead of {_word(old)}: {new.reason}"
    return change(store, actor, proposal, "change mark", now, say=says, marks={**proposal.marks, notice: new})


def comment(store: Store, actor: Actor, number: int, text: str, *, seen: int | None = None, now: datetime) -> Proposal:
    """Say something about a proposal, in whatever state it is."""
    if not actor.roles:
        raise Refused(f"{actor.name} has no role; ask an admin for one.")
    if not text.strip():
        raise Invalid("The comment is empty.", [Fault("", "text", "is empty")])
    proposal = read_proposal(store, number)
    expect_version(proposal, seen)
    return change(store, actor, proposal, "comment", now, say=_check_comment(text))


def _check_comment(text: str) -> str:
    if len(text) > MAX_COMMENT:
        reason = f"has {len(text)} characters, {MAX_COMMENT} are allowed"
        raise Invalid(f"The comment {reason}.", [Fault("", "text", reason)])
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise Invalid("The comment holds half a character.", [Fault("", "text", "holds half a character")])
    return text.strip()


def _word(mark: Mark) -> str:
    return "material" if mark.material else "cosmetic"
