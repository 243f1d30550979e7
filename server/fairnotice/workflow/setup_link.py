"""The one-time link by which the first admin makes their account."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from fairnotice.errors import Conflict, NotFound
from fairnotice.publication.times import read_time, write_time
from fairnotice.store.contract import Batch, Delete, Put, Store
from fairnotice.workflow import audit
from fairnotice.workflow.account_records import check_name, make_record, put_record
from fairnotice.workflow.actors import ADMIN, LINK, Actor
from fairnotice.workflow.one_way import hash_secret
from fairnotice.workflow.passwords import check_new_password, hash_password

LINK_LIFE = timedelta(hours=24)


def make_setup_token(store: Store, now: datetime) -> str | None:
    """Answer a new one-time token for the first admin (the one before stops working), or None when there is one."""
    if store.list("accounts", limit=1):
        return None
    token = secrets.token_urlsafe(24)
    held = store.get("state", "setup")
    body = {"sha256": hash_secret(token), "expires": write_time(now + LINK_LIFE)}
    store.commit(Batch(puts=[Put("state", "setup", body, held.version if held else 0)]))
    return token


def check_setup_token(store: Store, token: str, now: datetime) -> int:
    """Answer the version of the set-up document that `token` opens. Raises `NotFound` when it opens none."""
    held = store.get("state", "setup")
    is_open = held is not None and hmac.compare_digest(held.body["sha256"], hash_secret(token))
    if held is None or not is_open or now > read_time(held.body["expires"]):
        raise NotFound("This link was used or is too old; start the server again for a new one.")
    if store.list("accounts", limit=1):
        raise NotFound("There is an account already; whoever holds it can invite you.")
    return held.version


def make_first_admin(store: Store, token: str, name: str, password: str, now: datetime) -> None:
    """Make the first account, an admin, and use the link up. Raises `Invalid` and `NotFound`."""
    version = check_setup_token(store, token, now)
    check_name(name)
    check_new_password(password, name)
    admin = Actor(name, frozenset({ADMIN}), LINK)
    try:
        store.commit(
            Batch(
                puts=[put_record(make_record(name, (ADMIN,), hash_password(password), now))],
                deletes=[Delete("state", "setup", version)],
                appends=[audit.note(admin, "make account", name, now, why="first admin, by the set-up link")],
            )
        )
    except Conflict:
        raise NotFound("This link was used a moment ago; the account exists.") from None
