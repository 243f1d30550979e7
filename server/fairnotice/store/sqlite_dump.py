"""The whole of an SQLite store at once: read as of one moment, and filled in one transaction.

2026-11-25. How a backup is consistent while others write: a store copied page by page would join states that never
were. SQLite offers its online backup (a file only SQLite reads, of no use for Redis) and read transactions; in WAL
mode a read transaction sees one moment for as long as it lasts and holds nobody up. We read in one. The price is that
the write-ahead log cannot shrink meanwhile.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator

from fairnotice.errors import Conflict
from fairnotice.store.bodies import write_body
from fairnotice.store.contract import Document, Dump, Item, LogEntry
from fairnotice.store.items import check_items


def begin_dump(connection: sqlite3.Connection) -> Dump:
    """Begin a read transaction and answer what it sees."""
    connection.execute("BEGIN")
    # The transaction's moment is that of its first read, so the counts are read at once.
    (documents,) = connection.execute("SELECT COUNT(*) FROM documents").fetchone()
    (entries,) = connection.execute("SELECT COUNT(*) FROM entries").fetchone()
    return Dump(documents, entries, _read_items(connection))


def fill(connection: sqlite3.Connection, items: Iterable[Item]) -> None:
    """Write the items in one transaction. A caller that sees an exception rolls back."""
    connection.execute("BEGIN IMMEDIATE")
    (is_used,) = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM documents) OR EXISTS (SELECT 1 FROM entries)"
    ).fetchone()
    if is_used:
        raise Conflict("The store is not empty; nothing was written.")
    for name, item in check_items(items):
        if isinstance(item, Document):
            connection.execute(
                "INSERT INTO documents (collection, id, version, body) VALUES (?, ?, ?, ?)",
                (name, item.id, item.version, write_body(item.body)),
            )
        else:
            connection.execute(
                "INSERT INTO entries (log, number, body) VALUES (?, ?, ?)", (name, item.number, write_body(item.body))
            )
    connection.execute("COMMIT")


def _read_items(connection: sqlite3.Connection) -> Iterator[Item]:
    for collection, id, version, body in connection.execute(
        "SELECT collection, id, version, body FROM documents ORDER BY collection, id"
    ):
        yield collection, Document(id, version, json.loads(body))
    for log, number, body in connection.execute("SELECT log, number, body FROM entries ORDER BY log, number"):
        yield log, LogEntry(number, json.loads(body))
