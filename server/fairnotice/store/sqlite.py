"""The embedded engine: the whole store in one SQLite file, shared by the threads and processes of one machine."""

from __future__ import annotations

import builtins
import json
import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fairnotice.errors import Conflict, Misconfigured, StoreUnavailable
from fairnotice.store.bodies import write_body
from fairnotice.store.contract import Batch, Delete, Document, Dump, Item, LogEntry, Put
from fairnotice.store.sqlite_dump import begin_dump, fill

SCHEMA_VERSION = 1
# `id` and `name` compare by the bytes of their UTF-8 (SQLite's BINARY collation), which is the order of code points.
SCHEMA = (
    """CREATE TABLE documents (collection TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL,
    body TEXT NOT NULL, PRIMARY KEY (collection, id))""",
    "CREATE TABLE entries (log TEXT NOT NULL, number INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (log, number))",
    "CREATE TABLE leases (name TEXT PRIMARY KEY, token TEXT NOT NULL, expires REAL NOT NULL)",
    f"PRAGMA user_version = {SCHEMA_VERSION}",
)

BUSY_SECONDS = 5.0
ADVICE = {
    "SQLITE_BUSY": f"another process has held it for more than {BUSY_SECONDS:g} seconds; find and end it",
    "SQLITE_CANTOPEN": "check that its folder exists and that this user may write there",
    "SQLITE_CORRUPT": "the file is damaged; put a backup in its place",
    "SQLITE_FULL": "the disk is full; make room",
    "SQLITE_IOERR": "the disk does not take or give the data; check the disk and its free space",
    "SQLITE_NOTADB": "the file is not a database; name another path or put a backup in its place",
    "SQLITE_PERM": "let this user read and write the file",
    "SQLITE_READONLY": "let this user write the file and its folder",
}


@dataclass(frozen=True)
class SqliteLease:
    """A lease by the clock that all users of the file share."""

    store: SqliteStore
    name: str
    ttl: float
    token: str

    def renew(self) -> bool:
        """Start the time anew. False when the lease was lost meanwhile."""
        moment = self.store.now()
        with self.store.borrow_connection() as connection:
            changed = connection.execute(
                "UPDATE leases SET expires = ? WHERE name = ? AND token = ? AND expires > ?",
                (moment + self.ttl, self.name, self.token, moment),
            )
            return changed.rowcount == 1

    def release(self) -> None:
        """Give it back at once; nothing happens when it was lost."""
        with self.store.borrow_connection() as connection:
            connection.execute("DELETE FROM leases WHERE name = ? AND token = ?", (self.name, self.token))


class SqliteStore:
    """Keep documents and logs in the file `path`. Open one per process; its threads may share it.

    Each call borrows a connection for itself, so readers never wait for a writer (WAL) and the number of connections
    is the number of calls that ever ran at the same time. A new file gets the mode 0600. `now` answers seconds since
    the epoch and decides when leases end. Raise `StoreUnavailable` when the file cannot be used, `Misconfigured` when
    a newer Fairnotice or another program wrote it.
    """

    def __init__(self, path: Path, *, now: Callable[[], float] = time.time) -> None:
        # Absolute, so that neither a later chdir nor a name like ":memory:" changes what is meant.
        self.path = path.absolute()
        self.now = now
        self._guard = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._closed = False
        try:
            # SQLite gives its -wal and -shm files the mode of the main file.
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        except OSError as error:
            raise StoreUnavailable(
                f"The store {self.path} cannot be opened ({error.strerror}): {ADVICE['SQLITE_CANTOPEN']}."
            ) from error
        try:
            with self.borrow_connection() as connection:
                self._prepare(connection)
        except BaseException:
            self.close()
            raise

    def get(self, collection: str, id: str) -> Document | None:
        """Answer the document, or None."""
        with self.borrow_connection() as connection:
            row = connection.execute(
                "SELECT version, body FROM documents WHERE collection = ? AND id = ?", (collection, id)
            ).fetchone()
        return None if row is None else Document(id, row[0], json.loads(row[1]))

    def list(self, collection: str, *, after: str = "", limit: int | None = None) -> list[Document]:
        """Answer the documents with an id greater than `after`, in order of id, at most `limit`."""
        with self.borrow_connection() as connection:
            rows = connection.execute(
                "SELECT id, version, body FROM documents WHERE collection = ? AND id > ? ORDER BY id LIMIT ?",
                (collection, after, -1 if limit is None else limit),
            ).fetchall()
        return [Document(name, version, json.loads(body)) for name, version, body in rows]

    def commit(self, batch: Batch) -> None:
        """Do the whole batch in one durable step, or raise `Conflict` and do nothing.

        Raise ValueError or TypeError for a batch that holds what JSON cannot say.
        """
        writes: tuple[Put | Delete, ...] = (*batch.deletes, *batch.puts)
        bodies = [write_body(put.body) for put in batch.puts]
        entries = [write_body(append.body) for append in batch.appends]
        with self.borrow_connection() as connection:
            # IMMEDIATE takes the write lock before the first read: no other commit comes between check and write.
            connection.execute("BEGIN IMMEDIATE")
            try:
                versions = [check_version(connection, write) for write in writes]
            except Conflict:
                connection.execute("ROLLBACK")
                raise
            for delete in batch.deletes:
                connection.execute(
                    "DELETE FROM documents WHERE collection = ? AND id = ?", (delete.collection, delete.id)
                )
            for put, version, body in zip(batch.puts, versions[len(batch.deletes) :], bodies, strict=True):
                connection.execute(
                    "INSERT OR REPLACE INTO documents (collection, id, version, body) VALUES (?, ?, ?, ?)",
                    (put.collection, put.id, version + 1, body),
                )
            for append, body in zip(batch.appends, entries, strict=True):
                connection.execute(
                    "INSERT INTO entries (log, number, body)"
                    " SELECT ?1, COALESCE(MAX(number), 0) + 1, ?2 FROM entries WHERE log = ?1",
                    (append.log, body),
                )
            connection.execute("COMMIT")

    def read_log(self, name: str, *, after: int = 0, limit: int = 100) -> builtins.list[LogEntry]:
        """Answer the entries with a number greater than `after`, oldest first, at most `limit`."""
        with self.borrow_connection() as connection:
            rows = connection.execute(
                "SELECT number, body FROM entries WHERE log = ? AND number > ? ORDER BY number LIMIT ?",
                (name, after, max(limit, 0)),
            ).fetchall()
        return [LogEntry(number, json.loads(body)) for number, body in rows]

    def lease(self, name: str, ttl: float) -> SqliteLease | None:
        """Take the lease `name` for `ttl` seconds, or answer None while somebody else holds it."""
        if ttl <= 0:
            raise ValueError("A lease lasts longer than no time.")
        token, moment = secrets.token_hex(16), self.now()
        with self.borrow_connection() as connection:
            taken = connection.execute(
                "INSERT INTO leases (name, token, expires) VALUES (?, ?, ?) ON CONFLICT (name)"
                " DO UPDATE SET token = excluded.token, expires = excluded.expires WHERE leases.expires <= ?",
                (name, token, moment + ttl, moment),
            )
            return SqliteLease(self, name, ttl, token) if taken.rowcount == 1 else None

    @contextmanager
    def dump(self) -> Iterator[Dump]:
        """Hold the state of this moment while it is read."""
        with self.borrow_connection() as connection:
            dump = begin_dump(connection)
            yield dump
            connection.execute("COMMIT")

    def load(self, items: Iterable[Item]) -> None:
        """Fill an empty store with what a dump holds, or raise and leave it empty."""
        with self.borrow_connection() as connection:
            fill(connection, items)

    def ping(self) -> None:
        """Return when the file can be read and holds the store."""
        with self.borrow_connection() as connection:
            connection.execute("SELECT 1 FROM documents LIMIT 1").fetchone()

    def warnings(self) -> builtins.list[str]:
        """Answer nothing: every commit is on the disk before it returns."""
        return []

    def close(self) -> None:
        """Close all connections; one that is in use closes when its call ends."""
        with self._guard:
            self._closed = True
            while self._idle:
                self._idle.pop().close()

    @contextmanager
    def borrow_connection(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection to the engine's own code; turn SQLite's errors into `StoreUnavailable`."""
        connection = None
        try:
            with self._guard:
                if self._closed:
                    raise StoreUnavailable(f"The store {self.path} was closed; open it anew.")
                connection = self._idle.pop() if self._idle else None
            if connection is None:
                connection = self._connect()
            yield connection
        except sqlite3.Error as error:
            name = getattr(error, "sqlite_errorname", "")
            advice = next((text for code, text in ADVICE.items() if name.startswith(code)), "check the file and disk")
            raise StoreUnavailable(f"The store {self.path} cannot be used ({error}): {advice}.") from error
        finally:
            if connection is not None:
                self._take_back(connection)

    def _take_back(self, connection: sqlite3.Connection) -> None:
        with self._guard:
            # Still in a transaction = something broke in the middle; closing rolls it back.
            if self._closed or connection.in_transaction:
                connection.close()
            else:
                self._idle.append(connection)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA synchronous = FULL")
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        switch_to_wal(connection)
        connection.execute("BEGIN IMMEDIATE")
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if found > SCHEMA_VERSION:
            raise Misconfigured(
                f"The store {self.path} has schema {found}, but this Fairnotice knows only {SCHEMA_VERSION}:"
                " start the newer Fairnotice that wrote it, or name another path."
            )
        if found == 0:
            if connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone() != (0,):
                raise Misconfigured(f"{self.path} is the database of another program: name another path.")
            for statement in SCHEMA:
                connection.execute(statement)
        connection.execute("COMMIT")


def switch_to_wal(connection: sqlite3.Connection) -> None:
    """Switch the file to a write-ahead log, once for all who will open it."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            # SQLite does not wait by itself when two processes switch a new file at the same moment.
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def check_version(connection: sqlite3.Connection, write: Put | Delete) -> int:
    """Answer the version the document has now (0 = none); raise `Conflict` when another is expected."""
    row = connection.execute(
        "SELECT version FROM documents WHERE collection = ? AND id = ?", (write.collection, write.id)
    ).fetchone()
    version: int = 0 if row is None else row[0]
    if write.expect is not None and write.expect != version:
        raise Conflict(
            f"{write.collection}/{write.id} is at version {version}, not {write.expect} (0 = not there):"
            " somebody else changed it first; nothing was written."
        )
    return version
