"""Everybody can use the extension: its pages by WCAG 2.2 A and AA as axe-core judges them, the banner by keyboard."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from scripts.stand_in.pages import Page

from e2e.conftest import BrowserStarter, StandIn, forget
from e2e.person import Person, wait_until
from e2e.sight import Banner

ROOT = Path(__file__).parents[2]
AXE = ROOT / "tests/extension/node_modules/axe-core/axe.min.js"

RUN_AXE = """axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"],
}).then(({ violations, incomplete, passes }) => JSON.stringify({
  faults: [...violations, ...incomplete.filter(({ id }) => id === "color-contrast" || id === "target-size")].flatMap(
    ({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`)),
  passes: passes.map(({ id }) => id),
}))"""
FOCUSED_IN_PAGE = "document.activeElement === document.body ? 'body' : document.activeElement.id"
FOCUS = """function () {
  const focused = this.activeElement;
  if (!focused) return null;
  const { outlineStyle, outlineWidth } = getComputedStyle(focused);
  const { x, y, width, height } = focused.getBoundingClientRect();
  const name = focused.getAttribute("aria-label") ?? focused.textContent;
  return JSON.stringify({ name: name.trim(), outlineStyle, outlineWidth, x, y, width, height });
}"""
# Of two hundred platforms axe-core judges a few: it cannot tell the contrast of what lies far outside the view.
SEARCH = """(() => {
  const field = document.querySelector("input[type=search]");
  if (!field) return;
  field.value = "linkedin";
  field.dispatchEvent(new Event("input", { bubbles: true }));
})()"""
DAMAGE = """chrome.storage.local.get("receipts").then(({ receipts: { list, notes } }) => chrome.storage.local.set({
  marks: 7,
  receipts: { notes, list: [
    ...list.map((each) => ({ ...each, material: 0 })),
    { ...list[0], notice: "x/gone", on: "2026-01-15", note: "By mail, case 17" },
  ] },
}))"""
OTHER_STATE = {
    "format": "fairnotice-state",
    "version": 1,
    "made_on": "2026-11-24",
    "choices": {"region": "DE"},
    "marks": {"x/ads": {"closed": 1}},
    "receipts": {"list": [], "notes": {}},
}
# As after a report, which shows everything that the page has.
TICKET = """(() => {
  const ticket = document.getElementById("ticket");
  if (!ticket) return;
  document.getElementById("code").textContent = "7F3K-M2QX";
  document.getElementById("tickets-row").hidden = ticket.hidden = false;
})()"""
# A report and a check that were made, and the ticket of the one.
SENT = {"id": "1", "at": 1795600000000, "why": "asked", "method": "GET", "url": "http://127.0.0.1:1/v1/head.json"}
SENT |= {"options": {"credentials": "omit"}, "body": None, "ended": {"status": 200, "fault": None, "bytes": 506}}
KEPT = {
    "tickets": [{"code": "7F3K-M2QX", "notice_id": "x/ai-sharing", "kind": "moved", "day": "2026-11-24"}],
    "sent": {"requests": [SENT | {"why": "report", "method": "POST", "body": "{}", "ended": None}, SENT], "days": {}},
}
FIELD = '<!doctype html><title>Home</title><link rel="icon" href="data:,"><button id="own">Own</button>'


@pytest.fixture
def chromium(browser_starter: BrowserStarter, stand_in: StandIn) -> Person:
    """Give a person at Chromium who has done nothing yet; axe-core judges what is built, the same in both browsers.

    The focus ring is looked at here only: without a screen, Firefox was seen to give its window no focus in tests.
    """
    person = browser_starter.share("chromium")
    person.tidy_up()
    stand_in.forget()
    forget(person)
    return person


def check(person: Person, direction: str) -> None:
    """Let axe-core judge this tab, in both color schemes and at both widths."""
    assert AXE.is_file(), "axe-core is not there: run `npm ci --prefix tests/extension`."
    try:
        for scheme in ("light", "dark"):
            person.set_color_scheme(scheme)
            for width in (320, 1280):
                person.set_viewport(width, 800)
                person.evaluate(f"{AXE.read_text()};0")
                person.evaluate("Promise.all(document.getAnimations().map((each) => each.finished)).then(() => 0)")
                seen = json.loads(person.evaluate(RUN_AXE))
                assert seen["faults"] == [], f"{scheme}, {width} px, {direction}"
                assert "color-contrast" in seen["passes"], "something was there to judge"
                over = person.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert over <= 0, f"at {width} px, {over} px are beside the page"
    finally:
        person.set_viewport(1280, 800)


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("popup/popup.html?site=https://x.com/", "3 notices are open"),
        ("welcome/welcome.html", "Where are you?"),
        ("options/options.html", "Topics to be told about unasked"),
        ("overview/overview.html", "0 of 186 done"),
        ("receipts/receipts.html", "Nothing yet."),
        ("sent/sent.html", "because you asked for news"),
        ("report/report.html?notice=x/ai-sharing&action=grok-training-box", "What is wrong?"),
    ],
)
def test_a_page_of_the_extension_has_no_fault(chromium: Person, path: str, text: str, direction: str) -> None:
    chromium.evaluate_in_background(f"chrome.storage.local.set({json.dumps(KEPT)})")
    page = chromium.open_extension_page(path)
    page.wait_for_text(text)
    wait_until(lambda: chromium.evaluate("document.body.dataset.ready") == "true", "the page to be ready")
    chromium.evaluate(f"document.documentElement.dir = '{direction}'")
    chromium.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    chromium.evaluate(SEARCH)
    chromium.evaluate(TICKET)
    check(chromium, direction)


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_receipts_and_all_that_unfolds_beside_them_have_no_fault(
    chromium: Person, direction: str, tmp_path: Path
) -> None:
    see(chromium)
    chromium.press("Done")
    chromium.wait_until_banner_is_gone()
    kept = "chrome.storage.local.get('receipts')"
    wait_until(lambda: chromium.evaluate_in_background(kept).get("receipts"), "the receipt to be kept")
    # As after a material revision, with a receipt whose notice is gone, and with something damaged.
    chromium.evaluate_in_background(DAMAGE)
    file = tmp_path / "state.json"
    file.write_text(json.dumps(OTHER_STATE))
    page = chromium.open_extension_page("receipts/receipts.html")
    page.wait_for_text("Changed since.")
    page.press("Only who knows a passphrase")
    chromium.choose_file("Choose a file", file)
    page.wait_for_text("Add to mine")
    chromium.evaluate("document.getElementById('unlock').hidden = document.getElementById('undo').hidden = false")
    chromium.evaluate(f"document.documentElement.dir = '{direction}'")
    check(chromium, direction)


def see(person: Person) -> Banner:
    """Visit a page of X, and give the banner that comes up there."""
    person.visit("https://x.com/home")
    banner = person.banner()
    assert banner is not None
    return banner


def find_focus(person: Person) -> dict[str, Any] | None:
    """Give what has the focus inside the banner."""
    seen = person._see_banner()
    assert seen is not None
    focus = person._run(seen[0], FOCUS)
    return json.loads(focus) if focus else None


def walk(person: Person, most: int = 40) -> list[dict[str, Any]]:
    """Press Tab from the page into the banner and through it; give what had the focus there, in order."""
    walked: list[dict[str, Any]] = []
    for _ in range(most):
        person.press_key("Tab")
        focus = find_focus(person)
        if focus:
            walked.append(focus)
        elif walked:
            break
    return walked


def move_to(person: Person, name: str) -> None:
    """Press Tab until the banner's button of this name has the focus."""
    for _ in range(40):
        person.press_key("Tab")
        focus = find_focus(person)
        if focus and focus["name"] == name:
            return
    raise AssertionError(f"Tab does not reach {name!r}")


def test_tab_reaches_every_button_in_the_order_it_is_seen(person: Person) -> None:
    banner = see(person)
    walked = walk(person)
    assert [each["name"] for each in walked] == banner.labels
    for one, next_one in pairwise(walked):
        is_below = next_one["y"] + next_one["height"] / 2 > one["y"] + one["height"]
        assert is_below or next_one["x"] > one["x"], f"{next_one['name']} comes after {one['name']}"


def test_the_focus_is_seen(chromium: Person) -> None:
    see(chromium)
    for each in walk(chromium):
        assert each["outlineStyle"] != "none", each["name"]
        assert float(each["outlineWidth"].removesuffix("px")) >= 2, each["name"]


def test_everything_unfolds_by_keyboard_and_is_large_enough(chromium: Person) -> None:
    labels = see(chromium).labels
    for name in labels[3:]:
        move_to(chromium, name)
        chromium.press_key("Enter")
        wait_until(lambda: (seen := chromium.banner()) and len(seen.buttons) > len(labels), f"{name} to unfold")
        banner = chromium.banner()
        assert banner is not None
        for button in banner.buttons:
            assert min(button.box.width, button.box.height) >= 27.9, button.label
        chromium.press_key("Enter")
        wait_until(lambda: (seen := chromium.banner()) and len(seen.buttons) == len(labels), f"{name} to fold")


def test_escape_closes_from_inside_too(person: Person) -> None:
    see(person)
    move_to(person, "Done")
    person.press_key("Escape")
    person.wait_until_banner_is_gone()
    assert person.evaluate("document.activeElement === document.body") is True


def test_the_focus_is_never_taken(person: Person, stand_in: StandIn) -> None:
    see(person)
    assert person.evaluate(FOCUSED_IN_PAGE) == "body"
    person.evaluate_in_background("chrome.storage.session.clear()")
    focusing = f"{FIELD}<script>own.focus()</script>"
    stand_in.pages.serve("/home", lambda _: Page(focusing))
    see(person)
    assert person.evaluate(FOCUSED_IN_PAGE) == "own"
    person.press("Details and sources")
    person.press_key("Escape")
    person.wait_until_banner_is_gone()
