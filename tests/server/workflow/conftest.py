"""Fixtures of the workflow's tests: a store of each engine, and a small installation in it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from fairnotice.store.contract import Store
from fairnotice.store.redis import RedisStore
from fairnotice.store.sqlite import SqliteStore
from server.redis_server import RedisServer
from server.workflow.kit import House, make_house


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = SqliteStore(tmp_path / "store.sqlite3")
    yield store
    store.close()


@pytest.fixture
def house(store: Store, tmp_path: Path) -> House:
    return make_house(store, tmp_path)


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis"), 'save ""')
    server.start()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "redis"])
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each engine in turn."""
    store: Store
    if request.param == "sqlite":
        store = SqliteStore(tmp_path / "store.sqlite3")
    else:
        server: RedisServer = request.getfixturevalue("redis_server")
        store = RedisStore(server.url, prefix=f"test-{uuid.uuid4().hex}")
    yield store
    store.close()


@pytest.fixture
def any_house(any_store: Store, tmp_path: Path) -> House:
    """A small installation on each engine in turn."""
    return make_house(any_store, tmp_path)
