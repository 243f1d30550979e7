"""Tokens of programs: what each may do for its account, until when, and when it was last used."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fairnotice.errors import Conflict, Invalid, NotFound, Refused
from fairnotice.publication.times import write_time
from fairnotice.store.contract import Batch, Delete, Document, Put, Store
from fairnotice.workflow import audit
from fairnotice.workflow.account_records import Record, find_record, list_records
from fairnotice.workflow.actors import ADMIN, ROLE_OF_SCOPE, SCOPES, Actor, covers, make_token_actor
from fairnotice.workflow.one_way import hash_secret

MAX_LIFE = timedelta(days=365)
MAX_NAME = 80
COLLECTION = "tokens"
_SECRET = re.compile(r"fn_([0-9a-f]{10})_[A-Za-z0-9_-]{43}\Z")


@dataclass(frozen=True)
class Token:
    """A token of a program. Days are UTC; it works through `expires_on`.

    `actor` is who acts by it: with the roles that its scopes name and its account has. `is_stopped` says that its
    account was disabled or got other roles since it was made.
    """

    id: str
    account: str
    name: str
    scopes: tuple[str, ...]
    made_on: str
    expires_on: date
    last_used_on: date | None
    is_stopped: bool
    actor: Actor


def make_token(
    store: Store, actor: Actor, name: str, scopes: Collection[str], expires_on: date, now: datetime
) -> tuple[str, Token]:
    """Make a token for one's own account; answer its secret, which nobody can read again, and the token.

    Raises `Invalid`, and `Refused` for a scope that the account's roles do not cover.
    """
    actor.require_person()  # or a token could make one that may do more
    record = find_record(store, actor.name)
    if record is None or not record.is_active:
        raise Refused(f"A token belongs to an account, and there is no active account {actor.name!r}; make one first.")
    given = _check_scopes(record, scopes)
    if not 1 <= len(name.strip()) <= MAX_NAME or not name.isprintable():
        raise Invalid(f"Give the token a name of at most {MAX_NAME} characters that says what uses it.")
    if not now.date() <= expires_on <= now.date() + MAX_LIFE:
        raise Invalid(f"A token ends today or on a day within the next {MAX_LIFE.days} days.")
    id = secrets.token_hex(5)
    secret = f"fn_{id}_{secrets.token_urlsafe(32)}"
    body = {
        "sha256": hash_secret(secret),
        "account": record.name,
        "access": record.access,
        "name": name.strip(),
        "scopes": list(given),
        "made_on": write_time(now),
        "expires_on": expires_on.isoformat(),
        "last_used_on": None,
    }
    entry = audit.note(actor, "make token", _about(id, record.name), now, why=f"{name.strip()}: {', '.join(given)}")
    store.commit(Batch(puts=[Put(COLLECTION, id, body, 0)], appends=[entry]))
    return secret, _parse(Document(id, 1, body), record)


def read_token(store: Store, secret: str, now: datetime) -> Token | None:
    """Answer the token of `secret` while it works. It is noted once a day that it was used."""
    match = _SECRET.match(secret)
    held = store.get(COLLECTION, match[1]) if match else None
    if held is None or not hmac.compare_digest(held.body["sha256"], hash_secret(secret)):
        return None
    token = _parse(held, find_record(store, held.body["account"]))
    if token.is_stopped or now.date() > token.expires_on:
        return None
    if token.last_used_on != now.date():
        body = {**held.body, "last_used_on": now.date().isoformat()}
        try:
            store.commit(Batch(puts=[Put(COLLECTION, held.id, body, held.version)]))
        except Conflict:
            # Another request noted it at this moment - or somebody revoked it, which counts from the next one.
            return token
        held = Document(held.id, held.version + 1, body)
    return _parse(held, find_record(store, token.account))


def list_tokens(store: Store, actor: Actor, *, account: str | None = None) -> list[Token]:
    """Answer the tokens of `account` (its own, or an admin asks), or of all, the newest first; until they are revoked.

    Those that ended or stopped are there too.
    """
    actor.require_own(account) if account else actor.require(ADMIN)
    records = {record.name: record for record in list_records(store)}
    found = [
        _parse(document, records.get(document.body["account"]))
        for document in store.list(COLLECTION)
        if account in (None, document.body["account"])
    ]
    return sorted(found, key=lambda token: (token.made_on, token.id), reverse=True)


def revoke_token(store: Store, actor: Actor, id: str, now: datetime) -> None:
    """End a token for good: one's own, or an admin any. Raises `NotFound` and `Refused`."""
    held = store.get(COLLECTION, id) if re.fullmatch(r"[0-9a-f]{10}", id) else None
    if held is None:
        raise NotFound(f"There is no token {id!r}.")
    actor.require_own(held.body["account"])
    entry = audit.note(actor, "revoke token", _about(id, held.body["account"]), now, why=held.body["name"])
    # Without a version: it may be noted at this moment that it is used, and it ends all the same.
    store.commit(Batch(deletes=[Delete(COLLECTION, id)], appends=[entry]))


def _check_scopes(record: Record, scopes: Collection[str]) -> tuple[str, ...]:
    if not scopes or not set(scopes) <= set(SCOPES):
        raise Invalid(f"A token has at least one of the scopes {', '.join(SCOPES)}.")
    for scope in scopes:
        if not covers(record.roles, scope):
            raise Refused(f"{record.name} is no {ROLE_OF_SCOPE[scope]}, so its tokens cannot have the scope {scope}.")
    return tuple(scope for scope in SCOPES if scope in scopes)


def _about(id: str, account: str) -> str:
    return f"token {id} of {account}"


def _parse(document: Document, record: Record | None) -> Token:
    body = document.body
    is_stopped = record is None or not record.is_active or record.access != body["access"]
    roles = record.roles if record and not is_stopped else ()
    return Token(
        id=document.id,
        account=body["account"],
        name=body["name"],
        scopes=tuple(body["scopes"]),
        made_on=body["made_on"],
        expires_on=date.fromisoformat(body["expires_on"]),
        last_used_on=date.fromisoformat(body["last_used_on"]) if body["last_used_on"] else None,
        is_stopped=is_stopped,
        actor=make_token_actor(body["account"], roles, body["scopes"], document.id),
    )
