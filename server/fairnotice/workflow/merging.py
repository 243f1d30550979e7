"""Joins two changes of one platform that began from the same base: what only one of them changed, and what both did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fairnotice.workflow.differences import KEYS, Json, Path, split, write_path

MINE, THEIRS = CHOICES = ("mine", "theirs")
_ABSENT: Any = object()


@dataclass(frozen=True)
class Clash:
    """A field that both changed, each in another way. Absent is None."""

    path: Path
    base: Any
    mine: Any
    theirs: Any

    @property
    def name(self) -> str:
        """The path as one text; choices are given under it."""
        return write_path(self.path)


@dataclass(frozen=True)
class Merged:
    """The joined form, and every field where a choice was needed."""

    content: Json | None
    clashes: tuple[Clash, ...]


def merge(base: Json | None, mine: Json | None, theirs: Json | None, choices: Mapping[str, str]) -> Merged:
    """Answer `mine` and `theirs` as one. Where they clash, `choices` (name of the field -> one of CHOICES) decides.

    A clash without a choice keeps `mine`. None is a platform that is not there; when only one of the two is, the whole
    platform is one clash, under the empty name.
    """
    merging = _Merging(choices)
    absent = (_ABSENT if each is None else each for each in (base, mine, theirs))
    content = merging.join((), *absent)
    return Merged(None if content is _ABSENT else content, tuple(merging.clashes))


class _Merging:
    def __init__(self, choices: Mapping[str, str]) -> None:
        self._choices = choices
        self.clashes: list[Clash] = []

    def join(self, path: Path, base: Any, mine: Any, theirs: Any) -> Any:
        if mine == theirs or theirs == base:
            return mine
        if mine == base:
            return theirs
        if isinstance(mine, Mapping) and isinstance(theirs, Mapping):
            return self._join_objects(path, base if isinstance(base, Mapping) else {}, mine, theirs)
        if path and path[-1] in KEYS:
            parts = [split(path[-1], [] if each is _ABSENT else each) for each in (base, mine, theirs)]
            if all(part is not None for part in parts):
                return self._join_lists(path, *parts)  # type: ignore[arg-type]  # just seen: none of them is None
        self.clashes.append(Clash(path, *(None if each is _ABSENT else each for each in (base, mine, theirs))))
        return theirs if self._choices.get(write_path(path)) == THEIRS else mine

    def _join_objects(self, path: Path, base: Json, mine: Json, theirs: Json) -> Json:
        joined = {}
        for key in [*mine, *(key for key in theirs if key not in mine)]:
            each = (part.get(key, _ABSENT) for part in (base, mine, theirs))
            value = self.join((*path, key), *each)
            if value is not _ABSENT:
                joined[key] = value
        return joined

    def _join_lists(self, path: Path, base: Json, mine: Json, theirs: Json) -> list[Any]:
        # Who moved things decides the order; when both did, mine.
        is_mine_moved = [id for id in mine if id in base] != [id for id in base if id in mine]
        first, second = (mine, theirs) if is_mine_moved else (theirs, mine)
        joined = self._join_objects(path, base, mine, theirs)
        order = [*first, *(id for id in second if id not in first)]
        return [joined[id] for id in order if id in joined]
