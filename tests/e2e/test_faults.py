"""Bad luck, said in words where the person can see it: nothing is lost, and nothing is shown on the wrong page."""

from scripts.stand_in.pages import Page

from e2e.conftest import StandIn, begin_new_visit, forget
from e2e.installation import Installation
from e2e.person import Person, wait_until
from e2e.test_banner import HEADLINE, see
from e2e.test_pages import open_ready

POPUP = "popup/popup.html?site=https://x.com/"
MATCHES = "chrome.scripting.getRegisteredContentScripts().then((all) => all.flatMap((each) => each.matches).length)"
LOSE = """new Promise((done, fail) => {
  const opening = indexedDB.open("fairnotice-catalogue");
  opening.onerror = fail;
  opening.onsuccess = () => {
    const change = opening.result.transaction(STORES, "readwrite");
    for (const name of STORES) change.objectStore(name).clear();
    change.oncomplete = () => { opening.result.close(); done(0); };
  };
})"""


def test_a_server_that_is_gone_is_said_and_the_notices_stay(
    fresh_person: Person, fresh_installation: Installation
) -> None:
    fresh_installation.stop()
    popup = open_ready(fresh_person, POPUP)
    popup.press("Check now")
    wait_until(lambda: any("could not be reached" in each for each in popup.see().announced), "the fault to be said")
    assert HEADLINE in popup.text()
    assert HEADLINE in see(fresh_person)


def test_a_catalogue_that_is_lost_on_this_device_comes_back_from_the_package(fresh_person: Person) -> None:
    assert HEADLINE in see(fresh_person)
    fresh_person.evaluate_in_background(LOSE.replace("STORES", "['lines']"))
    fresh_person.tidy_up()
    forget(fresh_person)  # the banner may have been in view long enough to count as seen
    assert HEADLINE in see(fresh_person)


def test_a_catalogue_of_which_nothing_is_left_comes_back_too(fresh_person: Person) -> None:
    fresh_person.evaluate_in_background(LOSE.replace("STORES", "['lines', 'generations', 'meta']"))
    page = open_ready(fresh_person, POPUP)
    fresh_person.end_background()
    page.close()
    assert HEADLINE in see(fresh_person)


def test_a_permission_that_is_taken_back_holds_in_a_page_that_waits(fresh_person: Person, stand_in: StandIn) -> None:
    body = '<!doctype html><title>Page</title><link rel="icon" href="data:,"><input id=field><script>field.focus()'
    stand_in.pages.serve("/typing", lambda _: Page(f"{body}</script>"))
    fresh_person.visit("https://x.com/typing")
    fresh_person.no_banner()
    fresh_person.revoke_hosts()
    wait_until(lambda: fresh_person.evaluate_in_background(MATCHES) == 0, "the scripts to be gone")
    fresh_person.evaluate("field.blur()")
    fresh_person.evaluate("new Promise((resolve) => setTimeout(resolve, 500))")
    fresh_person.no_banner()
    popup = open_ready(fresh_person, POPUP)
    popup.press("Check now")
    wait_until(lambda: any("no permission to reach" in each for each in popup.see().announced), "the fault to be said")


def test_a_permission_that_is_taken_back_holds_at_once(fresh_person: Person) -> None:
    assert HEADLINE in see(fresh_person)
    fresh_person.revoke_hosts()
    wait_until(lambda: fresh_person.evaluate_in_background(MATCHES) == 0, "the scripts to be gone")
    begin_new_visit(fresh_person)
    fresh_person.visit("https://x.com/home")
    fresh_person.no_banner()
    assert fresh_person.evaluate("document.documentElement.children.length") == 2
    assert HEADLINE in open_ready(fresh_person, POPUP).text(), "the popup still answers"


def test_damaged_marks_and_choices_break_nothing(person: Person) -> None:
    broken = '{marks: {"x/ai-sharing": "done", "x": 7}, choices: {pause_minutes: "long", muted: 3, topics: ["ads", 4]}}'
    person.evaluate_in_background(f"chrome.storage.local.set({broken}).then(() => 0)")
    assert HEADLINE in see(person)
    person.press("Done")
    person.wait_until_banner_is_gone()
    page = open_ready(person, "receipts/receipts.html")
    page.wait_for_text("could not be read and was set aside")
    assert HEADLINE in page.text()


def test_an_answer_for_a_page_that_was_left_is_not_shown_on_the_next(person: Person, stand_in: StandIn) -> None:
    # Gone again before the extension can have answered.
    leaving = """<!doctype html><title>Leaving</title><script>
    addEventListener("DOMContentLoaded", () => setTimeout(() => location.replace("https://example.org/arrived")));
    </script>"""
    stand_in.pages.serve("/leaving", lambda _: Page(leaving))
    badges = """chrome.tabs.query({}).then((tabs) => Promise.all(tabs.map(({ id }) =>
        chrome.action.getBadgeText({ tabId: id }))))"""
    for _ in range(5):
        begin_new_visit(person)
        person.evaluate("location.assign('https://x.com/leaving'), 0")
        wait_until(lambda: person.evaluate("location.pathname") == "/arrived", "the next page")
        person.no_banner()
        assert set(person.evaluate_in_background(badges)) == {""}
