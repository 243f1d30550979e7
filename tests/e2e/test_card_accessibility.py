"""Everybody can use the cards in pages: WCAG 2.2 A and AA by axe-core, which is shown them in the page itself."""

import json
from pathlib import Path
from typing import Any

import pytest
from scripts.stand_in.pages import Page

from e2e.conftest import StandIn
from e2e.person import Person
from e2e.test_accessibility import ROOT, check, chromium

__all__ = ["chromium"]

EXTENSION = ROOT / "extension"
SCRIPTS = ("lib/page-dom.js", "banner/style.js", "banner/card.js", "guide/style.js", "guide/card.js")
VIEWS: dict[str, Any] = json.loads((Path(__file__).parent / "card-view.json").read_text())

# The card lies in the page itself, for axe-core sees into no closed shadow root. All that can unfold is unfolded.
CARD_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Card</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<style>:root { color-scheme: light dark }
body { margin: 0; background: Canvas; color: CanvasText }</style><style id="style"></style></head>
<body><main><h1>A page</h1></main><div id="host"></div>
<script>SCRIPTS
const [quiet, judgePress] = [() => {}, () => "own"];
const events = { judgePress, close: quiet, open: quiet, openSource: quiet, finish: quiet, putOff: quiet, report: quiet,
  go: quiet };
const view = VIEW;
const guide = "steps" in view ? buildGuide(document, view, events) : null;
const card = guide?.card ?? buildCard(document, view, events);
guide?.say(view, true);
document.getElementById("style").textContent = (guide ? guideStyle() : bannerStyle())
  .replaceAll(":host", "#host").replaceAll("55vh", "none").replaceAll("calc(100vh - 32px)", "none")
  .replaceAll("position: fixed", "position: static");
document.getElementById("host").append(card);
card.querySelectorAll(".panel").forEach((panel) => { panel.hidden = false; });
card.querySelectorAll(".toggle").forEach((toggle) => toggle.setAttribute("aria-expanded", "true"));
card.querySelector(".status").textContent = view.labels.covered;
</script></body></html>"""


def show_card(person: Person, stand_in: StandIn, view: dict[str, Any]) -> None:
    """Show a card as a page of its own."""
    scripts = "".join((EXTENSION / name).read_text() for name in SCRIPTS)
    body = CARD_PAGE.replace("SCRIPTS", scripts, 1).replace("VIEW", json.dumps(view).replace("</", "<\\/"), 1)
    stand_in.pages.serve("/card", lambda _: Page(body))
    person.visit("https://example.org/card")


@pytest.mark.parametrize("language", list(VIEWS))
@pytest.mark.parametrize("kind", ["banner", "guide"])
def test_the_card_has_no_fault(chromium: Person, stand_in: StandIn, kind: str, language: str) -> None:
    view = VIEWS[language][kind]
    show_card(chromium, stand_in, view)
    assert chromium.evaluate("document.querySelector('.card').dir") == ("rtl" if language == "ar" else "ltr")
    check(chromium, view["direction"])


@pytest.mark.parametrize("language", ["de", "ar"])
def test_the_notices_own_language_is_marked_among_other_labels(
    chromium: Person, stand_in: StandIn, language: str
) -> None:
    view = VIEWS[language]["banner"]
    show_card(chromium, stand_in, view)
    marked = chromium.evaluate("[...document.querySelectorAll('.card [lang]')].map((each) => each.textContent)")
    first = view["notices"][0]
    for text in (first["headline"], first["line"], first["summary"], first["primary"]["label"]):
        assert text in marked
    assert view["labels"]["details"] not in marked
    direction = "getComputedStyle(document.querySelector('.card h2')).direction"
    assert chromium.evaluate(direction) == ("rtl" if language == "ar" else "ltr")


def test_what_is_not_translated_is_english_among_arabic_and_read_from_left_to_right(
    chromium: Person, stand_in: StandIn
) -> None:
    view = VIEWS["ar"]["banner"]
    show_card(chromium, stand_in, view)
    english = [detail["text"] for detail in view["notices"][0]["details"] if detail["name"] == "recipients"]
    found = "[...document.querySelectorAll('.card dd[lang=en]')].map((each) => [each.textContent, each.dir])"
    assert [english[0], "ltr"] in chromium.evaluate(found)
