"""Reads a collection page by page, so that nobody has to hold the whole of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from fairnotice.store.contract import Body, Document, Store

_PAGE = 200


def each_document(store: Store, collection: str, *, after: str = "") -> Iterator[Document]:
    """Answer the documents with an id greater than `after` one by one, in order of id."""
    while page := store.list(collection, after=after, limit=_PAGE):
        yield from page
        after = page[-1].id


def read_documents(
    store: Store,
    collection: str,
    is_asked_for: Callable[[Body], Any] = lambda _: True,
    *,
    after: str = "",
    limit: int | None = None,
) -> list[Document]:
    """Answer the documents with an id greater than `after` that are asked for, in order of id, at most `limit`."""
    asked_for = (d for d in each_document(store, collection, after=after) if is_asked_for(d.body))
    return list(islice(asked_for, limit))
