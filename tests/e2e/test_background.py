"""The browser ends the extension's background whenever it rests, and wakes it when it is asked: nothing may be lost."""

from e2e.conftest import begin_new_visit, wait_until_in_view
from e2e.person import Person, wait_until
from e2e.test_banner import HEADLINE, LINK, see
from e2e.test_guide import follow_link, read_guide

ASK = """(globalThis.browser ?? chrome).runtime.sendMessage({ name: "ui:get-tab", url: "https://x.com/" })
    .then(({ value }) => value.site.notices.length)"""


def end_background(person: Person) -> None:
    """End the background, from a page of the extension that is closed again."""
    page = person.open_extension_page("popup/popup.html?site=https://x.com/")
    page.wait_for_text("X may pass your data")
    person.end_background()
    person.close_tab(person.tab)


def test_it_answers_again_each_time_it_was_ended(person: Person) -> None:
    person.open_extension_page("popup/popup.html?site=https://x.com/").wait_for_text("X may pass your data")
    for _ in range(3):
        person.end_background()
        assert person.evaluate(ASK) > 3


def test_a_visit_wakes_it_and_the_banner_comes(person: Person) -> None:
    end_background(person)
    assert HEADLINE in see(person)


def test_what_came_up_in_this_visit_is_still_known(person: Person) -> None:
    see(person)
    wait_until_in_view(person)
    end_background(person)
    person.visit("https://x.com/home")
    person.no_banner(lambda: person.evaluate_in_background("chrome.storage.session.get('visits')")["visits"], "a visit")


def test_a_press_in_a_banner_reaches_it(person: Person) -> None:
    see(person)
    tab = person.tab
    end_background(person)
    person.look_at(tab)
    person.press("Done")
    person.wait_until_banner_is_gone()
    wait_until(lambda: person.evaluate_in_background("chrome.storage.local.get('marks')").get("marks"), "the mark")


def test_a_guide_goes_on(person: Person) -> None:
    tab = follow_link(person)
    read_guide(person, "Step 1 of 3")
    end_background(person)
    person.look_at(tab)
    begin_new_visit(person)
    person.press("Next step")
    read_guide(person, "Step 2 of 3")
    person.visit(LINK)
    read_guide(person, "Step 2 of 3")
