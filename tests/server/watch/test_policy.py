"""A policy is read, kept and judged; a maintainer hears of what matters, once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fairnotice.catalogue.model import Policy
from fairnotice.publication.times import read_time
from fairnotice.store.contract import Batch, Document, Put, Store
from fairnotice.watch import findings
from fairnotice.watch.extract import Selectors
from fairnotice.watch.fetcher import Fetcher
from fairnotice.watch.findings import Finding, list_findings
from fairnotice.watch.policy import check_policy, parse_policy
from fairnotice.watch.schedule import list_items
from fairnotice.watch.versions import COLLECTION, read_version
from server.factories import Clock, make_platform
from server.watch.site import ADDED, ANNOUNCED, POLICY, Page, Site, write_page
from server.workflow.kit import REVIEWING, WRITER

OLD, NEW = write_page(*POLICY * 1), write_page(*POLICY, ADDED)
PATH = "/privacy"


class Watching:
    """Looks at one policy of the site, a day after the other."""

    def __init__(self, store: Store, site: Site, fetcher: Fetcher, clock: Clock) -> None:
        self.store, self.site, self.fetcher, self.clock = store, site, fetcher, clock
        self.selectors: dict[str, Selectors] = {}
        self.url = site.url(PATH)
        [self.item] = list_items("policies", [make_platform(policies=(Policy("privacy", self.url, True),))])

    def look(self, page: str | Page | None = None, times: int = 1, **gap: float) -> str:
        """Look at the policy as it is now, or at the page it was before; a day passes each time."""
        says = ""
        if page is not None:
            self.site.pages[PATH] = page if isinstance(page, Page) else Page(page)
        for _ in range(times):
            held = self.read()
            found = check_policy(
                self.item, held.body if held else None, fetcher=self.fetcher, store=self.store, now=self.clock,
                chance=lambda: 0.5, selectors=self.selectors,
            )  # fmt: skip
            put = Put("policies", self.item.id, found.body, held.version if held else 0)
            self.store.commit(Batch(puts=[put, *found.puts], appends=found.appends))
            says = found.says
            self.clock.move(**gap or {"days": 1})
        return says

    def read(self) -> Document | None:
        return self.store.get("policies", self.item.id)

    def due_in(self) -> timedelta:
        """Answer how long after the last look the next one is due."""
        held = self.read()
        assert held is not None
        return read_time(held.body["due"]) - (self.clock() - timedelta(days=1))

    def findings(self) -> list[Finding]:
        return list_findings(self.store)


@pytest.fixture
def watching(store: Store, site: Site, fetcher: Fetcher, clock: Clock) -> Watching:
    return Watching(store, site, fetcher, clock)


def test_a_text_counts_when_it_was_fetched_twice(watching: Watching) -> None:
    assert watching.look(OLD) == "unsettled"
    assert watching.look() == "unchanged"
    assert watching.look(NEW) == "unsettled"
    assert watching.findings() == []
    assert watching.look() == "material"
    [finding] = watching.findings()
    assert (finding.kind, finding.platform, finding.about, finding.label) == ("policy", "x", watching.url, "material")
    assert finding.evidence["changes"] == [[None, ADDED]]


def test_the_second_fetch_comes_soon_and_then_a_day_passes(watching: Watching) -> None:
    watching.look(OLD)
    assert timedelta(hours=1) < watching.due_in() < timedelta(hours=1.2)
    watching.look()
    assert timedelta(days=1) < watching.due_in() < timedelta(days=1.2)


def test_a_day_of_something_else_changes_nothing(watching: Watching) -> None:
    watching.look(OLD, times=2)
    assert watching.look(NEW) == "unsettled"
    assert watching.look(OLD) == "unchanged"
    assert watching.look(NEW) == "unsettled"
    assert watching.findings() == []


def test_an_announcement_tells_its_days(watching: Watching) -> None:
    watching.look(OLD, times=2)
    assert watching.look(write_page(ANNOUNCED, *POLICY), times=2) == "announcement"
    [finding] = watching.findings()
    assert (finding.evidence["announced_on"], finding.evidence["effective_on"]) == ("2026-11-26", "2026-12-20")


def test_away_and_back_is_one_finding(watching: Watching) -> None:
    watching.look(OLD, times=2)
    for page in (NEW, OLD, NEW, OLD):
        watching.look(page, times=2)
    assert [one.label for one in watching.findings()] == ["material"]


def test_what_changes_nothing_for_people_is_no_finding_and_counts(watching: Watching) -> None:
    watching.look(OLD, times=2)
    renamed = OLD.replace("Norway", "Sweden")
    assert watching.look(renamed, times=2) in ("editorial", "noise")
    assert watching.look(renamed) == "unchanged"
    assert watching.findings() == []


def test_versions_are_kept_packed_and_once(watching: Watching) -> None:
    watching.look(OLD, times=2)
    watching.look(NEW, times=2)
    watching.look(OLD, times=2)
    kept = watching.store.list(COLLECTION)
    assert len(kept) == 2
    held = watching.read()
    assert held is not None
    state = parse_policy(held.body)
    reading = read_version(watching.store, state.counted or "", watching.clock().date())
    assert [one.text for one in reading.sentences if "30 days" in one.text] == [
        "We then erase everything within 30 days."
    ]
    assert "30 days" not in json.dumps(kept[0].body)


def test_a_page_that_says_it_did_not_change_counts_as_fetched_again(watching: Watching) -> None:
    tagged = Page(OLD, headers={"ETag": '"7"'})
    assert watching.look(tagged) == "unsettled"
    assert watching.look() == "unchanged"
    assert watching.site.headers[-1]["if-none-match"] == '"7"'
    watching.look(Page(NEW, headers={"ETag": '"8"'}))
    assert watching.look() == "material"


@pytest.mark.parametrize(
    "page",
    [
        Page(OLD, status=404), Page(status=500), Page(status=403), Page(write_page("Just a moment."), status=200),
        Page(write_page("Sorry, something went wrong.")), Page(b"%PDF-1.7"), Page(write_page()),
    ],
)  # fmt: skip
def test_a_page_that_is_not_the_policy_is_never_a_change(watching: Watching, page: Page) -> None:
    watching.look(OLD, times=2)
    watching.look(page, times=5)
    assert watching.findings() == []
    assert watching.look(OLD) == "unchanged"
    assert len(watching.store.list(COLLECTION)) == 1


def test_a_policy_that_halves_is_a_fault_until_a_maintainer_says_it_is_the_policy(watching: Watching) -> None:
    long = [
        f"We share the data of harbour {n} with the pilot of day {n}, who keeps it for {n} years." for n in range(60)
    ]
    watching.look(write_page(*long), times=2)
    half = write_page(*long[:20])
    assert watching.look(half, times=2) == "extraction-fault"
    assert watching.findings() == []
    watching.look(times=6)
    [finding] = watching.findings()
    assert (finding.kind, finding.label) == ("silence", "extraction-fault")
    findings.finish(watching.store, WRITER, finding.id, watching.clock())
    assert watching.look() == "unchanged"
    assert watching.findings() == []
    assert watching.look(write_page(*long[:20], ADDED), times=2) == "material"


def test_silence_is_told_after_a_week_and_ends_by_itself(watching: Watching) -> None:
    watching.look(OLD, times=2)
    watching.look(Page(status=403), times=6)
    assert watching.findings() == []
    watching.look(times=2)
    [finding] = watching.findings()
    assert (finding.kind, finding.label, finding.evidence["days"]) == ("silence", "blocked", 8)
    watching.look(OLD)
    assert watching.findings() == []
    assert findings.read_finding(watching.store, finding.id).state == "recovered"


def test_a_policy_that_never_could_be_read_is_silent_too(watching: Watching) -> None:
    watching.look(Page(status=404), times=9)
    assert [one.label for one in watching.findings()] == ["gone"]


def test_a_page_that_is_another_one_each_time_is_silent_too(watching: Watching) -> None:
    for n in range(9):
        watching.look(write_page(*POLICY, f"We sell what boat number {n} says about harbours to everybody who asks."))
    assert [(one.kind, one.label) for one in watching.findings()] == [("silence", "unsettled")]


def test_a_dismissed_silence_stays_so(watching: Watching) -> None:
    watching.look(Page(status=403), times=9)
    [finding] = watching.findings()
    findings.dismiss(watching.store, REVIEWING, finding.id, "It never answers programs.", watching.clock())
    watching.look(times=3)
    assert watching.findings() == []


def test_robots_are_obeyed(watching: Watching) -> None:
    watching.site.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /", headers={"Content-Type": "text/plain"})
    assert watching.look(OLD) == "blocked"
    assert watching.site.count(PATH) == 0


def test_a_site_that_wants_to_be_left_alone_is_asked_later(watching: Watching) -> None:
    watching.look(Page(status=429, headers={"Retry-After": "86400"}))
    assert watching.due_in() >= timedelta(days=1)
    watching.look(Page(status=429, headers={"Retry-After": "7200"}))
    assert watching.due_in() >= timedelta(days=1)


def test_selectors_say_where_the_text_is(watching: Watching) -> None:
    watching.selectors[watching.url] = Selectors(keep=("#policy",))
    more = "".join(f"<p>{one}</p>" for one in POLICY)
    page = f"<main><p>{{0}}</p></main><div id=policy>{more}</div>"
    watching.look(page.format("Boats of the day."), times=2)
    assert watching.look(page.format(ADDED)) == "unchanged"


def test_another_address_starts_from_nothing(watching: Watching) -> None:
    watching.look(OLD, times=2)
    watching.site.pages["/other"] = Page(NEW)
    watching.item = replace(watching.item, url=watching.site.url("/other"))
    assert watching.look(times=2) == "unchanged"
    assert watching.findings() == []


def test_states_are_json(watching: Watching) -> None:
    watching.look(OLD, times=2)
    held: Any = watching.read()
    assert parse_policy(json.loads(json.dumps(held.body))) == parse_policy(held.body)
