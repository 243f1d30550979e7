"""When a banner may be in a page: it waits for the person, hides beside secrets, and leaves the page as it is."""

import pytest
from scripts.stand_in.pages import Page

from e2e.conftest import StandIn, wait_until_in_view
from e2e.person import Person, wait_until
from e2e.test_banner import HEADLINE
from e2e.test_pages import BADGE

HEAD = '<!doctype html><title>Page</title><link rel="icon" href="data:,">'
ELSEWHERE = "<p><button>Elsewhere</button></p>"
FIRST = "<input id=first><script>first.focus()</script>"
# Where somebody types: the markup, and what gives the keyboard to the field in it.
TYPING = {
    "a field": ("<input id=field>", "field"),
    "a text area": ("<textarea id=field></textarea>", "field"),
    "an editor": ("<div id=field contenteditable>Text</div>", "field"),
    "a component": (
        "<x-field id=own></x-field><script>own.attachShadow({mode: 'open'}).innerHTML = '<input>'</script>",
        "own.shadowRoot.firstChild",
    ),
    "a frame of the page": ("<iframe id=own srcdoc='<input id=inner>'></iframe>", "own.contentWindow.inner"),
    "a frame of another site": ("<iframe id=own src='https://example.org/'></iframe>", "own"),
}
SECRETS = {
    "password": "<input id=secret type=password aria-label=Secret>",
    "card number": "<input id=secret autocomplete='billing cc-number' aria-label=Secret>",
    "one-time code": "<input id=secret autocomplete=one-time-code aria-label=Secret>",
    "payment frame": "<iframe id=secret allow='payment' srcdoc='<p>Card</p>'></iframe>",
}
# The content script looks every fifth of a second whether the person still types.
TWO_LOOKS = "new Promise((resolve) => setTimeout(resolve, 500))"
# Gives, for each frame that we may reach, whether a script of ours runs there.
RUNS_IN = """chrome.tabs.query({active: true, currentWindow: true}).then(([{id}]) => chrome.scripting.executeScript(
    {target: {tabId: id, allFrames: true}, func: () => [location.pathname, "sendToBackground" in globalThis]}))
    .then((all) => all.map(({result}) => result))"""
BOXES = """JSON.stringify([scrollX, scrollY, innerWidth, innerHeight, document.documentElement.clientWidth,
    document.documentElement.scrollHeight, document.activeElement.id,
    ...[...document.querySelectorAll("html, head, body, body *")].map((each) => {
      const {x, y, width, height} = each.getBoundingClientRect();
      return [each.localName, x, y, width, height];
    })])"""
TALL = "".join(f"<p id=p{number}><a href=#>Line {number}</a></p>" for number in range(120))


def visit(person: Person, stand_in: StandIn, body: str, path: str = "/page") -> None:
    stand_in.pages.serve(path, lambda _: Page(f"{HEAD}{body}"))
    person.visit(f"https://x.com{path}")


def wait_until_asked(person: Person) -> None:
    """Wait until the extension has answered this page of X, and see that no banner came."""
    person.no_banner(lambda: person.evaluate_in_background(BADGE) == "3", "the toolbar to count")


def see(person: Person) -> None:
    banner = person.banner()
    assert banner is not None
    assert HEADLINE in banner.text


@pytest.mark.parametrize("where", list(TYPING))
def test_it_waits_while_somebody_types_and_comes_when_they_stop(person: Person, stand_in: StandIn, where: str) -> None:
    markup, field = TYPING[where]
    visit(person, stand_in, f"{FIRST}{markup}{ELSEWHERE}")
    wait_until_asked(person)
    person.evaluate(f"{field}.focus()")
    person.press_key("a")
    person.evaluate(TWO_LOOKS)
    person.no_banner()
    person.page().press("Elsewhere")
    see(person)


def test_it_comes_when_the_field_goes_without_a_word(person: Person, stand_in: StandIn) -> None:
    visit(person, stand_in, FIRST)
    wait_until_asked(person)
    person.evaluate("first.remove()")
    see(person)


def test_a_box_that_is_ticked_is_not_typing(person: Person, stand_in: StandIn) -> None:
    visit(person, stand_in, FIRST.replace("id=first", "id=first type=checkbox"))
    see(person)


@pytest.mark.parametrize("secret", list(SECRETS))
def test_it_never_comes_where_a_secret_field_had_the_focus_before(
    person: Person, stand_in: StandIn, secret: str
) -> None:
    visit(person, stand_in, f"{FIRST}{SECRETS[secret]}{ELSEWHERE}")
    wait_until_asked(person)
    person.evaluate("secret.focus()")
    person.evaluate(TWO_LOOKS)
    person.page().press("Elsewhere")
    person.evaluate(TWO_LOOKS)
    person.no_banner()


@pytest.mark.parametrize("secret", list(SECRETS))
def test_it_hides_beside_a_secret_field_and_comes_back(person: Person, stand_in: StandIn, secret: str) -> None:
    visit(person, stand_in, f"{SECRETS[secret]}{ELSEWHERE}")
    see(person)
    person.evaluate("secret.focus()")
    person.wait_until_banner_is_gone()
    person.press_key("Escape")
    person.page().press("Elsewhere")
    see(person)


def test_only_time_in_view_counts_as_seen_and_it_stays_however_long(person: Person, stand_in: StandIn) -> None:
    marks = "chrome.storage.local.get('marks').then(({marks}) => JSON.stringify(marks ?? {}))"
    visit(person, stand_in, f"{SECRETS['password']}{ELSEWHERE}{TALL}")
    see(person)
    person.evaluate("secret.focus()")
    person.evaluate("new Promise((resolve) => setTimeout(resolve, 6000))")
    assert person.evaluate_in_background(marks) == "{}"
    person.page().press("Elsewhere")
    person.press_key("End")
    wait_until(lambda: person.evaluate("scrollY > 500"), "the page to scroll")
    seen = '{"x/ai-sharing":{"shown":1}}'
    wait_until(lambda: person.evaluate_in_background(marks) == seen, "it to count as seen", seconds=15)
    see(person)


def test_it_is_not_in_frames(person: Person, stand_in: StandIn) -> None:
    frame = '<iframe src="https://x.com/inner" onload="window.isLoaded = true"></iframe>'
    answer = "<script>onmessage = ({source}) => source.postMessage(document.documentElement.outerHTML, '*')</script>"
    ask = """new Promise((resolve) => {
      onmessage = ({data}) => resolve(data);
      frames[0].postMessage('', '*');
    })"""
    stand_in.pages.serve("/outer", lambda _: Page(f"{HEAD}{frame}"))
    stand_in.pages.serve("/inner", lambda _: Page(f"{HEAD}{answer}<p>Inner</p>"))
    person.visit("https://example.org/outer")
    person.no_banner(lambda: person.evaluate("isLoaded"), "the frame to load")
    in_uncovered = person.evaluate(ask)
    person.visit("https://x.com/outer")
    see(person)
    assert person.evaluate(ask) == in_uncovered
    assert "<p>Inner</p></body>" in in_uncovered
    assert sorted(person.evaluate_in_background(RUNS_IN)) == [["/inner", False], ["/outer", True]]


def test_it_is_hidden_in_full_screen_and_comes_back(person: Person, stand_in: StandIn) -> None:
    fill = '<button onclick="document.body.requestFullscreen()">Fill the screen</button>'
    visit(person, stand_in, fill)
    person.look_at(person.tab)
    see(person)
    person.page().press("Fill the screen")
    wait_until(lambda: person.evaluate("document.fullscreenElement !== null"), "the full screen")
    person.wait_until_banner_is_gone()
    person.press_key("Escape")
    person.evaluate("document.fullscreenElement ? document.exitFullscreen() : 0")
    wait_until(lambda: person.evaluate("document.fullscreenElement === null"), "the end of the full screen")
    see(person)


def test_it_is_not_printed(person: Person) -> None:
    person.visit("https://x.com/home")
    see(person)
    person.set_medium("print")
    try:
        person.wait_until_banner_is_gone()
    finally:
        person.set_medium("screen")
    see(person)


def test_it_never_moves_the_page(person: Person, stand_in: StandIn) -> None:
    body = f"<button id=own>Own</button>{TALL}<script>scrollTo(0, 700); own.focus({{preventScroll: true}})</script>"
    visit(person, stand_in, body)
    see(person)
    wait_until_in_view(person)
    with_it = person.evaluate(BOXES)
    visit(person, stand_in, body)
    wait_until_asked(person)
    assert person.evaluate("scrollY") == 700
    assert person.evaluate(BOXES) == with_it


def test_it_waits_behind_a_dialog_of_the_page_that_must_be_answered_first(person: Person, stand_in: StandIn) -> None:
    dialog = "<dialog id=ask><button onclick='ask.close()'>Agree</button></dialog>"
    visit(person, stand_in, f"{dialog}<script>ask.showModal()</script>")
    wait_until_asked(person)
    person.page().press("Agree")
    see(person)
    person.evaluate("ask.showModal()")
    person.wait_until_banner_is_gone()
    person.press_key("Escape")
    wait_until(lambda: person.evaluate("!ask.open"), "Escape to close the dialog")
    see(person)


def test_escape_closes_a_menu_of_the_page_first(person: Person, stand_in: StandIn) -> None:
    visit(person, stand_in, "<div id=menu popover>Menu</div>")
    see(person)
    person.evaluate("menu.showPopover()")
    person.press_key("Escape")
    wait_until(lambda: person.evaluate("!menu.matches(':popover-open')"), "Escape to close the menu")
    see(person)
    person.press_key("Escape")
    person.wait_until_banner_is_gone()
