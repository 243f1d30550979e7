"""An account as the store keeps it, and how it is read and written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from fairnotice.errors import Invalid, NotFound
from fairnotice.publication.times import write_time
from fairnotice.store.contract import Document, Put, Store
from fairnotice.workflow.actors import ADMIN, ROLES

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}\Z")


@dataclass(frozen=True)
class Record:
    """Everything kept about an account. `version` is the document's, 0 for a new one.

    `access` grows when the account is disabled or gets other roles: sessions, tokens and links remember it and end
    with it. `sign_in` grows when the way to sign in changes, and ends sessions only. One commit so ends all of them,
    also those that are being made at that moment.
    """

    name: str
    version: int
    roles: tuple[str, ...]
    password: str | None
    totp: Mapping[str, Any] | None
    is_active: bool
    access: int
    sign_in: int
    made_on: str

    @property
    def is_admin(self) -> bool:
        """Whether it may do everything now."""
        return self.is_active and ADMIN in self.roles

    @property
    def has_totp(self) -> bool:
        """Whether signing in asks for a code."""
        return self.totp is not None and self.totp["is_on"]


def is_name(name: str) -> bool:
    """Say whether `name` has the form of an account's name."""
    return _NAME.match(name) is not None


def check_name(name: str) -> None:
    """Raise `Invalid` unless `name` has the form of an account's name."""
    if not is_name(name):
        raise Invalid("The name has 2 to 40 small letters, digits, dots, hyphens or underscores.")


def check_roles(roles: object) -> tuple[str, ...]:
    """Answer the roles in their one order. Raises `Invalid` when there is none, or one that nobody knows."""
    given = set(roles) if isinstance(roles, list | tuple | set | frozenset) else set()
    if not given or not given <= set(ROLES):
        raise Invalid(f"An account has at least one of the roles {', '.join(ROLES)}.")
    return tuple(sorted(given))


def make_record(name: str, roles: tuple[str, ...], password: str | None, now: datetime) -> Record:
    """Answer a new account. `password` is its hash; without one nobody can sign in with it."""
    return Record(name, 0, roles, password, None, True, 1, 1, write_time(now))


def find_record(store: Store, name: str) -> Record | None:
    """Answer an account, or None; `name` may be whatever somebody typed."""
    document = store.get("accounts", name) if is_name(name) else None
    return _parse(document) if document else None


def read_record(store: Store, name: str) -> Record:
    """Answer an account. Raises `NotFound`."""
    record = find_record(store, name)
    if record is None:
        raise NotFound(f"There is no account {name!r}.")
    return record


def list_records(store: Store, *, after: str = "", limit: int | None = None) -> list[Record]:
    """Answer the accounts with a name greater than `after`, by name, at most `limit`."""
    return [_parse(document) for document in store.list("accounts", after=after, limit=limit)]


def put_record(record: Record) -> Put:
    """Answer the operation that writes the account, if nobody else changed it since it was read."""
    body = asdict(record)
    del body["name"], body["version"]
    return Put("accounts", record.name, body, record.version)


def _parse(document: Document) -> Record:
    # Stores from before 2026-12 hold only roles, password and made_on.
    body = {"totp": None, "is_active": True, "access": 1, "sign_in": 1} | dict(document.body)
    return Record(document.id, document.version, **(body | {"roles": tuple(body["roles"])}))
