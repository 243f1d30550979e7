"""How seldom a banner comes up: once in a visit, with a pause over all sites, and never again once it was put off."""

import json

import pytest
from scripts.stand_in.pages import Page

from e2e.conftest import StandIn, begin_new_visit, wait_until_in_view
from e2e.person import Person, wait_until
from e2e.test_banner import HEADLINE, see
from e2e.test_pages import open_options, wait_until_said

HEAD = '<!doctype html><title>Page</title><link rel="icon" href="data:,">'
MINUTE = 60_000
# Waits are over at once: what is moved is the time that is kept, not the clock.
GO_ON = "chrome.storage.session.remove('last_unasked')"
SET_BACK = """chrome.storage.session.get(['last_unasked', 'visits']).then(({last_unasked: last, visits}) =>
    chrome.storage.session.set({last_unasked: last - BY, visits: Object.fromEntries(Object.entries(visits).map(
        ([id, visit]) => [id, {...visit, at: visit.at - BY}]))}))"""
BADGE_OF = """chrome.tabs.query({url: "https://HOST/*"}).then(([tab]) => chrome.action.getBadgeText({tabId: tab.id}))"""
MARK = "chrome.storage.local.get('marks').then(({marks}) => marks?.['x/ai-sharing'] ?? null)"
PASSED_BY = """chrome.storage.local.get('marks').then(({marks}) => {
    marks['x/ai-sharing'].snoozed_until = Date.now() - 1;
    return chrome.storage.local.set({marks});
})"""
# When a notice that was put off now may come again; three seconds for the machine.
UNTIL = {
    "In an hour": "Math.abs(Date.now() + 3_600_000 - AT) < 3000",
    "Tomorrow": "new Date().setHours(24, 0, 0, 0) === AT",
    "In a month": "Math.abs(Date.now() + 30 * 86_400_000 - AT) < 3000",
}


def read_headline(person: Person) -> str:
    """Give the headline of the banner that comes up."""
    banner = person.banner()
    assert banner is not None
    return banner.text.splitlines()[1]


def meet_headline(person: Person) -> str:
    """Give the headline of the banner that comes up, once it was in view: until then it has not come up."""
    headline = read_headline(person)
    wait_until_in_view(person)
    return headline


def see_none(person: Person, host: str = "x.com") -> None:
    """See that no banner comes up on this page of `host`, where notices are open."""
    badge = BADGE_OF.replace("HOST", host)
    person.no_banner(lambda: person.evaluate_in_background(badge), "the toolbar to count")


def put_off(person: Person, how: str) -> None:
    see(person)
    person.press("Later")
    person.press(how)
    person.wait_until_banner_is_gone()


def choose_pause(person: Person, key: str) -> None:
    """Choose the first or last pause in the options, by keyboard."""
    options = open_options(person)
    person.evaluate("document.getElementById('pause').focus()")
    person.press_key(key)
    wait_until_said(options, "Saved.")
    options.close()


def test_nothing_comes_up_twice_in_one_visit(person: Person) -> None:
    person.visit("https://x.com/home")
    seen = [meet_headline(person)]
    person.evaluate_in_background(GO_ON)
    person.visit("https://x.com/home")
    seen.append(meet_headline(person))
    person.evaluate_in_background(GO_ON)
    person.open_tab("https://mobile.x.com/home")
    seen.append(meet_headline(person))
    assert len(set(seen)) == 3
    person.evaluate_in_background(GO_ON)
    person.visit("https://x.com/home")
    see_none(person)
    person.evaluate("history.pushState(null, '', '/elsewhere')")
    see_none(person)


@pytest.mark.parametrize("after", [0, 100, 300])
def test_a_page_that_leads_on_by_script_does_not_use_it_up(person: Person, stand_in: StandIn, after: int) -> None:
    lead = f"onload = () => setTimeout(() => location.replace('/second'), {after})"
    stand_in.pages.serve("/first", lambda _: Page(f"{HEAD}<script>{lead}</script>"))
    person.visit("https://x.com/first")
    wait_until(lambda: person.evaluate("location.pathname") == "/second", "the second page")
    assert meet_headline(person) == HEADLINE


def test_a_visit_is_over_after_half_an_hour(person: Person) -> None:
    person.visit("https://x.com/home")
    assert meet_headline(person) == HEADLINE
    person.evaluate_in_background(SET_BACK.replace("BY", str(31 * MINUTE)))
    person.visit("https://x.com/home")
    assert read_headline(person) == HEADLINE


def test_ten_minutes_lie_between_two_banners_on_whatever_sites(person: Person) -> None:
    person.visit("https://x.com/home")
    meet_headline(person)
    person.visit("https://www.reddit.com/")
    see_none(person, "www.reddit.com")
    person.evaluate_in_background(SET_BACK.replace("BY", str(9 * MINUTE)))
    person.visit("https://www.reddit.com/")
    see_none(person, "www.reddit.com")
    person.evaluate_in_background(SET_BACK.replace("BY", str(MINUTE)))
    person.visit("https://www.reddit.com/")
    assert "Reddit" in read_headline(person)


def test_the_pause_is_the_persons_choice(person: Person) -> None:
    choose_pause(person, "Home")
    person.visit("https://x.com/home")
    meet_headline(person)
    person.visit("https://www.reddit.com/")
    meet_headline(person)
    choose_pause(person, "End")
    person.evaluate_in_background(SET_BACK.replace("BY", str(23 * 60 * MINUTE)))
    person.visit("https://www.facebook.com/")
    see_none(person, "www.facebook.com")
    person.evaluate_in_background(SET_BACK.replace("BY", str(60 * MINUTE)))
    person.visit("https://www.facebook.com/")
    read_headline(person)


def test_two_pages_that_load_at_once_show_one_banner(person: Person) -> None:
    windows = "Promise.all(['x.com', 'www.reddit.com'].map((host) => chrome.windows.create({url: `https://${host}/at-once`})))"
    person.evaluate_in_background(f"{windows}.then(() => 1)")
    tabs = [person.wait_for_tab(f"https://{host}/at-once") for host in ("x.com", "www.reddit.com")]
    for host in ("x.com", "www.reddit.com"):
        badge = BADGE_OF.replace("HOST", host)
        wait_until(lambda badge=badge: person.evaluate_in_background(badge), "both to be counted")
    shown = []
    for tab in tabs:
        person.look_at(tab)
        person.evaluate("new Promise((resolve) => setTimeout(resolve, 300))")
        shown.append(person.banner(seconds=0) is not None)
    assert sorted(shown) == [False, True]


@pytest.mark.parametrize("how", list(UNTIL))
def test_what_is_put_off_comes_back_when_its_time_has_come(person: Person, how: str) -> None:
    put_off(person, how)
    mark = wait_until(lambda: person.evaluate_in_background(MARK), "the mark")
    assert person.evaluate(UNTIL[how].replace("AT", str(mark["snoozed_until"])))
    begin_new_visit(person)
    person.visit("https://x.com/home")
    assert read_headline(person) != HEADLINE
    person.evaluate_in_background(PASSED_BY)
    begin_new_visit(person)
    person.visit("https://x.com/home")
    assert read_headline(person) == HEADLINE


def test_what_is_put_off_for_an_hour_may_come_in_the_same_visit_and_nothing_else_does(person: Person) -> None:
    person.visit("https://x.com/home")
    first = meet_headline(person)
    person.evaluate_in_background(GO_ON)
    person.visit("https://x.com/home")
    assert read_headline(person) != first
    person.press("Later")
    person.press("In an hour")
    person.wait_until_banner_is_gone()
    person.evaluate_in_background(GO_ON)
    person.visit("https://x.com/home")
    assert read_headline(person) != first


def test_no_visit_is_ever_on_the_disk(person: Person, stand_in: StandIn) -> None:
    person.evaluate_in_background("chrome.storage.local.remove('offered')")
    hosts = ["mobile.x.com", "www.reddit.com", "www.linkedin.com", "example.org", "chatgpt.com"]
    for host in hosts:
        begin_new_visit(person)
        person.visit(f"https://{host}/private?query=1#part")
        person.no_banner() if host in ("example.org", "www.linkedin.com") else read_headline(person)
    person.press("Later")
    person.press("In a month")
    person.wait_until_banner_is_gone()
    wait_until(lambda: "marks" in person.evaluate_in_background("chrome.storage.local.get('marks')"), "the mark")
    kept = json.dumps(person.evaluate_in_background("chrome.storage.local.get(null)"))
    assert "snoozed_until" in kept
    for part in [*hosts, "x.com", "reddit.com", "linkedin.com", "private", "visits", "last_unasked"]:
        assert part not in kept
