"""What a page can find out about the extension, and do to its banner: nothing."""

import json

from scripts.stand_in.pages import Page

from e2e.conftest import StandIn
from e2e.person import Person
from e2e.sight import Banner

LOADS = """Promise.all(FILES.map((url) => fetch(url).then(() => url, () => null))).then((all) => all.filter(Boolean))"""
IMAGES = """Promise.all(FILES.map((url) => new Promise((done) => {
  const image = new Image();
  image.onload = () => done(url);
  image.onerror = () => done(null);
  image.src = url;
}))).then((all) => all.filter(Boolean))"""
STYLE = """<!doctype html><title>Hostile</title><style>
html > div { display: none !important; opacity: 0 !important; visibility: hidden !important; width: 1px !important;
  transform: translate(-2000px) !important; pointer-events: none !important; clip-path: inset(50%) !important;
  inset: auto auto 0 0 !important }
</style><p>A page that hides what is not its own.</p>"""
TRAP = """<!doctype html><title>Hostile</title><script>
window.seen = [];
for (const name of ["click", "pointerdown", "mousedown", "keydown"]) {
  addEventListener(name, (event) => seen.push([name, event.target.tagName, event.composedPath().length]), true);
}
Element.prototype.attachShadow = new Proxy(Element.prototype.attachShadow, {
  apply(target, self, parts) { seen.push(["attachShadow"]); return Reflect.apply(target, self, parts); },
});
</script><p>A page that listens to everything.</p>"""


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


def test_a_page_cannot_style_the_banner_away(person: Person, stand_in: StandIn) -> None:
    stand_in.pages.serve("/hostile", lambda _: Page(STYLE))
    person.visit("https://x.com/hostile")
    banner = read(person)
    assert banner.box.width > 300
    assert banner.box.x > 0
    person.press("Details and sources")
    assert "Sources" in read(person).text


def test_a_page_that_listens_learns_neither_what_is_shown_nor_what_is_pressed(
    person: Person, stand_in: StandIn
) -> None:
    stand_in.pages.serve("/hostile", lambda _: Page(TRAP))
    person.visit("https://x.com/hostile")
    read(person)
    person.press("Details and sources")
    seen = person.evaluate("seen")
    assert ["attachShadow"] not in seen
    # What is inside a closed root is not in the path of an event: the page sees one element, its host.
    assert {target for _, target, *_ in seen} <= {"DIV"}
    assert len({length for *_, length in seen}) <= 1
    assert "X may pass your data" not in person.evaluate("document.documentElement.innerText")
