"""The contract every store keeps: documents with compare-and-set, append-only logs, one atomic commit, leases."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

Body = Mapping[str, Any]
"""What a document or a log entry holds: a JSON object (str keys; str, int, bool, None, lists and objects as values)."""


@dataclass(frozen=True)
class Document:
    """A stored document. `version` starts at 1 and grows by one with every put; after a delete it starts at 1 again."""

    id: str
    version: int
    body: Body


@dataclass(frozen=True)
class Put:
    """Write a document. `expect` is the version it must have now: 0 = must not exist, None = any."""

    collection: str
    id: str
    body: Body
    expect: int | None = None


@dataclass(frozen=True)
class Delete:
    """Remove a document, if it is there. `expect` as for `Put`."""

    collection: str
    id: str
    expect: int | None = None


@dataclass(frozen=True)
class Append:
    """Add an entry at the end of a log."""

    log: str
    body: Body


@dataclass(frozen=True)
class Batch:
    """Operations that happen together or not at all. A document stands in a batch at most once; no id is empty."""

    puts: Sequence[Put] = field(default=())
    deletes: Sequence[Delete] = field(default=())
    appends: Sequence[Append] = field(default=())

    def __post_init__(self) -> None:
        """Raise ValueError when a document stands in the batch twice, or has no id."""
        writes: list[Put | Delete] = [*self.puts, *self.deletes]
        if len({(write.collection, write.id) for write in writes}) != len(writes):
            raise ValueError("A document stands in a batch at most once.")
        if any(not write.id for write in writes):
            raise ValueError("A document needs an id that is not empty.")


@dataclass(frozen=True)
class LogEntry:
    """An entry of a log. `number` counts from 1 without gaps, in the order of commits."""

    number: int
    body: Body


Item = tuple[str, Document | LogEntry]
"""A document with the name of its collection, or an entry with the name of its log."""


@dataclass(frozen=True)
class Dump:
    """All that a store held at one moment: how many documents and entries, and each of them once.

    Documents come first, in order of collection and id, then logs, each from its first entry on.
    """

    documents: int
    entries: int
    items: Iterator[Item]


class Lease(Protocol):
    """The right to do one thing alone, until `release` or until its time runs out."""

    def renew(self) -> bool:
        """Start the time anew. False when the lease was lost meanwhile (stop what you do under it)."""

    def release(self) -> None:
        """Give it back at once; nothing happens when it was lost."""


class Store(Protocol):
    """Where documents and logs are kept. Every method raises `StoreUnavailable` when the engine fails."""

    def get(self, collection: str, id: str) -> Document | None:
        """Answer the document, or None."""

    def list(self, collection: str, *, after: str = "", limit: int | None = None) -> list[Document]:
        """Answer the documents with an id greater than `after`, in order of id (by code point), at most `limit`.

        They are as they were at one moment; two pages are two moments.
        """

    def commit(self, batch: Batch) -> None:
        """Do the whole batch in one durable step, or raise `Conflict` (naming collection and id) and do nothing.

        Raise ValueError or TypeError, and do nothing, for a batch that breaks its rules or that JSON cannot say. After
        `StoreUnavailable` the batch is there whole or not at all, but which is not known: read before trying again.
        """

    def read_log(self, name: str, *, after: int = 0, limit: int = 100) -> builtins.list[LogEntry]:
        """Answer the entries with a number greater than `after`, oldest first, at most `limit`."""

    def lease(self, name: str, ttl: float) -> Lease | None:
        """Take the lease `name` for `ttl` seconds, or answer None while somebody else holds it."""

    def dump(self) -> AbstractContextManager[Dump]:
        """Hold the state of this moment while it is read; commits go on meanwhile and are not in it."""

    def load(self, items: Iterable[Item]) -> None:
        """Fill an empty store with what a dump holds, versions and numbers as they are, in one durable step.

        Raise `Conflict` when the store holds anything, ValueError for items that break the order or the numbers of a
        dump. Whatever is raised, here or by `items`, and however the process ends: the store is full or still empty.
        """

    def ping(self) -> None:
        """Return when the engine answers."""

    def warnings(self) -> builtins.list[str]:
        """Say, one sentence each, why this engine as it is set up may lose what it was given (empty: it keeps data)."""

    def close(self) -> None:
        """Give back files and connections. The store is not used after."""
