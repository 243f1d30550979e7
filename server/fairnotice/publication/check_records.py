"""Check the records of packs: their links, and that a pack in another language states the same facts."""

from __future__ import annotations

import json
from typing import Any

from fairnotice.catalogue.links import find_link_fault, find_source_fault
from fairnotice.catalogue.translations import ACTION_FIELDS, ALL_ENGLISH, NOTICE_FIELDS
from fairnotice.errors import Untrusted
from fairnotice.publication.records import Line


def check_records(lines: list[Line]) -> tuple[int, int, int]:
    """Check every link of a pack; answer how many platforms, notices and actions it has. Raises `Untrusted`."""
    platforms: dict[str, dict[str, Any]] = {}
    notices = actions = 0
    for line in lines:
        record = json.loads(line.text)
        owner, _, notice = line.id.partition("/")
        if not notice:
            platforms[line.id] = record
            continue
        notices += 1
        if owner not in platforms:
            raise Untrusted(f"The notice {line.id} belongs to no platform.")
        for action in record["actions"]:
            actions += 1
            fault = find_link_fault(action["url"], platforms[owner]["hosts"], platforms[owner]["link_hosts"])
            if fault:
                raise Untrusted(f"The link of {line.id}/{action['id']} {fault}.")
        for source in record["sources"]:
            fault = find_source_fault(source["url"])
            if fault:
                raise Untrusted(f"A source of {line.id} {fault}.")
    return len(platforms), notices, actions


def check_language(language: str, lines: list[Line], english: list[Line]) -> None:
    """Check that a pack says the same as the English one, and tells truly which of its words are English.

    Raises `Untrusted`.
    """
    if [line.id for line in lines] != [line.id for line in english]:
        raise Untrusted(f"The pack {language} does not have the records of the English one.")
    for line, original in zip(lines, english, strict=True):
        record, said = json.loads(line.text), json.loads(original.text)
        marked = record.pop("english", [])
        facts, texts = _part(record)
        said_facts, said_texts = _part(said)
        if facts != said_facts or texts.keys() != said_texts.keys():
            raise Untrusted(f"{line.id} says something else in {language} than in English.")
        if any(texts[name] != said_texts[name] for name in (texts if marked == [ALL_ENGLISH] else marked)):
            raise Untrusted(f"{line.id} calls a text English in {language} that is another one.")


def _part(record: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Part a record into what stands in it in every language, and its texts by their names (catalogue/translations)."""
    texts: dict[str, Any] = {name: record.pop(name) for name in NOTICE_FIELDS if name in record}
    for action in record.get("actions", ()):
        texts |= {f"actions/{action['id']}/{name}": action.pop(name) for name in ACTION_FIELDS}
    return record, texts
