"""Tells senders apart for a day, without keeping who they are."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import date, datetime

from flask import Blueprint, Response
from flask_limiter import Limiter, RequestLimit
from flask_limiter.util import get_remote_address

from fairnotice.api.problems import make_problem
from fairnotice.workflow.networks import find_network


class Senders:
    """Marks addresses with a salt that is made anew each day, so that yesterday's marks fit no address any more.

    2026-11: salt and counts live in the memory of each process. Shared counts would have to stand in the store, and so
    on a disk and in its backups: something about whoever sent a report, for the sake of a limit that only spares
    maintainers a nuisance. So with N processes one address may send up to N times the limit; the proof of work is not
    divided. A salt shared without the counts would change nothing.
    """

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today
        self._held: tuple[date, bytes] | None = None

    def mark(self, address: str) -> str:
        """Answer today's mark of an address, the same for its whole network."""
        salt = self._renew()
        return hashlib.blake2b(find_network(address).encode(), key=salt, digest_size=16).hexdigest()

    def forget(self) -> None:
        """Throw yesterday's salt away, also while nobody sends anything."""
        held = self._held  # read once: another thread may throw it away at the same moment
        if held and held[0] != self._today():
            self._held = None

    def _renew(self) -> bytes:
        self.forget()
        held = self._held or (self._today(), secrets.token_bytes(32))
        self._held = held
        return held[1]


WRONG_TOKENS = "60 per minute"
"""No token can be guessed at any rate; this spares the store. Whoever uses up theirs waits with right ones too."""


def limit_wrong_tokens(blueprint: Blueprint, limiter: Limiter, senders: Senders, now: Callable[[], datetime]) -> None:
    """Let one address send only so many tokens that do not work."""
    _limit(
        blueprint,
        limiter,
        senders,
        WRONG_TOKENS,
        401,
        "Many tokens from your network did not work; wait a minute.",
        now,
    )


def limit_senders(
    blueprint: Blueprint, limiter: Limiter, senders: Senders, limit: str, now: Callable[[], datetime]
) -> None:
    """Take at most `limit` reports of one sender. What is refused does not count: a slip must not lock anybody out."""
    detail = "There were many reports from your network lately; send this one later."
    _limit(blueprint, limiter, senders, limit, 202, detail, now)


def _limit(
    blueprint: Blueprint,
    limiter: Limiter,
    senders: Senders,
    limit: str,
    counted: int,
    detail: str,
    now: Callable[[], datetime],
) -> None:
    """Take at most `limit` requests of one sender that were answered with the status `counted`."""

    def answer(reached: RequestLimit) -> Response:
        seconds = max(1, reached.reset_at - int(now().timestamp()))
        response = make_problem(429, detail=detail)
        response.headers["Retry-After"] = str(seconds)
        return response

    limiter.limit(
        limit,
        key_func=lambda: senders.mark(get_remote_address()),
        deduct_when=lambda response: response.status_code == counted,
        on_breach=answer,
    )(blueprint)
