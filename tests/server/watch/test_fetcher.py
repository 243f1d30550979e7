"""Pages are fetched politely, within bounds, and whatever goes wrong has a class."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from fairnotice.watch.answers import FaultKind, Hop, NotFetched, Stopped
from fairnotice.watch.fetch import Line
from fairnotice.watch.fetcher import LIMIT, PATIENCE, PAUSE, Fetcher, make_agent
from server.watch.site import Naps, Page, Site, move, wait_until, write_page

CONTACT = "https://notices.example/watch"


def fail(fetcher: Fetcher, url: str, **more: bool) -> NotFetched:
    with pytest.raises(NotFetched) as caught:
        fetcher.fetch(url, **more)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize("path", ["/good", "/packed", "/brotli", "/behind-wall"])
def test_a_good_page_is_answered(fetcher: Fetcher, site: Site, path: str) -> None:
    answer = fetcher.fetch(site.url(path))
    assert "We do not share your data" in answer.text
    assert (answer.status, answer.hops, answer.final) == (200, (), site.url(path))


@pytest.mark.parametrize(
    ("path", "kind", "status"),
    [
        ("/nothing", FaultKind.GONE, 404), ("/gone", FaultKind.GONE, 410),
        ("/wall", FaultKind.BLOCKED, 403), ("/wall-200", FaultKind.BLOCKED, 200), ("/wall-503", FaultKind.BLOCKED, 503),
        ("/wall-header", FaultKind.BLOCKED, 202), ("/linkedin", FaultKind.BLOCKED, 999),
        ("/teapot", FaultKind.BLOCKED, 418), ("/forbidden", FaultKind.BLOCKED, 451),
        ("/broken", FaultKind.SERVER_FAULT, 500), ("/nowhere", FaultKind.UNREACHABLE, 302),
        ("/pdf", FaultKind.NOT_TEXT, 200), ("/pdf-as-html", FaultKind.NOT_TEXT, 200),
        ("/picture", FaultKind.NOT_TEXT, 200),
        ("/huge", FaultKind.TOO_LARGE, None), ("/endless", FaultKind.TOO_LARGE, None),
        ("/bomb", FaultKind.TOO_LARGE, None), ("/double-bomb", FaultKind.TOO_LARGE, None),
        ("/brotli-bomb", FaultKind.TOO_LARGE, None),
        ("/broken-gzip", FaultKind.UNREACHABLE, None), ("/short", FaultKind.UNREACHABLE, None),
        ("/hung-up", FaultKind.UNREACHABLE, None),
        ("/loop", FaultKind.REDIRECT_LOOP, None), ("/hop-6", FaultKind.REDIRECT_LOOP, None),
        ("/to-loopback", FaultKind.REFUSED_ADDRESS, None), ("/to-metadata", FaultKind.REFUSED_ADDRESS, None),
        ("/to-number", FaultKind.REFUSED_ADDRESS, None), ("/to-file", FaultKind.REFUSED_ADDRESS, None),
        ("/to-user", FaultKind.REFUSED_ADDRESS, None),
    ],
)  # fmt: skip
def test_every_fault_has_its_class(
    fetcher: Fetcher, site: Site, path: str, kind: FaultKind, status: int | None
) -> None:
    fault = fail(fetcher, site.url(path))
    assert (fault.kind, fault.status) == (kind, status)
    assert str(fault).endswith(".")


@pytest.mark.parametrize("path", ["/slow", "/drip", "/drip-chunks", "/drip-chunk-size"])
def test_a_page_that_drips_ends_with_the_time_for_the_whole(site: Site, path: str) -> None:
    fetcher = Fetcher(Line(loopback=[site.port]), CONTACT, sleep=lambda _: None, seconds=0.4)
    begun = time.monotonic()
    assert fail(fetcher, site.url(path)).kind is FaultKind.TIMEOUT
    assert time.monotonic() - begun < 5
    assert site.count(path) == 2
    if path == "/drip":  # the site hears of it when it writes
        wait_until(lambda: site.at_once == 0)


def test_a_resolver_that_hangs_ends_with_the_time_for_the_whole() -> None:
    ended = threading.Event()
    line = Line(resolve=lambda *_: [str(ended.wait(20))])
    fetcher = Fetcher(line, CONTACT, sleep=lambda _: None, seconds=0.3)
    assert fail(fetcher, "https://x.example/").kind is FaultKind.TIMEOUT
    ended.set()


@pytest.mark.parametrize("size", [LIMIT, LIMIT + 1])
def test_the_limit_is_of_what_is_unpacked(fetcher: Fetcher, site: Site, size: int) -> None:
    site.pages["/page"] = Page(gzip.compress(b"a" * size), headers={"Content-Encoding": "gzip"})
    if size <= LIMIT:
        assert len(fetcher.fetch(site.url("/page")).body) == size
    else:
        assert fail(fetcher, site.url("/page")).kind is FaultKind.TOO_LARGE


def test_a_bomb_is_unpacked_step_by_step(fetcher: Fetcher, site: Site) -> None:
    bomb = gzip.compress(gzip.compress(bytes(200_000_000)))
    site.pages["/large-bomb"] = Page(bomb, headers={"Content-Encoding": "gzip, gzip"})
    tracemalloc.start()
    try:
        assert fail(fetcher, site.url("/large-bomb")).kind is FaultKind.TOO_LARGE
        assert tracemalloc.get_traced_memory()[1] < 4 * LIMIT
    finally:
        tracemalloc.stop()


def test_the_charset_is_that_of_the_header_the_page_or_utf8(fetcher: Fetcher, site: Site) -> None:
    for path in ("/latin", "/latin-meta", "/wrong-charset", "/utf16"):
        assert "Größe" in fetcher.fetch(site.url(path)).text, path
    assert "äö\ufffd" in fetcher.fetch(site.url("/no-charset")).text


def test_a_megabyte_in_one_line_is_a_page(fetcher: Fetcher, site: Site) -> None:
    assert len(fetcher.fetch(site.url("/line")).body) > 1_000_000


def test_redirects_are_followed_and_told(fetcher: Fetcher, site: Site) -> None:
    answer = fetcher.fetch(site.url("/moved"))
    assert answer.hops == (Hop(301, site.url("/new/place")),)
    assert answer.final == site.url("/new/place")
    assert answer.hops[0].is_permanent
    assert len(fetcher.fetch(site.url("/hop-5")).hops) == 5


def test_a_page_that_did_not_change_is_not_sent_again(fetcher: Fetcher, site: Site) -> None:
    first = fetcher.fetch(site.url("/good"))
    again = fetcher.fetch(site.url("/good"), etag=first.etag, modified=first.modified)
    assert (first.is_unchanged, again.is_unchanged, again.body) == (False, True, b"")


def test_the_request_says_who_asks_and_where_to_write(fetcher: Fetcher, site: Site) -> None:
    fetcher.fetch(site.url("/good"))
    [sent] = site.headers
    assert sent["user-agent"] == make_agent(CONTACT)
    assert sent["user-agent"].startswith("Fairnotice-watch/0.")
    assert sent["user-agent"].endswith(f"(+{CONTACT})")
    assert sent["host"] == f"127.0.0.1:{site.port}"
    assert sent.keys() == {"host", "user-agent", "accept", "accept-language", "accept-encoding", "connection"}


def test_between_two_requests_to_a_host_there_is_a_pause(fetcher: Fetcher, site: Site, naps: Naps) -> None:
    fetcher.fetch(site.url("/moved"))
    fetcher.fetch(site.url("/good"))
    assert naps.slept == [PAUSE, PAUSE]


def test_a_host_is_asked_one_thing_at_a_time(site: Site) -> None:
    fetcher = Fetcher(Line(loopback=[site.port]), CONTACT, pause=0)

    def write_late(handler: object) -> None:
        time.sleep(0.05)

    site.pages["/late"] = Page(act=write_late)
    threads = [threading.Thread(target=fetcher.fetch, args=(site.url("/late"),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (site.count("/late"), site.most_at_once) == (4, 1)


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_that_stumbles_is_asked_once_more(fetcher: Fetcher, site: Site, naps: Naps, status: int) -> None:
    site.pages["/page"] = [Page(status=status), Page(write_page("Here it is."))]
    assert "Here it is." in fetcher.fetch(site.url("/page")).text
    assert max(naps.slept) > PAUSE
    site.pages["/page"] = Page(status=status)
    assert fail(fetcher, site.url("/page")).kind is FaultKind.SERVER_FAULT
    assert site.count("/page") == 4


def test_what_is_gone_or_blocked_is_asked_once(fetcher: Fetcher, site: Site) -> None:
    for path in ("/gone", "/wall"):
        fail(fetcher, site.url(path))
        assert site.count(path) == 1


def test_a_short_retry_after_is_waited_for(fetcher: Fetcher, site: Site, naps: Naps) -> None:
    site.pages["/page"] = [Page(status=429, headers={"Retry-After": "42"}), Page(write_page("Here it is."))]
    assert "Here it is." in fetcher.fetch(site.url("/page")).text
    assert 42 in naps.slept


def in_an_hour() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)


@pytest.mark.parametrize("write", [lambda: "3600", in_an_hour])
def test_a_host_that_asks_for_longer_is_left_alone_so_long(
    fetcher: Fetcher, site: Site, naps: Naps, write: Callable[[], str]
) -> None:
    site.pages["/page"] = Page(status=429, headers={"Retry-After": write()})
    fault = fail(fetcher, site.url("/page"))
    assert fault.kind is FaultKind.BLOCKED
    assert fault.wait == pytest.approx(3600, abs=5)
    assert fail(fetcher, site.url("/good")).wait == pytest.approx(3600, abs=5)
    assert site.asked == ["/page"]
    assert sum(naps.slept) < PATIENCE
    naps.now += 3601
    assert fetcher.fetch(site.url("/good")).status == 200


def test_robots_are_asked_once_a_day_and_obeyed_for_policies_only(fetcher: Fetcher, site: Site, naps: Naps) -> None:
    site.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /good\n", headers={"Content-Type": "text/plain"})
    assert fail(fetcher, site.url("/good"), is_robots_bound=True).kind is FaultKind.BLOCKED
    assert fail(fetcher, site.url("/good"), is_robots_bound=True).kind is FaultKind.BLOCKED
    assert site.asked == ["/robots.txt"]
    fetcher.fetch(site.url("/good"))
    naps.now += 25 * 3600
    site.pages["/robots.txt"] = Page("User-agent: Fairnotice-watch\nAllow: /\n", headers={"Content-Type": "text/plain"})
    fetcher.fetch(site.url("/good"), is_robots_bound=True)
    assert site.count("/robots.txt") == 2


def test_robots_bind_also_where_a_redirect_leads(fetcher: Fetcher, site: Site) -> None:
    site.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /new\n", headers={"Content-Type": "text/plain"})
    assert fail(fetcher, site.url("/moved"), is_robots_bound=True).kind is FaultKind.BLOCKED
    assert site.count("/new/place") == 0


@pytest.mark.parametrize(("status", "is_allowed"), [(404, True), (403, True), (500, False), (429, False)])
def test_a_site_without_robots_allows_all_and_one_that_cannot_say_nothing(
    fetcher: Fetcher, site: Site, status: int, is_allowed: bool
) -> None:
    site.pages["/robots.txt"] = Page(status=status)
    if is_allowed:
        assert fetcher.fetch(site.url("/good"), is_robots_bound=True).status == 200
    else:
        fail(fetcher, site.url("/good"), is_robots_bound=True)
        assert site.count("/good") == 0


def test_a_name_is_resolved_once_and_every_address_of_it_checked(site: Site, naps: Naps) -> None:
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    line = Line(resolve=lambda *_: answers.pop(0), loopback=[site.port])
    fetcher = Fetcher(line, CONTACT, clock=naps.clock, sleep=naps.sleep)
    # A name that points elsewhere the second time gets no second time: the connection goes to what was checked.
    assert fetcher.fetch(f"http://rebinding.example:{site.port}/good").status == 200
    assert len(answers) == 1
    assert site.headers[0]["host"] == f"rebinding.example:{site.port}"
    assert fail(fetcher, f"http://rebinding.example:{site.port}/good").kind is FaultKind.REFUSED_ADDRESS


@pytest.mark.parametrize("bad", ["10.0.0.1", "169.254.169.254", "::ffff:10.0.0.1", "64:ff9b::a00:1"])
def test_one_address_that_is_not_public_refuses_the_name(site: Site, naps: Naps, bad: str) -> None:
    line = Line(resolve=lambda *_: ["127.0.0.1", bad], loopback=[site.port])
    fetcher = Fetcher(line, CONTACT, clock=naps.clock, sleep=naps.sleep)
    assert fail(fetcher, f"http://mixed.example:{site.port}/good").kind is FaultKind.REFUSED_ADDRESS
    assert site.asked == []


def test_a_redirect_to_a_name_is_checked_as_the_first_name_was(site: Site, naps: Naps) -> None:
    names = {"first.example": ["127.0.0.1"], "second.example": ["192.168.0.1"]}
    site.pages["/away"] = move(f"http://second.example:{site.port}/good", 302)
    line = Line(resolve=lambda host, _: names[host], loopback=[site.port])
    fetcher = Fetcher(line, CONTACT, clock=naps.clock, sleep=naps.sleep)
    assert fail(fetcher, f"http://first.example:{site.port}/away").kind is FaultKind.REFUSED_ADDRESS
    assert site.asked == ["/away"]


def test_an_address_that_does_not_answer_leads_to_the_next_one(site: Site, naps: Naps) -> None:
    line = Line(resolve=lambda *_: ["::1", "127.0.0.1"], loopback=[site.port])
    fetcher = Fetcher(line, CONTACT, clock=naps.clock, sleep=naps.sleep)
    assert fetcher.fetch(f"http://two.example:{site.port}/good").status == 200


def test_without_the_flag_loopback_is_refused(site: Site) -> None:
    assert fail(Fetcher(Line(), CONTACT), site.url("/good")).kind is FaultKind.REFUSED_ADDRESS
    assert site.asked == []


def test_a_host_that_does_not_exist_is_unreachable(naps: Naps) -> None:
    def fail_to_resolve(*_: object) -> list[str]:
        raise OSError("no such name")

    fetcher = Fetcher(Line(resolve=fail_to_resolve), CONTACT, clock=naps.clock, sleep=naps.sleep)
    assert fail(fetcher, "https://nowhere.example/").kind is FaultKind.UNREACHABLE


@pytest.mark.parametrize("path", ["/slow", "/drip"])
def test_stopping_ends_what_runs_at_once(site: Site, path: str) -> None:
    fetcher = Fetcher(Line(loopback=[site.port]), CONTACT)
    raised: list[BaseException] = []

    def run() -> None:
        try:
            fetcher.fetch(site.url(path))
        except Stopped as error:
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    wait_until(lambda: site.count(path) == 1)
    begun = time.monotonic()
    fetcher.stop()
    thread.join(5)
    assert len(raised) == 1
    assert time.monotonic() - begun < 1
    with pytest.raises(Stopped):
        fetcher.fetch(site.url("/good"))


def test_stopping_ends_what_cannot_be_told_to_end() -> None:
    # A server that takes the connection and never shakes hands.
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        fetcher = Fetcher(Line(loopback=[port]), CONTACT)
        threading.Timer(0.2, fetcher.stop).start()
        begun = time.monotonic()
        with pytest.raises(Stopped):
            fetcher.fetch(f"https://127.0.0.1:{port}/")
        assert time.monotonic() - begun < 5


def test_stopping_ends_a_pause_at_once(site: Site) -> None:
    fetcher = Fetcher(Line(loopback=[site.port]), CONTACT, pause=60)
    fetcher.fetch(site.url("/good"))
    threading.Timer(0.1, fetcher.stop).start()
    begun = time.monotonic()
    with pytest.raises(Stopped):
        fetcher.fetch(site.url("/good"))
    assert time.monotonic() - begun < 5


def test_it_knows_whether_anybody_answered_lately(fetcher: Fetcher, site: Site, naps: Naps) -> None:
    fail(fetcher, site.url("/hung-up"))
    assert not fetcher.has_heard(60)
    fail(fetcher, site.url("/gone"))
    assert fetcher.has_heard(60)
    naps.now += 61
    assert not fetcher.has_heard(60)
