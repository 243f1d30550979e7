"""The exam on SQLite, and what only a file can do wrong."""

from __future__ import annotations

import resource
import sqlite3
import stat
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from fairnotice.errors import Misconfigured, StoreUnavailable
from fairnotice.store import sqlite
from fairnotice.store.contract import Append, Batch, Document, Put, Store
from fairnotice.store.sqlite import SqliteStore
from server.store.contract import StoreExam


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "fairnotice.db"


@pytest.fixture
def open_one(path: Path) -> Callable[[], Store]:
    return partial(SqliteStore, path)


class TestSqlite(StoreExam):
    """The exam."""


def test_only_its_user_can_read_the_files(store: Store, path: Path) -> None:
    store.commit(Batch(appends=[Append("log", {})]))
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == {"fairnotice.db": 0o600, "fairnotice.db-wal": 0o600, "fairnotice.db-shm": 0o600}


def test_every_commit_is_flushed_to_the_disk(store: SqliteStore) -> None:
    with store.borrow_connection() as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_closing_gives_back_every_file(open_one: Callable[[], Store], path: Path) -> None:
    store = open_one()
    threads = [threading.Thread(target=store.list, args=("things",)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()
    # SQLite removes its -wal and -shm files when the last connection is closed.
    assert [file.name for file in path.parent.iterdir()] == ["fairnotice.db"]


def test_readers_do_not_wait_for_a_writer(store: Store, path: Path) -> None:
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    assert store.get("things", "a") is None
    writer.close()


def test_a_file_held_too_long_makes_the_store_unavailable(
    monkeypatch: pytest.MonkeyPatch, open_again: Callable[[], Store], path: Path
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.1)
    store = open_again()
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="another process"):
        store.commit(Batch(puts=[Put("things", "a", {})]))
    writer.close()
    store.commit(Batch(puts=[Put("things", "a", {}, expect=0)]))


def test_opening_a_new_file_waits_for_another_who_prepares_it(path: Path) -> None:
    # SQLite's own waiting does not cover the switch to a write-ahead log while somebody writes.
    writer = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    writer.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(0.2, writer.close)
    timer.start()
    try:
        SqliteStore(path).close()
    finally:
        timer.join()


def test_the_clock_decides_when_a_lease_ends(path: Path) -> None:
    moment = 1000.0
    store = SqliteStore(path, now=lambda: moment)
    lease = store.lease("keeper", 30)
    assert lease is not None
    moment = 1029.9
    assert store.lease("keeper", 30) is None
    assert lease.renew()
    moment = 1059.8
    assert store.lease("keeper", 30) is None
    moment = 1059.9
    assert not lease.renew()
    assert store.lease("keeper", 30) is not None
    store.close()


def test_a_newer_schema_is_refused_and_left_alone(path: Path) -> None:
    SqliteStore(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(Misconfigured, match=r"schema 99.*newer Fairnotice"):
        SqliteStore(path)
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone() == (99,)
    connection.close()


def test_the_database_of_another_program_is_refused(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE somebody (elses TEXT)")
    connection.close()
    with pytest.raises(Misconfigured, match="another program"):
        SqliteStore(path)


def test_a_folder_is_not_a_store(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="directory") as caught:
        SqliteStore(tmp_path)
    assert str(tmp_path) in str(caught.value)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="check that its folder exists") as caught:
        SqliteStore(tmp_path / "missing" / "fairnotice.db")
    assert str(tmp_path / "missing" / "fairnotice.db") in str(caught.value)


def test_a_folder_that_takes_no_files_makes_the_store_unavailable() -> None:
    with pytest.raises(StoreUnavailable, match="may write there"):
        SqliteStore(Path("/proc/fairnotice.db"))


def test_a_file_of_another_kind_is_not_a_store(path: Path) -> None:
    path.write_text("Dear diary, today I kept no notices at all. " * 100)
    with pytest.raises(StoreUnavailable, match=r"fairnotice\.db.*not a database"):
        SqliteStore(path)
    assert path.read_text().startswith("Dear diary")


def test_a_damaged_file_makes_the_store_unavailable(open_again: Callable[[], Store], path: Path) -> None:
    first = open_again()
    first.commit(Batch(puts=[Put("things", f"{number}", {"long": "x" * 5000}) for number in range(50)]))
    first.close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xaa" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(StoreUnavailable, match="damaged"):
        open_again().list("things")


def test_a_full_disk_writes_nothing_and_the_store_recovers(store: Store) -> None:
    store.commit(Batch(puts=[Put("things", "a", {"n": 1})]))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))  # as if the disk ended here
    try:
        with pytest.raises(StoreUnavailable, match="disk"):
            store.commit(
                Batch(
                    puts=[Put("things", "a", {"n": 2}), Put("things", "b", {"long": "x" * 500_000})],
                    appends=[Append("log", {})],
                )
            )
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert store.list("things") == [Document("a", 1, {"n": 1})]
    assert store.read_log("log") == []
    store.commit(Batch(puts=[Put("things", "a", {"n": 2}, expect=1)]))
