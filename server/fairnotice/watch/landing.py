"""Where a person lands who follows a link and is signed out: on the page, a log-in, elsewhere, or nowhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fairnotice.catalogue.links import find_link_fault
from fairnotice.watch.addresses import Target, read_target
from fairnotice.watch.answers import Answer, FaultKind, NotFetched
from fairnotice.watch.extract import extract
from fairnotice.watch.faults import SHORT, TINY, describes_error
from fairnotice.watch.fetcher import Fetcher
from fairnotice.watch.reading import Reading, read

SAME = 0.9
"""Share of words in common from which two pages are the same one; sites repeat the address that was asked."""
_LOGIN_PATH = re.compile(
    r"/(?:log[-_]?in|sign[-_]?in|signon|sso|auth|authenticate|oauth2?|uas|sessions?/new|accounts?/(?:login|signin)|"
    r"authwall|checkpoint|[\w-]*[-_](?:log[-_]?in|sign[-_]?in))(?:[/.]|\Z)",
    re.I,
)
_LOGIN_HOST = re.compile(r"(?:log-?in|sign-?in|accounts?|auth|sso|id|idp|passport|identity|secure-?login)\.", re.I)
_PASSWORD = re.compile(r"<input[^<>]{0,400}\btype\s*=\s*[\"']?password\b", re.I)
_LOCALE = r"(?:intl|[a-z]{2}(?:[-_][a-z0-9]{2,4})?)"
_HOME = re.compile(rf"(?:/{_LOCALE}){{0,2}}/?(?:home|welcome|index\.\w+|start|feed)?/?\Z", re.I)
_LOCALES = re.compile(rf"(?:/{_LOCALE}){{0,2}}\Z", re.I)


class Landing(StrEnum):
    """Where a link leads. `blocked` says nothing about the link: the site does not answer programs."""

    OK = "ok"
    LOGIN = "login"
    MOVED = "moved"
    HOME = "home"
    SOFT_404 = "soft-404"
    GONE = "gone"
    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Seen:
    """What one look at `url` found. `final` is where it ended, `wait` the seconds the site asks us to stay away.

    `is_unanswered`: nothing came back at all.
    """

    url: str
    landing: Landing
    final: str
    status: int | None = None
    wait: float | None = None
    is_unanswered: bool = False


def look(
    fetcher: Fetcher,
    url: str,
    *,
    hosts: Collection[str],
    link_hosts: Collection[str],
    make_name: Callable[[], str],
) -> Seen:
    """Follow `url` as somebody who is signed out. `make_name` answers a word that no page is called.

    `hosts` and `link_hosts` are the platform's: a page that moved to any other host may not be linked to.
    """
    try:
        answer = fetcher.fetch(url)
    except NotFetched as fault:
        return Seen(url, _read_fault(fault), fault.final or url, fault.status, fault.wait, fault.is_unanswered)
    asked, final = read_target(url), read_target(answer.final)
    landing = _judge_address(asked, final) or _judge_page(answer, is_there=asked.url == final.url)
    if landing is None and not _is_home(asked) and _is_for_anything(fetcher, answer, asked, make_name()):
        landing = Landing.SOFT_404
    if landing is None and _is_moved(answer, asked, final, hosts, link_hosts):
        # A browser takes the place in the page along (RFC 9110, section 10.2.2).
        return Seen(url, Landing.MOVED, final.url + "".join(url.partition("#")[1:]), answer.status)
    landing = landing or Landing.OK
    return Seen(url, landing, answer.final, answer.status)


def _read_fault(fault: NotFetched) -> Landing:
    if fault.status == 401:
        return Landing.LOGIN
    if fault.kind in (FaultKind.NOT_TEXT, FaultKind.TOO_LARGE):
        return Landing.OK  # a file, for people to open
    return {FaultKind.GONE: Landing.GONE, FaultKind.BLOCKED: Landing.BLOCKED}.get(fault.kind, Landing.UNREACHABLE)


def _judge_address(asked: Target, final: Target) -> Landing | None:
    if final.url == asked.url:
        return None
    is_elsewhere = final.host != asked.host and _LOGIN_HOST.match(final.host)
    if is_elsewhere or (_LOGIN_PATH.search(_path(final)) and not _LOGIN_PATH.search(_path(asked))):
        return Landing.LOGIN
    if _is_home(final) and not _is_home(asked):
        return Landing.HOME
    return None


def _judge_page(answer: Answer, *, is_there: bool) -> Landing | None:
    # Many pages have a small log-in form in their head: it is a log-in page when it says nothing else.
    if _PASSWORD.search(answer.text) and (_read(answer).words < SHORT or not is_there):
        return Landing.LOGIN
    return None


def _is_for_anything(fetcher: Fetcher, answer: Answer, asked: Target, name: str) -> bool:
    """Say whether the site answers the same for an address beside this one that does not exist."""
    parts = _path(asked).rstrip("/").split("/")
    beside = read_target("/".join([*parts[:-1], name]), asked.url).url
    try:
        other = fetcher.fetch(beside)
    except NotFetched:
        return False
    if other.final == beside:
        return _are_same(_read(answer), _read(other)) and answer.final in (asked.url, answer.url)
    return other.final == answer.final


def _are_same(one: Reading, other: Reading) -> bool:
    # An empty shell that a script fills is the same for every address, and tells nothing.
    if one.words < TINY and not describes_error(one):
        return False
    words, others = (Counter(word for piece in page.sentences for word in piece.words) for page in (one, other))
    return (words & others).total() >= SAME * max(words.total(), others.total())


def _is_moved(
    answer: Answer, asked: Target, final: Target, hosts: Collection[str], link_hosts: Collection[str]
) -> bool:
    if not answer.hops or not all(hop.is_permanent for hop in answer.hops):
        return False
    return not _is_same_page(asked, final) and find_link_fault(final.url, hosts, link_hosts) is None


def _is_same_page(asked: Target, final: Target) -> bool:
    """Say whether only the scheme, www, the locale or a slash differs: sites choose those for each visitor."""
    path, now = _path(asked).rstrip("/"), _path(final).rstrip("/")
    if asked.host.removeprefix("www.") != final.host.removeprefix("www."):
        return False
    return now.endswith(path) and bool(_LOCALES.match(now[: len(now) - len(path)]))


def _is_home(target: Target) -> bool:
    return bool(_HOME.match(_path(target)))


def _path(target: Target) -> str:
    return target.path.partition("?")[0]


def _read(answer: Answer) -> Reading:
    return read(extract(answer.body, charset=answer.charset), date.min)
