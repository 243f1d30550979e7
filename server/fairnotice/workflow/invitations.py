"""One-time links: to a new account with a name and roles, or to a new password for an account that exists."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from fairnotice.errors import Conflict, NotFound, Refused, StoreUnavailable
from fairnotice.publication.times import read_time, write_time
from fairnotice.store.contract import Append, Batch, Delete, Document, Put, Store
from fairnotice.workflow import audit
from fairnotice.workflow.account_records import (
    Record,
    check_name,
    check_roles,
    find_record,
    make_record,
    put_record,
    read_record,
)
from fairnotice.workflow.accounts import refuse_taken_name, refuse_without_admin
from fairnotice.workflow.actors import ADMIN, LINK, Actor
from fairnotice.workflow.one_way import hash_secret, make_id
from fairnotice.workflow.passwords import check_new_password, hash_password
from fairnotice.workflow.session_records import make_mark
from fairnotice.workflow.totp import without_totp

ACCOUNT_LIFE, PASSWORD_LIFE = timedelta(hours=72), timedelta(hours=24)
NEW_ACCOUNT, NEW_PASSWORD = "account", "password"
COLLECTION = "invitations"
TRIES = 5
_CLOSED = "This link was used, taken back or is too old; ask an admin for a new one."


@dataclass(frozen=True)
class Invitation:
    """An open link. `kind` says what it leads to; `roles` are those of the new account, empty for a new password.

    `removes_totp`: with the new password no code is asked for any more.
    """

    id: str
    kind: str
    name: str
    roles: tuple[str, ...]
    removes_totp: bool
    made_by: str
    made_on: str
    expires: str


def invite(store: Store, actor: Actor, name: str, roles: Collection[str], now: datetime) -> tuple[str, Invitation]:
    """Make a link to a new account; answer its token, which nobody can read again. An earlier one for `name` ends."""
    actor.require(ADMIN)
    check_name(name)
    given = check_roles(roles)
    refuse_taken_name(store, name)
    refuse_without_admin(store, given)
    entry = audit.note(actor, "invite", name, now, why=", ".join(given))
    return _make(store, actor, NEW_ACCOUNT, name, given, False, now, entry)


def invite_to_new_password(
    store: Store, actor: Actor, name: str, now: datetime, *, removes_totp: bool = False
) -> tuple[str, Invitation]:
    """Make a link to a new password for an account; answer its token, which nobody can read again."""
    actor.require(ADMIN)
    if not read_record(store, name).is_active:
        raise Refused(f"{name} is disabled; enable the account first.")
    why = "codes are removed" if removes_totp else ""
    entry = audit.note(actor, "invite to a new password", name, now, why=why)
    return _make(store, actor, NEW_PASSWORD, name, (), removes_totp, now, entry)


def read_invitation(store: Store, token: str, now: datetime) -> Invitation:
    """Answer what the link with `token` leads to. Raises `NotFound` when it was used, taken back or is too old."""
    return _show(_open(store, token, now))


def accept(store: Store, token: str, password: str, now: datetime) -> tuple[str, str]:
    """Use a link up: make the account, or give it the new password and end its sessions.

    Answer its name, and a token for the browser to hold until it signs in, so that it is no stranger then even while
    somebody else is guessing.

    Raises `NotFound`, `Conflict` when the name was taken meanwhile, and `Invalid` (the link is still good then).
    """
    for _ in range(TRIES):
        document = _open(store, token, now)
        invitation = _show(document)
        check_new_password(password, invitation.name)
        record, why = _prepare(store, invitation, hash_password(password), now)
        actor = Actor(record.name, frozenset(record.roles), LINK)
        what = "make account" if invitation.kind == NEW_ACCOUNT else "change password"
        entry = audit.note(actor, what, record.name, now, why=why)
        delete = Delete(COLLECTION, document.id, document.version)
        held_token, mark = make_mark(record.name, now)
        try:
            store.commit(Batch([put_record(record), mark], [delete], [entry]))
        except Conflict:
            continue  # used at the same moment, or the account changed: look again
        return record.name, held_token
    raise StoreUnavailable("The account changes all the time; try again in a moment.")


def list_invitations(store: Store, actor: Actor, now: datetime) -> list[Invitation]:
    """Answer the open links, the newest first."""
    actor.require(ADMIN)
    found = [_show(document) for document in store.list(COLLECTION) if _is_open(store, document, now)]
    return sorted(found, key=lambda invitation: (invitation.made_on, invitation.id), reverse=True)


def revoke(store: Store, actor: Actor, id: str, now: datetime) -> None:
    """Take a link back. Raises `NotFound`, and `Conflict` when it is used at this moment."""
    actor.require(ADMIN)
    document = next((held for held in store.list(COLLECTION) if make_id(held.id) == id), None)
    if document is None or not _is_open(store, document, now):
        raise NotFound(f"There is no open invitation {id!r}.")
    entry = audit.note(actor, "take back invitation", document.body["name"], now)
    store.commit(Batch(deletes=[Delete(COLLECTION, document.id, document.version)], appends=[entry]))


def forget_old_invitations(store: Store, now: datetime) -> int:
    """Delete the links that lead nowhere any more; answer how many."""
    due = [document for document in store.list(COLLECTION) if not _is_open(store, document, now)]
    try:
        store.commit(Batch(deletes=[Delete(COLLECTION, document.id, document.version) for document in due]))
    except Conflict:
        return 0  # another process is at it
    return len(due)


def _make(
    store: Store, actor: Actor, kind: str, name: str, roles: tuple[str, ...], removes_totp: bool, now: datetime,
    entry: Append,
) -> tuple[str, Invitation]:  # fmt: skip
    token = secrets.token_urlsafe(32)
    inviting = find_record(store, actor.name)
    body = {
        "kind": kind,
        "name": name,
        "roles": list(roles),
        "removes_totp": removes_totp,
        "made_by": actor.name,
        "made_access": inviting.access if inviting else None,
        "made_on": write_time(now),
        "expires": write_time(now + (ACCOUNT_LIFE if kind == NEW_ACCOUNT else PASSWORD_LIFE)),
    }
    earlier = [Delete(COLLECTION, held.id) for held in store.list(COLLECTION) if held.body["name"] == name]
    store.commit(Batch([Put(COLLECTION, hash_secret(token), body, 0)], earlier, [entry]))
    return token, _show(Document(hash_secret(token), 1, body))


def _prepare(store: Store, invitation: Invitation, hashed: str, now: datetime) -> tuple[Record, str]:
    """Answer the account as it will be, and how it came to that."""
    if invitation.kind == NEW_ACCOUNT:
        refuse_taken_name(store, invitation.name)
        why = f"invited by {invitation.made_by} as {', '.join(invitation.roles)}"
        return make_record(invitation.name, invitation.roles, hashed, now), why
    record = read_record(store, invitation.name)
    record = replace(record, password=hashed, sign_in=record.sign_in + 1)
    why = f"by a link of {invitation.made_by}"
    if invitation.removes_totp:
        return without_totp(record), f"{why}, codes removed"
    return record, why


def _open(store: Store, token: str, now: datetime) -> Document:
    document = store.get(COLLECTION, hash_secret(token))
    if document is None or not _is_open(store, document, now):
        raise NotFound(_CLOSED)
    return document


def _is_open(store: Store, document: Document, now: datetime) -> bool:
    """Say whether a link leads somewhere: in time, by an admin who still is one, to an account that may act."""
    body = document.body
    if now > read_time(body["expires"]):
        return False
    if body["made_access"] is not None:
        inviting = find_record(store, body["made_by"])
        # Else an admin who loses that role could come back by a link they made before.
        if inviting is None or not inviting.is_active or inviting.access != body["made_access"]:
            return False
    if body["kind"] == NEW_ACCOUNT:
        return True
    record = find_record(store, body["name"])
    return record is not None and record.is_active


def _show(document: Document) -> Invitation:
    body = {name: value for name, value in document.body.items() if name != "made_access"}
    return Invitation(make_id(document.id), **(body | {"roles": tuple(body["roles"])}))
