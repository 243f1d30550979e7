"""Translations in the workflow: published with their platform, kept through its changes, never news by themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fairnotice.catalogue.files import BUILT_IN
from fairnotice.catalogue.translation_files import read_translations
from fairnotice.catalogue.translations import LANGUAGES, Translations
from fairnotice.publication.edition import prepare_edition, read_current
from fairnotice.publication.keys import KeyFolder
from fairnotice.store.contract import Batch, Put, Store
from fairnotice.workflow.first_start import SETUP, init_keys, make_ready
from fairnotice.workflow.history import read_history
from fairnotice.workflow.platforms import Mark, advance, read_platform, write_platform
from fairnotice.workflow.publish import publish_first
from server.factories import make_texts
from server.workflow.kit import CATALOGUE, DELETION, NOW, House, change_notice, get_notice, get_platform

RUMBLE = get_platform("rumble")


def translate(headline: str) -> Translations:
    return {"de": make_texts(get_notice(RUMBLE, DELETION), headline=headline)}


@pytest.fixture
def house(store: Store, tmp_path: Path) -> House:
    """Make an installation whose one platform is translated."""
    keys = KeyFolder(tmp_path / "keys")
    init_keys(store, keys, SETUP, catalogue=CATALOGUE, now=NOW)
    house = House(store, keys)
    publish_first(store, [RUMBLE], house.publisher(), {"rumble": translate("Dein Konto löschen")})
    return house


def read_german(house: House) -> dict[str, Any]:
    lines = read_current(house.store).lines["de"]
    return dict(next(json.loads(line.text) for line in lines if line.id == f"rumble/{DELETION}"))


def test_the_first_edition_takes_the_translations_that_came_with_it(store: Store, tmp_path: Path) -> None:
    make_ready(store, KeyFolder(tmp_path / "keys"), catalogue=CATALOGUE, now=NOW, say=lambda _: None)
    assert set(read_current(store).lines) == {"en", *LANGUAGES}
    assert read_platform(store, "x").translations == read_translations(BUILT_IN)["x"]


def test_a_change_of_the_english_text_keeps_the_translation_and_leaves_it_out(house: House) -> None:
    assert read_german(house)["headline"] == "Dein Konto löschen"
    new = change_notice(RUMBLE, DELETION, headline="Takes a month")
    house.publish(new, marks={DELETION: Mark(True, "It takes longer")})
    assert read_platform(house.store, "rumble").translations == translate("Dein Konto löschen")
    assert (read_german(house)["headline"], read_german(house)["english"]) == ("Takes a month", ["*"])
    house.publish(RUMBLE, marks={DELETION: Mark(False, "As it was")})
    assert read_german(house)["headline"] == "Dein Konto löschen"


def test_a_translation_alone_is_published_without_a_revision(house: House) -> None:
    kept = read_platform(house.store, "rumble")
    revisions = advance(kept, RUMBLE, {}, "2026-12-01")
    puts, lines = write_platform(kept, RUMBLE, revisions, 2, translate("Konto löschen"))
    signer = house.publisher().signer
    title = "A better translation"
    made = prepare_edition(house.store, {"rumble": lines}, signer=signer, catalogue=CATALOGUE, now=NOW, title=title)
    house.store.commit(Batch([*puts, *made.puts], made.deletes))
    assert (read_german(house)["headline"], read_german(house)["revision"]) == ("Konto löschen", 1)
    assert read_platform(house.store, "rumble").revisions == kept.revisions
    assert read_history(house.store)[0].records == 1


def test_platforms_from_before_there_were_translations_have_none(house: House) -> None:
    document = house.store.get("platforms", "rumble")
    assert document is not None
    body = {key: value for key, value in document.body.items() if key != "translations"}
    house.store.commit(Batch([Put("platforms", "rumble", body, document.version)]))
    assert read_platform(house.store, "rumble").translations == {}
