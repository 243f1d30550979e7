"""A whole Redis store at once: what only a shared server can do to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fairnotice.errors import Conflict, StoreUnavailable
from fairnotice.store.contract import Append, Batch, Document, Item, Put
from fairnotice.store.redis import RedisStore
from server.redis_server import RedisServer
from server.store.dumps import ITEMS, dump_all

MANY: list[Item] = [("things", Document(f"{number:05}", 1, {})) for number in range(1200)]


@pytest.fixture
def open_with(redis_server: RedisServer) -> Iterator[Callable[[str], RedisStore]]:
    """Open a store with a prefix on the shared server."""
    opened: list[RedisStore] = []

    def open_one(prefix: str) -> RedisStore:
        opened.append(RedisStore(redis_server.url, prefix=prefix))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


def list_keys(server: RedisServer, pattern: str) -> list[bytes]:
    answer = server.ask("KEYS", pattern).split(b"\r\n")
    return [line for line in answer if line and not line.startswith((b"*", b"$"))]


def give_and_do(act: Callable[[], object]) -> Iterator[Item]:
    """Give MANY, and do something when most of it is on its way."""
    for number, item in enumerate(MANY):
        if number == 1100:
            act()
        yield item


def test_a_dump_leaves_no_copy_behind(
    open_with: Callable[[str], RedisStore], redis_server: RedisServer, prefix: str
) -> None:
    store = open_with(prefix)
    store.load(ITEMS)
    before = list_keys(redis_server, f"*{prefix}*")
    dump_all(store)
    with pytest.raises(RuntimeError), store.dump():
        raise RuntimeError("The reader fails.")
    assert sorted(list_keys(redis_server, f"*{prefix}*")) == sorted(before)


def test_a_failed_load_leaves_nothing_staged(
    open_with: Callable[[str], RedisStore], redis_server: RedisServer, prefix: str
) -> None:
    def fail() -> None:
        raise RuntimeError("The source fails.")

    with pytest.raises(RuntimeError):
        open_with(prefix).load(give_and_do(fail))
    assert list_keys(redis_server, f"*{prefix}*") == []


def test_what_was_loaded_does_not_go_by_itself(
    open_with: Callable[[str], RedisStore], redis_server: RedisServer, prefix: str
) -> None:
    open_with(prefix).load(ITEMS)
    keys = list_keys(redis_server, f"*{prefix}*")
    assert len(keys) == 6
    assert all(redis_server.ask("TTL", key.decode()) == b":-1\r\n" for key in keys)


@pytest.mark.parametrize(("mine", "other"), [("a*", "ab"), ("a?", "ab"), ("a[bc]", "ab"), ("a\\b", "ab"), ("a", "ab")])
def test_a_prefix_is_no_pattern(open_with: Callable[[str], RedisStore], prefix: str, mine: str, other: str) -> None:
    ours, theirs = open_with(prefix + mine), open_with(prefix + other)
    theirs.load(MANY)
    assert dump_all(ours) == []
    ours.load(ITEMS)
    assert dump_all(ours) == ITEMS
    assert dump_all(theirs) == MANY


def test_who_begins_to_use_the_store_meanwhile_keeps_it(
    open_with: Callable[[str], RedisStore], redis_server: RedisServer, prefix: str
) -> None:
    store, other = open_with(prefix), open_with(prefix)
    mine = Batch([Put("things", "mine", {})], appends=[Append("log", {"n": 1})])
    with pytest.raises(Conflict, match="meanwhile"):
        store.load(give_and_do(lambda: other.commit(mine)))
    assert [document.id for document in other.list("things")] == ["mine"]
    assert not list_keys(redis_server, f"*{prefix}*aside*")


def test_of_two_that_fill_a_store_one_is_refused(open_with: Callable[[str], RedisStore], prefix: str) -> None:
    store, other = open_with(prefix), open_with(prefix)
    with pytest.raises(Conflict, match="meanwhile"):
        store.load(give_and_do(lambda: other.load(ITEMS)))
    assert dump_all(other) == ITEMS


def test_staged_keys_that_went_are_no_half_store(
    open_with: Callable[[str], RedisStore], redis_server: RedisServer, prefix: str
) -> None:
    def lose() -> None:
        for key in list_keys(redis_server, f"*{prefix}*aside*:documents:*"):
            redis_server.ask("DEL", key.decode())

    store = open_with(prefix)
    with pytest.raises(StoreUnavailable, match="lost what was staged"):
        store.load(give_and_do(lose))
    assert dump_all(store) == []


def test_a_copy_that_went_is_no_short_dump(
    open_with: Callable[[str], RedisStore], redis_server: RedisServer, prefix: str
) -> None:
    def read_and_lose() -> None:
        with store.dump() as dump:
            for number, _ in enumerate(dump.items):
                if number == 500:
                    for key in list_keys(redis_server, f"*{prefix}*aside*"):
                        redis_server.ask("DEL", key.decode())

    store = open_with(prefix)
    store.load(MANY)
    with pytest.raises(StoreUnavailable, match="lost the copy"):
        read_and_lose()


def test_a_redis_killed_while_it_is_filled_is_empty_or_full_afterwards(tmp_path: Path) -> None:
    server = RedisServer(tmp_path / "redis", "appendonly yes", "appendfsync always", 'save ""')
    try:
        for _ in range(3):
            server.start()
            store = RedisStore(server.url)
            with pytest.raises(StoreUnavailable):
                store.load(give_and_do(server.kill))
            server.start()
            assert dump_all(store) == []
            server.stop()
        server.start()
        store.load(MANY)
        server.kill()
        server.start()
        assert dump_all(store) == MANY
        store.close()
    finally:
        server.kill()
