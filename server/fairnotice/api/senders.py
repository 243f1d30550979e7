"""Tells senders apart for a day, without keeping who they are."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import date, datetime
from ipaddress import IPv4Address, IPv6Address, ip_address

from flask import Blueprint, Response
from flask_limiter import Limiter, RequestLimit
from flask_limiter.util import get_remote_address

from fairnotice.api.problems import make_problem


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
        """Answer today's mark of an address. A 64-bit network of IPv6 is one sender: a household gets as much."""
        salt = self._renew()
        return hashlib.blake2b(_find_network(address).encode(), key=salt, digest_size=16).hexdigest()

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


def limit_senders(
    blueprint: Blueprint, limiter: Limiter, senders: Senders, limit: str, now: Callable[[], datetime]
) -> None:
    """Take at most `limit` reports of one sender. What is refused does not count: a slip must not lock anybody out."""

    def answer(reached: RequestLimit) -> Response:
        seconds = max(1, reached.reset_at - int(now().timestamp()))
        detail = "There were many reports from your network lately; send this one later."
        response = make_problem(429, detail=detail)
        response.headers["Retry-After"] = str(seconds)
        return response

    limiter.limit(
        limit,
        key_func=lambda: senders.mark(get_remote_address()),
        deduct_when=lambda response: response.status_code == 202,
        on_breach=answer,
    )(blueprint)


def _find_network(address: str) -> str:
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or int(parsed) >> 64)
