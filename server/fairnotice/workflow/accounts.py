"""Accounts of maintainers: who there is, what each may do, and when one may no longer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from fairnotice.errors import Conflict, Refused, WrongSignIn
from fairnotice.store.contract import Append, Batch, Put, Store
from fairnotice.workflow import audit
from fairnotice.workflow.account_records import (
    Record,
    check_name,
    check_roles,
    find_record,
    list_records,
    make_record,
    put_record,
    read_record,
)
from fairnotice.workflow.actors import ADMIN, Actor, make_operator
from fairnotice.workflow.passwords import check_new_password, hash_password, is_password
from fairnotice.workflow.session_records import keep_session
from fairnotice.workflow.throttle import PROOF, Throttle


@dataclass(frozen=True)
class Account:
    """An account as others may see it. `made_on` is a moment (ISO-8601, UTC)."""

    name: str
    roles: tuple[str, ...]
    is_active: bool
    has_password: bool
    has_totp: bool
    made_on: str


def find_actor(store: Store, name: str) -> Actor:
    """Answer who acts under `name` at the command line.

    While there are no accounts the person at the machine may do everything. Raises `Refused` for an unknown name and
    for a disabled account.
    """
    records = {record.name: record for record in list_records(store)}
    if not records:
        return make_operator(name)
    active = [record.name for record in records.values() if record.is_active]
    if name not in records:
        raise Refused(f"There is no account {name!r}; the accounts are {', '.join(active)}. Name one with --as.")
    if name not in active:
        raise Refused(f"The account {name!r} is disabled; an admin can enable it again.")
    return Actor(name, frozenset(records[name].roles))


def list_accounts(store: Store, *, after: str = "", limit: int | None = None) -> list[Account]:
    """Answer the accounts with a name greater than `after`, by name, at most `limit`."""
    return [_show(record) for record in list_records(store, after=after, limit=limit)]


def read_account(store: Store, name: str) -> Account:
    """Answer an account. Raises `NotFound`."""
    return _show(read_record(store, name))


def add_account(store: Store, actor: Actor, name: str, roles: Collection[str], now: datetime) -> None:
    """Make an account that acts at the command line. Raises `Invalid`, `Conflict` and `Refused`.

    It has no password, so nobody can sign in with it elsewhere until its holder chose one by a link.
    """
    actor.require(ADMIN)
    check_name(name)
    given = check_roles(roles)
    refuse_taken_name(store, name)
    refuse_without_admin(store, given)
    entry = audit.note(actor, "make account", name, now, why=", ".join(given))
    store.commit(Batch(puts=[put_record(make_record(name, given, None, now))], appends=[entry]))


def change_roles(store: Store, actor: Actor, name: str, roles: Collection[str], now: datetime) -> Account:
    """Give an account these roles instead of its own. Its sessions end and its tokens stop at once."""
    actor.require(ADMIN)
    given = check_roles(roles)
    record = read_record(store, name)
    if given == record.roles:
        raise Conflict(f"{name} is {', '.join(given)} already.")
    changed = replace(record, roles=given, access=record.access + 1)
    entry = audit.note(
        actor, "change roles", name, now, before={"roles": list(record.roles)}, after={"roles": list(given)}
    )
    return _change_access(store, record, changed, entry)


def disable(store: Store, actor: Actor, name: str, now: datetime) -> Account:
    """Let an account do nothing any more. Its sessions end and its tokens stop at once."""
    actor.require(ADMIN)
    record = read_record(store, name)
    if not record.is_active:
        raise Conflict(f"{name} is disabled already.")
    changed = replace(record, is_active=False, access=record.access + 1)
    return _change_access(store, record, changed, audit.note(actor, "disable account", name, now))


def enable(store: Store, actor: Actor, name: str, now: datetime) -> Account:
    """Let a disabled account act again. What ended with disabling stays ended: it signs in and makes tokens anew."""
    actor.require(ADMIN)
    record = read_record(store, name)
    if record.is_active:
        raise Conflict(f"{name} is enabled already.")
    changed = replace(record, is_active=True)
    return _change_access(store, record, changed, audit.note(actor, "enable account", name, now))


def set_password(
    store: Store, actor: Actor, old: str, new: str, now: datetime, *, held_token: str | None = None
) -> None:
    """Change one's own password. All sessions of the account end but that of `held_token`.

    Raises `WrongSignIn` when `old` is not right, `Invalid`, `TooMany`, and `Conflict` when the account changed
    meanwhile.
    """
    actor.require_person()
    record = read_record(store, actor.name)
    attempt = Throttle(store, now).count_attempt((PROOF, actor.name))
    if not is_password(record.password, old):
        raise WrongSignIn("Your present password is not right; nothing was changed.")
    attempt.clear()
    check_new_password(new, actor.name)
    changed = replace(record, password=hash_password(new), sign_in=record.sign_in + 1)
    puts = [put_record(changed), *keep_session(store, changed, held_token)]
    store.commit(Batch(puts=puts, appends=[audit.note(actor, "change password", actor.name, now)]))


def refuse_taken_name(store: Store, name: str) -> None:
    """Raise `Conflict` when there is an account `name`."""
    if find_record(store, name):
        raise Conflict(f"There is an account {name!r} already.")


def refuse_without_admin(store: Store, roles: Sequence[str]) -> None:
    """Raise `Refused` when an account with `roles` would be the first and no admin."""
    if ADMIN not in roles and not store.list("accounts", limit=1):
        # With the first account the person at the machine stops being allowed everything.
        raise Refused("The first account has to be an admin, or nobody could give roles to others; add --role admin.")


def _change_access(store: Store, record: Record, changed: Record, entry: Append) -> Account:
    puts = [put_record(changed)]
    if record.is_admin and not changed.is_admin:
        puts.append(_keep_an_admin(store, record))
    store.commit(Batch(puts=puts, appends=[entry]))
    return _show(changed)


def _keep_an_admin(store: Store, leaving: Record) -> Put:
    """Raise `Refused` when nobody would be left who may give roles; answer a put that two who leave at once share.

    Each of two admins sees the other one as the one who stays; as both write this document, only the first can leave.
    """
    held = store.get("state", "admins")
    version, count = (held.version, held.body["left"]) if held else (0, 0)
    others = [record for record in list_records(store) if record.is_admin and record.name != leaving.name]
    if not others or (leaving.password and not any(record.password for record in others)):
        raise Refused(f"{leaving.name} is the last admin who can sign in; give that role to another account first.")
    return Put("state", "admins", {"left": count + 1}, version)


def _show(record: Record) -> Account:
    return Account(
        record.name, record.roles, record.is_active, record.password is not None, record.has_totp, record.made_on
    )
