"""Packs in other languages: whole, true about what they translate, and each followed by deltas of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from fairnotice.catalogue.translations import Texts, Translations
from fairnotice.errors import Invalid, Untrusted
from fairnotice.publication.delta import apply_delta
from fairnotice.publication.edition import LanguageLines, make_deltas, read_current
from fairnotice.publication.envelope import MANIFEST_TYPE, Role, open_envelope
from fairnotice.publication.records import MAX_ENGLISH, MAX_LINE, Line, write_record
from server.factories import House, make_action, make_notice, make_platform, make_platform_lines, make_texts

NOTICE = make_notice()
X, Y = make_platform("x"), make_platform("y")
GERMAN: Texts = make_texts(NOTICE, headline="Deine Posts können KI trainieren", summary="Die Regeln erlauben es.")
TRANSLATED: Mapping[str, Translations] = {"x": {"de": GERMAN}}


def read_records(house: House, language: str) -> dict[str, Any]:
    return {line.id: json.loads(line.text) for line in read_current(house.store).lines[language]}


def read_packs(house: House) -> dict[str, Any]:
    packs = open_envelope(read_current(house.store).manifest, MANIFEST_TYPE, Role({}, 0)).payload["packs"]
    return dict(packs)


def test_a_language_has_a_pack_as_soon_as_something_is_translated_to_it(house: House) -> None:
    house.publish(X, Y)
    assert list(read_packs(house)) == ["en"]
    house.publish(X, translations=TRANSLATED)
    assert list(read_packs(house)) == ["de", "en"]
    house.publish(X)
    assert list(read_packs(house)) == ["en"]


def test_such_a_pack_is_whole_and_names_what_is_english(house: House) -> None:
    house.publish(X, Y, translations=TRANSLATED)
    german, english = read_records(house, "de"), read_records(house, "en")
    assert german.keys() == english.keys()
    assert german["x/ai-sharing"]["headline"] == "Deine Posts können KI trainieren"
    assert german["x/ai-sharing"]["english"] == [
        "applies_to", "data_used", "recipients", "actions/privacy-form/label", "actions/privacy-form/steps",
    ]  # fmt: skip
    assert german["y/ai-sharing"] == english["y/ai-sharing"] | {"english": ["*"]}
    assert german["x"] == english["x"]
    assert not any("english" in record for record in english.values())


def test_a_stale_translation_gives_way_to_the_english_text(house: House) -> None:
    house.publish(replace(X, notices=(replace(NOTICE, headline="It changed"),)), translations=TRANSLATED)
    notice = read_records(house, "de")["x/ai-sharing"]
    assert (notice["headline"], notice["summary"]) == ("It changed", "Die Regeln erlauben es.")
    assert "headline" in notice["english"]
    assert "summary" not in notice["english"]


def test_nobody_holds_a_language_that_is_new_so_no_delta_leads_to_it(house: House) -> None:
    house.publish(X, Y)
    house.publish(X, translations=TRANSLATED)
    house.publish(replace(Y, name="Why"), translations={"y": {}})
    packs = read_packs(house)
    assert packs["en"]["deltas"].keys() == {"1", "2"}
    assert packs["de"]["deltas"].keys() == {"2"}


def test_a_translation_alone_changes_its_own_pack_and_no_revision(house: House) -> None:
    house.publish(X, translations=TRANSLATED)
    before = read_current(house.store)
    house.publish(X, translations={"x": {"de": GERMAN | make_texts(NOTICE, recipients=("KI-Firmen",))}})
    after = read_current(house.store)
    assert after.lines["en"] == before.lines["en"]
    assert after.steps[2]["en"] == []
    delta = make_deltas(after.steps, 2, "de")[1]
    assert apply_delta(before.lines["de"], delta, from_edition=1, to_edition=2, pack="de") == after.lines["de"]
    assert read_records(house, "de")["x/ai-sharing"]["recipients"] == ["KI-Firmen"]
    assert read_records(house, "de")["x/ai-sharing"]["revision"] == 1


def test_what_is_published_verifies_in_every_language(house: House) -> None:
    house.publish(X, Y, translations=TRANSLATED)
    house.publish(replace(Y, name="Why"))
    house.publish(X, translations={"x": {"ar": make_texts(NOTICE, headline="قد تدرّب منشوراتك الذكاء الاصطناعي")}})
    house.bring_up()
    assert house.verify().edition == 3
    assert {path.split("/")[2] for path in house.list_files() if path.startswith("v1/packs/")} == {"en", "ar"}


def test_a_store_from_before_there_were_languages_goes_on(house: House) -> None:
    house.publish(X, Y)
    assert [document.body.keys() for document in house.store.list("lines")] == [{"en"}, {"en"}]
    house.publish(X, translations=TRANSLATED)
    assert read_records(house, "de")["y/ai-sharing"]["english"] == ["*"]
    house.bring_up()
    assert house.verify().edition == 2


def alter(lines: Sequence[Line], **changes: Any) -> list[Line]:
    """Answer German lines that say something else of x/ai-sharing."""
    return [Line(line.id, write_record(json.loads(line.text) | changes)) if "/" in line.id else line for line in lines]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"revision": 2, "english": ["*"]}, "says something else in de"),
     ({"default": "off"}, "says something else in de"),
     ({"actions": [], "english": ["*"]}, "says something else in de"),
     ({"headline": "Anders", "english": ["*"]}, "calls a text English in de"),
     ({"headline": "Anders", "english": ["headline"]}, "calls a text English in de"), ],
)  # fmt: skip
def test_a_pack_that_says_something_else_does_not_verify(house: House, changes: dict[str, Any], reason: str) -> None:
    english = make_platform_lines(X)
    lines: LanguageLines = {"en": english, "de": alter(english, **changes)}
    house.commit(house.prepare_lines({"x": lines}))
    house.bring_up()
    with pytest.raises(Untrusted, match=reason):
        house.verify()


def test_a_pack_that_lacks_a_record_does_not_verify(house: House) -> None:
    english = make_platform_lines(X)
    house.commit(house.prepare_lines({"x": {"en": english, "de": english[:1]}}))
    house.bring_up()
    with pytest.raises(Untrusted, match="does not have the records of the English one"):
        house.verify()


@pytest.mark.parametrize("text", ["a\u202eb", "a\u200bb", "e\u0301"], ids=ascii)
def test_a_translation_with_characters_that_are_not_seen_is_not_published(house: House, text: str) -> None:
    with pytest.raises(Invalid, match="The record x/ai-sharing"):
        house.publish(X, translations={"x": {"de": make_texts(NOTICE, headline=text)}})


def test_a_translation_may_take_twice_the_bytes_of_an_english_line_and_not_more(house: House) -> None:
    notice = make_notice(actions=tuple(make_action(f"a{n}", steps=("Do it",)) for n in range(10)))
    platform = make_platform("x", notices=(notice,))

    def write(letters: int) -> Translations:
        steps = {f"actions/a{n}/steps": ("ا" * letters,) for n in range(10)}
        return {"ar": make_texts(notice, **steps)}

    house.publish(platform, translations={"x": write(150)})
    assert MAX_ENGLISH < max(len(line.text) for line in read_current(house.store).lines["ar"]) <= MAX_LINE
    with pytest.raises(Invalid, match=f"bytes, {MAX_LINE} are allowed"):
        house.publish(platform, translations={"x": write(300)})
