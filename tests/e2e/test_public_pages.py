"""The public pages in real browsers: for everybody, by keyboard, with and without scripts, and asking nobody else."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from e2e.chromium_person import ChromiumPerson
from e2e.conftest import StandIn
from e2e.installation import Installation
from e2e.person import Person, wait_until
from e2e.test_accessibility import check, chromium
from fairnotice.catalogue.files import BUILT_IN, read_platform
from fairnotice.publication.keys import KeyFolder
from fairnotice.store.sqlite import SqliteStore
from fairnotice.workflow.first_start import SETUP, init_keys
from fairnotice.workflow.publish import Publisher, publish_first

__all__ = ["chromium"]

FEW = ("x", "reddit", "rumble", "lemon8", "quillbot")
PAGES = {
    "index": "/",
    "platform": "/platforms/x.html",
    "topic": "/topics/ai-training.html",
    "category": "/categories/social.html",
    "about": "/about.html",
}
NAMES = """JSON.stringify([...document.querySelectorAll(".entry")].filter((each) => each.checkVisibility())
  .map((each) => each.querySelector("a").textContent.trim()))"""
FOCUSED = "document.activeElement.id || document.activeElement.textContent.trim()"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Give a running server with a few platforms and, in its second edition, a change that matters."""
    data = tmp_path_factory.mktemp("site") / "data"
    data.mkdir()
    store, keys, now = SqliteStore(data / "fairnotice.sqlite3"), KeyFolder(data / "keys"), datetime.now(UTC)
    init_keys(store, keys, SETUP, catalogue="fairnotice", now=now)
    platforms = [read_platform(BUILT_IN / f"{id}.json") for id in FEW]
    publish_first(store, platforms, Publisher("fairnotice", keys.read("catalogue"), now))
    store.close()
    running = Installation.start(data)
    running.change_notice(
        "x", "ai-sharing", is_material=True, headline="X may pass your posts to companies that train AI"
    )
    yield running
    running.stop()


@pytest.fixture
def faults(chromium: ChromiumPerson) -> Iterator[list[str]]:
    """Give what the pages complain of on the console."""
    found: list[str] = []

    def note(said: Any) -> None:
        found.append(str(said))

    for event in ("console", "pageerror"):
        chromium._page.on(event, note)
    yield found
    for event in ("console", "pageerror"):
        chromium._page.remove_listener(event, note)


def read_names(person: Person) -> list[str]:
    """Give the platforms that are to be seen on the index, from top to bottom."""
    names: list[str] = json.loads(person.evaluate(NAMES))
    return names


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_no_fault(chromium: Person, site: Installation, page: str, direction: str) -> None:
    chromium.visit(site.address + PAGES[page])
    chromium.evaluate(f"document.documentElement.dir = '{direction}'")
    check(chromium, direction)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_nobody_else(browser: Person, site: Installation, stand_in: StandIn, page: str) -> None:
    browser.visit(site.address + PAGES[page])
    # What was loaded before comes from the browser's cache, which the proxy does not see.
    loaded = browser.evaluate("JSON.stringify(performance.getEntriesByType('resource').map(({ name }) => name))")
    assert len(json.loads(loaded)) >= 1
    assert all(address.startswith(f"{site.address}/static/") for address in json.loads(loaded))
    asked = stand_in.proxy.exchanges()
    assert {(each.host, each.port) for each in asked} <= {("127.0.0.1", site.port)}
    assert browser.evaluate("getComputedStyle(document.querySelector('main')).borderRadius") == "14px"
    assert browser.evaluate("document.cookie") == ""


@pytest.mark.parametrize("has_scripts", [True, False])
def test_nothing_is_complained_of_with_scripts_and_without(
    chromium: ChromiumPerson, site: Installation, faults: list[str], has_scripts: bool
) -> None:
    chromium._session.send("Emulation.setScriptExecutionDisabled", {"value": not has_scripts})
    try:
        for path in PAGES.values():
            chromium.visit(site.address + path)
            assert chromium._page.locator("h1").count() == 1
        chromium.visit(site.address)
        assert chromium._page.locator("#search").is_visible() == has_scripts
        assert chromium._page.locator(".entry").count() == len(FEW)
        assert all(entry.is_visible() for entry in chromium._page.locator(".entry").all())
    finally:
        chromium._session.send("Emulation.setScriptExecutionDisabled", {"value": False})
    assert faults == []


def test_a_platform_is_found_and_opened_by_keyboard(browser: Person, site: Installation) -> None:
    browser.visit(site.address)
    for _ in range(8):
        browser.press_key("Tab")
        if browser.evaluate(FOCUSED) == "search":
            break
    browser.type("twitter")
    assert read_names(browser) == ["X"]
    assert browser.evaluate("document.getElementById('found').textContent") == f"1 of {len(FEW)} platforms"
    browser.press_key("Tab")
    assert browser.evaluate(FOCUSED) == "X"
    browser.press_key("Enter")
    wait_until(lambda: browser.evaluate("location.pathname") == "/platforms/x.html", "the page of X")
    assert browser.evaluate("document.querySelector('h1').textContent") == "X"


def test_what_no_platform_has_is_said_and_everything_comes_back(browser: Person, site: Installation) -> None:
    browser.visit(site.address)
    everything = read_names(browser)
    browser.evaluate("document.getElementById('search').focus()")
    browser.type("zzz")
    assert read_names(browser) == []
    assert "No platform" in browser.evaluate("document.getElementById('found').textContent")
    for _ in range(3):
        browser.press_key("Backspace")
    assert read_names(browser) == everything
    assert sorted(everything, key=str.lower) == everything


def test_the_first_press_of_tab_offers_the_content(browser: Person, site: Installation) -> None:
    browser.visit(site.address + PAGES["platform"])
    browser.press_key("Tab")
    assert browser.evaluate(FOCUSED) == "Skip to the content"
    browser.press_key("Enter")
    assert browser.evaluate("location.hash") == "#main"


def test_a_page_is_printed_with_where_its_links_lead(chromium: Person, site: Installation) -> None:
    chromium.visit(site.address + PAGES["platform"])
    chromium.set_medium("print")
    try:
        shown = chromium.evaluate("getComputedStyle(document.querySelector('.actions h4 a'), '::after').content")
        assert "attr(href)" in shown or "https://x.com/settings/grok_settings" in shown
        assert chromium.evaluate("document.querySelector('header nav').checkVisibility()") is False
    finally:
        chromium.set_medium("screen")


def test_a_notice_that_is_withdrawn_leaves_its_page(chromium: Person, site: Installation) -> None:
    headline = "X may pass your posts to companies that train AI"
    chromium.visit(site.address + PAGES["platform"])
    assert headline in chromium.evaluate("document.body.textContent")
    page = f"fetch('{site.address}{PAGES['platform']}', {{ cache: 'no-store' }}).then((answer) => answer.text())"
    chromium.visit(site.address + "/v1/docs")
    site.hide("x/ai-sharing")
    try:
        wait_until(lambda: headline not in chromium.evaluate(page), "the notice to go", seconds=20)
    finally:
        site.show("x/ai-sharing")
    wait_until(lambda: headline in chromium.evaluate(page), "the notice to come back", seconds=20)
