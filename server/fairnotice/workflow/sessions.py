"""Signing in, and the sessions that it makes: who is there, from which browser, until when."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from fairnotice.errors import CodeNeeded, Conflict, NotFound, StoreUnavailable, WrongSignIn
from fairnotice.publication.times import read_time, write_time
from fairnotice.store.contract import Batch, Delete, Store
from fairnotice.workflow import audit, totp
from fairnotice.workflow.account_records import Record, find_record, list_records, put_record, read_record
from fairnotice.workflow.actors import ADMIN, SESSION, Actor
from fairnotice.workflow.networks import find_network
from fairnotice.workflow.one_way import hash_secret
from fairnotice.workflow.passwords import hash_password, is_outdated, is_password
from fairnotice.workflow.session_records import (
    BROWSER_LIFE,
    COLLECTION,
    Kept,
    find_kept,
    keep_session,
    list_kept,
    put_kept,
)
from fairnotice.workflow.throttle import ACCOUNT, ADDRESS, BROWSER, Subject, Throttle

WRONG = "The name, the password or the code is not right."
TOUCH_EVERY = timedelta(minutes=5)
MAX_CLIENT = 80
TRIES = 5


@dataclass(frozen=True)
class Session:
    """A session that is good now. Moments are ISO-8601 in UTC; `client` says coarsely which browser it is."""

    id: str
    account: str
    actor: Actor
    made_on: str
    seen_on: str
    client: str


def sign_in(
    store: Store,
    name: str,
    password: str,
    code: str,
    address: str,
    now: datetime,
    held_token: str | None = None,
    client: str = "",
) -> tuple[str, Session]:
    """Make a session; answer its token, which nobody can read again, and the session.

    `held_token` is the token that the browser still holds from an earlier session, good or not: that session ends, and
    it shows that the browser is no stranger (see throttle.py). So a browser should keep its token for 30 days. `code`
    is one of the authenticator or a recovery code, empty when none was given. Raises `WrongSignIn` (one sentence for
    every reason), `CodeNeeded` when only the code is missing, and `TooMany`.
    """
    held = find_kept(store, held_token)
    attempt = Throttle(store, now).count_attempt(*_name_subjects(held, name, address, now))
    for _ in range(TRIES):
        record = find_record(store, name)
        is_right = is_password(record.password if record and record.is_active else None, password)
        if record is None or not is_right:
            raise WrongSignIn(WRONG)
        if record.has_totp and not code:
            attempt.take_back()
            raise CodeNeeded("Enter the code that your authenticator shows for Fairnotice, or a recovery code.")
        changed = _use_up(record, password, code, now)
        token = secrets.token_urlsafe(32)
        moment = write_time(now)
        text = "".join(c for c in client if c.isprintable())[:MAX_CLIENT]
        kept = Kept(hash_secret(token), 0, name, record.access, record.sign_in, moment, moment, text, False)
        session = _show(kept, record)
        puts = [put_kept(kept)] + ([put_record(changed)] if changed != record else [])
        deletes = [Delete(COLLECTION, held.sha256)] if held else []
        entry = audit.note(session.actor, "sign in", f"session {kept.id} of {name}", now)
        try:
            store.commit(Batch(puts, deletes, [entry]))
        except Conflict:
            continue  # the account changed meanwhile, perhaps by this very code: look again
        attempt.clear()
        return token, session
    raise StoreUnavailable("The account changes all the time; try again in a moment.")


def read_session(store: Store, token: str, now: datetime) -> Session | None:
    """Answer the session of `token` while it is good. It is noted every five minutes at most that it was used."""
    kept = find_kept(store, token)
    record = find_record(store, kept.account) if kept else None
    if kept is None or record is None or not kept.is_good(record, now):
        return None
    if now - read_time(kept.seen_on) >= TOUCH_EVERY:
        kept = replace(kept, seen_on=write_time(now))
        try:
            store.commit(Batch(puts=[put_kept(kept)]))
        except Conflict:
            # Another request noted it, or ended it, at this moment; the next one sees which.
            return _show(kept, record)
    return _show(kept, record)


def list_sessions(store: Store, actor: Actor, now: datetime, *, account: str | None = None) -> list[Session]:
    """Answer the good sessions of `account` (its own, or an admin asks), or of all, the last used first."""
    actor.require_own(account) if account else actor.require(ADMIN)
    records = {record.name: record for record in list_records(store)}
    found = [
        _show(kept, records[kept.account])
        for kept in list_kept(store)
        if account in (None, kept.account) and kept.is_good(records.get(kept.account), now)
    ]
    return sorted(found, key=lambda session: (session.seen_on, session.id), reverse=True)


def end_session(store: Store, actor: Actor, id: str, now: datetime) -> None:
    """End a session: one's own, or an admin any. Raises `NotFound` when it is not there or has ended."""
    kept = next((kept for kept in list_kept(store) if kept.id == id), None)
    record = find_record(store, kept.account) if kept else None
    if kept is None or not kept.is_good(record, now) or not _may_see(actor, kept.account):
        raise NotFound(f"There is no session {id!r}.")
    entry = audit.note(actor, "end session", f"session {id} of {kept.account}", now)
    # Without a version: it may be noted at this moment that it is used, and it ends all the same.
    put = replace(put_kept(replace(kept, is_ended=True)), expect=None)
    store.commit(Batch(puts=[put], appends=[entry]))


def end_all(store: Store, actor: Actor, name: str, now: datetime, *, held_token: str | None = None) -> None:
    """End all sessions of an account - one's own, or an admin any - but that of `held_token`."""
    actor.require_own(name)
    record = read_record(store, name)
    changed = replace(record, sign_in=record.sign_in + 1)
    puts = [put_record(changed), *keep_session(store, changed, held_token)]
    store.commit(Batch(puts=puts, appends=[audit.note(actor, "end all sessions", name, now)]))


def forget_old_sessions(store: Store, now: datetime) -> int:
    """Delete what is left of sessions made 30 days ago; answer how many."""
    due = [kept for kept in list_kept(store) if now - read_time(kept.made_on) > BROWSER_LIFE]
    try:
        store.commit(Batch(deletes=[Delete(COLLECTION, kept.sha256, kept.version) for kept in due]))
    except Conflict:
        return 0  # another process is at it
    return len(due)


def _name_subjects(held: Kept | None, name: str, address: str, now: datetime) -> list[Subject]:
    if held and held.account == name and now - read_time(held.made_on) <= BROWSER_LIFE:
        return [(BROWSER, held.sha256)]
    return [(ACCOUNT, name), (ADDRESS, find_network(address))]


def _use_up(record: Record, password: str, code: str, now: datetime) -> Record:
    """Answer the account after this sign-in: the code used, the password hashed as it is done today."""
    if record.has_totp:
        used = totp.use_code(record.totp, code, now)
        if used is None:
            raise WrongSignIn(WRONG)
        record = replace(record, totp=used)
    if record.password and is_outdated(record.password):
        record = replace(record, password=hash_password(password))
    return record


def _may_see(actor: Actor, name: str) -> bool:
    is_own = actor.name == name and not actor.is_token
    return is_own or ADMIN in actor.roles


def _show(kept: Kept, record: Record) -> Session:
    actor = Actor(kept.account, frozenset(record.roles), SESSION)
    return Session(kept.id, kept.account, actor, kept.made_on, kept.seen_on, kept.client)
