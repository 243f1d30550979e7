"""Reads a collection page by page, so that nobody has to hold the whole of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fairnotice.store.contract import Body, Document, Store

_PAGE = 200


def read_documents(
    store: Store,
    collection: str,
    is_asked_for: Callable[[Body], Any] = lambda _: True,
    *,
    after: str = "",
    limit: int | None = None,
) -> list[Document]:
    """Answer the documents with an id greater than `after` that are asked for, in order of id, at most `limit`."""
    found: list[Document] = []
    while page := store.list(collection, after=after, limit=_PAGE):
        found += [document for document in page if is_asked_for(document.body)]
        if limit is not None and len(found) >= limit:
            return found[:limit]
        after = page[-1].id
    return found
