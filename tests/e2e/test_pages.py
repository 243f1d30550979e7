"""The extension's own pages: options that hold at once and can be taken back, and the overview of all platforms."""

import re

from e2e.conftest import begin_new_visit
from e2e.person import ExtensionPage, Person, wait_until
from e2e.test_banner import CLOSE, HEADLINE, see

TOOLBAR = "In the toolbar only; pages stay as they are"
PAGE = "In the page, as a small card"
PASSED = "document.documentElement.outerHTML"
SENT = """fetch(location.href).then((answer) => answer.text())
    .then((text) => new DOMParser().parseFromString(text, "text/html").documentElement.outerHTML)"""
BADGE = """chrome.tabs.query({url: "https://x.com/*"}).then(([tab]) => chrome.action.getBadgeText({tabId: tab.id}))"""


def open_options(person: Person) -> ExtensionPage:
    return open_ready(person, "options/options.html")


def open_overview(person: Person) -> ExtensionPage:
    return open_ready(person, "overview/overview.html")


def open_ready(person: Person, path: str) -> ExtensionPage:
    page = person.open_extension_page(path)
    wait_until(lambda: person.evaluate("document.body.dataset.ready") == "true", f"{path} to be ready")
    return page


def wait_until_said(page: ExtensionPage, part: str) -> None:
    wait_until(lambda: any(part in text for text in page.see().announced), f"{part!r} to be said")


def visit_anew(person: Person) -> None:
    """Visit X in another tab, as if no banner had come up on any site for long."""
    begin_new_visit(person)
    person.open_tab("https://x.com/home")


def search_for(person: Person, text: str) -> None:
    """Type into the search box."""
    person.evaluate("document.getElementById('search').focus()")
    for key in text:
        person.press_key(key)


def test_toolbar_only_leaves_the_page_untouched_until_it_is_taken_back(person: Person) -> None:
    options = open_options(person)
    options.press(TOOLBAR)
    wait_until_said(options, "Saved.")
    person.open_tab("https://x.com/home")
    person.no_banner(lambda: person.evaluate_in_background(BADGE) == "3", "the toolbar to count")
    assert person.evaluate(PASSED) == person.evaluate(SENT)
    person.close_tab(person.tab)
    options = open_options(person)
    options.press(PAGE)
    wait_until_said(options, "Saved.")
    assert HEADLINE in see(person)


def test_a_closed_notice_comes_back_when_it_is_opened_again(person: Person) -> None:
    see(person)
    person.press(CLOSE)
    person.wait_until_banner_is_gone()
    options = open_options(person)
    options.wait_for_text("X · Closed")
    options.press(f"Open again: {HEADLINE}")
    wait_until_said(options, "It can come up on your next visit")
    options.wait_for_text("None yet.")
    visit_anew(person)
    banner = person.banner()
    assert banner is not None
    assert HEADLINE in banner.text


def test_a_notice_put_off_says_until_when_and_a_done_one_since_when(person: Person) -> None:
    see(person)
    person.press("Later")
    person.press("In a month")
    person.wait_until_banner_is_gone()
    overview = open_overview(person)
    overview.press(next(label for label in overview.see().labels if label.startswith("Done: ")))
    wait_until_said(overview, "Ticked off")
    text = open_options(person).wait_for_text("X · Put off until ")
    assert re.search(r"Put off until \w{3} \d{1,2}, 20\d\d", text)
    assert re.search(r" · Done on \w{3} \d{1,2}, 20\d\d", text)


def test_a_platform_left_alone_speaks_up_again(person: Person) -> None:
    see(person)
    person.press("Later")
    person.press("Not for X")
    person.wait_until_banner_is_gone()
    options = open_options(person)
    options.press("Tell me again about X")
    wait_until_said(options, "You will be told about X again.")
    visit_anew(person)
    assert person.banner() is not None


def test_a_topic_that_is_not_wanted_does_not_come_up(person: Person) -> None:
    options = open_options(person)
    for topic in ("Sharing for AI", "AI training"):
        options.press(topic)
    wait_until(lambda: len(read_choices(person).get("topics") or ()) == 7, "both topics to be left out")
    visit_anew(person)
    banner = person.banner()
    assert banner is not None
    assert HEADLINE not in banner.text
    options = open_options(person)
    for topic in ("Sharing for AI", "AI training"):
        options.press(topic)
    wait_until(lambda: read_choices(person)["topics"] is None, "all topics, those of later catalogues too")


def test_a_fault_of_saving_is_said_and_the_control_goes_back(person: Person) -> None:
    options = open_options(person)
    person.evaluate(
        "(globalThis.browser ?? chrome).runtime.sendMessage = () => Promise.resolve({error: 'The disk is full.'}), true"
    )
    options.press(TOOLBAR)
    wait_until_said(options, "This was not saved, and nothing changed: The disk is full.")
    chosen = "document.querySelector('input[name=surface]:checked').value"
    assert person.evaluate(chosen) == "page"
    assert read_choices(person) == {}


def test_the_overview_finds_a_platform_and_counts_what_is_done(person: Person) -> None:
    overview = open_overview(person)
    overview.press("Applies here")
    overview.wait_for_text("203 platforms shown")
    before = read_progress(overview)
    assert before[0] == 0
    search_for(person, "linkedin")
    overview.wait_for_text("1 platform shown")
    overview.press("Open")
    done = next(label for label in overview.see().labels if label.startswith("Done: "))
    overview.press(done)
    wait_until(lambda: read_progress(overview) == (1, before[1]), "the progress to follow")
    undo = done.replace("Done: ", "Open again: ")
    assert person.evaluate("document.activeElement.getAttribute('aria-label')") == undo, "the focus stays in its place"
    person.press_key("Enter")
    wait_until(lambda: read_progress(overview) == before, "the progress to follow back")
    overview.press("Done")
    overview.wait_for_text("No platform fits.")


def test_the_next_one_opens_its_page_and_the_one_after_is_another(person: Person) -> None:
    overview = open_overview(person)
    names = [go_on(person, overview) for _ in range(2)]
    assert names == sorted(names, key=str.casefold)
    assert len(set(names)) == 2


def test_the_overview_shows_every_platform_in_half_a_second(person: Person) -> None:
    # The best of three: what a busy machine adds says nothing about the page.
    assert min(time_overview(person) for _ in range(3)) < 500
    assert person.evaluate("document.querySelectorAll('.platform').length") == 203


def test_the_popup_leads_to_both_pages(person: Person) -> None:
    for link, path in (("All platforms", "overview/overview.html"), ("Options", "options/options.html")):
        person.open_extension_page("popup/popup.html?site=https://x.com/").press(link)
        person.wait_for_tab(person.pages_url + path)


def go_on(person: Person, overview: ExtensionPage) -> str:
    """Let the overview take the person on, and give the platform's name; back in the overview afterwards."""
    before = {tab.handle for tab in person.tabs()}
    overview.press("Take me to the next one")
    opened = wait_until(lambda: next((tab for tab in person.tabs() if tab.handle not in before), None), "a new tab")
    url = wait_until(
        lambda: next((t.url for t in person.tabs() if t.handle == opened.handle and "//" in t.url), None), "it"
    )
    host = url.split("/")[2]
    hosts = person.evaluate_in_background("chrome.runtime.getManifest().host_permissions")
    assert url.startswith("https://")
    assert any(f".{host}".endswith(f".{each[len('https://*.') : -2]}") for each in hosts), url
    wait_until_said(overview, "Opened for ")
    said = next(text for text in overview.see().announced if "Opened for " in text)
    found = re.match(r"Opened for (.+?) in a new tab: .+", said)
    assert found
    return found[1]


def time_overview(person: Person) -> float:
    """Give the milliseconds from opening the overview to the frame that holds the list."""
    open_overview(person)
    listed = "performance.getEntriesByName('listed')[0]?.startTime"
    return wait_until(lambda: person.evaluate(listed), "the list to be drawn")


def read_choices(person: Person) -> dict:
    return person.evaluate_in_background("chrome.storage.local.get('choices')").get("choices", {})


def read_progress(overview: ExtensionPage) -> tuple[int, int]:
    found = re.search(r"(\d+) of (\d+) done", overview.text())
    assert found
    return int(found[1]), int(found[2])
