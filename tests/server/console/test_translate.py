"""A translation is written beside the English, turns stale when that changes, and is seen by a second person."""

from __future__ import annotations

from typing import Any

from fairnotice.catalogue.translations import hash_text
from fairnotice.workflow.marks import Mark
from fairnotice.workflow.platforms import read_platform
from fairnotice.workflow.proposals import read_proposal
from fairnotice.workflow.upkeep import find_stale_translations
from server.console.kit import REVIEWER, WRITER, House, get_content, read, read_text

FIELD = "account-deletion/headline"
GERMAN = "Das Konto wird gelöscht"


def translate(house: House, number: int, *, seen: int | None = None, **fields: str) -> Any:
    version = read_proposal(house.store, number).version if seen is None else seen
    form = {"seen": str(version), **{name.replace("__", "/"): text for name, text in fields.items()}}
    return house.enter(WRITER).post(f"/proposals/{number}/translate/de", form)


def test_a_translation_is_kept_with_what_it_translates(house: House) -> None:
    number = house.start()
    assert translate(house, number, **{FIELD: GERMAN}).status_code == 303
    english = get_content()["notices"][0]["headline"]
    kept = read_proposal(house.store, number).translations
    assert kept == {"de": {FIELD: {"source": hash_text(english), "text": GERMAN}}}


def test_a_text_that_is_emptied_is_english_again(house: House) -> None:
    number = house.start()
    translate(house, number, **{FIELD: GERMAN})
    translate(house, number, **{FIELD: " "})
    assert read_proposal(house.store, number).translations == {"de": {}}


def test_what_breaks_a_rule_is_kept_and_said_beside_its_field(house: House) -> None:
    number = house.start()
    answer = translate(house, number, **{FIELD: "Jetzt <b>löschen</b>"})
    assert answer.status_code == 422
    page = read(answer)
    field = page.css_first(f'textarea[name="{FIELD}"]')
    assert field is not None
    assert "löschen" in field.text()
    described = str(field.attributes["aria-describedby"]).split()[-1]
    fault = page.css_first(f'[id="{described}"]')
    assert fault is not None
    assert "HTML" in fault.text()


def test_of_two_windows_the_second_is_told(house: House) -> None:
    number = house.start()
    translate(house, number, **{FIELD: GERMAN})
    assert translate(house, number, seen=1, **{FIELD: "Anders"}).status_code == 409


def test_it_is_reviewed_and_published_without_a_new_revision(house: House) -> None:
    number = house.start()
    translate(house, number, **{FIELD: GERMAN})
    browser = house.enter(WRITER)
    version = read_proposal(house.store, number).version
    assert browser.post(f"/proposals/{number}/submit", {"seen": str(version)}).status_code == 303
    seen = read_text(house.enter(REVIEWER).get(f"/proposals/{number}"))
    assert GERMAN in seen
    before = read_platform(house.store, "rumble").revisions
    house.approve_and_publish(number)
    after = read_platform(house.store, "rumble")
    assert after.revisions == before
    assert after.translations["de"][FIELD].text == GERMAN


def test_a_translation_whose_english_changed_stands_on_the_desk(house: House) -> None:
    number = house.start()
    translate(house, number, **{FIELD: GERMAN})
    version = read_proposal(house.store, number).version
    house.enter(WRITER).post(f"/proposals/{number}/submit", {"seen": str(version)})
    house.approve_and_publish(number)
    assert find_stale_translations(house.store) == []
    content = get_content()
    content["notices"][0]["headline"] = "Another headline"
    house.publish(content, marks={"account-deletion": Mark(False, "Clearer")})
    assert find_stale_translations(house.store) == [("rumble", "Rumble", 1)]
    assert "Translations whose English changed" in read_text(house.enter(WRITER).get("/"))
