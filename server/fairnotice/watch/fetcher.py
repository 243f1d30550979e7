"""Fetch a page as a polite guest: redirects, robots.txt, pauses, tries, and one class for whatever goes wrong."""

from __future__ import annotations

import codecs
import re
import time
from collections.abc import Callable, Mapping
from email.message import Message
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from urllib.robotparser import RobotFileParser

from fairnotice.watch.addresses import Target, read_target
from fairnotice.watch.answers import Answer, FaultKind, Hop, NotFetched, Stopped
from fairnotice.watch.fetch import Line, Reply
from fairnotice.watch.turns import Turns
from fairnotice.watch.walls import is_wall

SECONDS = 30.0
"""For one try with all its redirects; the pauses between them do not count."""
LIMIT = 5_000_000
ROBOTS_LIMIT = 500_000
"""RFC 9309, section 2.5."""
ROBOTS_LIFE = 24 * 3600.0
HOPS = 5
TRIES = 2
PAUSE = 2.0
BACK_OFF = 5.0
PATIENCE = 60.0
"""Seconds of a Retry-After that are waited for; a host that asks for more is left alone for so long."""
LONGEST_REST = 24 * 3600.0
REDIRECTS = (301, 302, 303, 307, 308)
_AGAIN = (FaultKind.SERVER_FAULT, FaultKind.TIMEOUT, FaultKind.UNREACHABLE)
_TEXT = re.compile(r"(?:text/(?:html|plain|markdown|x-markdown)|application/xhtml\+xml)\Z")
_BINARY = re.compile(rb"%PDF-|PK\x03\x04|\x89PNG|\xff\xd8\xff|GIF8|\x1f\x8b|\x7fELF")
NAME = "Fairnotice-watch"


def make_agent(contact: str) -> str:
    """Answer the User-Agent by which a site can tell who asks, and whom to write to."""
    return f"{NAME}/{version('fairnotice')} (+{contact})"


class Fetcher:
    """Fetches pages over `line`. `contact` is an address at which sites reach the operator."""

    def __init__(
        self,
        line: Line,
        contact: str,
        *,
        pause: float = PAUSE,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self._line, self._clock, self._seconds = line, clock, seconds
        self._sleep = sleep or self._wait
        self._turns = Turns(pause, clock=clock, sleep=self._sleep)
        self._agent = make_agent(contact)
        self._robots: dict[str, tuple[float, RobotFileParser]] = {}
        self._heard_at: float | None = None

    def stop(self) -> None:
        """End what runs; from then on everything raises `Stopped`."""
        self._line.stop()

    def has_heard(self, seconds: float) -> bool:
        """Say whether any host answered within so long. Else it is rather this machine that is cut off."""
        return self._heard_at is not None and self._clock() - self._heard_at <= seconds

    def fetch(
        self, url: str, *, etag: str | None = None, modified: str | None = None, is_robots_bound: bool = False
    ) -> Answer:
        """Fetch the page at `url`; with `etag` or `modified` of an earlier answer only if it changed since.

        `is_robots_bound`: do as robots.txt says, on every host of the way. Raises `NotFetched` and `Stopped`.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in conditions.items() if value}
        left = TRIES
        while True:
            left -= 1
            try:
                return self._follow(url, headers, is_robots_bound, LIMIT)
            except NotFetched as fault:
                wait = max(BACK_OFF, fault.wait or 0)
                is_worth_it = fault.kind in _AGAIN or fault.wait is not None
                if not left or not is_worth_it or wait > PATIENCE:
                    raise
            self._sleep(wait)

    def _follow(self, url: str, headers: Mapping[str, str], is_robots_bound: bool, limit: int) -> Answer:
        target = read_target(url)
        hops: list[Hop] = []
        seen, left = {target.url}, self._seconds
        while True:
            if is_robots_bound and not self._is_welcome(target):
                raise NotFetched(
                    FaultKind.BLOCKED, f"The robots.txt of {target.netloc} asks not to fetch it.", final=target.url
                )
            reply, spent = self._ask(target, headers, left, limit)
            left = max(0.001, left - spent)
            location = reply.headers.get("location")
            if reply.status not in REDIRECTS or not location:
                return _read_answer(url, tuple(hops), target, reply)
            target = read_target(location, target.url)
            hops.append(Hop(reply.status, target.url))
            if target.url in seen or len(hops) > HOPS:
                raise NotFetched(FaultKind.REDIRECT_LOOP, f"{url} is redirected without end.", final=target.url)
            seen.add(target.url)

    def _ask(self, target: Target, headers: Mapping[str, str], seconds: float, limit: int) -> tuple[Reply, float]:
        """Send one request in turn; answer also the seconds it took. Raises `NotFetched` for what is no answer."""
        own = {
            "User-Agent": self._agent,
            "Accept": "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.1",
            "Accept-Language": "en",
            "Accept-Encoding": "gzip, br",
            "Connection": "close",
        }
        with self._turns.take(target.netloc):
            if away := self._turns.count_wait(target.netloc):
                raise NotFetched(
                    FaultKind.BLOCKED, f"{target.netloc} asked to be left alone.", final=target.url, wait=away
                )
            begun = time.monotonic()
            reply = self._line.ask(target, {**own, **headers}, seconds=seconds, limit=limit)
            spent = time.monotonic() - begun
            self._heard_at = self._clock()
        wait = _read_wait(reply) if reply.status in (429, 503) else None
        if wait is not None and wait > PATIENCE:
            self._turns.leave_alone(target.netloc, wait)
        _refuse_fault(target, reply, wait)
        return reply, spent

    def _is_welcome(self, target: Target) -> bool:
        place = f"{target.scheme}://{target.netloc}"
        read_at, rules = self._robots.get(place, (0.0, None))
        if rules is None or self._clock() - read_at > ROBOTS_LIFE:
            rules = self._read_robots(place)
            self._robots[place] = (self._clock(), rules)
        return rules.can_fetch(NAME, target.url)

    def _read_robots(self, place: str) -> RobotFileParser:
        """Read the rules of a site; one that has none allows all (RFC 9309, section 2.3.1)."""
        rules = RobotFileParser()
        lines: list[str] = []
        try:
            lines = self._follow(f"{place}/robots.txt", {}, is_robots_bound=False, limit=ROBOTS_LIMIT).text.splitlines()
        except NotFetched as fault:
            if fault.status is None or fault.status >= 500 or fault.status == 429:
                raise
        rules.parse(lines)
        return rules

    def _wait(self, seconds: float) -> None:
        if self._line.stopping.wait(seconds):
            raise Stopped


def _refuse_fault(target: Target, reply: Reply, wait: float | None) -> None:
    status = reply.status
    if status == 304 or (status in REDIRECTS and "location" in reply.headers):
        return
    if is_wall(reply.headers, reply.body) or (400 <= status < 500 and status not in (404, 410)) or status >= 600:
        kind, says = FaultKind.BLOCKED, f"turned us away ({status})"
    elif status in (404, 410):
        kind, says = FaultKind.GONE, f"does not exist ({status})"
    elif status >= 500:
        kind, says = FaultKind.SERVER_FAULT, f"is out of order ({status})"
    elif status >= 300:
        kind, says = FaultKind.UNREACHABLE, f"answered {status}"
    else:
        return
    raise NotFetched(kind, f"{target.url} {says}.", final=target.url, status=status, wait=wait)


def _read_answer(url: str, hops: tuple[Hop, ...], target: Target, reply: Reply) -> Answer:
    kind = Message()
    kind["content-type"] = reply.headers.get("content-type", "text/html")
    is_unchanged = reply.status == 304
    if not is_unchanged and (
        not _TEXT.match(kind.get_content_type()) or _BINARY.match(reply.body) or _holds_nothing_to_read(reply.body)
    ):
        raise NotFetched(FaultKind.NOT_TEXT, f"{target.url} is no page of text.", final=target.url, status=reply.status)
    return Answer(
        url=url,
        hops=hops,
        status=reply.status,
        body=reply.body,
        charset=kind.get_content_charset(),
        etag=reply.headers.get("etag"),
        modified=reply.headers.get("last-modified"),
        is_unchanged=is_unchanged,
    )


def _holds_nothing_to_read(body: bytes) -> bool:
    return b"\0" in body[:1024] and not body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def _read_wait(reply: Reply) -> float | None:
    """Answer the seconds of a Retry-After, at most a day (RFC 9110, section 10.2.3)."""
    said = reply.headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", said):
        return min(float(said), LONGEST_REST)
    try:
        moment = parsedate_to_datetime(said)
    except ValueError:
        return None
    return min(max(0.0, moment.timestamp() - time.time()), LONGEST_REST)
