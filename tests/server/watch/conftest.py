"""Fixtures of the watchers' tests: a site on loopback with every kind of page, and what fetches from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_socket import socket_allow_hosts

from fairnotice.store.contract import Store
from fairnotice.store.sqlite import SqliteStore
from fairnotice.watch.fetch import Line
from fairnotice.watch.fetcher import Fetcher
from server.factories import START, Clock
from server.watch.site import Naps, Site


@pytest.fixture(autouse=True)
def _only_loopback() -> None:
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture
def naps() -> Naps:
    return Naps()


@pytest.fixture
def fetcher(site: Site, naps: Naps) -> Fetcher:
    """A fetcher that may ask the site, that never sleeps, and gives up after three seconds."""
    line = Line(loopback=[site.port])
    return Fetcher(line, "https://notices.example/watch", clock=naps.clock, sleep=naps.sleep, seconds=3.0)


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = SqliteStore(tmp_path / "store.sqlite3")
    yield store
    store.close()
