"""What readers report: taken in without a trace of who sent it, grouped for maintainers, settled, forgotten in time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from fairnotice.errors import Conflict, Invalid, NotFound, StoreUnavailable
from fairnotice.publication.edition import read_edition_number
from fairnotice.publication.tickets import Listed, put_tickets, read_tickets
from fairnotice.store.contract import Append, Batch, Delete, Document, Put, Store
from fairnotice.workflow import audit
from fairnotice.workflow.actors import REVIEWER, Actor
from fairnotice.workflow.marks import check_sentence
from fairnotice.workflow.paging import each_document
from fairnotice.workflow.platforms import read_platform
from fairnotice.workflow.report_body import Report

RECEIVED, LOOKING, FIXED, DECLINED = STATES = ("received", "looking", "fixed", "declined")
FINAL = (FIXED, DECLINED)
REASONS = ("as-stated", "known", "unclear", "not-covered")
"""Why a report is declined, in kinds that its ticket shows; any other reason is a sentence for maintainers only."""
KEEP = timedelta(days=90)
"""So long after it became final a report is kept, words and all, and its ticket is listed."""
TRIES = 20


@dataclass(frozen=True)
class Kept:
    """A report as it is kept. Days are YYYY-MM-DD in UTC: nothing finer is kept, and nothing of its sender."""

    ticket: str
    notice_id: str
    revision: int
    action_id: str | None
    kind: str
    text: str
    made_on: str
    state: str
    edition: int | None
    reason: str | None
    final_on: str | None
    version: int


@dataclass(frozen=True)
class Group:
    """Reports that say the same of the same thing."""

    notice_id: str
    revision: int
    action_id: str | None
    kind: str
    reports: tuple[Kept, ...]


def receive(store: Store, report: Report) -> Kept:
    """Keep a report; answer it. The same report again is answered as it stands and kept once. Raises `Invalid`."""
    held = store.get("reports", report.ticket)
    if held is None:
        _refuse_unknown(store, report)
        kept = asdict(report) | {"state": RECEIVED, "edition": None, "reason": None, "final_on": None}
        del kept["ticket"]
        put = Put("reports", report.ticket, kept, 0)
        try:
            _commit(store, lambda listed: {**listed, report.ticket: _describe(kept)}, puts=[put])
        except Conflict:  # the same report came twice at once, and the other was first
            held = _read(store, report.ticket)
        else:
            held = Document(report.ticket, 1, kept)
    if held.body["sha256"] != report.sha256:
        raise Conflict("Another report has this ticket by chance; change a word and send yours again.")
    return _parse(held)


def list_reports(
    store: Store, *, notice_id: str | None = None, action_id: str | None = None, kind: str | None = None,
    is_open: bool = True,
) -> list[Kept]:  # fmt: skip
    """Answer the reports about a notice, an action, of a kind, or all; only those that are not final unless told."""
    return [
        report
        for report in map(_parse, each_document(store, "reports"))
        if notice_id in (None, report.notice_id)
        and action_id in (None, report.action_id)
        and kind in (None, report.kind)
        and not (is_open and report.state in FINAL)
    ]


def group_reports(reports: Collection[Kept]) -> list[Group]:
    """Answer the reports in groups, the largest first."""
    found: dict[tuple[str, int, str | None, str], list[Kept]] = {}
    for report in reports:
        key = (report.notice_id, report.revision, report.action_id, report.kind)
        found.setdefault(key, []).append(report)
    groups = [Group(*key, tuple(sorted(own, key=lambda r: (r.made_on, r.ticket)))) for key, own in found.items()]
    return sorted(groups, key=lambda g: (-len(g.reports), g.notice_id, g.action_id or "", g.kind, -g.revision))


def set_state(
    store: Store,
    actor: Actor,
    tickets: Collection[str],
    state: str,
    *,
    edition: int | None = None,
    reason: str | None = None,
    now: datetime,
) -> int:
    """Say what becomes of reports; answer of how many.

    `fixed` names the edition that mends it (by default the newest), `declined` a reason: one of REASONS or a sentence.
    Raises `Invalid`, `NotFound`, `Conflict` and `Refused`; nothing is changed then.
    """
    actor.require(REVIEWER)
    edition = _choose_edition(store, state, edition)
    _check_reason(state, reason)
    documents = [_read(store, ticket) for ticket in sorted(set(tickets))]
    if not documents:
        raise NotFound("There is no such open report.")
    final_on = now.strftime("%Y-%m-%d") if state in FINAL else None
    changes = {"state": state, "edition": edition, "reason": reason, "final_on": final_on}
    bodies = {document.id: {**document.body, **changes} for document in documents}
    for document in documents:
        if (document.body["state"], document.body["edition"]) == (state, edition):
            raise Conflict(f"{document.id} is {state} already.")
    entry = audit.note(
        actor,
        f"set reports {state}",
        ", ".join(bodies) if len(bodies) <= 10 else f"{len(bodies)} reports",
        now,
        why=reason or "",
        before={document.id: document.body["state"] for document in documents},
        after=dict.fromkeys(bodies, state) | ({"edition": edition} if edition else {}),
    )
    _commit(
        store,
        lambda listed: {t: _describe(bodies[t]) if t in bodies else told for t, told in listed.items()},
        puts=[Put("reports", document.id, bodies[document.id], document.version) for document in documents],
        appends=[entry],
    )
    return len(documents)


def forget_old(store: Store, now: datetime) -> int:
    """Delete the reports that became final 90 days ago, and take their tickets off the list; answer how many."""
    last = (now - KEEP).strftime("%Y-%m-%d")
    due = {
        d.id: d.version
        for d in each_document(store, "reports")
        if d.body["final_on"] is not None and d.body["final_on"] <= last
    }
    try:
        if due:
            deletes = [Delete("reports", ticket, version) for ticket, version in due.items()]
            _commit(store, lambda listed: {t: told for t, told in listed.items() if t not in due}, deletes=deletes)
    except Conflict:
        return 0  # another process is at it, or a maintainer took one up again: the next round sees what is left
    return len(due)


def _commit(
    store: Store,
    change: Callable[[Listed], Listed],
    *,
    puts: Sequence[Put] = (),
    deletes: Sequence[Delete] = (),
    appends: Sequence[Append] = (),
) -> None:
    """Write reports together with the list of tickets, which others change all the time; only that is tried again."""
    for _ in range(TRIES):
        listed, version = read_tickets(store)
        try:
            store.commit(Batch([*puts, put_tickets(change(listed), version)], deletes, appends))
        except Conflict:
            if read_tickets(store)[1] == version:
                raise
        else:
            return
    raise StoreUnavailable("Reports come in faster than they can be kept; try again in a moment.")


def _refuse_unknown(store: Store, report: Report) -> None:
    platform, _, notice = report.notice_id.partition("/")
    # Revisions outlive their notice: a browser may still show what has left the catalogue.
    held = read_platform(store, platform).revisions.get(notice)
    if held is None:
        raise Invalid(f"There is no published notice {report.notice_id!r}.")
    if report.revision > held.number:
        raise Invalid(f"{report.notice_id} has {held.number} revisions; there is no {report.revision}.")
    if report.action_id is not None and not _was_published(store, platform, notice, report.action_id):
        raise Invalid(f"There is no published action {report.notice_id}/{report.action_id}.")


def _was_published(store: Store, platform: str, notice_id: str, action_id: str) -> bool:
    """Say whether the action is in any version of the platform that was ever published."""
    after = f"{platform}@"
    while True:
        page = store.list("platform_versions", after=after, limit=20)
        for document in page:
            if not document.id.startswith(f"{platform}@"):
                return False
            notices = (document.body["platform"] or {"notices": []})["notices"]
            if any(n["id"] == notice_id and any(a["id"] == action_id for a in n["actions"]) for n in notices):
                return True
        if not page:
            return False
        after = page[-1].id


def _choose_edition(store: Store, state: str, edition: int | None) -> int | None:
    if state not in STATES[1:]:
        raise Invalid(f"A report is set to {', '.join(STATES[1:-1])} or {STATES[-1]}.")
    if state != FIXED:
        if edition is not None:
            raise Invalid("Only a fixed report names an edition.")
        return None
    newest = read_edition_number(store)
    chosen = newest if edition is None else edition
    if not 1 <= chosen <= newest:
        raise Invalid(f"There is no edition {chosen}; the newest is {newest}.")
    return chosen


def _check_reason(state: str, reason: str | None) -> None:
    if state == DECLINED:
        if reason not in REASONS:
            check_sentence(f"reason (or one of {', '.join(REASONS)})", reason or "")
    elif reason is not None:
        raise Invalid("Only a declined report has a reason.")


def _read(store: Store, ticket: str) -> Document:
    document = store.get("reports", ticket)
    if document is None:
        raise NotFound(f"There is no report with the ticket {ticket}.")
    return document


def _describe(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Answer what everybody may know of a report. A sentence of a maintainer is not for them."""
    reason = kept["reason"] if kept["reason"] in REASONS else None
    return {"state": kept["state"], "edition": kept["edition"], "reason": reason}


def _parse(document: Document) -> Kept:
    body = {name: value for name, value in document.body.items() if name != "sha256"}
    return Kept(ticket=document.id, version=document.version, **body)
