"""Hostile texts in every field of a notice are read as texts in the banner, drawn by the extension's own code."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from e2e.installation import Installation
from e2e.person import Person, wait_until
from e2e.test_accessibility import chromium
from e2e.test_console import sign_in
from e2e.test_console_pages import busy
from fairnotice.catalogue.schema import dump_platform
from fairnotice.workflow.actors import ADMIN, Actor
from fairnotice.workflow.drafting import start
from fairnotice.workflow.platforms import read_published_platform
from server.publication.hostile import HOSTILE

__all__ = ["busy", "chromium"]

FIELDS = 10
TAGS = {"SECTION", "DIV", "H2", "H3", "P", "SPAN", "B", "BUTTON", "UL", "OL", "LI", "DL", "DT", "DD", "svg", "path"}
READ = """(() => {
  const root = document.getElementById("banner").shadowRoot;
  const all = [...root.querySelectorAll("*")];
  return JSON.stringify({
    tags: [...new Set(all.map((each) => each.tagName))],
    attributes: all.flatMap((each) => each.getAttributeNames()).filter((name) => /^on|href|src|style/.test(name)),
    text: root.textContent,
    isHacked: "hacked" in window || document.title !== "A page of X",
  });
})()"""


def write(notice: dict[str, Any], number: int, texts: list[str]) -> dict[str, Any]:
    """Answer a notice that holds one of the texts in each of its fields."""
    (headline, summary, data, who, label, step, limits, title, publisher, control) = texts
    action = {**notice["actions"][0], "label": label, "steps": [step], "limits": limits, "control": control}
    source = {**notice["sources"][0], "title": title, "publisher": publisher}
    return {
        **notice, "id": f"hostile-{number}", "headline": headline, "summary": summary, "data_used": [data],
        "recipients": [data], "applies_to": who, "actions": [action], "sources": [source],
    }  # fmt: skip


@pytest.fixture(scope="module")
def draft(busy: Installation) -> int:
    """Give the number of a draft whose notices hold every text."""
    store = busy.open()
    content = dump_platform(read_published_platform(store, "x"))
    texts = HOSTILE + HOSTILE[: -len(HOSTILE) % FIELDS]
    notices = [
        write(content["notices"][0], n, texts[n * FIELDS : (n + 1) * FIELDS]) for n in range(len(texts) // FIELDS)
    ]
    ada = Actor("ada", frozenset({ADMIN}))
    made = start(store, ada, "x", {**content, "notices": notices}, title="Hostile", now=datetime.now(UTC))
    store.close()
    return made.number


@pytest.mark.parametrize("number", range(-(-len(HOSTILE) // FIELDS)))
def test_the_banner_shows_a_hostile_text_as_it_was_written(
    chromium: Person, busy: Installation, draft: int, number: int
) -> None:
    sign_in(chromium, busy, "ada")
    chromium.visit(f"{busy.address}/console/proposals/{draft}/preview/frame?notice=hostile-{number}")
    drawn = "document.getElementById('banner').shadowRoot?.querySelector('h2') && 1"
    wait_until(lambda: chromium.evaluate(drawn), "the banner to be drawn")
    seen = json.loads(chromium.evaluate(READ))
    assert set(seen["tags"]) <= TAGS
    assert seen["attributes"] == []
    assert not seen["isHacked"]
    texts = (HOSTILE + HOSTILE[: -len(HOSTILE) % FIELDS])[number * FIELDS : (number + 1) * FIELDS]
    for text in (texts[0], texts[1], texts[4], texts[7]):
        assert text in seen["text"]
