"""Fixtures of the command line's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fairnotice.store.sqlite import SqliteStore
from server.cli.kit import Server
from server.redis_server import RedisServer
from server.workflow.kit import make_house


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder of a small installation."""
    folder = tmp_path / "data"
    folder.mkdir()
    store = SqliteStore(folder / "fairnotice.sqlite3")
    make_house(store, folder)
    store.close()
    return folder


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path / "redis", "appendonly yes", "appendfsync always", 'save ""')
    server.start()
    yield server
    server.stop()


@pytest.fixture
def make_server() -> Iterator[Callable[..., Server]]:
    made: list[Server] = []

    def make(data: Path, store: str = "") -> Server:
        made.append(Server(data, store))
        return made[-1]

    yield make
    for server in made:
        server.kill()
