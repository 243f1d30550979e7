"""The head: which edition is current, re-signed every day by the online key (PROTOCOL.md, section 1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fairnotice.errors import Conflict, Untrusted
from fairnotice.publication.envelope import HEAD_TYPE, Role, SigningKey, open_envelope, seal
from fairnotice.publication.times import read_time, write_time
from fairnotice.publication.trust import read_newest_root, read_root_version
from fairnotice.store.contract import Batch, Put, Store

LIFE = timedelta(days=7)
RESIGN_AFTER = timedelta(days=1)
POLL_PERIOD = timedelta(hours=12)
MAX_WITHDRAWN = 64
LEASE_SECONDS = 30.0


@dataclass(frozen=True)
class Head:
    """A head as it stands in the store: its file, and what it says."""

    file: bytes
    payload: dict[str, Any]


def read_head(store: Store) -> Head | None:
    """Answer the newest signed head, or None before the first one."""
    document = store.get("state", "head")
    if document is None:
        return None
    file = document.body["envelope"].encode()
    return Head(file, open_envelope(file, HEAD_TYPE, Role({}, 0)).payload)


def find_head_due(store: Store, now: datetime) -> str | None:
    """Say why the head has to be signed anew, or None while it is good."""
    state = store.get("state", "edition")
    if state is None:
        return None
    head = read_head(store)
    if head is None:
        return "there is none yet"
    wanted = (state.body["edition"], state.body["manifest"], read_root_version(store), read_withdrawn(store))
    stated = tuple(head.payload.get(key) for key in ("edition", "manifest", "root", "withdrawn"))
    if stated != wanted:
        return "it does not name the newest state"
    if now - read_time(head.payload["issued"]) >= RESIGN_AFTER:
        return "it is a day old"
    return None


def sign_head(store: Store, key: SigningKey, *, catalogue: str, now: datetime) -> bool:
    """Sign a head for the newest edition, when one is due and nobody else is at it. Answer whether it was signed."""
    lease = store.lease("head", LEASE_SECONDS)
    if lease is None:
        return False
    try:
        if find_head_due(store, now) is None:
            return False
        state = store.get("state", "edition")
        held = store.get("state", "head")
        if state is None:
            return False
        payload = {
            "catalogue": catalogue,
            "format": 1,
            "edition": state.body["edition"],
            "manifest": state.body["manifest"],
            "root": read_root_version(store),
            "issued": write_time(now),
            "expires": write_time(now + LIFE),
            "next": int(POLL_PERIOD.total_seconds()),
            "withdrawn": read_withdrawn(store),
        }
        _refuse_foreign_key(store, key)
        body = {"envelope": seal(HEAD_TYPE, payload, [key]).decode()}
        try:
            store.commit(Batch(puts=[Put("state", "head", body, held.version if held else 0)]))
        except Conflict:
            return False
        return True
    finally:
        lease.release()


def read_withdrawn(store: Store) -> list[str]:
    """Answer the ids of the notices and actions that are hidden at once."""
    document = store.get("state", "withdrawn")
    return list(document.body["ids"]) if document else []


def _refuse_foreign_key(store: Store, key: SigningKey) -> None:
    # A head signed by a key that no root knows would be refused by every browser.
    if key.id not in read_newest_root(store).roles["timestamp"].keys:
        raise Untrusted("The timestamp key on this machine is not the one that the newest root names.")
