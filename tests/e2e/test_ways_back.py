"""What a person did with a banner or notice, each with its way back: from the popup and from the options."""

from collections.abc import Callable

import pytest

from e2e.person import ExtensionPage, Person, wait_until
from e2e.test_banner import CLOSE, HEADLINE, see
from e2e.test_pages import BADGE, PASSED, SENT, open_options, open_ready, wait_until_said
from e2e.test_quiet import BADGE_OF, MARK, put_off, read_headline, see_none

Undo = Callable[[Person, str, str], None]
POPUP = "popup/popup.html?site=https://x.com/"
KEPT_IN_TOOLBAR = "Only in the toolbar"


def open_again_in_popup(person: Person, done: str) -> None:
    popup = open_ready(person, POPUP)
    popup.wait_for_text("2 notices are open")
    person.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert done in popup.text()
    popup.press("Open again")
    popup.wait_for_text("3 notices are open")


@pytest.mark.parametrize(("how", "state"), [("In an hour", "Later"), ("Done", "Done"), (CLOSE, "Closed")])
def test_what_was_done_with_a_notice_is_undone_in_the_popup(person: Person, how: str, state: str) -> None:
    if how == "In an hour":
        put_off(person, how)
    else:
        see(person)
        person.press(how)
        person.wait_until_banner_is_gone()
    open_again_in_popup(person, state)
    assert person.evaluate_in_background(MARK) == {}
    assert HEADLINE in see(person)


def undo_in_popup(person: Person, label: str, _: str) -> None:
    open_ready(person, POPUP).press(label)


def undo_in_options(person: Person, _: str, label: str) -> None:
    options = open_options(person)
    options.press(label)
    wait_until_said(options, "X")


@pytest.mark.parametrize("undo", [undo_in_popup, undo_in_options])
def test_a_platform_kept_in_the_toolbar_has_its_pages_as_they_were_sent(person: Person, undo: Undo) -> None:
    put_off(person, "Only in the toolbar for X")
    wait_until(lambda: person.evaluate_in_background("chrome.storage.local.get('choices')"), "the choice")
    person.visit("https://twitter.com/home")
    badge = BADGE_OF.replace("HOST", "twitter.com")
    person.no_banner(lambda: person.evaluate_in_background(badge) == "3", "the toolbar to count")
    assert person.evaluate(PASSED) == person.evaluate(SENT)
    undo(person, "Show in the page again", "Show in the page again: X")
    wait_until(lambda: read_list(person, "toolbar_only") == [], "the choice to be undone")
    assert HEADLINE in see(person)


@pytest.mark.parametrize("undo", [undo_in_popup, undo_in_options])
def test_a_platform_that_was_sent_away_speaks_up_when_it_may_again(person: Person, undo: Undo) -> None:
    put_off(person, "Not for X")
    wait_until(lambda: read_list(person, "muted") == ["x"], "the choice")
    person.visit("https://x.com/home")
    see_none(person)
    undo(person, "Tell me again", "Tell me again about X")
    wait_until(lambda: read_list(person, "muted") == [], "the choice to be undone")
    assert HEADLINE in see(person)


@pytest.mark.parametrize("undo", [undo_in_popup, undo_in_options])
def test_one_notice_is_kept_in_the_toolbar_by_the_popup(person: Person, undo: Undo) -> None:
    open_ready(person, POPUP).press(KEPT_IN_TOOLBAR)
    wait_until(lambda: read_list(person, "toolbar_only") == ["x/ai-sharing"], "the choice")
    person.visit("https://x.com/home")
    assert read_headline(person) != HEADLINE
    wait_until(lambda: person.evaluate_in_background(BADGE) == "3", "it to count in the toolbar")
    undo(person, "Show in the page again", f"Show in the page again: {HEADLINE}")
    wait_until(lambda: read_list(person, "toolbar_only") == [], "the choice to be undone")
    assert HEADLINE in see(person)


def read_list(person: Person, name: str) -> list[str]:
    return person.evaluate_in_background("chrome.storage.local.get('choices')").get("choices", {}).get(name, [])


def list_open(popup: ExtensionPage) -> list[str]:
    """Give the headlines of the open notices, in the popup's order."""
    summaries = [button.label for button in popup.see().buttons if button.kind == "summary"]
    return [label for label in summaries if "more: good to know" not in label]


def test_the_others_are_a_press_away_and_the_most_urgent_comes_first(person: Person) -> None:
    in_popup = list_open(open_ready(person, POPUP))
    assert in_popup[0] == HEADLINE
    before = len(person.tabs())
    see(person)
    person.press("2 more about X")
    banner = person.banner()
    assert banner is not None
    assert [button.label for button in banner.buttons if button.label in in_popup] == in_popup[1:]
    person.press(in_popup[1])
    assert read_headline(person) == in_popup[1]
    person.press("Details and sources")
    banner = person.banner()
    assert banner is not None
    assert "Why you see this\n\nThis works against you by default, and something can be done." in banner.text
    person.press(CLOSE)
    person.wait_until_banner_is_gone()
    marks = wait_until(lambda: person.evaluate_in_background("chrome.storage.local.get('marks')").get("marks"), "marks")
    assert list(marks) == ["x/ai-training"], "what was looked at is closed, not what came before"
    assert len(person.tabs()) == before
