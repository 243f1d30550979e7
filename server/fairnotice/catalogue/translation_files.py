"""Translations as files: one JSON file for each language and platform, beside the platforms they belong to."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from fairnotice.catalogue.model import Platform
from fairnotice.catalogue.translations import (
    LANGUAGES,
    Texts,
    Translation,
    dump_texts,
    find_translation_faults,
    load_texts,
)
from fairnotice.errors import Fault, Invalid


def find_translation_files(folder: Path) -> list[Path]:
    """Answer the files of the `translations` that stand in `folder`, or beside it when it is called `platforms`."""
    place = (folder.parent if folder.name == "platforms" else folder) / "translations"
    return sorted(place.glob("*/*.json"))


def read_translations(folder: Path) -> dict[str, dict[str, dict[str, Translation]]]:
    """Read all translations that belong to a catalogue: platform -> language -> field. Raises `Invalid`."""
    found: dict[str, dict[str, dict[str, Translation]]] = {}
    for path in find_translation_files(folder):
        found.setdefault(path.stem, {})[path.parent.name] = read_texts(path)
    return found


def read_texts(path: Path) -> dict[str, Translation]:
    """Read one file. Raises `Invalid` with its faults."""
    try:
        return load_texts(json.loads(path.read_bytes().decode("utf-8")), file=name_file(path))
    except (ValueError, RecursionError) as error:
        fault = Fault(name_file(path), "", f"is not UTF-8 JSON: {error}")
        raise Invalid(str(fault), [fault]) from None


def format_texts(texts: Texts) -> str:
    """Answer the text of the file in its normal form."""
    return json.dumps(dump_texts(texts), indent=2, ensure_ascii=False) + "\n"


def check_translations(folder: Path, platforms: Iterable[Platform]) -> list[Fault]:
    """Find every fault in the translations that belong to a catalogue."""
    known = {platform.id: platform for platform in platforms}
    faults: list[Fault] = []
    for path in find_translation_files(folder):
        file = name_file(path)
        if path.parent.name not in LANGUAGES:
            faults.append(Fault(file, "", f"is in no language we translate to ({', '.join(LANGUAGES)})"))
        elif path.stem not in known:
            faults.append(Fault(file, "", "belongs to no platform"))
        else:
            faults += _check_file(path, known[path.stem])
    return faults


def _check_file(path: Path, platform: Platform) -> list[Fault]:
    try:
        texts = read_texts(path)
    except Invalid as error:
        return list(error.faults)
    faults = find_translation_faults(platform, texts, file=name_file(path))
    if path.read_bytes() != format_texts(texts).encode():
        faults.append(Fault(name_file(path), "", "is not in normal form; `fairnotice catalogue format` writes it"))
    return faults


def name_file(path: Path) -> str:
    """Answer how a file is named in faults: with its language."""
    return f"{path.parent.name}/{path.name}"
