"""A link is told by where it leads somebody who is signed out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from fairnotice.watch.answers import Answer, FaultKind, Hop, NotFetched
from fairnotice.watch.fetcher import Fetcher
from fairnotice.watch.landing import Landing, Seen, look
from server.watch.site import POLICY, Page, Site, move, write_page

LOGIN = write_page("Sign in to go on.", more="<form><input name=p type='password'></form>")
ERROR = write_page("Sorry, this page isn't available.", title="Oops")
HELP = "Settings and privacy. " * 3


def look_at(fetcher: Fetcher, site: Site, path: str) -> Seen:
    return look(fetcher, site.url(path), hosts=["x.example"], link_hosts=[], make_name=lambda: "no-such-page")


@pytest.mark.parametrize(
    ("path", "landing"),
    [
        ("/good", Landing.OK), ("/gone", Landing.GONE), ("/nothing", Landing.GONE), ("/wall", Landing.BLOCKED),
        ("/wall-200", Landing.BLOCKED), ("/linkedin", Landing.BLOCKED), ("/broken", Landing.UNREACHABLE),
        ("/loop", Landing.UNREACHABLE), ("/to-metadata", Landing.UNREACHABLE), ("/slow", Landing.UNREACHABLE),
        ("/pdf", Landing.OK), ("/huge", Landing.OK), ("/line", Landing.OK),
    ],
)  # fmt: skip
def test_a_page_has_its_class(fetcher: Fetcher, site: Site, path: str, landing: Landing) -> None:
    assert look_at(fetcher, site, path).landing is landing


@pytest.mark.parametrize(
    ("to", "landing"),
    [
        ("/login?next=%2Fsettings", Landing.LOGIN), ("/i/flow/login", Landing.LOGIN), ("/users/sign_in", Landing.LOGIN),
        ("/uas/login", Landing.LOGIN), ("/accounts/login/", Landing.LOGIN), ("/authwall?x", Landing.LOGIN),
        ("/", Landing.HOME), ("/en/", Landing.HOME), ("/intl/de", Landing.HOME), ("/en-us/index.html", Landing.HOME),
        ("/blog/signing-in-safely", Landing.OK), ("/authors", Landing.OK), ("/help", Landing.OK),
    ],
)  # fmt: skip
def test_a_redirect_is_told_by_where_it_leads(fetcher: Fetcher, site: Site, to: str, landing: Landing) -> None:
    site.pages |= {"/settings/privacy": move(to, 302), to: Page(write_page(*POLICY))}
    assert look_at(fetcher, site, "/settings/privacy") == Seen(
        site.url("/settings/privacy"), landing, site.url(to), 200
    )


def test_a_log_in_in_place_of_the_page_is_a_log_in(fetcher: Fetcher, site: Site) -> None:
    site.pages |= {"/settings": Page(LOGIN), "/denied": Page(status=401)}
    assert look_at(fetcher, site, "/settings").landing is Landing.LOGIN
    assert look_at(fetcher, site, "/denied").landing is Landing.LOGIN


def test_a_page_with_a_form_to_log_in_at_its_side_is_a_page(fetcher: Fetcher, site: Site) -> None:
    site.pages["/help"] = Page(write_page(*POLICY * 3, more="<form><input type=password></form>"))
    assert look_at(fetcher, site, "/help").landing is Landing.OK


def test_what_is_answered_to_any_address_is_no_page(fetcher: Fetcher, site: Site) -> None:
    site.pages |= {"/help/opt-out": Page(ERROR), "/help/no-such-page": Page(ERROR)}
    assert look_at(fetcher, site, "/help/opt-out").landing is Landing.SOFT_404
    assert site.asked == ["/help/opt-out", "/help/no-such-page"]


def test_pages_that_repeat_the_address_are_the_same(fetcher: Fetcher, site: Site) -> None:
    for name in ("opt-out", "no-such-page"):
        site.pages[f"/help/{name}"] = Page(write_page(f"You asked for {name}.", *POLICY))
    assert look_at(fetcher, site, "/help/opt-out").landing is Landing.SOFT_404


def test_where_every_address_leads_to_one_page_that_page_is_not_this_one(fetcher: Fetcher, site: Site) -> None:
    site.pages |= {"/help/a": move("/help"), "/help/no-such-page": move("/help"), "/help": Page(write_page(*POLICY))}
    assert look_at(fetcher, site, "/help/a").landing is Landing.SOFT_404


def test_a_shell_that_a_script_fills_tells_nothing(fetcher: Fetcher, site: Site) -> None:
    site.otherwise = Page("<!doctype html><div id=app></div><script src=/app.js></script>")
    assert look_at(fetcher, site, "/settings/privacy").landing is Landing.OK


def test_a_home_page_that_was_linked_to_is_a_page(fetcher: Fetcher, site: Site) -> None:
    site.otherwise = Page(write_page(*POLICY))
    assert look_at(fetcher, site, "/").landing is Landing.OK


@dataclass
class Told:
    """Answers as told: an address that the catalogue allows lies at no loopback port."""

    pages: Mapping[str, Answer]
    asked: list[str] = field(default_factory=list)

    def fetch(self, url: str) -> Answer:
        self.asked.append(url)
        if url not in self.pages:
            raise NotFetched(FaultKind.GONE, f"{url} is not there.", final=url, status=404)
        return self.pages[url]


def answer(url: str, *hops: Hop) -> Answer:
    return Answer(url, hops, 200, write_page(*POLICY).encode(), None, None, None)


@pytest.mark.parametrize(
    ("hops", "landing"),
    [
        ([Hop(301, "https://x.example/new/form")], Landing.MOVED),
        ([Hop(308, "https://help.x.example/form")], Landing.MOVED),
        ([Hop(301, "https://x.example/a/form"), Hop(301, "https://x.example/new/form")], Landing.MOVED),
        ([Hop(302, "https://x.example/new/form")], Landing.OK),
        ([Hop(301, "https://x.example/a/form"), Hop(302, "https://x.example/new/form")], Landing.OK),
        ([Hop(301, "https://notx.example/new/form")], Landing.OK),
        ([Hop(301, "http://x.example/new/form")], Landing.OK),
        ([Hop(301, "https://x.example/form/")], Landing.OK),
        ([Hop(301, "https://www.x.example/en-us/form")], Landing.OK),
    ],
)
def test_a_page_moved_when_it_was_redirected_for_good_to_an_allowed_address(hops: list[Hop], landing: Landing) -> None:
    url = "https://x.example/form"
    told = Told({url: answer(url, *hops)})
    seen = look(told, url, hosts=["x.example"], link_hosts=[], make_name=lambda: "no-such-page")  # type: ignore[arg-type]
    assert seen == Seen(url, landing, hops[-1].url, 200)
    assert told.asked == [url, "https://x.example/no-such-page"]


def test_a_new_address_keeps_the_place_in_the_page() -> None:
    url = "https://x.example/form#ai"
    told = Told({url: answer(url, Hop(301, "https://x.example/new/form"))})
    seen = look(told, url, hosts=["x.example"], link_hosts=[], make_name=lambda: "no-such-page")  # type: ignore[arg-type]
    assert seen == Seen(url, Landing.MOVED, "https://x.example/new/form#ai", 200)
