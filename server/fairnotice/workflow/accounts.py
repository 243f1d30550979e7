"""Accounts of maintainers, and the one-time link by which the first admin makes theirs."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from argon2 import PasswordHasher

from fairnotice.errors import Conflict, Invalid, NotFound, Refused
from fairnotice.publication.times import read_time, write_time
from fairnotice.store.contract import Batch, Delete, Put, Store
from fairnotice.workflow import audit
from fairnotice.workflow.actors import ADMIN, ROLES, Actor, make_operator

LINK_LIFE = timedelta(hours=24)
MIN_PASSWORD, MAX_PASSWORD = 12, 1000
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}\Z")
_HASHER = PasswordHasher()


def find_actor(store: Store, name: str) -> Actor:
    """Answer who acts under `name` at the command line.

    While there are no accounts the person at the machine may do everything. Raises `Refused` for an unknown name.
    """
    accounts = {document.id: document.body for document in store.list("accounts")}
    if not accounts:
        return make_operator(name)
    if name not in accounts:
        raise Refused(f"There is no account {name!r}; the accounts are {', '.join(accounts)}. Name one with --as.")
    return Actor(name, frozenset(accounts[name]["roles"]))


def make_setup_token(store: Store, now: datetime) -> str | None:
    """Answer a new one-time token for the first admin (the one before stops working), or None when there is one."""
    if store.list("accounts", limit=1):
        return None
    token = secrets.token_urlsafe(24)
    held = store.get("state", "setup")
    body = {"sha256": _hash(token), "expires": write_time(now + LINK_LIFE)}
    store.commit(Batch(puts=[Put("state", "setup", body, held.version if held else 0)]))
    return token


def check_setup_token(store: Store, token: str, now: datetime) -> int:
    """Answer the version of the set-up document that `token` opens. Raises `NotFound` when it opens none."""
    held = store.get("state", "setup")
    is_open = held is not None and hmac.compare_digest(held.body["sha256"], _hash(token))
    if held is None or not is_open or now > read_time(held.body["expires"]):
        raise NotFound("This link was used or is too old; start the server again for a new one.")
    return held.version


def make_first_admin(store: Store, token: str, name: str, password: str, now: datetime) -> None:
    """Make the first account, an admin, and use the link up. Raises `Invalid` and `NotFound`."""
    version = check_setup_token(store, token, now)
    _check_name(name)
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise Invalid(f"The password has at least {MIN_PASSWORD} characters; a few words in a row are easy to keep.")
    body = {"roles": [ADMIN], "password": _HASHER.hash(password), "made_on": write_time(now)}
    admin = Actor(name, frozenset({ADMIN}))
    try:
        store.commit(
            Batch(
                puts=[Put("accounts", name, body, 0)],
                deletes=[Delete("state", "setup", version)],
                appends=[audit.note(admin, "make account", name, now, why="first admin, by the set-up link")],
            )
        )
    except Conflict:
        raise NotFound("This link was used a moment ago; the account exists.") from None


def add_account(store: Store, actor: Actor, name: str, roles: Collection[str], now: datetime) -> None:
    """Make an account that acts at the command line. Raises `Invalid`, `Conflict` and `Refused`.

    It has no password, so nobody can sign in with it elsewhere.
    """
    actor.require(ADMIN)
    _check_name(name)
    if not roles or not set(roles) <= set(ROLES):
        raise Invalid(f"An account has at least one of the roles {', '.join(ROLES)}.")
    if store.get("accounts", name):
        raise Conflict(f"There is an account {name!r} already.")
    if ADMIN not in roles and not store.list("accounts", limit=1):
        # With the first account the person at the machine stops being allowed everything.
        raise Refused("The first account has to be an admin, or nobody could give roles to others; add --role admin.")
    body = {"roles": sorted(roles), "password": None, "made_on": write_time(now)}
    entry = audit.note(actor, "make account", name, now, why=", ".join(sorted(roles)))
    store.commit(Batch(puts=[Put("accounts", name, body, 0)], appends=[entry]))


def list_accounts(store: Store) -> dict[str, list[str]]:
    """Answer the accounts and their roles."""
    return {document.id: list(document.body["roles"]) for document in store.list("accounts")}


def _check_name(name: str) -> None:
    if not _NAME.match(name):
        raise Invalid("The name has 2 to 40 small letters, digits, dots, hyphens or underscores.")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
