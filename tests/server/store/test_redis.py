"""The exam on a real Redis, and what only a server can do wrong."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from fairnotice.errors import Conflict, StoreUnavailable
from fairnotice.store.contract import Append, Batch, Delete, Document, LogEntry, Put, Store
from fairnotice.store.redis import RedisStore
from server.redis_server import RedisServer
from server.store.contract import StoreExam

StartServer = Callable[..., RedisServer]


@pytest.fixture
def open_one(redis_server: RedisServer, prefix: str) -> Callable[[], Store]:
    return partial(RedisStore, redis_server.url, prefix=prefix)


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[StartServer]:
    """Start a server of its own for a test, with more lines of redis.conf."""
    servers: list[RedisServer] = []

    def start(*settings: str, sentinel: bool = False) -> RedisServer:
        servers.append(RedisServer(tmp_path / str(len(servers)), *settings, sentinel=sentinel))
        servers[-1].start()
        return servers[-1]

    yield start
    for server in servers:
        server.kill()


@pytest.fixture
def open_at(prefix: str) -> Iterator[Callable[[str], RedisStore]]:
    """Open a store by URL and close it after the test."""
    opened: list[RedisStore] = []

    def open_and_remember(url: str) -> RedisStore:
        opened.append(RedisStore(url, prefix=prefix))
        return opened[-1]

    yield open_and_remember
    for store in opened:
        store.close()


OpenAt = Callable[[str], RedisStore]


def use(store: Store) -> None:
    """Touch every method once."""
    store.load([("loaded", Document("a", 2, {}))])
    with store.dump() as dump:
        assert list(dump.items) == [("loaded", Document("a", 2, {}))]
    store.commit(Batch(puts=[Put("things", "a", {"n": 1}, expect=0), Put("others", "b", {})]))
    store.commit(Batch(deletes=[Delete("others", "b", expect=1)], appends=[Append("log", {"n": 1})]))
    with pytest.raises(Conflict):
        store.commit(Batch(puts=[Put("things", "a", {"n": 2}, expect=0)]))
    assert store.get("things", "a") == Document("a", 1, {"n": 1})
    assert store.list("things") == [Document("a", 1, {"n": 1})]
    assert store.list("others") == []
    assert store.read_log("log") == [LogEntry(1, {"n": 1})]
    lease = store.lease("keeper", 5)
    assert lease is not None
    assert lease.renew()
    lease.release()
    store.ping()


class TestRedis(StoreExam):
    """The exam."""


def test_every_key_carries_the_one_hash_tag(start_server: StartServer, open_at: OpenAt, prefix: str) -> None:
    server = start_server()
    store = open_at(server.url)
    use(store)
    held = store.lease("keeper", 60)
    assert held is not None
    keys = [word for word in server.ask("KEYS", "*").split(b"\r\n") if not word.startswith((b"*", b"$"))]
    tag = f"{{{prefix}}}:".encode()
    assert len([key for key in keys if key]) >= 4
    assert all(key.startswith(tag) for key in keys if key)


def test_two_prefixes_are_two_stores(store: Store, redis_server: RedisServer, prefix: str) -> None:
    use(store)
    other = RedisStore(redis_server.url, prefix=prefix + "x")
    use(other)
    other.close()


@pytest.mark.parametrize("prefix", ["", "a}b", "{a"])
def test_a_prefix_that_breaks_the_hash_tag_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="brace"):
        RedisStore("redis://localhost", prefix=prefix)


def test_a_key_of_another_type_stops_a_commit_before_it_writes(
    store: Store, redis_server: RedisServer, prefix: str
) -> None:
    redis_server.ask("SET", f"{{{prefix}}}:log:log", "not a list")
    with pytest.raises(StoreUnavailable):
        store.commit(Batch(puts=[Put("things", "a", {})], appends=[Append("log", {})]))
    redis_server.ask("SET", f"{{{prefix}}}:ids:others", "not a sorted set")
    with pytest.raises(StoreUnavailable):
        store.commit(Batch(puts=[Put("things", "a", {}), Put("others", "a", {})]))
    assert store.get("things", "a") is None
    assert store.list("things") == []


def test_a_server_without_room_writes_nothing(start_server: StartServer, open_at: OpenAt) -> None:
    server = start_server("maxmemory 1mb", "maxmemory-policy noeviction")
    store = open_at(server.url)
    long = Batch(
        puts=[Put("things", name, {"long": "x" * 300_000}) for name in "abcd"],
        deletes=[Delete("things", "old")],
        appends=[Append("log", {})],
    )
    with pytest.raises(StoreUnavailable, match="has room"):
        store.commit(long)
    server.ask("CONFIG", "SET", "maxmemory", "0")
    assert store.list("things") == []
    assert store.read_log("log") == []
    store.commit(long)


def test_a_stopped_server_is_unavailable_and_comes_back_without_a_new_store(
    start_server: StartServer, open_at: OpenAt
) -> None:
    server = start_server("appendonly yes", "appendfsync always")
    store = open_at(server.url)
    store.commit(Batch(puts=[Put("things", "a", {"n": 1})]))
    lease = store.lease("keeper", 60)
    assert lease is not None
    server.stop()
    for call in (
        store.ping,
        store.warnings,
        lease.renew,
        lease.release,
        partial(store.get, "things", "a"),
        partial(store.list, "things"),
        partial(store.commit, Batch(puts=[Put("things", "a", {"n": 2})])),
        partial(store.read_log, "log"),
        partial(store.lease, "other", 5),
    ):
        with pytest.raises(StoreUnavailable, match=f"127.0.0.1:{server.port}"):
            call()
    server.start()
    assert store.get("things", "a") == Document("a", 1, {"n": 1})
    store.commit(Batch(puts=[Put("things", "a", {"n": 2}, expect=1)]))
    assert store.get("things", "a") == Document("a", 2, {"n": 2})


def test_a_store_may_be_opened_before_its_server_runs(start_server: StartServer, open_at: OpenAt) -> None:
    server = start_server()
    server.stop()
    store = open_at(server.url)
    with pytest.raises(StoreUnavailable):
        store.ping()
    server.start()
    store.ping()


def test_a_commit_is_never_sent_twice(
    start_server: StartServer, open_at: OpenAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fairnotice.store.redis.ANSWER_SECONDS", 0.3)
    server = start_server()
    store = open_at(server.url)
    store.commit(Batch(appends=[Append("log", {"n": 1})]))
    server.ask("CLIENT", "PAUSE", "1000", "ALL")
    with pytest.raises(StoreUnavailable):
        store.commit(Batch(appends=[Append("log", {"n": 2})]))
    monkeypatch.undo()
    reader = open_at(server.url)
    assert len(reader.read_log("log")) <= 2


def test_no_message_tells_the_password(start_server: StartServer, open_at: OpenAt) -> None:
    server = start_server("requirepass open-sesame")
    open_at(f"redis://:open-sesame@127.0.0.1:{server.port}").ping()
    for url in (
        f"redis://:tell-nobody@127.0.0.1:{server.port}",
        f"redis+cluster://u:tell-nobody@127.0.0.1:{server.port}",
    ):
        wrong = open_at(url)
        with pytest.raises(StoreUnavailable, match=f"127.0.0.1:{server.port}") as caught:
            wrong.ping()
        assert "tell-nobody" not in f"{caught.value} {wrong.address} {wrong.address!r}"


def test_a_database_is_chosen_by_number(start_server: StartServer, open_at: OpenAt) -> None:
    server = start_server()
    base = server.url.removesuffix("/0")
    for url in (f"{base}/3", f"{base}?db=4", base):
        use(open_at(url))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (["appendonly yes", "appendfsync always", "maxmemory-policy noeviction"], []),
        (["appendonly no"], ["set appendonly yes"]),
        (["appendonly yes", "appendfsync everysec"], ["set appendfsync always"]),
        (["appendonly yes", "appendfsync always", "maxmemory-policy allkeys-lru"], ["set maxmemory-policy noeviction"]),
        (["appendonly no", "maxmemory-policy volatile-ttl"], ["set appendonly yes", "policy volatile-ttl"]),
    ],
)
def test_a_server_that_may_lose_data_is_named(
    start_server: StartServer, open_at: OpenAt, settings: list[str], words: list[str]
) -> None:
    server = start_server(*settings)
    warnings = open_at(server.url).warnings()
    assert len(warnings) == len(words)
    for warning, expected in zip(warnings, words, strict=True):
        assert expected in warning
        assert f"127.0.0.1:{server.port}" in warning


@pytest.mark.parametrize("setting", ['rename-command CONFIG ""', "user default on nopass ~* &* +@all -config"])
def test_settings_that_cannot_be_read_are_said_to_be_unchecked(
    start_server: StartServer, open_at: OpenAt, setting: str
) -> None:
    (warning,) = open_at(start_server("appendonly yes", setting).url).warnings()
    assert "could not be checked" in warning


def test_a_cluster_keeps_a_store(start_server: StartServer, open_at: OpenAt) -> None:
    server = start_server("cluster-enabled yes", "appendonly yes", "appendfsync always")
    server.ask("CLUSTER", "ADDSLOTSRANGE", "0", "16383")
    store = open_at(f"redis+cluster://127.0.0.1:{server.port}")
    wait_until_answered(store)
    use(store)
    assert len(store.warnings()) == 1
    assert "failover" in store.warnings()[0]
    server.kill()
    with pytest.raises(StoreUnavailable):
        store.ping()
    server.start()
    wait_until_answered(store)
    assert store.read_log("log") == [LogEntry(1, {"n": 1})]


def test_sentinel_finds_the_server_of_a_store(start_server: StartServer, open_at: OpenAt) -> None:
    server = start_server("appendonly yes", "appendfsync always")
    sentinel = start_server(f"sentinel monitor notices 127.0.0.1 {server.port} 1", sentinel=True)
    store = open_at(f"redis+sentinel://127.0.0.1:{sentinel.port},127.0.0.1:1/notices?db=2")
    use(store)
    assert server.ask("INFO", "keyspace").count(b"db2:") == 1
    assert len(store.warnings()) == 1
    unknown = open_at(f"redis+sentinel://127.0.0.1:{sentinel.port}/unknown")
    with pytest.raises(StoreUnavailable, match=f"127.0.0.1:{sentinel.port}"):
        unknown.ping()


def wait_until_answered(store: Store) -> None:
    """A Cluster takes two seconds to find out that it is whole."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        with suppress(StoreUnavailable):
            store.ping()
            return
        time.sleep(0.05)
    store.ping()
