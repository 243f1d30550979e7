"""Differences in words: the field by its name, its value as a text, and what went and what came marked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from fairnotice.workflow.differences import ADDED, MOVED, REMOVED, Difference, Piece, mark_words

PLATFORM: Final = {
    "name": "Name", "former_names": "Former names", "company": "Company", "category": "Category", "hosts": "Hosts",
    "link_hosts": "Other hosts its links may lead to", "surface": "Shown in",
}  # fmt: skip
POLICY: Final = {"kind": "Kind", "url": "Address", "seen": "The address was seen in a source"}
NOTICE: Final = {
    "id": "Id", "topic": "Topic", "attention": "Attention", "headline": "Headline", "summary": "Summary",
    "data_used": "Data used", "recipients": "Recipients", "default": "Unless one acts, the use is",
    "applies_to": "Applies to", "regions": "Regions", "except_regions": "Except in", "announced_on": "Announced on",
    "effective_on": "In effect from", "act_by": "Act by", "verified_on": "Verified on",
    "notes": "Notes for maintainers",
}  # fmt: skip
ACTION: Final = {
    "id": "Id", "kind": "Kind", "label": "Label of the button", "url": "Link", "reach": "The link lands",
    "device": "Device", "needs_login": "One has to be signed in", "regions": "Regions", "except_regions": "Except in",
    "steps": "Steps", "control": "Exact label of the switch", "limits": "What it does not undo",
    "confidence": "Confidence in the link", "seen_in": "Where the address was seen",
}  # fmt: skip
SOURCE: Final = {
    "title": "Title", "publisher": "Publisher", "url": "Address", "published_on": "Published on", "kind": "Kind",
}  # fmt: skip
LISTS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "policies": ("Policy", POLICY),
    "notices": ("Notice", NOTICE),
    "actions": ("Action", ACTION),
    "sources": ("Source", SOURCE),
}
"""The lists of objects: what one of them is called, and the names of its fields."""


def name_path(path: Sequence[str]) -> str:
    """Answer a path as people read it: ("notices", "ai-sharing", "headline") is "Notice ai-sharing, Headline"."""
    parts: list[str] = []
    labels: Mapping[str, str] = PLATFORM
    rest = list(path)
    while rest and rest[0] in LISTS:
        word, labels = LISTS[rest[0]]
        if len(rest) == 1:
            return ", ".join([*parts, f"order of {rest[0]}"])
        parts.append(f"{word} {rest[1]}")
        rest = rest[2:]
    return ", ".join([*parts, *(labels.get(key, key) for key in rest)]) or "The whole platform"


def write_plain(value: Any) -> str:
    """Answer a value of the catalogue as a text: a list by lines, nothing as a dash."""
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {write_plain(each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return "\n".join(write_plain(each) for each in value)
    return str(value) if isinstance(value, str | int) else json.dumps(value)


def write_line(difference: Difference) -> str:
    """Answer a difference as one line of a terminal: [-what went-] and {+what came+}."""
    name = name_path(difference.path)
    if difference.kind in (ADDED, REMOVED):
        word = "new" if difference.kind == ADDED else "removed"
        return show_hidden(f"{name}: {word}{_describe(difference.after or difference.before)}")
    if difference.kind == MOVED:
        return show_hidden(f"{name}: {_mark(mark_words(', '.join(difference.before), ', '.join(difference.after)))}")
    return show_hidden(f"{name}: {_mark(mark_words(write_plain(difference.before), write_plain(difference.after)))}")


def show_hidden(text: str) -> str:
    """Answer a text in which nothing can steer a terminal: a line break is a bar, other such characters are marked."""
    return "".join(c if c.isprintable() else " | " if c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def _describe(item: Mapping[str, Any]) -> str:
    """Answer what an object that came or went is about, in brackets, with the number of notices of a platform."""
    texts = [str(item[key]) for key in ("headline", "label", "title", "name") if item.get(key)]
    counts = [f"{len(item[key])} {key}" for key in ("notices", "actions") if isinstance(item.get(key), list)]
    return f" ({', '.join([*texts[:1], *counts])})" if texts or counts else ""


def _mark(pieces: Sequence[Piece]) -> str:
    return "".join(_bracket(pieces))


def _bracket(pieces: Sequence[Piece]) -> Iterator[str]:
    for piece in pieces:
        if piece.kind == REMOVED:
            yield f"[-{piece.text}-]"
        elif piece.kind == ADDED:
            yield f"{{+{piece.text}+}}"
        else:
            yield piece.text
