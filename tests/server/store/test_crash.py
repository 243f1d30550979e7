"""Killed at any moment, a store holds whole batches only, and every batch whose commit returned."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

from fairnotice.errors import StoreUnavailable
from fairnotice.store.contract import Store
from fairnotice.store.redis import RedisStore
from fairnotice.store.sqlite import SqliteStore
from server.redis_server import RedisServer
from server.store.crash import NAMES, Committers

CLIENT_KILLS = 200
SERVER_KILLS = 20


def check_whole(store: Store, acknowledged: int, seen: int) -> int:
    """Check that all documents and the log tell of the same round, not before the acknowledged one; answer it."""
    parts = store.list("parts")
    rounds = {part.body["round"] for part in parts} or {0}
    assert len(rounds) == 1, rounds
    (last,) = rounds
    assert [part.id for part in parts] == (NAMES if last else [])
    assert {part.version for part in parts} <= {last}
    entries = store.read_log("rounds", after=seen, limit=1_000_000)
    assert [(entry.number, entry.body["round"]) for entry in entries] == [(n, n) for n in range(seen + 1, last + 1)]
    assert last >= acknowledged
    return int(last)


def kill_clients(committers: Committers, open_one: Callable[[], Store]) -> int:
    """Kill committer after committer at a random moment; check after each; answer how many rounds were committed."""
    last = 0
    for life in range(CLIENT_KILLS):
        process = committers.start()
        if life % 2:  # every other one is past its start, however slow the disk is
            committers.wait_for_commit()
        time.sleep(random.uniform(0, 0.02))  # noqa: S311 - any moment will do
        os.kill(process, signal.SIGKILL)
        assert committers.wait_for_end() == ""
        store = open_one()
        last = check_whole(store, committers.acknowledged, seen=last)
        store.close()
    return last


def test_a_process_killed_while_it_commits_leaves_a_sqlite_store_whole(tmp_path: Path) -> None:
    path = tmp_path / "fairnotice.db"
    with Committers("sqlite", str(path)) as committers:
        assert kill_clients(committers, lambda: SqliteStore(path)) >= CLIENT_KILLS // 2


def test_a_process_killed_while_it_commits_leaves_a_redis_store_whole(redis_server: RedisServer, prefix: str) -> None:
    with Committers("redis", redis_server.url, prefix) as committers:
        assert kill_clients(committers, lambda: RedisStore(redis_server.url, prefix=prefix)) >= CLIENT_KILLS // 2


def test_a_redis_killed_while_it_commits_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    server = RedisServer(tmp_path / "redis", "appendonly yes", "appendfsync always", 'save ""')
    server.start()
    last = 0
    try:
        with Committers("redis", server.url, "crash") as committers:
            for _ in range(SERVER_KILLS):
                committers.start()
                committers.wait_for_commit()
                time.sleep(random.uniform(0, 0.03))  # noqa: S311 - any moment will do
                server.kill()
                assert committers.wait_for_end().startswith(StoreUnavailable.__name__)
                server.start()
                store = RedisStore(server.url, prefix="crash")
                last = check_whole(store, committers.acknowledged, seen=last)
                store.close()
    finally:
        server.kill()
    assert last >= SERVER_KILLS
