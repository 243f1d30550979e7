"""The published platforms as files, one each, and files as proposals: what differs, and only that."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fairnotice.catalogue.files import (
    find_platform_files,
    find_shared_hosts,
    format_platform,
    read_platform,
    write_platform,
)
from fairnotice.catalogue.model import Platform
from fairnotice.catalogue.schema import dump_platform, load_platform
from fairnotice.errors import Fault, Invalid, Misconfigured
from fairnotice.store.contract import Store
from fairnotice.workflow import drafting
from fairnotice.workflow.actors import Actor
from fairnotice.workflow.differences import Difference, compare
from fairnotice.workflow.marks import Mark, find_changed_notices
from fairnotice.workflow.platforms import list_contents
from fairnotice.workflow.proposals import OPEN, Json, Proposal, list_proposals

MARKER = ".fairnotice-export"
MARKER_TEXT = "`fairnotice catalogue export` keeps this folder: it removes the files of retired platforms.\n"


@dataclass(frozen=True)
class Exported:
    """What an export did, in numbers of files. `kept` are files of retired platforms that it did not remove."""

    written: int
    same: int
    removed: int
    kept: int


@dataclass(frozen=True)
class Change:
    """A platform whose file differs from what is published. `is_new`: no such platform is published."""

    platform: Platform
    is_new: bool
    differences: Sequence[Difference]
    changed_notices: Mapping[str, bool]

    @property
    def needs_marks(self) -> bool:
        """Say whether a published notice changes, so that its readers must be told whether to look again."""
        return not all(self.changed_notices.values())


@dataclass(frozen=True)
class Compared:
    """Files beside what is published. `without_file` are published platforms that have none; they stay."""

    changes: Sequence[Change]
    same: int
    without_file: Sequence[str]
    faults: Sequence[Fault]


def export_catalogue(store: Store, folder: Path) -> Exported:
    """Write every published platform to `folder` as <id>.json, each in one step; leave files alone that say the same.

    A new or empty folder gets a marker. Files of retired platforms are removed only where the marker is: any other
    folder belongs to somebody else. Files that name no platform of ours always stay.
    """
    if folder.exists() and not folder.is_dir():
        raise Misconfigured(f"{folder} is a file; name a folder.")
    folder.mkdir(parents=True, exist_ok=True)
    marker = folder / MARKER
    if not any(folder.iterdir()):
        marker.write_text(MARKER_TEXT, encoding="utf-8")
    written = same = removed = kept = 0
    for content in list_contents(store):
        platform = load_platform(content)
        path = folder / f"{platform.id}.json"
        if path.is_file() and path.read_bytes() == format_platform(platform).encode():
            same += 1
        else:
            write_platform(folder, platform)
            written += 1
    for document in store.list("platforms"):
        path = folder / f"{document.id}.json"
        if document.body["platform"] is None and path.is_file():
            if marker.is_file():
                path.unlink()
                removed += 1
            else:
                kept += 1
    return Exported(written, same, removed, kept)


def compare_files(store: Store, folder: Path) -> Compared:
    """Compare the platform files of `folder` with what is published. What breaks a rule is among the faults only."""
    read, faults = _read_files(find_platform_files(folder))
    named = read.keys() | {fault.file.removesuffix(".json") for fault in faults}
    published = {str(content["id"]): content for content in list_contents(store)}
    owners = {host: id for id, content in published.items() if id not in read for host in content["hosts"]}
    shared = find_shared_hosts(read.values())
    shared += [
        Fault(f"{platform.id}.json", "hosts", f"{host} belongs to {owners[host]} already")
        for platform in read.values()
        for host in platform.hosts
        if host in owners
    ]
    wrong = {fault.file for fault in shared}
    changes = []
    for platform in read.values():
        old, new = published.get(platform.id), dump_platform(platform)
        if f"{platform.id}.json" not in wrong and old != new:
            changed = find_changed_notices(load_platform(old) if old else None, platform)
            changes.append(Change(platform, old is None, compare(old, new), changed))
    same = len(read) - len(wrong) - len(changes)
    return Compared(changes, same, sorted(published.keys() - named), [*faults, *shared])


def find_open(store: Store, author: str) -> dict[tuple[str, str], int]:
    """Answer the open proposals of an author: platform and content -> number."""
    return {(p.platform, _write(p.content)): p.number for p in list_proposals(store, states=OPEN, author=author)}


def offer(
    store: Store,
    actor: Actor,
    change: Change,
    known: Mapping[tuple[str, str], int],
    *,
    title: str,
    mark: Mark | None,
    is_draft: bool,
    now: datetime,
) -> tuple[int, bool]:
    """Make a proposal of a change; answer its number and whether it is a new one.

    `known` are the open proposals of `find_open`: one with the same content is not made again. `mark` is for every
    changed notice that is published already. Raises `Invalid` when a mark is missing and it is to be reviewed.
    """
    id, content = change.platform.id, dump_platform(change.platform)
    number = known.get((id, _write(content)))
    if number is not None:
        return number, False
    marks = {notice: mark for notice, is_new in change.changed_notices.items() if not is_new} if mark else {}
    made: Proposal
    if is_draft:
        made = drafting.start(store, actor, id, content, title=title, marks=marks, now=now)
    else:
        made = drafting.propose(store, actor, id, change.platform, title=title, marks=marks, now=now)
    return made.number, True


def _read_files(paths: Sequence[Path]) -> tuple[dict[str, Platform], list[Fault]]:
    read: dict[str, Platform] = {}
    faults: list[Fault] = []
    for path in paths:
        try:
            platform = read_platform(path)
        except Invalid as error:
            faults += error.faults
        except OSError as error:
            faults.append(Fault(path.name, "", f"cannot be read: {error.strerror}"))
        else:
            read[platform.id] = platform
    return read, faults


def _write(content: Json | None) -> str:
    return json.dumps(content, sort_keys=True)
