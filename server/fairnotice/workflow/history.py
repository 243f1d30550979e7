"""What was published when, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fairnotice.errors import NotFound
from fairnotice.publication.edition import name_edition
from fairnotice.store.contract import Store
from fairnotice.workflow.paging import read_documents


@dataclass(frozen=True)
class Published:
    """One line of the history."""

    edition: int
    published: str
    title: str
    platforms: tuple[str, ...]
    records: int


def read_history(store: Store, *, platform: str | None = None, limit: int = 50) -> list[Published]:
    """Answer the newest editions first, of all or of one platform."""
    found = []
    for document in reversed(store.list("editions")):
        if platform is None or platform in document.body["platforms"]:
            found.append(_parse(document.body))
        if len(found) >= limit:
            break
    return found


def list_editions(store: Store, *, platform: str | None = None, after: int = 0, limit: int) -> list[Published]:
    """Answer the editions with a number greater than `after`, oldest first, at most `limit`."""

    def is_asked_for(body: Mapping[str, Any]) -> bool:
        return platform is None or platform in body["platforms"]

    found = read_documents(store, "editions", is_asked_for, after=name_edition(after), limit=limit)
    return [_parse(document.body) for document in found]


def read_edition(store: Store, number: int) -> Published:
    """Answer one edition. Raises `NotFound`."""
    document = store.get("editions", name_edition(number))
    if document is None:
        raise NotFound(f"There is no edition {number}.")
    return _parse(document.body)


def _parse(body: Mapping[str, Any]) -> Published:
    # A record counts once, in however many languages it changed.
    changed = len({id for rows in body["changes"].values() for id, *_ in rows})
    return Published(body["edition"], body["published"], body["title"], tuple(body["platforms"]), changed)
