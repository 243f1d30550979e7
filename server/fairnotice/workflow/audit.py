"""The append-only audit log: who did what to what, when, why."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from fairnotice.publication.times import write_time
from fairnotice.store.contract import Append, LogEntry, Store
from fairnotice.workflow.actors import Actor

LOG = "audit"
_PAGE = 500


def note(
    actor: Actor,
    what: str,
    about: str,
    now: datetime,
    *,
    why: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Append:
    """Answer the operation that writes one line of the audit log; it goes into the batch of what it tells about."""
    entry = {"at": write_time(now), "who": actor.name, "via": actor.via, "what": what, "about": about, "why": why}
    return Append(LOG, entry | {"before": before, "after": after})


def read_audit(store: Store, *, after: int = 0, limit: int = 100) -> list[LogEntry]:
    """Answer lines of the audit log, oldest first."""
    return store.read_log(LOG, after=after, limit=limit)


def read_newest(store: Store, *, about: str = "", who: str = "", limit: int = 100) -> list[LogEntry]:
    """Answer the newest lines first: those whose `about` holds that text, and that `who` caused. Empty: all."""
    found = (entry for entry in _read_all(store) if about in entry.body["about"] and who in ("", entry.body["who"]))
    return list(reversed(deque(found, maxlen=max(limit, 0))))


def _read_all(store: Store) -> Iterator[LogEntry]:
    after = 0
    while page := store.read_log(LOG, after=after, limit=_PAGE):
        yield from page
        after = page[-1].number
