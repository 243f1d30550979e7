"""Platforms as the workflow keeps them: the whole file, the revisions of its notices, and each published version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fairnotice.catalogue.model import Platform
from fairnotice.catalogue.schema import dump_platform, load_platform
from fairnotice.catalogue.translations import Translations, dump_translations, load_translations
from fairnotice.errors import NotFound
from fairnotice.publication.edition import LanguageLines
from fairnotice.publication.records import Revision, make_language_lines
from fairnotice.store.contract import Document, Put, Store
from fairnotice.workflow.marks import Mark, find_changed_notices
from fairnotice.workflow.paging import each_document, read_documents

_FEW = 16
"""Versions that are read at once: most platforms have fewer."""


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
    translations: Translations = field(default_factory=dict)


def read_platform(store: Store, id: str) -> Kept:
    """Answer a platform as it is published now; one that never was has version 0."""
    document = store.get("platforms", id)
    return _parse(document) if document else Kept(id, 0, None, {})


def read_base(store: Store, id: str) -> int:
    """Answer the edition that brought a platform into its present form, 0 for one that never was."""
    document = store.get("platforms", id)
    return int(document.body["edition"]) if document else 0


def read_content(store: Store, id: str) -> Mapping[str, Any] | None:
    """Answer a platform as JSON, as it is published now, or None. It was checked when it was published."""
    document = store.get("platforms", id)
    return document.body["platform"] if document else None


def list_contents(store: Store) -> Iterator[Mapping[str, Any]]:
    """Answer the published platforms as JSON, in order of id. They were checked when they were published."""
    documents = each_document(store, "platforms")
    return (document.body["platform"] for document in documents if document.body["platform"])


def list_published(store: Store, *, after: str = "", limit: int | None = None) -> list[Kept]:
    """Answer the published platforms with an id greater than `after`, in order of id, at most `limit`."""
    found = read_documents(store, "platforms", lambda body: body["platform"], after=after, limit=limit)
    return [_parse(document) for document in found]


def read_published_platform(store: Store, id: str) -> Platform:
    """Answer a published platform. Raises `NotFound`."""
    platform = read_platform(store, id).platform
    if platform is None:
        raise NotFound(f"There is no published platform {id!r}.")
    return platform


def read_version(store: Store, id: str, edition: int) -> Platform | None:
    """Answer the platform as it was in `edition`, or None when it was not in it."""
    content = read_version_content(store, id, edition)
    return load_platform(content) if content else None


def read_version_content(store: Store, id: str, edition: int) -> Mapping[str, Any] | None:
    """Answer the platform as JSON, as it was in `edition`, or None when it was not in it."""
    body = _read_version_body(store, id, edition)
    return body["platform"] if body else None


def read_version_translations(store: Store, id: str, edition: int) -> Translations:
    """Answer the translations of a platform as they were in `edition`."""
    body = _read_version_body(store, id, edition)
    return load_translations(body.get("translations", {})) if body else {}


def _read_version_body(store: Store, id: str, edition: int) -> Mapping[str, Any] | None:
    newest, after = None, f"{id}@"
    while page := store.list("platform_versions", after=after, limit=_FEW):
        for document in page:
            owner, _, number = document.id.partition("@")
            if owner != id or int(number) > edition:
                return newest
            newest, after = document.body, document.id
    return newest


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
    kept: Kept,
    new: Platform | None,
    revisions: Mapping[str, Revision],
    edition: int,
    translations: Translations | None = None,
) -> tuple[list[Put], LanguageLines | None]:
    """Answer the operations that keep `new` as published in `edition`, and its lines (None when it is retired).

    Without `translations` those that are kept stay. They touch no revision: a translation tells nothing new.
    """
    translations = kept.translations if translations is None else translations
    body = {
        "platform": dump_platform(new) if new else None,
        "revisions": {id: [r.number, r.on, [dict(entry) for entry in r.history]] for id, r in revisions.items()},
        "translations": dump_translations(translations),
        "edition": edition,
    }
    puts = [
        Put("platforms", kept.id, body, kept.version),
        Put("platform_versions", f"{kept.id}@{edition:09d}", body, 0),
    ]
    return puts, make_language_lines(new, revisions, translations) if new else None


def _parse(document: Document) -> Kept:
    body: Mapping[str, Any] = document.body
    revisions = {id: Revision(number, on, tuple(history)) for id, (number, on, history) in body["revisions"].items()}
    platform = load_platform(body["platform"]) if body["platform"] else None
    # Documents from before there were translations have none.
    translations = load_translations(body.get("translations", {}))
    return Kept(document.id, document.version, platform, revisions, body["edition"], translations)
