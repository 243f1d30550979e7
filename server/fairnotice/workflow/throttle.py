"""How often somebody may try to sign in, or to prove that it is them, before they have to wait.

2026-11: three properties have to hold. Guessing must be slow for one account however many addresses guess; guessing
must be slow from one address however many accounts it tries; and nobody may shut a maintainer out by guessing wrong
on purpose. A limit for each account alone breaks the third: whoever asks all the time takes the one attempt that each
wait ends with. To except addresses that signed in well would mean to keep addresses, if only as marks, for a month,
and fails whoever travels. So a *browser* is excepted: it sends along the token of its last session, which opens
nothing any more but shows that this browser once signed in to this account within 30 days. Its attempts are counted by
that token alone, by the same rule; those of everybody else are counted by account and by address. Whoever is shut out
without such a browser is let in by an admin, with a link for a new password, or waits until the guessing stops.

An attempt is counted before it is looked at and taken off when it was right, so that many at once gain nothing.
The marks are HMACs with a salt that is made anew each day (counts begin anew then). The salt stands in the store while
its day lasts, since all processes share the counts: whoever can read the store on that day can find out by trial which
IPv4 addresses had attempts that are not yet thrown away, which they are within an hour and a quarter.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fairnotice.errors import Conflict, StoreUnavailable, TooMany
from fairnotice.publication.times import read_time, write_time
from fairnotice.store.contract import Batch, Delete, Document, Put, Store

ACCOUNT, ADDRESS, BROWSER, PROOF = "account", "address", "browser", "proof"
Subject = tuple[str, str]
"""Of what kind a count is, and of whom."""
FREE_ATTEMPTS = 5
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
ADDRESS_ATTEMPTS, ADDRESS_WINDOW = 20, timedelta(minutes=15)
MEMORY = timedelta(days=1)
"""So long after the last failure the count of an account is kept."""
TRIES = 20
_COLLECTION = "attempts"


@dataclass(frozen=True)
class Attempt:
    """An attempt that was counted, and so let through. Without a word from it, it stays counted as a failure."""

    store: Store
    marks: Mapping[str, str]
    """The kind of each count, by the id of its document."""

    def clear(self) -> None:
        """It was right: forget the failures before it, but for those of its address, which may be others'."""
        self._change(lambda kind, count: count - 1 if kind == ADDRESS else 0)

    def take_back(self) -> None:
        """It was neither right nor wrong."""
        self._change(lambda _, count: count - 1)

    def _change(self, lower: Callable[[str, int], int]) -> None:
        for id, kind in self.marks.items():
            for _ in range(TRIES):
                held = self.store.get(_COLLECTION, id)
                if held is None:
                    break
                count = lower(kind, held.body["count"])
                body = {**held.body, "count": count}
                write = Batch(puts=[Put(_COLLECTION, id, body, held.version)])
                if count <= 0:
                    write = Batch(deletes=[Delete(_COLLECTION, id, held.version)])
                try:
                    self.store.commit(write)
                    break
                except Conflict:
                    continue  # counted by another attempt meanwhile; a count that stays too high only costs a wait


@dataclass(frozen=True)
class Throttle:
    """The counts at the moment `now`."""

    store: Store
    now: datetime

    def count_attempt(self, *subjects: Subject) -> Attempt:
        """Count an attempt of all `subjects`; raise `TooMany`, and count nothing, while one of them has to wait."""
        for _ in range(TRIES):
            salt = self._read_salt()
            marks = {_mark(salt, subject): subject[0] for subject in subjects}
            held = {id: self.store.get(_COLLECTION, id) for id in marks}
            wait = max(self._find_wait(kind, held[id]) for id, kind in marks.items())
            if wait > timedelta(0):
                seconds = -(-wait // timedelta(seconds=1))
                raise TooMany(f"There were many attempts that failed; try again in {_write_wait(seconds)}.", seconds)
            try:
                self.store.commit(Batch(puts=[self._add_one(id, kind, held[id]) for id, kind in marks.items()]))
            except Conflict:
                continue
            return Attempt(self.store, marks)
        raise StoreUnavailable("Attempts come in faster than they can be counted; try again in a moment.")

    def _find_wait(self, kind: str, held: Document | None) -> timedelta:
        if held is None or self._is_over(held.body):
            return timedelta(0)
        count = int(held.body["count"])
        if kind == ADDRESS:
            return read_time(held.body["until"]) - self.now if count >= ADDRESS_ATTEMPTS else timedelta(0)
        if count < FREE_ATTEMPTS:
            return timedelta(0)
        wait = min(FIRST_WAIT * int(2 ** min(count - FREE_ATTEMPTS, 16)), LONGEST_WAIT)
        return read_time(held.body["last"]) + wait - self.now

    def _add_one(self, id: str, kind: str, held: Document | None) -> Put:
        before = held.body if held and not self._is_over(held.body) else None
        until = write_time(self.now + (ADDRESS_WINDOW if kind == ADDRESS else MEMORY))
        if before and kind == ADDRESS:
            until = before["until"]  # the window of an address begins with its first failure
        body = {"count": before["count"] + 1 if before else 1, "last": write_time(self.now), "until": until}
        return Put(_COLLECTION, id, body, held.version if held else 0)

    def _is_over(self, body: Mapping[str, Any]) -> bool:
        return self.now >= read_time(body["until"])

    def _read_salt(self) -> bytes:
        """Answer the salt of today; with the first attempt of a day it takes the place of yesterday's."""
        today = self.now.strftime("%Y-%m-%d")
        while True:
            held = self.store.get("state", "salt")
            # A process whose clock is behind at midnight takes the newer one.
            if held and held.body["day"] >= today:
                return bytes.fromhex(held.body["salt"])
            salt = secrets.token_bytes(32)
            body = {"day": today, "salt": salt.hex()}
            try:
                self.store.commit(Batch(puts=[Put("state", "salt", body, held.version if held else 0)]))
            except Conflict:
                continue
            return salt


def forget_old_attempts(store: Store, now: datetime) -> int:
    """Delete the counts that no longer count, and yesterday's salt; answer how many."""
    due = [d for d in store.list(_COLLECTION) if now >= read_time(d.body["until"])]
    deletes = [Delete(_COLLECTION, document.id, document.version) for document in due]
    salt = store.get("state", "salt")
    if salt and salt.body["day"] < now.strftime("%Y-%m-%d"):
        deletes.append(Delete("state", "salt", salt.version))
    try:
        store.commit(Batch(deletes=deletes))
    except Conflict:
        return 0  # somebody tries at this moment: the next round sees what is left
    return len(due)


def _mark(salt: bytes, subject: Subject) -> str:
    return hmac.digest(salt, "\n".join(subject).encode("utf-8", "surrogatepass"), "sha256").hex()


def _write_wait(seconds: int) -> str:
    if seconds <= 90:
        return f"{seconds} seconds"
    return f"{-(-seconds // 60)} minutes"
