"""Proposals as they are kept: a maintainer's change to one platform, and the states it goes through."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from fairnotice.catalogue.model import Platform
from fairnotice.catalogue.schema import load_platform
from fairnotice.errors import Conflict, Invalid, NotFound, Refused, Stale
from fairnotice.publication.times import write_time
from fairnotice.store.contract import Append, Batch, Document, Put, Store
from fairnotice.workflow import audit
from fairnotice.workflow.actors import CONTRIBUTOR, Actor
from fairnotice.workflow.marks import Mark
from fairnotice.workflow.paging import read_documents

Json = Mapping[str, Any]
DRAFT, IN_REVIEW, CHANGES_REQUESTED, APPROVED, PUBLISHED, DECLINED, WITHDRAWN = STATES = (
    "draft", "in-review", "changes-requested", "approved", "published", "declined", "withdrawn",
)  # fmt: skip
EDITABLE: Final = (DRAFT, CHANGES_REQUESTED)
OPEN: Final = (DRAFT, CHANGES_REQUESTED, IN_REVIEW, APPROVED)
MAX_CONTENT = 512 * 1024
"""Bytes of JSON that a draft may have; the largest platform of the built-in catalogue has 40 KB."""
MAX_TITLE = 200


@dataclass(frozen=True)
class Comment:
    """What somebody said about a proposal, and with which step (`said` when it was only said)."""

    who: str
    at: str
    step: str
    text: str


@dataclass(frozen=True)
class Proposal:
    """A change of one platform.

    `content` is the platform as it shall be, in JSON, None to retire it; while the proposal is edited it may break the
    rules of the format. `base` is the edition that brought the platform into the form that this starts from, 0 for a
    new one. `translations` are those of the platform as they shall be, language -> field -> {source, text}, None to
    leave them as they are. Times are ISO 8601 in UTC.
    """

    number: int
    platform: str
    state: str
    title: str
    author: str
    base: int
    content: Json | None
    marks: Mapping[str, Mark]
    made_on: str
    changed_on: str
    reviewed_by: str | None = None
    reason: str | None = None
    edition: int | None = None
    translations: Json | None = None
    comments: Sequence[Comment] = ()
    version: int = 0

    @cached_property
    def new(self) -> Platform | None:
        """The platform as it shall be. Raises `Invalid` while a draft breaks the rules of the format."""
        return None if self.content is None else load_platform(self.content)

    @property
    def about(self) -> str:
        """How the audit log names it."""
        return f"proposal {self.number} for {self.platform}"


Closing = Callable[[Proposal], Sequence[Put]]
"""Answers, for a new proposal, what is written together with it."""


def read_proposal(store: Store, number: int) -> Proposal:
    """Answer a proposal. Raises `NotFound`."""
    document = store.get("proposals", name_proposal(number))
    if document is None:
        raise NotFound(f"There is no proposal {number}.")
    return _parse(document)


def list_proposals(
    store: Store,
    *,
    states: Sequence[str] = STATES,
    platform: str | None = None,
    author: str | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[Proposal]:
    """Answer the proposals in these states, oldest first; of one platform or author only, when named.

    Those with a number greater than `after`, at most `limit`.
    """

    def is_asked_for(body: Json) -> bool:
        return body["state"] in states and platform in (None, body["platform"]) and author in (None, body["author"])

    found = read_documents(store, "proposals", is_asked_for, after=name_proposal(after), limit=limit)
    return [_parse(document) for document in found]


def expect_state(proposal: Proposal, *states: str) -> None:
    """Raise `Conflict` unless the proposal is in one of these states."""
    if proposal.state not in states:
        raise Conflict(f"Proposal {proposal.number} is {proposal.state}, not {' or '.join(states)}.")


def expect_version(proposal: Proposal, seen: int | None) -> None:
    """Raise `Stale` when the proposal changed since somebody saw version `seen` of it (None: they do not say)."""
    if seen is not None and seen != proposal.version:
        raise _make_stale(proposal)


def change(
    store: Store,
    actor: Actor,
    proposal: Proposal,
    step: str,
    now: datetime,
    *,
    say: str = "",
    **changes: Any,
) -> Proposal:
    """Write a step of a proposal with its line in the audit log; answer the proposal after it.

    Raises `Stale` when somebody else changed it meanwhile.
    """
    comments = (*proposal.comments, Comment(actor.name, write_time(now), step, say)) if say else proposal.comments
    moved = replace(proposal, **changes, comments=comments, changed_on=write_time(now))
    before, after = {"state": proposal.state}, {"state": moved.state}
    entry = audit.note(actor, step, proposal.about, now, why=say, before=before, after=after)
    put = Put("proposals", name_proposal(proposal.number), to_body(moved), proposal.version)
    try:
        store.commit(Batch(puts=[put], appends=[entry]))
    except Conflict:
        raise _make_stale(proposal) from None
    return replace(moved, version=proposal.version + 1)


def put_new(store: Store, proposal: Proposal, entry: Append, more: Closing) -> Proposal:
    """Keep a new proposal under the next number; answer it. `entry` goes into the audit log with it."""
    counter = store.get("state", "proposals")
    number = int(counter.body["last"]) + 1 if counter else 1
    numbered = replace(proposal, number=number, version=1)
    puts = [
        Put("state", "proposals", {"last": number}, counter.version if counter else 0),
        Put("proposals", name_proposal(number), to_body(numbered), 0),
    ]
    entry = replace(entry, body={**entry.body, "about": numbered.about})
    store.commit(Batch(puts=[*puts, *more(numbered)], appends=[entry]))
    return numbered


def read_own(store: Store, actor: Actor, number: int) -> Proposal:
    """Answer a proposal to its author, who alone may change it. Raises `NotFound` and `Refused`."""
    actor.require(CONTRIBUTOR)
    proposal = read_proposal(store, number)
    if proposal.author != actor.name:
        raise Refused(f"Proposal {number} is by {proposal.author}, who alone may change it; comment on it instead.")
    return proposal


def check_size(content: Json | None, title: str) -> None:
    """Raise `Invalid` for what is too large to be kept, or nothing that JSON can say."""
    if len(title) > MAX_TITLE:
        raise Invalid(f"The title has {len(title)} characters, {MAX_TITLE} are allowed.")
    try:
        size = len(json.dumps(content, allow_nan=False))
    except (TypeError, ValueError, RecursionError) as error:
        raise Invalid(f"The draft is nothing that JSON can say: {error}.") from None
    if size > MAX_CONTENT:
        raise Invalid(f"The draft has {size} bytes, {MAX_CONTENT} are allowed.")


def mark_published(proposal: Proposal, edition: int) -> Put:
    """Answer the operation by which an edition closes an approved proposal."""
    body = to_body(replace(proposal, state=PUBLISHED, edition=edition))
    return Put("proposals", name_proposal(proposal.number), body, proposal.version)


def name_proposal(number: int) -> str:
    """Answer the document id of a proposal, so that the order of ids is the order of numbers."""
    return f"{number:09d}"


def to_body(proposal: Proposal) -> dict[str, Any]:
    """Answer the document of a proposal."""
    body = asdict(replace(proposal, content=None)) | {"content": proposal.content}
    body["marks"] = {id: [mark.material, mark.reason] for id, mark in proposal.marks.items()}
    for key in ("number", "version"):
        del body[key]
    return body


def _make_stale(proposal: Proposal) -> Stale:
    return Stale(f"Proposal {proposal.number} changed since you looked at it; look at it again.")


def _parse(document: Document) -> Proposal:
    body = dict(document.body)
    marks = {id: Mark(*mark) for id, mark in body.pop("marks").items()}
    comments = tuple(Comment(**each) for each in body.pop("comments"))
    return Proposal(number=int(document.id), version=document.version, marks=marks, comments=comments, **body)
