"""Proposals: a maintainer's change to one platform, from review to published, declined or withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from fairnotice.catalogue.model import Platform
from fairnotice.catalogue.schema import dump_platform, load_platform
from fairnotice.errors import Conflict, Fault, Invalid, NotFound, Refused
from fairnotice.publication.times import write_time
from fairnotice.store.contract import Batch, Document, Put, Store
from fairnotice.workflow import audit
from fairnotice.workflow.actors import CONTRIBUTOR, REVIEWER, Actor
from fairnotice.workflow.platforms import Mark, find_changed_notices, read_platform

IN_REVIEW, APPROVED, PUBLISHED, DECLINED, WITHDRAWN = ("in-review", "approved", "published", "declined", "withdrawn")
MAX_REASON = 200


@dataclass(frozen=True)
class Proposal:
    """A change of one platform. `new` is None to retire it; `base` is the version it starts from, 0 for a new one."""

    number: int
    platform: str
    state: str
    title: str
    author: str
    base: int
    new: Platform | None
    marks: Mapping[str, Mark]
    made_on: str
    reviewed_by: str | None = None
    reason: str | None = None
    edition: int | None = None
    version: int = 0


def propose(
    store: Store,
    actor: Actor,
    platform_id: str,
    new: Platform | None,
    *,
    title: str,
    marks: Mapping[str, Mark],
    now: datetime,
) -> Proposal:
    """Offer a change for review; answer the proposal.

    `title` says in one sentence what changes. `marks` says of every changed notice whether the change is material;
    a new notice is always material and needs no mark. Raises `Invalid`, `Conflict`, `Refused`.
    """
    actor.require(CONTRIBUTOR)
    kept = read_platform(store, platform_id)
    if kept.platform == new:
        raise Invalid(f"The proposal changes nothing of {platform_id}.")
    if new is not None and new.id != platform_id:
        raise Invalid(f"The platform is called {new.id}, the proposal is for {platform_id}; ids never change.")
    check_sentence("title", title)
    counter = store.get("state", "proposals")
    number = int(counter.body["last"]) + 1 if counter else 1
    proposal = Proposal(
        number=number,
        platform=platform_id,
        state=IN_REVIEW,
        title=title,
        author=actor.name,
        base=kept.version,
        new=new,
        marks=complete_marks(kept.platform, new, marks),
        made_on=write_time(now),
    )
    puts = [
        Put("state", "proposals", {"last": number}, counter.version if counter else 0),
        Put("proposals", name_proposal(number), _to_body(proposal), 0),
    ]
    store.commit(Batch(puts=puts, appends=[audit.note(actor, "propose", _about(proposal), now, why=title)]))
    return replace(proposal, version=1)


def approve(store: Store, actor: Actor, number: int, *, is_solo: bool, now: datetime) -> Proposal:
    """Approve a proposal in review. The author may do it only where one person does everything (`is_solo`)."""
    actor.require(REVIEWER)
    proposal = _expect_state(read_proposal(store, number), IN_REVIEW)
    if proposal.author == actor.name and not is_solo:
        raise Refused(f"{actor.name} wrote proposal {number}; a second person has to approve it.")
    return _move(store, actor, proposal, "approve", now, state=APPROVED, reviewed_by=actor.name)


def decline(store: Store, actor: Actor, number: int, *, reason: str, now: datetime) -> Proposal:
    """Decline a proposal in review, with a reason its author will read."""
    actor.require(REVIEWER)
    check_sentence("reason", reason)
    proposal = _expect_state(read_proposal(store, number), IN_REVIEW)
    return _move(store, actor, proposal, "decline", now, state=DECLINED, reviewed_by=actor.name, reason=reason)


def take_back(store: Store, actor: Actor, number: int, *, now: datetime) -> Proposal:
    """Withdraw one's own proposal while it is not published."""
    proposal = _expect_state(read_proposal(store, number), IN_REVIEW, APPROVED)
    if proposal.author != actor.name:
        raise Refused(f"Proposal {number} is by {proposal.author}, who alone may withdraw it.")
    return _move(store, actor, proposal, "take back", now, state=WITHDRAWN)


def read_proposal(store: Store, number: int) -> Proposal:
    """Answer a proposal. Raises `NotFound`."""
    document = store.get("proposals", name_proposal(number))
    if document is None:
        raise NotFound(f"There is no proposal {number}.")
    return _parse(document)


def list_proposals(store: Store, *, state: str | None = None) -> list[Proposal]:
    """Answer the proposals, oldest first, of one state or all."""
    proposals = [_parse(document) for document in store.list("proposals")]
    return [proposal for proposal in proposals if state in (None, proposal.state)]


def mark_published(proposal: Proposal, edition: int) -> Put:
    """Answer the operation by which an edition closes an approved proposal."""
    body = _to_body(replace(proposal, state=PUBLISHED, edition=edition))
    return Put("proposals", name_proposal(proposal.number), body, proposal.version)


def name_proposal(number: int) -> str:
    """Answer the document id of a proposal, so that the order of ids is the order of numbers."""
    return f"{number:09d}"


def complete_marks(old: Platform | None, new: Platform | None, marks: Mapping[str, Mark]) -> dict[str, Mark]:
    """Answer a mark for every changed notice. Raises `Invalid` when one is missing, superfluous or without a reason."""
    changed = find_changed_notices(old, new)
    faults = [Fault("", id, "is not changed; leave its mark out") for id in sorted(marks.keys() - changed.keys())]
    complete = {}
    for id, is_new in changed.items():
        if id in marks:
            check_sentence(f"reason for {id}", marks[id].reason)
        elif not is_new:
            faults.append(Fault("", id, "changed; say whether that is material or cosmetic, and why"))
        complete[id] = marks.get(id) or Mark(True, "First published")
    if faults:
        raise Invalid(str(faults[0]), faults)
    return complete


def _move(store: Store, actor: Actor, proposal: Proposal, what: str, now: datetime, **changes: Any) -> Proposal:
    moved = replace(proposal, **changes)
    put = Put("proposals", name_proposal(proposal.number), _to_body(moved), proposal.version)
    why = changes.get("reason", "")
    store.commit(Batch(puts=[put], appends=[audit.note(actor, what, _about(proposal), now, why=why)]))
    return replace(moved, version=proposal.version + 1)


def _expect_state(proposal: Proposal, *states: str) -> Proposal:
    if proposal.state not in states:
        raise Conflict(f"Proposal {proposal.number} is {proposal.state}, not {' or '.join(states)}.")
    return proposal


def check_sentence(what: str, text: str) -> None:
    """Raise `Invalid` unless `text` is a sentence that fits where people read it."""
    if not text.strip() or len(text) > MAX_REASON:
        raise Invalid(f"The {what} is one sentence of at most {MAX_REASON} characters.")


def _about(proposal: Proposal) -> str:
    return f"proposal {proposal.number} for {proposal.platform}"


def _to_body(proposal: Proposal) -> dict[str, Any]:
    return {
        "platform": proposal.platform,
        "state": proposal.state,
        "title": proposal.title,
        "author": proposal.author,
        "base": proposal.base,
        "new": dump_platform(proposal.new) if proposal.new else None,
        "marks": {id: [mark.material, mark.reason] for id, mark in proposal.marks.items()},
        "made_on": proposal.made_on,
        "reviewed_by": proposal.reviewed_by,
        "reason": proposal.reason,
        "edition": proposal.edition,
    }


def _parse(document: Document) -> Proposal:
    body = dict(document.body)
    new = body.pop("new")
    marks = {id: Mark(*mark) for id, mark in body.pop("marks").items()}
    return Proposal(
        number=int(document.id),
        new=load_platform(new) if new else None,
        marks=marks,
        version=document.version,
        **body,
    )
