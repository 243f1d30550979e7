"""A store URL opens the engine it names, or says in one sentence what is wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fairnotice.errors import Misconfigured, StoreUnavailable
from fairnotice.store.contract import Batch, Put
from fairnotice.store.open import open_store
from fairnotice.store.redis import RedisStore, read_address
from fairnotice.store.sqlite import SqliteStore
from server.redis_server import RedisServer


def test_three_slashes_name_a_path_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    store = open_store("sqlite:///data/here.db")
    monkeypatch.chdir("/")  # what was opened stays what it is
    store.commit(Batch(puts=[Put("things", "a", {})]))
    store.close()
    assert isinstance(store, SqliteStore)
    assert (tmp_path / "data" / "here.db").exists()


def test_four_slashes_name_a_path_from_the_root(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/there.db")
    store.close()
    assert (tmp_path / "there.db").exists()


def test_a_redis_url_opens_redis(redis_server: RedisServer) -> None:
    store = open_store(redis_server.url)
    store.ping()
    store.close()
    assert isinstance(store, RedisStore)


def test_a_file_that_cannot_be_used_is_noticed_at_once(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        open_store(f"sqlite:///{tmp_path}")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "names no known engine"),
        ("fairnotice.db", "names no known engine"),
        ("postgres://me:hush@host/db", "names no known engine"),
        ("redis:me:hush@host", "names no known engine"),
        ("sqlite://", "a path follows"),
        ("sqlite://data/fairnotice.db", "a path follows"),
        ("sqlite:///", "the name of a file is missing"),
        ("sqlite:////var/lib/", "the name of a file is missing"),
        ("sqlite:///:memory:", "a store needs a file"),
        ("redis://", "a host or port"),
        ("redis://me:hush@", "a host or port"),
        ("redis://me:hush@host:port", "a host or port"),
        ("redis://me:hush@host:70000", "a host or port"),
        ("redis://me:hush@[::1", "cannot be read"),
        ("redis://me:hush@host\u2100", "cannot be read"),
        ("redis://me:hush@a,b", "one host"),
        ("redis://me:hush@host/one", "a number"),
        ("redis://me:hu@sh/hush@host/0", "a number"),
        ("redis://me:hush@host?user=x", "no option user"),
        ("redis://me:hush@host?ssl_ca_certs=/ca.pem", "need rediss"),
        ("redis+sentinel://me:hush@a:1,b:2", "the service is missing"),
        ("redis+sentinel://a/notices?sentinel_password=hush&db=x", "a number"),
        ("redis+cluster://me:hush@a:1/1", "no databases"),
        ("redis+cluster://me:hush@a:1?db=1", "no databases"),
    ],
)
def test_a_broken_url_is_named_without_its_password(url: str, reason: str) -> None:
    with pytest.raises(Misconfigured, match=reason) as caught:
        open_store(url)
    message = str(caught.value)
    assert "hush" not in message
    assert "sqlite:///relative" in message
    assert "redis+sentinel://" in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("url", "nodes", "expected"),
    [
        ("redis://h", (("h", 6379),), {"kind": "one", "db": 0, "login": {}, "transport": {}}),
        ("redis://:a%40b@h:1/7", (("h", 1),), {"db": 7, "login": {"password": "a@b"}}),
        ("redis://u:p@[::1]:5?db=2", (("::1", 5),), {"db": 2, "login": {"username": "u", "password": "p"}}),
        ("rediss://h?ssl_ca_certs=/ca", (("h", 6379),), {"transport": {"ssl": True, "ssl_ca_certs": "/ca"}}),
        ("redis+cluster://a,b:2?tls=1", (("a", 6379), ("b", 2)), {"kind": "cluster", "transport": {"ssl": True}}),
        (
            "redis+sentinel://u:p@a,b:2/notices?db=3&sentinel_password=s",
            (("a", 26379), ("b", 2)),
            {"kind": "sentinel", "service": "notices", "db": 3, "sentinel_login": {"password": "s"}},
        ),
    ],
)
def test_a_redis_url_says_where_and_how(
    url: str, nodes: tuple[tuple[str, int], ...], expected: dict[str, object]
) -> None:
    address = read_address(url)
    assert address.nodes == nodes
    assert {name: getattr(address, name) for name in expected} == expected


def test_users_of_sqlite_never_load_redis(tmp_path: Path) -> None:
    code = (
        "import sys; from fairnotice.store.open import open_store;"
        f"open_store('sqlite:///{tmp_path}/a.db').close(); sys.exit('redis' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
