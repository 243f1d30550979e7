"""What differs between two forms of a platform, field by field, and within a text word by word."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

Json = Mapping[str, Any]
Path = tuple[str, ...]
ADDED, REMOVED, CHANGED, MOVED = ("added", "removed", "changed", "moved")
KEYS: Mapping[str, str] = {"notices": "id", "actions": "id", "sources": "url", "policies": "url"}
"""Lists of objects, each with the field that tells which of them is which."""
_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Difference:
    """One field that differs. `path` names keys, and within lists of objects their ids; absent is None."""

    path: Path
    kind: str
    before: Any
    after: Any

    @property
    def name(self) -> str:
        """The path as one text, by which a form or a command names the field."""
        return write_path(self.path)


@dataclass(frozen=True)
class Piece:
    """A part of a text: in both, only `removed`, or only `added`."""

    kind: str
    text: str


def write_path(path: Path) -> str:
    """Answer a path as a JSON pointer without its first slash (RFC 6901), with ids in the place of numbers."""
    return "/".join(part.replace("~", "~0").replace("/", "~1") for part in path)


def compare(old: Json | None, new: Json | None) -> list[Difference]:
    """Answer what differs from `old` to `new`, in the order of the fields; None is a platform that is not there."""
    if old is None or new is None:
        return [] if old is new else [Difference((), ADDED if old is None else REMOVED, old, new)]
    return _compare_objects((), old, new)


def split(name: str, items: object) -> dict[str, Json] | None:
    """Answer a list of objects by id, or None when `items` is no such list or an id stands in it twice."""
    key = KEYS.get(name)
    if key is None or not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
        return None
    found = {str(item.get(key)): item for item in items}
    return found if len(found) == len(items) else None


def mark_words(before: str, after: str) -> list[Piece]:
    """Answer both texts as one, in pieces, so that what went and what came can be marked."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(old[a:b])))
            continue
        if b > a:
            pieces.append(Piece(REMOVED, "".join(old[a:b])))
        if d > c:
            pieces.append(Piece(ADDED, "".join(new[c:d])))
    return pieces


def _compare_objects(path: Path, old: Json, new: Json) -> list[Difference]:
    found = []
    for key in [*new, *(key for key in old if key not in new)]:
        before, after = old.get(key), new.get(key)
        if before != after:
            found += _compare_values((*path, key), before, after)
    return found


def _compare_values(path: Path, before: Any, after: Any) -> list[Difference]:
    old, new = split(path[-1], before), split(path[-1], after)
    if old is None or new is None:
        return [Difference(path, CHANGED, before, after)]
    found = []
    for id, item in new.items():
        if id not in old:
            found.append(Difference((*path, id), ADDED, None, item))
        elif item != old[id]:
            found += _compare_objects((*path, id), old[id], item)
    found += [Difference((*path, id), REMOVED, item, None) for id, item in old.items() if id not in new]
    if _keep(old, new) != _keep(new, old):
        found.append(Difference(path, MOVED, list(old), list(new)))
    return found


def _keep(ids: Mapping[str, Json], others: Mapping[str, Json]) -> Sequence[str]:
    return [id for id in ids if id in others]
