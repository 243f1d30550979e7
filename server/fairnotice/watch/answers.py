"""What came of a fetch: an answer, or a fault of one class, whatever library and layer it came from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fairnotice.errors import FairnoticeError
from fairnotice.watch.extract import decode


class FaultKind(StrEnum):
    """Why a page was not fetched. Only `gone` says that it is not there; `blocked` says that we were turned away."""

    UNREACHABLE = "unreachable"
    TLS = "tls"
    TIMEOUT = "timeout"
    BLOCKED = "blocked"
    GONE = "gone"
    SERVER_FAULT = "server-fault"
    TOO_LARGE = "too-large"
    NOT_TEXT = "not-text"
    REDIRECT_LOOP = "redirect-loop"
    REFUSED_ADDRESS = "refused-address"


class NotFetched(FairnoticeError):
    """A page was not fetched. `final` is the last address asked, `wait` the seconds the site asks us to stay away."""

    def __init__(
        self, kind: FaultKind, sentence: str, *, final: str = "", status: int | None = None, wait: float | None = None
    ) -> None:
        super().__init__(sentence)
        self.kind, self.final, self.status, self.wait = kind, final, status, wait

    @property
    def is_unanswered(self) -> bool:
        """Say whether nothing came back at all, which may be the fault of our own network."""
        return self.status is None and self.kind in (FaultKind.UNREACHABLE, FaultKind.TIMEOUT)


class Stopped(Exception):
    """The process is to end: what was under way is given up, and nothing is to be concluded from that."""


@dataclass(frozen=True)
class Hop:
    """A redirect that was followed: the status it came with, and the address it led to."""

    status: int
    url: str

    @property
    def is_permanent(self) -> bool:
        """Say whether the old address is given up (RFC 9110, sections 15.4.2 and 15.4.9)."""
        return self.status in (301, 308)


@dataclass(frozen=True)
class Answer:
    """A page that was fetched. `is_unchanged`: it is as it was when `etag` or `modified` were given out (no body)."""

    url: str
    hops: tuple[Hop, ...]
    status: int
    body: bytes
    charset: str | None
    etag: str | None
    modified: str | None
    is_unchanged: bool = False

    @property
    def final(self) -> str:
        """The address that answered."""
        return self.hops[-1].url if self.hops else self.url

    @property
    def text(self) -> str:
        """The page as text, by the rules of `extract.decode`."""
        return decode(self.body, self.charset)
