"""Platforms as the workflow keeps them: the whole file, the revisions of its notices, and each published version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fairnotice.catalogue.model import Platform
from fairnotice.catalogue.schema import dump_platform, load_platform
from fairnotice.errors import NotFound
from fairnotice.publication.records import Line, Revision, make_lines
from fairnotice.store.contract import Document, Put, Store
from fairnotice.workflow.marks import Mark, find_changed_notices


@dataclass(frozen=True)
class Kept:
    """A platform in the store. `version` is the document's, 0 while there is none; `platform` is None when retired.

    `edition` is the one that brought it into this form, 0 while there is none.
    """

    id: str
    version: int
    platform: Platform | None
    revisions: Mapping[str, Revision]
    edition: int = 0


def read_platform(store: Store, id: str) -> Kept:
    """Answer a platform as it is published now; one that never was has version 0."""
    document = store.get("platforms", id)
    return _parse(document) if document else Kept(id, 0, None, {})


def read_published_platform(store: Store, id: str) -> Platform:
    """Answer a published platform. Raises `NotFound`."""
    platform = read_platform(store, id).platform
    if platform is None:
        raise NotFound(f"There is no published platform {id!r}.")
    return platform


def read_version(store: Store, id: str, edition: int) -> Platform | None:
    """Answer the platform as it was in `edition`, or None when it was not in it."""
    newest = None
    for document in store.list("platform_versions", after=f"{id}@"):
        owner, _, number = document.id.partition("@")
        if owner != id or int(number) > edition:
            break
        newest = document
    body = newest.body["platform"] if newest else None
    return load_platform(body) if body else None


def advance(kept: Kept, new: Platform | None, marks: Mapping[str, Mark], today: str) -> dict[str, Revision]:
    """Answer the revisions after publishing `new`: each notice that differs gets the next number.

    Numbers only grow, also over the removal and return of a notice, because browsers remember them.
    """
    revisions = dict(kept.revisions)
    for id in find_changed_notices(kept.platform, new):
        held = revisions.get(id)
        number = held.number + 1 if held else 1
        history = held.history if held else ()
        mark = marks[id]
        if mark.material:
            history = (*history, {"revision": number, "on": today, "reason": mark.reason})
        revisions[id] = Revision(number, today, history)
    return revisions


def write_platform(
    kept: Kept, new: Platform | None, revisions: Mapping[str, Revision], edition: int
) -> tuple[list[Put], list[Line] | None]:
    """Answer the operations that keep `new` as published in `edition`, and its lines (None when it is retired)."""
    body = {
        "platform": dump_platform(new) if new else None,
        "revisions": {id: [r.number, r.on, [dict(entry) for entry in r.history]] for id, r in revisions.items()},
        "edition": edition,
    }
    puts = [
        Put("platforms", kept.id, body, kept.version),
        Put("platform_versions", f"{kept.id}@{edition:09d}", body, 0),
    ]
    return puts, make_lines(new, revisions) if new else None


def _parse(document: Document) -> Kept:
    body: Mapping[str, Any] = document.body
    revisions = {id: Revision(number, on, tuple(history)) for id, (number, on, history) in body["revisions"].items()}
    platform = load_platform(body["platform"]) if body["platform"] else None
    return Kept(document.id, document.version, platform, revisions, body["edition"])
