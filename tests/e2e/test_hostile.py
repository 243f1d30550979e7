"""What a page can find out about the extension and the person: nothing, whichever way it asks."""

import json

import pytest
from scripts.stand_in.pages import Page

from e2e.conftest import StandIn, wait_until_in_view
from e2e.person import Person
from e2e.sight import Banner
from e2e.test_banner import CLOSE
from e2e.test_pages import BADGE, PASSED, SENT

LOADS = """Promise.all(FILES.map((url) => fetch(url).then(() => url, () => null))).then((all) => all.filter(Boolean))"""
IMAGES = """Promise.all(FILES.map((url) => new Promise((done) => {
  const image = new Image();
  image.onload = () => done(url);
  image.onerror = () => done(null);
  image.src = url;
}))).then((all) => all.filter(Boolean))"""
# What leads from an event or a point to an element by the standards; Firefox has more ways (Event.originalTarget,
# window.find), by which a page there can read a card while it is shown.
TRAP = """<!doctype html><title>Hostile</title><link rel="icon" href="data:,"><script>
window.seen = [];
const note = (event) => seen.push([event.type, ...[event.target, event.relatedTarget, ...event.composedPath()]
  .filter((each) => each instanceof Element).map((each) => each.localName)].join(" "));
for (const name in HTMLElement.prototype) if (name.startsWith("on")) addEventListener(name.slice(2), note, true);
for (const name of ["focusin", "focusout", "DOMActivate"]) addEventListener(name, note, true);
Element.prototype.attachShadow = new Proxy(Element.prototype.attachShadow, {
  apply(target, self, parts) { seen.push("attachShadow"); return Reflect.apply(target, self, parts); },
});
</script><p>A page that listens to everything.</p>"""
LOOK_AT = """(({x, y}) => [document.elementFromPoint(x, y), ...document.elementsFromPoint(x, y), document.activeElement,
  document.caretPositionFromPoint(x, y)?.offsetNode, ...document.getAnimations().map(({effect}) => effect.target)]
  .map((node) => node.nodeName))(POINT)"""
CALL = """<!doctype html><title>Hostile</title><link rel="icon" href="data:,"><script>
window.heard = [];
addEventListener("message", ({isTrusted, data}) => isTrusted && heard.push(data));
new MutationObserver((all) => heard.push(...all.map(({type}) => type))).observe(document,
  {childList: true, subtree: true, attributes: true, characterData: true});
window.call = (names) => {
  const channels = ["fairnotice", location.host].map((name) => new BroadcastChannel(name));
  for (const name of names) {
    const message = {name, noticeId: "x/ai-sharing", isReady: true};
    for (const channel of channels) channel.postMessage(message);
    for (const target of [window, document, document.documentElement]) {
      target.dispatchEvent(new CustomEvent(name, {detail: message, bubbles: true}));
      target.dispatchEvent(new MessageEvent("message", {data: message}));
    }
  }
};
</script><input id="field"><script>field.focus()</script>"""
MESSAGES = ["page:get-banner", "page:close", "page:finish", "page:put-off", "ui:get-tab", "ui:change-mark"]
FORGED = [
    {"name": "page:close"},
    {"name": "page:finish"},
    {"name": "page:see"},
    {"name": "page:put-off", "how": "month"},
    {"name": "page:put-off", "how": "platform"},
    {"name": "page:put-off", "how": "toolbar"},
    {"name": "page:note-removed"},
    {"name": "page:open-action", "actionId": "partner-ads", "url": "https://evil.test/"},
    {"name": "page:open-source", "index": 0},
    {"name": "page:finish-guide"},
    {"name": "ui:change-mark", "change": "finish"},
    {"name": "ui:change-choices", "changes": {"muted": ["reddit"]}},
    {"name": "ui:open-action", "actionId": "partner-ads"},
]
FROM_PAGE = """chrome.tabs.query({url: "https://x.com/*"}).then(([{id: tabId}]) => chrome.scripting.executeScript({
  target: {tabId}, args: [MESSAGE],
  func: (message) => (globalThis.browser ?? chrome).runtime.sendMessage(message),
})).then(([{result}]) => result)"""
KEPT = "chrome.storage.local.get(['marks', 'choices'])"


def read(person: Person) -> Banner:
    banner = person.banner()
    assert banner is not None
    return banner


def test_no_file_of_the_extension_can_be_loaded(person: Person) -> None:
    person.visit("https://x.com/home")
    read(person)
    names = ("manifest.json", "banner/card.js", "icons/16.png", "icons/sign.svg", "stamp.json", "popup/popup.html")
    files = json.dumps([person.pages_url + name for name in names])
    assert person.evaluate(LOADS.replace("FILES", files)) == []
    assert person.evaluate(IMAGES.replace("FILES", files)) == []


def test_no_message_can_be_sent_and_no_global_is_left(person: Person) -> None:
    person.visit("https://example.org/")
    plain = set(person.evaluate("Object.getOwnPropertyNames(window)"))
    person.visit("https://x.com/home")
    read(person)
    assert set(person.evaluate("Object.getOwnPropertyNames(window)")) == plain
    assert person.evaluate("typeof globalThis.chrome?.runtime?.sendMessage") == "undefined"


def test_the_banner_carries_no_mark_that_names_us(person: Person) -> None:
    person.visit("https://x.com/home")
    read(person)
    html = person.evaluate("document.documentElement.lastElementChild.outerHTML")
    assert html == '<div popover="manual"></div>'


def test_a_page_that_listens_learns_neither_what_is_shown_nor_what_is_pressed(
    person: Person, stand_in: StandIn
) -> None:
    stand_in.pages.serve("/hostile", lambda _: Page(TRAP))
    person.visit("https://x.com/hostile")
    banner = read(person)
    person.press("Details and sources")
    person.press_key("Tab")
    # What is inside a closed root is not in the path of an event: the page sees one element, its host.
    seen = person.evaluate("seen")
    assert any(each.startswith("click ") for each in seen)
    assert {name for each in seen for name in each.split()[1:]} <= {"div", "html", "body"}
    point = json.dumps({"x": banner.box.x + 60, "y": banner.box.y + 60})
    assert set(person.evaluate(LOOK_AT.replace("POINT", point))) <= {"DIV", "HTML", "BODY"}
    for text in ("document.documentElement.innerText", "document.documentElement.getHTML()", "String(getSelection())"):
        assert "pass your data" not in person.evaluate(text)


def test_a_page_that_calls_for_an_extension_hears_nothing(person: Person, stand_in: StandIn) -> None:
    stand_in.pages.serve("/hostile", lambda _: Page(CALL))
    person.visit("https://x.com/hostile")
    person.no_banner(lambda: person.evaluate_in_background(BADGE) == "3", "the toolbar to count")
    person.evaluate(f"heard.length = 0, call({json.dumps(MESSAGES)})")
    person.no_banner()
    assert person.evaluate("heard") == []
    assert person.evaluate_in_background(KEPT) == {}
    assert person.evaluate("typeof globalThis.browser") == "undefined"
    assert person.evaluate("performance.getEntriesByType('resource').length") == 0


@pytest.mark.parametrize("why", ["it came up a moment ago", "everything was closed"])
def test_a_page_without_a_banner_is_as_it_was_sent(person: Person, why: str) -> None:
    person.visit("https://x.com/home")
    if why == "everything was closed":
        for _ in range(3):
            read(person)
            person.press(CLOSE)
            person.wait_until_banner_is_gone()
            person.evaluate_in_background("chrome.storage.session.clear()")
            person.visit("https://x.com/home")
    else:
        read(person)
        wait_until_in_view(person)
        person.visit("https://x.com/home")
    count = "" if why == "everything was closed" else "3"
    person.no_banner(lambda: person.evaluate_in_background(BADGE) == count, "the toolbar to count")
    assert person.evaluate(PASSED) == person.evaluate(SENT)


def test_a_page_sees_one_empty_element_come_and_nothing_else_change(person: Person, stand_in: StandIn) -> None:
    stand_in.pages.serve("/hostile", lambda _: Page(CALL.replace("field.focus()", "")))
    person.visit("https://x.com/hostile")
    person.evaluate("heard.length = 0")
    read(person)
    person.press("Details and sources")
    assert person.evaluate("heard") == [] or person.evaluate("heard") == ["childList"]
    person.press_key("Escape")
    person.wait_until_banner_is_gone()
    assert person.evaluate(PASSED) == person.evaluate(SENT)


def test_a_script_in_one_page_cannot_act_for_another_site(person: Person) -> None:
    person.visit("https://x.com/home")
    read(person)
    before = len(person.tabs())
    for forged in FORGED:
        message = json.dumps({"noticeId": "reddit/ads", **forged})
        assert list(person.evaluate_in_background(FROM_PAGE.replace("MESSAGE", message))) == ["error"], forged
    assert person.evaluate_in_background(KEPT) == {}
    assert not person.evaluate_in_background("chrome.storage.session.get('removed')").get("removed")
    assert len(person.tabs()) == before
