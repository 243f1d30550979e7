"""A backup, a restoring or a copying that is killed leaves nothing half, and works when it is done again."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from fairnotice.store.backup import check_backup, write_backup
from fairnotice.store.contract import Document, Item, LogEntry
from fairnotice.store.open import open_store
from server.redis_server import RedisServer
from server.store.killed import NOW, STRIDE, Workers

DOTS = 12
ITEMS: list[Item] = [("things", Document(f"{n:05}", n, {"long": "x" * 3000})) for n in range(1, DOTS * STRIDE - 200)]
ITEMS += [("log", LogEntry(n, {"n": n})) for n in range(1, 202)]
LIVES = 16

MakeUrl = Callable[[], str]


@pytest.fixture(params=["sqlite", "redis"])
def make_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeUrl]:
    """Answer URLs of empty stores of each engine in turn."""
    if request.param == "sqlite":
        yield lambda: f"sqlite:///{tmp_path}/{random.randbytes(8).hex()}.db"  # noqa: S311 - a name
        return
    server = RedisServer(tmp_path / "redis", "databases 64", 'save ""')
    server.start()
    numbers = iter(range(64))
    yield lambda: server.url.removesuffix("/0") + f"/{next(numbers)}"
    server.stop()


def read_all(url: str) -> list[Item]:
    store = open_store(url)
    try:
        with store.dump() as dump:
            return list(dump.items)
    finally:
        store.close()


def fill(url: str) -> str:
    store = open_store(url)
    store.load(ITEMS)
    store.close()
    return url


def kill_on_the_way(workers: Workers, source: str, target: str, life: int) -> None:
    """Start a worker and kill it: early, in the middle, and in every other life near its last step."""
    process = workers.start(source, target)
    if life % 2:
        workers.wait_for_dots(DOTS)
        time.sleep(random.uniform(0, 0.01))  # noqa: S311 - any moment will do
    else:
        workers.wait_for_dots(random.randrange(DOTS // 2))  # noqa: S311 - as above
    with suppress(ProcessLookupError):  # it was done already
        os.kill(process, signal.SIGKILL)
    assert workers.wait_for_end() == ""


def test_a_backup_that_is_killed_leaves_no_file_or_a_whole_one(make_url: MakeUrl, tmp_path: Path) -> None:
    source, folder = fill(make_url()), tmp_path / "backups"
    folder.mkdir()
    was_missing = 0
    with Workers("backup") as workers:
        for life in range(LIVES):
            file = folder / f"{life // 4}.backup"  # several lives after one another find what the last one left
            if file.exists():
                file.unlink()
            kill_on_the_way(workers, source, str(file), life)
            if file.exists():
                assert check_backup(file).items == len(ITEMS)
                continue
            was_missing += 1
            workers.start(source, str(file))
            assert workers.wait_for_end() == ""
            assert check_backup(file).items == len(ITEMS)
            assert not list(folder.glob(".*"))
    assert was_missing  # else none was killed in the middle


@pytest.mark.parametrize("action", ["restore", "copy"])
def test_a_store_whose_filling_is_killed_is_empty_or_full(make_url: MakeUrl, action: str, tmp_path: Path) -> None:
    source = fill(make_url())
    if action == "restore":
        store, file = open_store(source), tmp_path / "file.backup"
        write_backup(store, file, now=NOW, begin=lambda _: lambda: None)
        store.close()
        source = str(file)
    was_empty = 0
    with Workers(action) as workers:
        for life in range(LIVES):
            target = make_url()
            kill_on_the_way(workers, source, target, life)
            found = read_all(target)
            assert found in ([], ITEMS)
            if not found:
                was_empty += 1
                workers.start(source, target)
                assert workers.wait_for_end() == ""
                assert read_all(target) == ITEMS
    assert was_empty  # else none was killed in the middle


@pytest.mark.parametrize("action", ["copy", "backup"])
def test_what_a_killed_process_left_in_redis_goes_by_itself(tmp_path: Path, action: str) -> None:
    server = RedisServer(tmp_path / "redis", 'save ""')
    server.start()
    try:
        if action == "copy":
            source, target = fill(f"sqlite:///{tmp_path}/store.db"), server.url
        else:
            source, target = fill(server.url), str(tmp_path / "file.backup")
        own = count_keys(server)
        with Workers(action) as workers:
            process = workers.start(source, target)
            workers.wait_for_dots(DOTS // 2)
            os.kill(process, signal.SIGKILL)
            workers.wait_for_end()
        left = count_keys(server) - own
        assert left > 0
        assert f"expires={left}," in server.ask("INFO", "keyspace").decode()
    finally:
        server.stop()


def count_keys(server: RedisServer) -> int:
    return int(server.ask("DBSIZE")[1:])
