"""What of an edition people are shown in feeds and pages: everything that is published but what is withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fairnotice.publication.entries import Entry
from fairnotice.publication.records import Line, group_records

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Shown:
    """One edition as feeds and pages show it. `address` is where the tree is published, empty when nobody said.

    `platforms` are records by id, each with its shown `notices`, those that call first. `root` is the hash of root 1.
    """

    catalogue: str
    edition: int
    published: str
    root: str | None
    address: str
    platforms: Mapping[str, Record]
    entries: Sequence[Entry]

    def link(self, path: str, depth: int) -> str:
        """Answer the address of a file of the tree; relative from `depth` folders down while no address is known."""
        return f"{self.address}/{path}" if self.address else "../" * depth + path


def read_shown(lines: Iterable[Line], withdrawn: Collection[str]) -> dict[str, Record]:
    """Answer the platforms of sorted `lines` by id, without the withdrawn notices and actions."""
    return {
        id: {**platform, "notices": [_hide(notice, withdrawn) for notice in _sort_notices(platform, withdrawn)]}
        for id, platform in group_records(lines).items()
    }


def _sort_notices(platform: Record, withdrawn: Collection[str]) -> list[Record]:
    kept = [notice for notice in platform["notices"] if notice["id"] not in withdrawn]
    return sorted(kept, key=lambda notice: (notice["attention"] != "act", notice["id"]))


def _hide(notice: Record, withdrawn: Collection[str]) -> Record:
    return {**notice, "actions": [a for a in notice["actions"] if f"{notice['id']}/{a['id']}" not in withdrawn]}
