"""Translations as files: beside the platforms they belong to, checked with them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fairnotice.catalogue.files import BUILT_IN, read_catalogue
from fairnotice.catalogue.translation_files import check_translations, format_texts, read_texts, read_translations
from fairnotice.catalogue.translations import LANGUAGES, Texts
from fairnotice.errors import Invalid
from server.factories import make_notice, make_platform, make_texts

TEXTS = make_texts(make_notice(), headline="Überschrift")


def write(folder: Path, texts: Texts, language: str = "de", platform: str = "x") -> Path:
    path = folder / "translations" / language / f"{platform}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(format_texts(texts), "utf-8")
    return path


def test_what_is_written_is_read_from_the_folder_or_its_platforms(tmp_path: Path) -> None:
    assert read_texts(write(tmp_path, TEXTS)) == TEXTS
    for folder in (tmp_path, tmp_path / "platforms"):
        assert read_translations(folder) == {"x": {"de": TEXTS}}
        assert check_translations(folder, [make_platform("x")]) == []


def test_a_catalogue_without_translations_has_none(tmp_path: Path) -> None:
    assert read_translations(tmp_path) == {}


def test_every_fault_is_found_with_its_file(tmp_path: Path) -> None:
    write(tmp_path, TEXTS, language="xx")
    write(tmp_path, TEXTS, platform="y")
    write(tmp_path, make_texts(make_notice(), headline="Halt!"), language="fr")
    write(tmp_path, TEXTS, language="es").write_text("[]", "utf-8")
    path = write(tmp_path, TEXTS, language="ar")
    path.write_text(json.dumps(json.loads(path.read_bytes())), "utf-8")
    found = {fault.file: fault.reason for fault in check_translations(tmp_path, [make_platform("x")])}
    assert found == {
        "xx/x.json": "is in no language we translate to (ar, de, es, fr, pt-BR)",
        "de/y.json": "belongs to no platform",
        "fr/x.json": "holds an exclamation mark",
        "es/x.json": "is not a JSON object",
        "ar/x.json": "is not in normal form; `fairnotice catalogue format` writes it",
    }


def test_a_file_that_is_no_json_is_named(tmp_path: Path) -> None:
    write(tmp_path, TEXTS).write_bytes(b"\xff")
    with pytest.raises(Invalid, match=r"de/x\.json: is not UTF-8 JSON"):
        read_translations(tmp_path)


def test_the_built_in_ones_have_no_fault() -> None:
    assert check_translations(BUILT_IN, read_catalogue(BUILT_IN)) == []


def test_what_is_translated_is_translated_to_every_language() -> None:
    held = read_translations(BUILT_IN)
    assert held
    assert all(set(translations) == set(LANGUAGES) for translations in held.values())
