"""What the workflow's tests begin with: people, platforms from the built-in catalogue, and a small installation."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from fairnotice.catalogue.files import BUILT_IN, read_platform
from fairnotice.catalogue.model import Notice, Platform
from fairnotice.publication.edition import read_current
from fairnotice.publication.keys import KeyFolder
from fairnotice.publication.records import Line
from fairnotice.store.contract import Batch, Document, Put, Store
from fairnotice.workflow import drafting, reviewing
from fairnotice.workflow.account_records import make_record, put_record
from fairnotice.workflow.actors import ADMIN, CONTRIBUTOR, PUBLISHER, REVIEWER, Actor
from fairnotice.workflow.first_start import SETUP, init_keys
from fairnotice.workflow.marks import Mark
from fairnotice.workflow.passwords import hash_password
from fairnotice.workflow.publish import Publisher, publish, publish_first
from fairnotice.workflow.sessions import Session, sign_in
from fairnotice.workflow.totp import begin_totp, confirm_totp

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CATALOGUE = "fairnotice"
WRITER = Actor("wren", frozenset({CONTRIBUTOR}))
REVIEWING = Actor("robin", frozenset({REVIEWER}))
PUBLISHING = Actor("pipit", frozenset({PUBLISHER}))
ADMINISTRATOR = Actor("ada", frozenset({ADMIN}))
NOBODY = Actor("nobody", frozenset())
SMALL = ("lemon8", "quillbot", "rumble")
"""Built-in platforms of one notice each: lemon8/tiktok-account, the others account-deletion."""
DELETION = "account-deletion"


def get_platform(id: str, **changes: Any) -> Platform:
    """Answer a built-in platform, changed as told."""
    return replace(read_platform(BUILT_IN / f"{id}.json"), **changes)


def change_notice(platform: Platform, notice_id: str, **changes: Any) -> Platform:
    """Answer the platform with one notice changed."""
    notices = [replace(n, **changes) if n.id == notice_id else n for n in platform.notices]
    return replace(platform, notices=tuple(notices))


def get_notice(platform: Platform, id: str) -> Notice:
    return next(notice for notice in platform.notices if notice.id == id)


@dataclass(frozen=True)
class House:
    """A small installation: a store with keys and edition 1 of the platforms in SMALL."""

    store: Store
    keys: KeyFolder

    def publisher(self, now: datetime = NOW) -> Publisher:
        return Publisher(CATALOGUE, self.keys.read("catalogue"), now)

    def propose(
        self, new: Platform | None, *, id: str = "", marks: Mapping[str, Mark] | None = None, **more: Any
    ) -> int:
        """Offer `new` for review; answer the proposal's number."""
        id = new.id if new else id
        more = {"title": "A better text", "now": NOW} | more
        return drafting.propose(self.store, WRITER, id, new, marks=marks or {}, **more).number

    def approve(self, new: Platform | None, **more: Any) -> int:
        """Propose and approve; answer the proposal's number."""
        number = self.propose(new, **more)
        reviewing.approve(self.store, REVIEWING, number, is_solo=False, now=NOW)
        return number

    def publish(self, new: Platform | None, *, days: int = 0, **more: Any) -> int:
        """Propose, approve and publish; answer the edition."""
        number = self.approve(new, **more)
        return publish(self.store, PUBLISHING, [number], self.publisher(NOW + timedelta(days=days)))

    def lines(self) -> list[Line]:
        return list(read_current(self.store).lines["en"])


def make_house(store: Store, folder: Path, platforms: tuple[str, ...] = SMALL) -> House:
    keys = KeyFolder(folder / "keys")
    init_keys(store, keys, SETUP, catalogue=CATALOGUE, now=NOW)
    house = House(store, keys)
    publish_first(store, [get_platform(id) for id in platforms], house.publisher())
    return house


def dump_store(store: Store) -> dict[str, list[Document] | int]:
    """Answer everything a refused change could have written."""
    collections = (
        "platforms", "platform_versions", "editions", "lines", "proposals", "roots", "state", "accounts", "sessions",
        "tokens", "invitations", "attempts",
    )  # fmt: skip
    return {name: store.list(name) for name in collections} | {"audit": len(store.read_log("audit", limit=1000))}


class Interrupted:
    """A store in which somebody else does `act` right before the call of `method` with these arguments.

    It is the first such call, or the one after `skip` others.
    """

    def __init__(
        self, store: Store, method: str, arguments: tuple[str, ...], act: Callable[[], object], *, skip: int = 0
    ) -> None:
        self._store, self._method, self._arguments, self._act = store, method, arguments, act
        self._left = skip

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._store, name)
        if name != self._method:
            return method

        def call(*given: Any, **named: Any) -> Any:
            if given[: len(self._arguments)] == self._arguments:
                self._left -= 1
                if self._left == -1:
                    self._act()
            return method(*given, **named)

        return call


def make_account(store: Store, name: str, *roles: str) -> None:
    store.commit(Batch(puts=[Put("accounts", name, {"roles": list(roles), "password": "-", "made_on": "-"}, 0)]))


PASSWORD = "correct horse battery"
OTHER_PASSWORD = "an orchard of small bells"
HERE = "192.0.2.7"


def make_person(store: Store, name: str, *roles: str, **changes: Any) -> Actor:
    """Make an account that can sign in with PASSWORD; answer who acts in a session of it."""
    record = make_record(name, roles, hash_password(PASSWORD), NOW)
    store.commit(Batch(puts=[put_record(replace(record, **changes))]))
    return Actor(name, frozenset(roles), "session")


def enter(store: Store, name: str, **more: Any) -> tuple[str, Session]:
    """Sign in with what is right, changed as told."""
    given = {"password": PASSWORD, "code": "", "address": HERE, "now": NOW} | more
    return sign_in(store, name, **given)


def turn_codes_on(store: Store, actor: Actor, now: datetime = NOW) -> tuple[str, list[str]]:
    """Turn codes on; answer the secret and the recovery codes. The code of `now` is used up."""
    secret = begin_totp(store, actor, now).secret
    return secret, confirm_totp(store, actor, make_code(secret, now), now)


def make_code(secret: str, now: datetime) -> str:
    """Answer what an authenticator shows."""
    totp = TOTP(base64.b32decode(secret), 6, SHA1(), 30)  # noqa: S303
    return totp.generate(int(now.timestamp())).decode()


def read_everything(store: Store) -> str:
    """Answer all that stands in the store, as text to look for secrets in."""
    return repr(dump_store(store)) + repr(store.read_log("audit", limit=1000))
