"""What the watchers noticed, as one list: opened once, folded when seen again, taken, done or dismissed by people."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from fairnotice.errors import Conflict, NotFound
from fairnotice.publication.times import write_time
from fairnotice.store.contract import Append, Batch, Document, Put, Store
from fairnotice.workflow import audit
from fairnotice.workflow.actors import CONTRIBUTOR, REVIEWER, Actor
from fairnotice.workflow.marks import check_sentence
from fairnotice.workflow.paging import each_document

COLLECTION = "findings"
LINK, POLICY, SILENCE = KINDS = ("link", "policy", "silence")
OPEN, TAKEN, DONE, DISMISSED, RECOVERED = STATES = ("open", "taken", "done", "dismissed", "recovered")
LIVE = (OPEN, TAKEN)
WATCHER = Actor("the watchers", frozenset())
"""Who opens findings and closes them when they recover."""


@dataclass(frozen=True)
class Finding:
    """Something that a maintainer should look at.

    `about` is the notice and action of a link (ai-sharing/privacy-form), or the address of a policy. `label` is the
    class of what was seen: a landing, a label of `classify`, a fault. `mark` tells one change of a policy from the
    next, "" elsewhere. Moments are as `write_time` writes them; `seen_on` is when it was last seen.
    """

    kind: str
    platform: str
    about: str
    label: str
    state: str
    opened_on: str
    seen_on: str
    mark: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)
    owner: str | None = None
    reason: str | None = None
    version: int = 0

    @property
    def id(self) -> str:
        """The same thing seen again has the same id."""
        return name_finding(self.kind, self.platform, self.about, self.mark)


def name_finding(kind: str, platform: str, about: str, mark: str = "") -> str:
    """Answer the id of a finding; findings of a platform stand together."""
    told = hashlib.sha256("\n".join((kind, about, mark)).encode()).hexdigest()[:16]
    return f"{platform}-{kind}-{told}"


def notice(
    store: Store,
    kind: str,
    platform: str,
    about: str,
    label: str,
    now: datetime,
    *,
    evidence: Mapping[str, Any],
    mark: str = "",
) -> tuple[list[Put], list[Append]]:
    """Answer the operations that open a finding, or fold it into the one that stands; they go into one commit."""
    at = write_time(now)
    seen = Finding(kind, platform, about, label, OPEN, at, at, mark, evidence)
    held = find_finding(store, seen.id)
    folded = fold(held, seen)
    appends = []
    if held is None or (folded.state == OPEN and held.state != OPEN):
        appends.append(audit.note(WATCHER, "open finding", seen.id, now, why=label))
    return [_put(folded)], appends


def fold(held: Finding | None, seen: Finding) -> Finding:
    """Answer what stands after `seen`, which is open, was seen beside `held`, the finding with the same id.

    One that people closed stays closed for the same change of a policy, and after a dismissal for the same label. A
    link said to be done that is still broken, and whatever had recovered, opens again.
    """
    if held is None:
        return seen
    if held.state in LIVE:
        return replace(held, label=seen.label, evidence=seen.evidence, seen_on=seen.seen_on)
    is_settled = held.kind == POLICY or (held.state == DISMISSED and held.label == seen.label)
    if held.state != RECOVERED and is_settled:
        return replace(held, seen_on=seen.seen_on)
    return replace(seen, version=held.version)


def recover(store: Store, kind: str, platform: str, about: str, now: datetime) -> tuple[list[Put], list[Append]]:
    """Answer the operations that close a live finding because it is well again; none when there is none."""
    held = find_finding(store, name_finding(kind, platform, about))
    if held is None or held.state not in LIVE:
        return [], []
    entry = audit.note(WATCHER, "recover finding", held.id, now, why=held.label)
    return [_put(replace(held, state=RECOVERED, seen_on=write_time(now)))], [entry]


def take(store: Store, actor: Actor, id: str, now: datetime) -> Finding:
    """Make a finding the actor's to look after. Raises `NotFound`, `Conflict` and `Refused`."""
    actor.require(CONTRIBUTOR)
    held = _read_live(store, id)
    if held.owner == actor.name:
        raise Conflict(f"You took {id} already.")
    return _move(store, actor, held, "take finding", now, state=TAKEN, owner=actor.name)


def finish(store: Store, actor: Actor, id: str, now: datetime) -> Finding:
    """Say that what a finding asked for is done. Raises `NotFound`, `Conflict` and `Refused`."""
    actor.require(CONTRIBUTOR)
    return _move(store, actor, _read_live(store, id), "finish finding", now, state=DONE)


def dismiss(store: Store, actor: Actor, id: str, reason: str, now: datetime) -> Finding:
    """Say that there is nothing to do, and why; the same is not told again. Raises `Invalid` and as `take` does.

    A dismissal silences a finding for everybody, so it needs a reviewer, as declining a report does.
    """
    actor.require(REVIEWER)
    check_sentence("reason", reason)
    return _move(store, actor, _read_live(store, id), "dismiss finding", now, state=DISMISSED, reason=reason)


def find_finding(store: Store, id: str) -> Finding | None:
    """Answer a finding, or None."""
    document = store.get(COLLECTION, id)
    return _parse(document) if document else None


def read_finding(store: Store, id: str) -> Finding:
    """Answer a finding. Raises `NotFound`."""
    found = find_finding(store, id)
    if found is None:
        raise NotFound(f"There is no finding {id}.")
    return found


def list_findings(store: Store, *, is_live: bool = True) -> list[Finding]:
    """Answer the findings that wait for somebody, or all, the oldest first."""
    found = map(_parse, each_document(store, COLLECTION))
    return sorted((one for one in found if not is_live or one.state in LIVE), key=lambda one: (one.opened_on, one.id))


def _read_live(store: Store, id: str) -> Finding:
    held = read_finding(store, id)
    if held.state not in LIVE:
        raise Conflict(f"{id} is {held.state}; nothing is left to do.")
    return held


def _move(store: Store, actor: Actor, held: Finding, what: str, now: datetime, **changes: Any) -> Finding:
    moved = replace(held, **changes)
    before, after = ({"state": one.state, "owner": one.owner} for one in (held, moved))
    entry = audit.note(actor, what, held.id, now, why=changes.get("reason", ""), before=before, after=after)
    store.commit(Batch(puts=[_put(moved)], appends=[entry]))
    return replace(moved, version=held.version + 1)


def _put(finding: Finding) -> Put:
    body = asdict(finding)
    return Put(COLLECTION, finding.id, body, body.pop("version"))


def _parse(document: Document) -> Finding:
    return Finding(version=document.version, **document.body)
