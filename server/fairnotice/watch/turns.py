"""Whose turn it is: one request at a time to a host, a pause after each, and none while it asked to be left alone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class _Host:
    guard: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0
    away_until: float = 0.0


class Turns:
    """Turns per host. `clock` answers seconds that only grow; `sleep` waits."""

    def __init__(self, pause: float, *, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._pause, self._clock, self._sleep = pause, clock, sleep
        self._guard = threading.Lock()
        self._hosts: dict[str, _Host] = {}

    @contextmanager
    def take(self, host: str) -> Iterator[None]:
        """Wait for the turn of one request to `host`, and keep it while the request runs."""
        held = self._find(host)
        with held.guard:
            wait = held.free_at - self._clock()
            if wait > 0:
                self._sleep(wait)
            try:
                yield
            finally:
                held.free_at = self._clock() + self._pause

    def leave_alone(self, host: str, seconds: float) -> None:
        """Ask nothing of `host` for so long."""
        self._find(host).away_until = self._clock() + seconds

    def count_wait(self, host: str) -> float:
        """Answer for how many seconds `host` is to be left alone still."""
        return max(0.0, self._find(host).away_until - self._clock())

    def _find(self, host: str) -> _Host:
        with self._guard:
            return self._hosts.setdefault(host, _Host())
