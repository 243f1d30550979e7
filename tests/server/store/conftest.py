"""Fixtures of the store's tests: a Redis for the whole run, and what opens a store."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

import pytest

from fairnotice.store.contract import Store

EXAM = ("contract", "documents", "commits", "races", "leases", "dumps", "crash", "killed")
pytest.register_assert_rewrite(*(f"server.store.{part}" for part in EXAM))

from server.redis_server import RedisServer  # noqa: E402 - after the rewrite is registered


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A Redis that keeps its data, shared by the tests of one process."""
    server = RedisServer(tmp_path_factory.mktemp("redis"), "appendonly yes", "appendfsync always", 'save ""')
    server.start()
    yield server
    server.stop()


@pytest.fixture
def prefix() -> str:
    """A prefix no other test uses."""
    return f"test-{uuid.uuid4().hex}"


@pytest.fixture
def open_again(open_one: Callable[[], Store]) -> Iterator[Callable[[], Store]]:
    """Open another handle on the same data, as another process would."""
    opened: list[Store] = []

    def open_and_remember() -> Store:
        opened.append(open_one())
        return opened[-1]

    yield open_and_remember
    for store in opened:
        store.close()


@pytest.fixture
def store(open_again: Callable[[], Store]) -> Store:
    return open_again()
