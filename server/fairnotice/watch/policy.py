"""Watch one policy: fetch, keep what it says, and tell a maintainer when something changed that people must know."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from fairnotice.publication.times import read_time, write_time
from fairnotice.store.contract import Append, Put, Store
from fairnotice.watch import findings
from fairnotice.watch.answers import NotFetched
from fairnotice.watch.blocks import Block
from fairnotice.watch.classify import Judgement, classify
from fairnotice.watch.evidence import describe_change
from fairnotice.watch.extract import Selectors, extract
from fairnotice.watch.faults import TINY, describes_error
from fairnotice.watch.fetcher import Fetcher
from fairnotice.watch.reading import Reading, read
from fairnotice.watch.schedule import Checked, Item, choose_due
from fairnotice.watch.versions import keep_version, mark_version, read_version

SILENT = timedelta(days=7)
"""So long a policy may not be readable before a maintainer is told."""
EARLIER = 5
"""Versions before the one that counts among which a text that comes back is looked for."""
FAULT, UNSETTLED, EMPTY = "extraction-fault", "unsettled", "empty"
"""Beside the classes of `FaultKind` why a policy was not read: what came is not the policy, is another text each time,
or holds hardly any text."""


@dataclass(frozen=True)
class Watched:
    """The state of one policy. Marks are those of versions; moments are as `write_time` writes them.

    `last` is the version fetched last, since `last_since`, and `etag` and `modified` belong to it. `counted` is the
    one that later ones are compared with, since `counted_since`; `earlier` those before it, oldest first.
    `fault` says why the last look gave nothing that counts, `read_at` when one last did.
    """

    url: str
    begun_at: str
    last: str | None = None
    last_since: str = ""
    etag: str | None = None
    modified: str | None = None
    counted: str | None = None
    counted_since: str = ""
    earlier: tuple[tuple[str, str], ...] = ()
    read_at: str | None = None
    fault: str | None = None


@dataclass(frozen=True)
class _Fetched:
    """A fetch that gave a text; `blocks` is None when the text is the last one."""

    mark: str
    blocks: Sequence[Block] | None
    etag: str | None
    modified: str | None


class _Unreadable(Exception):
    """What was fetched holds no policy, or nothing was fetched. `kind` says why."""

    def __init__(self, kind: str, wait: float | None = None, *, is_unanswered: bool = False) -> None:
        super().__init__(kind)
        self.kind, self.wait, self.is_unanswered = kind, wait, is_unanswered


def check_policy(
    item: Item,
    held: Mapping[str, Any] | None,
    *,
    fetcher: Fetcher,
    store: Store,
    now: Callable[[], datetime],
    chance: Callable[[], float],
    selectors: Mapping[str, Selectors],
) -> Checked:
    """Look at the policy of `item`, whose document holds `held`; keep its version, open and close its findings.

    A text counts when it was fetched twice in a row.
    """
    before = parse_policy(held) if held else None
    if before is None or before.url != item.url:
        before = Watched(item.url, write_time(now()))
    puts: list[Put] = []
    appends: list[Append] = []
    judgement, wait, is_unanswered = None, None, False
    try:
        fetched = _fetch(fetcher, before, selectors.get(item.url))
    except _Unreadable as fault:
        at, after, wait = now(), replace(before, fault=fault.kind), fault.wait
        is_unanswered = fault.is_unanswered
    else:
        at = now()
        if fetched.blocks is not None:
            puts += keep_version(store, fetched.mark, fetched.blocks)
        after = _note(before, fetched, at)
        if after.last == before.last and after.last != after.counted:
            after, judgement = _count(store, item, after)
        if after.last == after.counted:
            after = replace(after, read_at=write_time(at), fault=None)
        elif after.fault is None:
            after = replace(after, fault=UNSETTLED)
    if judgement and judgement.tell_maintainer:
        _add(puts, appends, _tell(store, item, after, judgement, at))
    _add(puts, appends, _watch_silence(store, item, after, at))
    due = choose_due("policies", at, chance(), is_pending=after.fault == UNSETTLED, wait=wait)
    says = judgement.label if judgement else after.fault or "unchanged"
    body = {"url": item.url, "policy": asdict(after), "due": write_time(due)}
    return Checked(body, says, puts, appends, is_unanswered)


def parse_policy(body: Mapping[str, Any]) -> Watched:
    """Answer the state that `check_policy` wrote."""
    held = dict(body["policy"])
    return Watched(**held | {"earlier": tuple((mark, since) for mark, since in held["earlier"])})


def _fetch(fetcher: Fetcher, before: Watched, selectors: Selectors | None) -> _Fetched:
    try:
        answer = fetcher.fetch(before.url, etag=before.etag, modified=before.modified, is_robots_bound=True)
    except NotFetched as fault:
        raise _Unreadable(fault.kind.value, fault.wait, is_unanswered=fault.is_unanswered) from None
    if answer.is_unchanged and before.last:
        return _Fetched(before.last, None, before.etag, before.modified)
    blocks = extract(answer.body, charset=answer.charset, selectors=selectors)
    reading = read(blocks, date.min)
    if reading.words < TINY or describes_error(reading):
        raise _Unreadable(EMPTY)
    return _Fetched(mark_version(reading), blocks, answer.etag, answer.modified)


def _note(before: Watched, fetched: _Fetched, at: datetime) -> Watched:
    since = before.last_since if fetched.mark == before.last else write_time(at)
    return replace(
        before, last=fetched.mark, last_since=since, etag=fetched.etag, modified=fetched.modified, fault=None
    )


def _count(store: Store, item: Item, watched: Watched) -> tuple[Watched, Judgement | None]:
    """Let the text that was fetched twice count, unless it is a fault; answer also what it means."""
    last = watched.last or ""
    moved = replace(watched, counted=last, counted_since=watched.last_since)
    if watched.counted is None:
        return moved, None
    moved = replace(moved, earlier=(*watched.earlier, (watched.counted, watched.counted_since))[-EARLIER:])
    if _is_accepted(store, item, last):
        return moved, None
    judgement = classify(
        _read(store, watched.counted, watched.counted_since),
        _read(store, last, watched.last_since),
        earlier=[_read(store, mark, since) for mark, since in watched.earlier],
    )
    return (replace(watched, fault=FAULT) if judgement.label == FAULT else moved), judgement


def _is_accepted(store: Store, item: Item, mark: str) -> bool:
    """Say whether a maintainer, told that this text does not seem to be the policy, closed that as done."""
    told = findings.find_finding(store, findings.name_finding(findings.SILENCE, item.platform.id, item.about))
    return told is not None and told.state == findings.DONE and told.evidence["version"] == mark


def _read(store: Store, mark: str, since: str) -> Reading:
    return read_version(store, mark, read_time(since).date())


def _tell(
    store: Store, item: Item, after: Watched, judgement: Judgement, at: datetime
) -> tuple[list[Put], list[Append]]:
    evidence = describe_change(judgement) | {"versions": [after.earlier[-1][0], after.counted]}
    mark = after.counted or ""
    return findings.notice(
        store, findings.POLICY, item.platform.id, item.about, judgement.label, at, evidence=evidence, mark=mark
    )


def _watch_silence(store: Store, item: Item, after: Watched, at: datetime) -> tuple[list[Put], list[Append]]:
    if after.fault is None:
        return findings.recover(store, findings.SILENCE, item.platform.id, item.about, at)
    since = after.read_at or after.begun_at
    if at - read_time(since) < SILENT:
        return [], []
    evidence = {"since": since, "days": (at - read_time(since)).days, "version": after.last}
    return findings.notice(store, findings.SILENCE, item.platform.id, item.about, after.fault, at, evidence=evidence)


def _add(puts: list[Put], appends: list[Append], more: tuple[list[Put], list[Append]]) -> None:
    puts += more[0]
    appends += more[1]
