"""What is published, held in memory for look-ups; read from the local files, so it outlives an unreachable store."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fairnotice.catalogue.hosts import find_platform
from fairnotice.publication.envelope import HEAD_TYPE, MANIFEST_TYPE, Role, open_envelope
from fairnotice.publication.tree import HEAD


@dataclass(frozen=True)
class Published:
    """One edition: its records by platform, and which host belongs to which."""

    edition: int = 0
    published: str | None = None
    platforms: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    notices: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    hosts: Mapping[str, str] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()

    def find(self, host: str) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]] | None:
        """Answer the platform of a normalised host, and its notices without what is withdrawn; or None."""
        id = find_platform(self.hosts, host)
        if id is None:
            return None
        shown = [self._hide(notice) for notice in self.notices.get(id, ()) if notice["id"] not in self.withdrawn]
        return self.platforms[id], shown

    def _hide(self, notice: Mapping[str, Any]) -> Mapping[str, Any]:
        kept = [action for action in notice["actions"] if f"{notice['id']}/{action['id']}" not in self.withdrawn]
        return notice if len(kept) == len(notice["actions"]) else {**notice, "actions": kept}


def read_published(folder: Path) -> Published:
    """Read the edition that the head in `folder` names; nothing published gives an empty one.

    The files were written and verified by this installation, so signatures are not checked again here.
    """
    try:
        head = open_envelope((folder / HEAD).read_bytes(), HEAD_TYPE, Role({}, 0)).payload
    except FileNotFoundError:
        return Published()
    name = f"{head['edition']}-{head['manifest'][:16]}.json"
    manifest_file = (folder / "v1/manifests" / name).read_bytes()
    manifest = open_envelope(manifest_file, MANIFEST_TYPE, Role({}, 0)).payload
    pack = folder / "v1/packs/en" / f"{head['edition']}-{manifest['packs']['en']['sha256'][:16]}.jsonl"
    platforms: dict[str, Mapping[str, Any]] = {}
    notices: dict[str, list[Mapping[str, Any]]] = {}
    with pack.open(encoding="ascii") as lines:
        for line in lines:
            record = json.loads(line)
            owner, _, notice = record["id"].partition("/")
            if notice:
                notices.setdefault(owner, []).append(record)
            else:
                platforms[owner] = record
    return Published(
        edition=head["edition"],
        published=manifest["published"],
        platforms=platforms,
        notices={id: tuple(own) for id, own in notices.items()},
        hosts={host: id for id, platform in platforms.items() for host in platform["hosts"]},
        withdrawn=frozenset(head["withdrawn"]),
    )


class Shelf:
    """The edition that is served now; replaced whole when a new one is there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.current = Published()

    def reload(self) -> None:
        """Read the newest edition from the files."""
        self.current = read_published(self._folder)
