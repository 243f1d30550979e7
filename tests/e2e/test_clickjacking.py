"""What a page can do to a card: take it away, and then the popup says so. It cannot make somebody press it unawares."""

import json

import pytest
from scripts.stand_in.pages import Page

from e2e.conftest import BrowserStarter, StandIn, forget
from e2e.person import Person, wait_until
from e2e.sight import Banner, Box
from e2e.test_banner import BUTTON

HEAD = '<!doctype html><title>Hostile</title><link rel="icon" href="data:,"><meta charset="utf-8">'
HOST = "document.documentElement.lastElementChild"
KEPT = "chrome.storage.local.get(['marks', 'choices'])"
COVERED = "Something on the page covered this card. It is on top again; press once more."
TAKEN = "This page took the notice away. It is kept here."
LURE = "position: fixed; inset: 0 0 auto auto; width: 500px; height: 500px; margin: 0; background: lime"
STYLE = """<style>
html > div { display: none !important; opacity: 0 !important; visibility: hidden !important; width: 1px !important;
  transform: translate(-2000px) !important; pointer-events: none !important; clip-path: inset(50%) !important;
  inset: auto auto 0 0 !important; filter: opacity(0) !important; zoom: 0.1 !important }
* { opacity: 0.1 !important; mix-blend-mode: difference !important }
</style>"""
# Things that let the mouse through and stand above the card: what shows the last one, and what is on the page for it.
COVERS = {
    "popover": (
        "lure.hidePopover(), lure.showPopover()",
        f"<div id=lure popover=manual style='{LURE}; pointer-events: none'>Win</div>",
    ),
    "popover that reaches out of its box": (
        "lure.hidePopover(), lure.showPopover()",
        "<div id=lure popover=manual style='inset: 0 auto auto 0; margin: 0; width: 0; height: 0; border: 0; "
        f"padding: 0; overflow: visible; pointer-events: none'><div style='{LURE}'>Win</div></div>",
    ),
    "popover in a component": (
        "lure.root.firstChild.hidePopover(), lure.root.firstChild.showPopover()",
        "<div id=lure></div><script>lure.root = lure.attachShadow({mode: 'closed'}); lure.root.innerHTML = "
        f"`<div popover=manual style='{LURE}; pointer-events: none'>Win</div>`</script>",
    ),
    "popover that was there before and is shown anew": (
        "lure.hidePopover(), lure.showPopover()",
        f"<div id=lure popover=manual style='{LURE}; pointer-events: none'>Win</div>"
        "<script>lure.showPopover()</script>",
    ),
}
TAKES_AWAY = {
    "removed": f"{HOST}.remove()",
    "hidden": f"{HOST}.hidePopover()",
    "hidden in silence": "(addEventListener('beforetoggle', (event) => event.stopImmediatePropagation(), true),"
    f" {HOST}.hidePopover())",
    "no popover any more": f"{HOST}.removeAttribute('popover')",
    "moved into the page": f"document.body.append({HOST})",
    "moved as it is": f"(document.body.moveBefore ?? document.body.append).call(document.body, {HOST}, null)",
    "left behind": "document.documentElement.replaceWith(document.documentElement.cloneNode())",
    "changed again and again": f"(async () => {{ for (const name of ['a', 'b', 'c', 'd', 'e']) {{"
    f" {HOST}.setAttribute(name, ''); await null; }} }})()",
}
ATTRIBUTES = {
    "style": "display: none !important; inset: auto auto 0 0 !important; width: 9px !important; opacity: 0 !important",
    "inert": "",
    "hidden": "",
    "class": "gone",
}
SYNTHETIC = f"""(() => {{
  const targets = [{HOST}, document.elementFromPoint(POINT), document, document.body, window];
  for (const target of targets) for (const type of ["pointerdown", "mousedown", "pointerup", "mouseup", "click"]) {{
    target.dispatchEvent(new PointerEvent(type, {{bubbles: true, composed: true, clientX: POINTX, clientY: POINTY}}));
  }}
  for (const target of targets) for (const key of ["Escape", "Enter", " "]) for (const type of ["keydown", "keyup"]) {{
    target.dispatchEvent(new KeyboardEvent(type, {{key, bubbles: true, composed: true}}));
  }}
  {HOST}.click();
  {HOST}.focus();
}})()"""
# Longer than it takes a card to notice something, and to rest again.
REST = "new Promise((resolve) => setTimeout(resolve, 600))"
ZOOM = "document.documentElement.style.zoom = 2"


def meet(person: Person, stand_in: StandIn, body: str = "") -> Banner:
    """Visit a hostile page of X, and give its banner once it rests and takes presses."""
    stand_in.pages.serve("/hostile", lambda _: Page(f"{HEAD}{body}<p>A page with bad intentions.</p>"))
    person.visit("https://x.com/hostile")
    return wait_until(lambda: seen if (seen := person.banner()) and seen.is_settled else None, "a banner that rests")


def press_box(person: Person, box: Box) -> None:
    person.press_at(box.x + box.width / 2, box.y + box.height / 2)


def assert_nothing_changed(person: Person) -> None:
    """See that no press counted: no mark, no choice, no tab."""
    person.evaluate_in_background("1")
    assert person.evaluate_in_background(KEPT) == {}
    assert len(person.tabs()) == 1


def press_done(person: Person) -> None:
    """Press Done as somebody does who sees it, and see that it counts."""
    person.press("Done")
    person.wait_until_banner_is_gone()
    wait_until(lambda: "marks" in person.evaluate_in_background(KEPT), "the mark to be kept")


@pytest.mark.parametrize("how", list(COVERS))
def test_a_press_on_a_covered_card_does_not_count_and_the_card_says_so(
    person: Person, stand_in: StandIn, how: str
) -> None:
    cover, markup = COVERS[how]
    banner = meet(person, stand_in, markup)
    for label in (BUTTON, "Done"):
        person.evaluate(f"{cover}, 1")
        person.evaluate(REST)
        press_box(person, banner.find_button(label).box)
        assert_nothing_changed(person)
    wait_until(lambda: (seen := person.banner()) and COVERED in seen.announced, "the card to say that it was covered")
    press_done(person)


@pytest.mark.parametrize("how", list(TAKES_AWAY))
def test_a_card_that_the_page_took_away_takes_no_press_and_the_popup_has_it(
    person: Person, stand_in: StandIn, how: str
) -> None:
    box = meet(person, stand_in).find_button("Done").box
    person.evaluate(f"({TAKES_AWAY[how]}, 1)")
    press_box(person, box)
    person.wait_until_banner_is_gone()
    assert_nothing_changed(person)
    assert TAKEN in person.open_popup().text()


@pytest.mark.parametrize("name", list(ATTRIBUTES))
def test_an_attribute_on_its_element_changes_nothing(person: Person, stand_in: StandIn, name: str) -> None:
    before = meet(person, stand_in, "<style>.gone { display: none !important }</style>")
    person.evaluate(f"{HOST}.setAttribute('{name}', {json.dumps(ATTRIBUTES[name])})")
    assert person.evaluate(f"{HOST}.outerHTML") == '<div popover="manual"></div>'
    banner = person.banner()
    assert banner is not None
    assert banner.box == before.box
    press_done(person)


def test_events_that_a_page_makes_press_nothing(person: Person, stand_in: StandIn) -> None:
    box = meet(person, stand_in).find_button("Done").box
    x, y = str(box.x + box.width / 2), str(box.y + box.height / 2)
    person.evaluate(SYNTHETIC.replace("POINTX", x).replace("POINTY", y).replace("POINT", f"{x}, {y}"))
    assert person.evaluate("document.activeElement === document.body")
    assert person.banner() is not None
    assert_nothing_changed(person)


def test_a_page_cannot_style_the_card_away(person: Person, stand_in: StandIn) -> None:
    plain = meet(person, stand_in)
    person.evaluate_in_background("chrome.storage.session.clear()")
    styled = meet(person, stand_in, STYLE)
    assert styled.box == plain.box
    press_done(person)


@pytest.mark.parametrize("zoom", [0.3, 3])
def test_a_page_that_zooms_itself_leaves_the_card_as_large_as_it_is(
    person: Person, stand_in: StandIn, zoom: float
) -> None:
    box = meet(person, stand_in, f"<style>html {{ zoom: {zoom} }}</style>").box
    assert (round(box.width), round(box.y)) == (384, 16)
    assert round(box.x + box.width) == person.evaluate("document.documentElement.clientWidth") - 16
    person.evaluate("document.documentElement.style.zoom = 1")
    wait_until(lambda: (seen := person.banner()) and round(seen.box.width) == 384, "the card to be as large again")
    press_done(person)


@pytest.mark.parametrize("moment", ["mousemove", "mousedown"])
def test_a_card_that_comes_under_the_pointer_takes_no_press(person: Person, stand_in: StandIn, moment: str) -> None:
    banner = meet(person, stand_in, f"<script>addEventListener('{moment}', () => {{ {ZOOM} }})</script>")
    box, width = banner.find_button(BUTTON).box, person.evaluate("document.documentElement.clientWidth")
    # Where the button is once everything is twice as large, before the card takes that back.
    x, y = width - 2 * (width - box.x - box.width / 2), 2 * (box.y + box.height / 2)
    assert x < banner.box.x
    person.press_at(x, y)
    assert person.evaluate("document.documentElement.style.zoom") == "2"
    assert_nothing_changed(person)
    person.evaluate(REST)
    press_done(person)


def test_a_picture_of_a_changing_view_lets_no_press_through(person: Person, stand_in: StandIn) -> None:
    style = """<style>::view-transition { pointer-events: none; background: lime }
    ::view-transition-group(*) { animation-duration: 60s } ::view-transition-image-pair(*) { opacity: 0 }</style>"""
    box = meet(person, stand_in, style).find_button("Done").box
    person.evaluate("(window.change = document.startViewTransition(() => {})).ready.then(() => 1)")
    press_box(person, box)
    assert_nothing_changed(person)
    person.evaluate("change.skipTransition(), change.finished.then(() => 1)")
    person.evaluate(REST)
    press_done(person)


@pytest.fixture
def firefox(browser_starter: BrowserStarter, stand_in: StandIn) -> Person:
    """Give a person at Firefox who has done nothing yet."""
    person = browser_starter.share("firefox")
    person.tidy_up()
    stand_in.forget()
    forget(person)
    return person


def test_a_filter_on_the_whole_page_lets_no_press_through(firefox: Person, stand_in: StandIn) -> None:
    """Only in Firefox does such a filter reach into the top layer."""
    box = meet(firefox, stand_in).find_button("Done").box
    firefox.evaluate("document.documentElement.style.filter = 'opacity(0)'")
    press_box(firefox, box)
    assert_nothing_changed(firefox)
    firefox.evaluate("document.documentElement.style.filter = 'invert(1) hue-rotate(180deg)'")
    press_done(firefox)


SEIZE = """<button id=lure>Win</button><script>
addEventListener("mousemove", ({originalTarget}) => { window.root = originalTarget.getRootNode(); });
</script>"""
IN_PAGE = "a button of ours in the page"
MISUSES = {
    IN_PAGE: "lure.replaceChildren([...root.querySelectorAll('button')].find((each) => each.textContent === 'Done'))",
    "a card that is seen through": "root.append(Object.assign(document.createElement('style'), {textContent: "
    "'.card { opacity: 0 }'}))",
}


@pytest.mark.parametrize("how", list(MISUSES))
def test_what_a_page_gets_hold_of_is_of_no_use(firefox: Person, stand_in: StandIn, how: str) -> None:
    """Only in Firefox does an event lead a page into a closed root."""
    banner = meet(firefox, stand_in, SEIZE)
    firefox.press_at(banner.box.x + 40, banner.box.y + 12)
    assert firefox.evaluate("root instanceof ShadowRoot")
    firefox.evaluate(f"{MISUSES[how]}, 1")
    firefox.evaluate(REST)
    x, y = firefox.evaluate("(({x, y}) => [x + 20, y + 10])(lure.getBoundingClientRect())")
    press_box(firefox, Box(x, y, 0, 0) if how == IN_PAGE else banner.find_button("Done").box)
    assert_nothing_changed(firefox)
