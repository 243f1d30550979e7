"""Differences as people read them: the field by name, and texts with what went and what came marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fairnotice.catalogue.translations import LANGUAGES, dump_translations
from fairnotice.console.fields import LISTS
from fairnotice.store.contract import Store
from fairnotice.workflow.differences import ADDED, CHANGED, MOVED, REMOVED, Difference, Piece, mark_words
from fairnotice.workflow.platforms import read_version_translations
from fairnotice.workflow.proposals import Proposal
from fairnotice.workflow.wording import name_path, write_plain


@dataclass(frozen=True)
class Read:
    """A difference to show: `pieces` of a text, or `rows` (name, value) of something that came or went whole."""

    name: str
    kind: str
    pieces: Sequence[Piece] = ()
    rows: Sequence[tuple[str, str]] = ()


def read_differences(differences: Iterable[Difference]) -> list[Read]:
    """Answer the differences for a page."""
    return [_read(difference) for difference in differences]


def read_translation_differences(store: Store, proposal: Proposal) -> list[tuple[str, list[Read]]]:
    """Answer what differs in each language in which something does."""
    if proposal.translations is None:
        return []
    before = dump_translations(read_version_translations(store, proposal.platform, proposal.base))
    found = []
    for language in LANGUAGES:
        old, new = before.get(language, {}), proposal.translations.get(language, {})
        changed = [
            Read(field, CHANGED, mark_words(_read_text(old.get(field)), _read_text(new.get(field))))
            for field in {**old, **new}
            if old.get(field) != new.get(field)
        ]
        if changed:
            found.append((language, changed))
    return found


def _read_text(held: Mapping[str, Any] | None) -> str:
    return write_plain(held["text"]) if held else ""


def _read(difference: Difference) -> Read:
    name = name_path(difference.path)
    if difference.kind in (ADDED, REMOVED) and isinstance(difference.after or difference.before, Mapping):
        return Read(name, difference.kind, rows=_list_rows(difference.path, difference.after or difference.before))
    if difference.kind == MOVED:
        return Read(name, MOVED, mark_words(", ".join(difference.before), ", ".join(difference.after)))
    return Read(name, CHANGED, mark_words(write_plain(difference.before), write_plain(difference.after)))


def _list_rows(path: Sequence[str], item: Mapping[str, Any]) -> list[tuple[str, str]]:
    rows = []
    for key, value in item.items():
        if key in LISTS and isinstance(value, list):
            word = LISTS[key][0]
            rows += [(f"{word} {number}", write_plain(each)) for number, each in enumerate(value, 1)]
        else:
            # Below the id of an object its fields have names; a whole platform has those of a platform.
            rows.append((name_path((*path, key)).rpartition(", ")[2], write_plain(value)))
    return rows
