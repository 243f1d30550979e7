"""A backup holds all of a store, checks itself, and is refused before anything is written."""

from __future__ import annotations

import gzip
import hashlib
import json
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fairnotice.errors import Conflict, InUse, Invalid, Misconfigured
from fairnotice.store.backup import Header, Step, check_backup, copy_store, restore_backup, write_backup
from fairnotice.store.contract import Batch, Document, Item, LogEntry, Put, Store
from fairnotice.store.redis import RedisStore
from fairnotice.store.sqlite import SqliteStore
from server.redis_server import RedisServer
from server.store.dumps import ITEMS, dump_all
from server.store.killed import NOW

Change = Callable[[list[dict[str, Any]]], object]


def begin(_: Header) -> Step:
    return lambda: None


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Store]:
    store = SqliteStore(tmp_path / "store.db")
    yield store
    store.close()


@pytest.fixture
def shared(redis_server: RedisServer, prefix: str) -> Iterator[Store]:
    store = RedisStore(redis_server.url, prefix=prefix)
    yield store
    store.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A backup of ITEMS."""
    store, file = SqliteStore(tmp_path / "source.db"), tmp_path / "file.backup"
    store.load(ITEMS)
    write_backup(store, file, now=NOW, begin=begin)
    store.close()
    return file


def rewrite(file: Path, change: Change, *, sign: bool = True) -> None:
    """Change the lines of a backup; with `sign`, give it the right sum again."""
    lines = [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]
    change(lines)
    texts = [json.dumps(line).encode() + b"\n" for line in lines]
    if sign:
        texts[-1] = json.dumps({"sha256": hashlib.sha256(b"".join(texts[:-1])).hexdigest()}).encode() + b"\n"
    file.write_bytes(gzip.compress(b"".join(texts)))


def refuse(store: Store, file: Path, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        check_backup(file)
    with pytest.raises(Invalid, match=reason):
        restore_backup(store, file, begin=lambda _: pytest.fail("It began although the file does not hold."))
    assert dump_all(store) == []


def test_a_backup_of_one_engine_fills_the_other(sqlite: Store, shared: Store, tmp_path: Path) -> None:
    sqlite.load(ITEMS)
    header = write_backup(sqlite, tmp_path / "file", now=NOW, begin=begin)
    assert header == Header("2026-11-25T09:00:00Z", 3, 3) == check_backup(tmp_path / "file")
    assert restore_backup(shared, tmp_path / "file", begin=begin) == header
    assert dump_all(shared) == ITEMS


def test_a_store_is_copied_there_and_back(sqlite: Store, shared: Store, tmp_path: Path) -> None:
    sqlite.load(ITEMS)
    assert copy_store(sqlite, shared, now=NOW, begin=begin).items == len(ITEMS)
    back = SqliteStore(tmp_path / "back.db")
    copy_store(shared, back, now=NOW, begin=begin)
    assert dump_all(back) == ITEMS
    back.close()


def test_an_empty_store_is_backed_up_but_not_copied(sqlite: Store, shared: Store, tmp_path: Path) -> None:
    assert write_backup(sqlite, tmp_path / "file", now=NOW, begin=begin).items == 0
    restore_backup(shared, tmp_path / "file", begin=begin)
    assert dump_all(shared) == []
    with pytest.raises(Misconfigured, match="holds nothing"):
        copy_store(sqlite, shared, now=NOW, begin=begin)


def test_only_its_owner_reads_a_backup(file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_leftover_that_others_could_read_does_not_open_the_backup(sqlite: Store, tmp_path: Path) -> None:
    left = tmp_path / ".file.part"
    left.write_bytes(b"x" * 10_000)
    left.chmod(0o644)
    write_backup(sqlite, tmp_path / "file", now=NOW, begin=begin)
    assert check_backup(tmp_path / "file").items == 0
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600


def test_a_backup_never_takes_the_place_of_another_file(sqlite: Store, file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(Misconfigured, match="exists already"):
        write_backup(sqlite, file, now=NOW, begin=begin)
    assert file.read_bytes() == before


def test_two_processes_do_not_write_one_backup(sqlite: Store, tmp_path: Path) -> None:
    def meanwhile(_: Header) -> Step:
        with pytest.raises(InUse):
            write_backup(sqlite, tmp_path / "file", now=NOW, begin=begin)
        return lambda: None

    write_backup(sqlite, tmp_path / "file", now=NOW, begin=meanwhile)
    assert check_backup(tmp_path / "file").items == 0


def test_a_backup_that_fails_leaves_no_file(sqlite: Store, tmp_path: Path) -> None:
    def fail(_: Header) -> Step:
        raise OSError("The disk is full.")

    with pytest.raises(OSError, match="full"):
        write_backup(sqlite, tmp_path / "file", now=NOW, begin=fail)
    assert not list(tmp_path.glob("*file*"))


def test_a_store_in_use_is_not_restored_into(sqlite: Store, file: Path) -> None:
    sqlite.commit(Batch([Put("things", "mine", {})]))
    with pytest.raises(Conflict, match="not empty"):
        restore_backup(sqlite, file, begin=begin)
    assert dump_all(sqlite) == [("things", Document("mine", 1, {}))]


def test_a_backup_cut_anywhere_is_refused(sqlite: Store, file: Path) -> None:
    whole = file.read_bytes()
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        with pytest.raises(Invalid):
            restore_backup(sqlite, file, begin=begin)
    assert dump_all(sqlite) == []


def test_a_backup_with_any_bit_turned_is_refused_or_says_the_same(sqlite: Store, file: Path) -> None:
    whole, text = file.read_bytes(), gzip.decompress(file.read_bytes())
    for position in range(len(whole)):
        file.write_bytes(whole[:position] + bytes([whole[position] ^ 16]) + whole[position + 1 :])
        try:
            check_backup(file)
        except Invalid:
            continue
        assert gzip.decompress(file.read_bytes()) == text  # a bit of gzip's header, such as the time


ALTERED: dict[str, Change] = {
    "a body": lambda lines: lines[1]["body"].update(n=2),
    "a version": lambda lines: lines[1].update(version=9),
    "a line less": lambda lines: lines.pop(2),
    "lines changed about": lambda lines: lines.insert(1, lines.pop(2)),
    "the time": lambda lines: lines[0].update(made_on="2020-01-01T00:00:00Z"),
    "no trailer": lambda lines: lines.pop(),
}


@pytest.mark.parametrize("name", ALTERED)
def test_an_altered_backup_is_refused(sqlite: Store, file: Path, name: str) -> None:
    rewrite(file, ALTERED[name], sign=False)
    refuse(sqlite, file, "altered")


def test_an_altered_backup_with_the_right_sum_still_keeps_the_rules_of_a_dump(sqlite: Store, file: Path) -> None:
    whole = file.read_bytes()
    broken: dict[str, Change] = {
        "does not hold as much": lambda lines: lines.pop(1),
        "does not follow": lambda lines: lines[4].update(number=5),
        "out of order": lambda lines: lines.insert(1, lines.pop(2)),
        "version is missing": lambda lines: lines[1].pop("version"),
        "below 1": lambda lines: lines[1].update(version=0),
        "body is missing or wrong": lambda lines: lines[1].update(body=[1]),
    }
    for reason, change in broken.items():
        file.write_bytes(whole)
        rewrite(file, change)
        refuse(sqlite, file, reason)


def test_a_newer_format_is_refused_and_says_what_to_do(sqlite: Store, file: Path) -> None:
    rewrite(file, lambda lines: lines[0].update(fairnotice_backup=2))
    refuse(sqlite, file, "a newer Fairnotice made it")


@pytest.mark.parametrize("text", ["", "[]\n", '{"a":1}\n', "text\n"])
@pytest.mark.parametrize("is_packed", [True, False])
def test_another_file_is_no_backup(sqlite: Store, tmp_path: Path, text: str, is_packed: bool) -> None:
    (tmp_path / "file").write_bytes(gzip.compress(text.encode()) if is_packed else text.encode())
    refuse(sqlite, tmp_path / "file", "not used")


def test_ten_thousand_documents_are_backed_up_and_restored_quickly(
    sqlite: Store, shared: Store, tmp_path: Path
) -> None:
    items: list[Item] = [("lines", Document(f"{n:05}", 1, {"text": f"{n} " * 400})) for n in range(10_000)]
    items += [("audit", LogEntry(n, {"n": n})) for n in range(1, 10_001)]
    sqlite.load(items)
    begun = time.monotonic()
    write_backup(sqlite, tmp_path / "file", now=NOW, begin=begin)
    restore_backup(shared, tmp_path / "file", begin=begin)
    assert time.monotonic() - begun < 20
