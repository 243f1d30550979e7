"""The append-only audit log: who did what to what, when, why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fairnotice.publication.times import write_time
from fairnotice.store.contract import Append, LogEntry, Store
from fairnotice.workflow.actors import Actor

LOG = "audit"


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
    entry = {"at": write_time(now), "who": actor.name, "what": what, "about": about, "why": why}
    return Append(LOG, entry | {"before": before, "after": after})


def read_audit(store: Store, *, after: int = 0, limit: int = 100) -> list[LogEntry]:
    """Answer lines of the audit log, oldest first."""
    return store.read_log(LOG, after=after, limit=limit)
