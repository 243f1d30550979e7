"""Record lines: what of a platform is published, one line each (PROTOCOL.md, section 1)."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from fairnotice.catalogue.model import Action, Notice, Platform
from fairnotice.catalogue.texts import holds_hidden_characters
from fairnotice.catalogue.translations import ALL_ENGLISH, Texts, Translations, translate
from fairnotice.errors import Fault, Invalid

ENGLISH = "en"
MAX_ENGLISH = 8192
"""Bytes of a line in English."""
MAX_LINE = 2 * MAX_ENGLISH
"""Bytes of any line. A letter beyond ASCII takes six of them: texts take four times as many in Arabic as in English."""
MAX_HISTORY = 8
"""Material revisions that a record tells about; older ones stand in the history pages."""


@dataclass(frozen=True)
class Revision:
    """What is known of a notice's published states. `history` holds {revision, on, reason} of each material one."""

    number: int
    on: str
    history: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, order=True)
class Line:
    """One record as it is published."""

    id: str
    text: str


def write_record(record: Mapping[str, Any]) -> str:
    """Answer the one form in which a record is hashed and shipped: ASCII JSON, keys sorted."""
    return json.dumps(record, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)


def read_line(text: str) -> Line:
    """Read a published line. Raises ValueError for what cannot stand on one: see PROTOCOL.md, section 1."""
    record = json.loads(text)
    if not isinstance(record, dict) or not isinstance(record.get("id"), str):
        raise ValueError("a line is not a record with an id")
    if len(text) > MAX_LINE or write_record(record) != text:
        raise ValueError(f"the record {record['id']} is not written in the one form")
    fault = _find_record_fault(record)
    if fault:
        raise ValueError(f"the record {record['id']} {fault}")
    return Line(record["id"], text)


def make_language_lines(
    platform: Platform, revisions: Mapping[str, Revision], translations: Translations
) -> dict[str, list[Line]]:
    """Answer the lines of a platform in English and in each language that it has translations in. See `make_lines`."""
    translated = {language: make_lines(platform, revisions, texts) for language, texts in translations.items() if texts}
    return {ENGLISH: make_lines(platform, revisions)} | translated


def make_lines(platform: Platform, revisions: Mapping[str, Revision], texts: Texts | None = None) -> list[Line]:
    """Answer the lines of a platform and its notices. `revisions` has an entry for every notice id.

    With the `texts` of a language they are lines of that language's pack, and each notice names its texts that are in
    English all the same. Raises `Invalid` when a record does not fit on a line.
    """
    records = [_describe_platform(platform)]
    for original in platform.notices:
        notice, english = (original, []) if texts is None else translate(original, texts)
        revision = revisions[notice.id]
        known = {
            "id": f"{platform.id}/{notice.id}",
            "revision": revision.number,
            "revised_on": revision.on,
            "history": [dict(entry) for entry in revision.history[-MAX_HISTORY:]],
        }
        records.append(describe_notice(notice) | known | ({"english": english} if english else {}))
    limit = MAX_ENGLISH if texts is None else MAX_LINE
    return sorted(_make_line(platform, record, limit) for record in records)


def mark_as_english(line: Line) -> Line:
    """Answer how a line of the English pack stands in the pack of a language that its notice is not translated to."""
    if "/" not in line.id:
        return line
    return Line(line.id, write_record(json.loads(line.text) | {"english": [ALL_ENGLISH]}))


def group_records(lines: Iterable[Line]) -> dict[str, dict[str, Any]]:
    """Answer the platforms' records by id, each with the records of its `notices`. `lines` are sorted by id."""
    platforms: dict[str, dict[str, Any]] = {}
    for line in lines:
        owner, _, notice = line.id.partition("/")
        if notice:
            platforms[owner]["notices"].append(json.loads(line.text))
        else:
            platforms[line.id] = json.loads(line.text) | {"notices": []}
    return platforms


def describe_notice(notice: Notice) -> dict[str, Any]:
    """Answer what of a notice is published, without its revision. Two equal answers are one revision."""
    actions = [_describe_action(action) for action in notice.actions if action.is_public]
    described = asdict(notice) | {
        # Without something to do there is no reason to speak up unasked.
        "attention": notice.attention if any(a["kind"] != "learn-more" for a in actions) else "know",
        "actions": actions,
    }
    for key in ("id", "notes"):
        del described[key]
    return described


def _describe_platform(platform: Platform) -> dict[str, Any]:
    described = asdict(platform)
    del described["notices"]
    policies = described.pop("policies")
    described["documents"] = [{"kind": p["kind"], "url": p["url"]} for p in policies if p["seen"]]
    return described


def _describe_action(action: Action) -> dict[str, Any]:
    described = asdict(action)
    for key in ("confidence", "seen_in"):
        del described[key]
    return described


def _make_line(platform: Platform, record: Mapping[str, Any], limit: int) -> Line:
    line = Line(str(record["id"]), write_record(record))
    if len(line.text) > limit:
        raise Invalid(
            f"The record {line.id} has {len(line.text)} bytes, {limit} are allowed; shorten its texts or sources.",
            [Fault(f"{platform.id}.json", line.id, f"{len(line.text)} bytes, {limit} are allowed")],
        )
    # One such record would make every browser refuse the whole pack.
    fault = _find_record_fault(record)
    if fault:
        raise Invalid(f"The record {line.id} {fault}.", [Fault(f"{platform.id}.json", line.id, fault)])
    return line


def _find_record_fault(value: object) -> str | None:
    """Say why `value`, or something in it, cannot be published, or None."""
    if isinstance(value, str):
        if holds_hidden_characters(value):
            return "holds control, direction or invisible characters"
        return None if unicodedata.is_normalized("NFC", value) else "is not in Unicode normal form C"
    if isinstance(value, float):
        return "holds a number that is no integer"
    parts: list[Any] = []
    if isinstance(value, Mapping):
        parts = [*value.keys(), *value.values()]
    elif isinstance(value, list | tuple):
        parts = list(value)
    return next((fault for fault in map(_find_record_fault, parts) if fault), None)
