"""Editions as they are kept in the store: made in one commit together with what they publish."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fairnotice.errors import NotFound, StoreUnavailable
from fairnotice.publication.delta import OFFERED, Change, compare, fold, write_delta
from fairnotice.publication.envelope import MANIFEST_TYPE, SigningKey, hash_hex, seal
from fairnotice.publication.pack import compress_brotli, compress_gzip, compute_digest, write_pack
from fairnotice.publication.records import ENGLISH, Line, mark_as_english
from fairnotice.publication.times import write_time
from fairnotice.store.contract import Delete, Put, Store

LICENCE = "CC0-1.0"
MANIFEST_LIFE = timedelta(days=365)
READ_TRIES = 5
LanguageLines = Mapping[str, Sequence[Line]]
"""The lines of one platform by language: always in English, and in the languages that it has translations in."""


@dataclass(frozen=True)
class Current:
    """The newest edition with everything that its files are made from."""

    edition: int
    manifest: bytes
    lines: Mapping[str, Sequence[Line]]
    steps: Mapping[int, Mapping[str, Sequence[Change]]]
    """The changes of the last editions: edition -> language -> changes against the edition before."""
    manifests: Mapping[int, bytes]


@dataclass(frozen=True)
class Prepared:
    """An edition that is signed but not yet committed: its operations go into one batch with what it publishes."""

    edition: int
    manifest: bytes
    puts: tuple[Put, ...]
    deletes: tuple[Delete, ...]


def name_edition(number: int) -> str:
    """Answer the document id of an edition, so that the order of ids is the order of numbers."""
    return f"{number:09d}"


def read_edition_number(store: Store) -> int:
    """Answer the number of the newest edition, 0 when nothing was published yet."""
    state = store.get("state", "edition")
    return int(state.body["edition"]) if state else 0


def read_current(store: Store) -> Current:
    """Answer the newest edition, read whole even while another is being published. Raises `NotFound` without one."""
    for _ in range(READ_TRIES):
        number = read_edition_number(store)
        if not number:
            raise NotFound("Nothing is published yet.")
        editions = _read_editions(store, number)
        lines = _read_lines(store)
        if read_edition_number(store) == number:
            return Current(
                edition=number,
                manifest=editions[number]["manifest"].encode(),
                lines=_gather(lines.values(), _list_languages(lines.values())),
                steps={n: _read_changes(body) for n, body in editions.items()},
                manifests={n: body["manifest"].encode() for n, body in editions.items()},
            )
    raise StoreUnavailable("Editions are published faster than they can be read; try again in a moment.")


def prepare_edition(
    store: Store,
    changed: Mapping[str, LanguageLines | None],
    *,
    signer: SigningKey,
    catalogue: str,
    now: datetime,
    title: str,
) -> Prepared:
    """Make and sign the edition that follows the newest one.

    `changed` maps a platform's id to its new lines by language, or to None when it leaves the catalogue; `title` is one
    sentence for the history. Every put carries the version that was read, so that of two publishers one gets
    `Conflict`.
    """
    state = store.get("state", "edition")
    number = int(state.body["edition"]) + 1 if state else 1
    held = {document.id: document for document in store.list("lines")}
    editions = _read_editions(store, number - 1)
    old_lines: dict[str, LanguageLines] = {id: _parse_lines(document.body) for id, document in held.items()}
    kept = {id: own for id, own in old_lines.items() if id not in changed}
    new_lines = kept | {id: own for id, own in changed.items() if own is not None}
    languages, offered = _list_languages(new_lines.values()), _list_languages(old_lines.values())
    # Nobody holds an earlier edition in a language that is new.
    followed = [language for language in languages if language in offered]
    before = _gather((old_lines[id] for id in changed if id in old_lines), followed)
    after = _gather((own for own in changed.values() if own is not None), followed)
    changes = {
        language: compare(
            {line.id: line.text for line in before[language]}, {line.id: line.text for line in after[language]}
        )
        for language in followed
    }
    steps = {n: _read_changes(body) for n, body in editions.items()} | {number: changes}
    lines = _gather(new_lines.values(), languages)
    packs = {language: describe_pack(own, steps, number, language) for language, own in lines.items()}
    payload = {
        "catalogue": catalogue,
        "format": 1,
        "edition": number,
        "previous": state.body["manifest"] if state else None,
        "published": write_time(now),
        "valid_until": write_time(now + MANIFEST_LIFE),
        "licence": LICENCE,
        "packs": packs,
    }
    manifest = seal(MANIFEST_TYPE, payload, [signer])
    body = {
        "edition": number,
        "published": write_time(now),
        "title": title,
        "platforms": sorted(changed),
        "manifest": manifest.decode(),
        "changes": {
            language: [[change.id, change.before, change.after] for change in own] for language, own in changes.items()
        },
    }
    puts = [
        Put("state", "edition", {"edition": number, "manifest": hash_hex(manifest)}, state.version if state else 0),
        Put("editions", name_edition(number), body, 0),
    ]
    deletes = []
    for id, own in changed.items():
        version = held[id].version if id in held else 0
        if own is not None:
            body = {language: [[line.id, line.text] for line in lines] for language, lines in own.items()}
            puts.append(Put("lines", id, body, version))
        elif version:
            deletes.append(Delete("lines", id, version))
    return Prepared(number, manifest, tuple(puts), tuple(deletes))


def _list_languages(lines: Iterable[LanguageLines]) -> list[str]:
    """Answer the languages that an edition of these platforms has packs in, English first."""
    return [ENGLISH, *sorted({language for own in lines for language in own} - {ENGLISH})]


def _gather(lines: Iterable[LanguageLines], languages: Sequence[str]) -> dict[str, list[Line]]:
    """Answer the lines of each language in order. A platform that is not translated to it stands there in English."""
    found: dict[str, list[Line]] = {language: [] for language in languages}
    for own in lines:
        marked = [] if own.keys() >= found.keys() else [mark_as_english(line) for line in own[ENGLISH]]
        for language, gathered in found.items():
            gathered += own.get(language, marked)
    return {language: sorted(gathered) for language, gathered in found.items()}


def describe_pack(
    lines: Sequence[Line], steps: Mapping[int, Mapping[str, Sequence[Change]]], edition: int, language: str
) -> dict[str, Any]:
    """Answer what the manifest says of one pack."""
    data = write_pack(lines)
    deltas = make_deltas(steps, edition, language)
    return {
        "records": len(lines),
        "bytes": len(data),
        "sha256": hash_hex(data),
        "digest": compute_digest(lines),
        "gz": len(compress_gzip(data)),
        "br": len(compress_brotli(data)),
        "deltas": {str(start): len(delta) for start, delta in deltas.items() if len(delta) < len(data)},
    }


def make_deltas(steps: Mapping[int, Mapping[str, Sequence[Change]]], edition: int, language: str) -> dict[int, bytes]:
    """Answer the delta files to `edition`: edition it starts from -> bytes, newest first."""
    deltas = {}
    joined: list[Change] = []
    for start in range(edition - 1, max(0, edition - 1 - OFFERED), -1):
        if language not in steps.get(start + 1, {}):
            break
        joined = fold([steps[start + 1][language], joined])
        deltas[start] = write_delta(joined, from_edition=start, to_edition=edition, pack=language)
    return deltas


def _read_editions(store: Store, newest: int) -> dict[int, Mapping[str, Any]]:
    """Answer the newest editions, as many as deltas are offered for and one more."""
    start = name_edition(max(0, newest - 1 - OFFERED))
    found = {int(document.id): document.body for document in store.list("editions", after=start)}
    return {number: body for number, body in found.items() if number <= newest}


def _read_lines(store: Store) -> dict[str, dict[str, list[Line]]]:
    return {document.id: _parse_lines(document.body) for document in store.list("lines")}


def _parse_lines(body: Mapping[str, Any]) -> dict[str, list[Line]]:
    return {language: [Line(id, text) for id, text in rows] for language, rows in body.items()}


def _read_changes(body: Mapping[str, Any]) -> dict[str, list[Change]]:
    return {language: [Change(*row) for row in rows] for language, rows in body["changes"].items()}
