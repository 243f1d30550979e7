"""A session as the store keeps it: under the hash of its token, and by what it is still good."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from fairnotice.publication.times import read_time, write_time
from fairnotice.store.contract import Document, Put, Store
from fairnotice.workflow.account_records import Record
from fairnotice.workflow.one_way import hash_secret, make_id

IDLE_LIFE, LIFE = timedelta(hours=12), timedelta(days=7)
BROWSER_LIFE = timedelta(days=30)
"""So long what is left of a session shows that its browser once signed in well (see throttle.py); it opens nothing."""
COLLECTION = "sessions"


@dataclass(frozen=True)
class Kept:
    """A session in the store. `access` and `sign_in` are those its account had when it was made."""

    sha256: str
    version: int
    account: str
    access: int
    sign_in: int
    made_on: str
    seen_on: str
    client: str
    is_ended: bool

    @property
    def id(self) -> str:
        """The short id by which people name it."""
        return make_id(self.sha256)

    def is_good(self, record: Record | None, now: datetime) -> bool:
        """Say whether it opens something: its account is as it was, and it was used lately."""
        return (
            not self.is_ended
            and record is not None
            and record.is_active
            and (record.access, record.sign_in) == (self.access, self.sign_in)
            and now - read_time(self.seen_on) <= IDLE_LIFE
            and now - read_time(self.made_on) <= LIFE
        )


def find_kept(store: Store, token: str | None) -> Kept | None:
    """Answer what is kept of the session of `token`, be it good or not."""
    document = store.get(COLLECTION, hash_secret(token)) if token else None
    return parse_kept(document) if document else None


def list_kept(store: Store) -> list[Kept]:
    """Answer all that is kept."""
    return [parse_kept(document) for document in store.list(COLLECTION)]


def put_kept(kept: Kept) -> Put:
    """Answer the operation that writes it, if nobody else changed it since it was read."""
    body: dict[str, Any] = asdict(kept)
    del body["sha256"], body["version"]
    return Put(COLLECTION, kept.sha256, body, kept.version)


def keep_session(store: Store, changed: Record, token: str | None) -> list[Put]:
    """Answer the operations that let the session of `token` outlive a change of its account's way to sign in."""
    kept = find_kept(store, token)
    if kept is None or kept.is_ended or kept.account != changed.name:
        return []
    if (kept.access, kept.sign_in) != (changed.access, changed.sign_in - 1):
        return []  # it had ended before
    return [put_kept(replace(kept, sign_in=changed.sign_in))]


def make_mark(account: str, now: datetime) -> tuple[str, Put]:
    """Answer a token that opens nothing, but shows that its browser is no stranger to `account` (see throttle.py)."""
    token, moment = secrets.token_urlsafe(32), write_time(now)
    return token, put_kept(Kept(hash_secret(token), 0, account, 0, 0, moment, moment, "", is_ended=True))


def parse_kept(document: Document) -> Kept:
    """Answer what `put_kept` wrote."""
    body: Mapping[str, Any] = document.body
    return Kept(document.id, document.version, **body)
