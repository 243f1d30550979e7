"""An installation goes into a file and comes back, and moves from one engine to the other, by commands alone."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from fairnotice.store.contract import Batch, Item, Put
from fairnotice.store.open import open_store
from fairnotice.store.sqlite import SqliteStore
from server.cli.kit import Server, expect, run
from server.redis_server import RedisServer


def read_all(url: str) -> list[Item]:
    store = open_store(url)
    try:
        with store.dump() as dump:
            return list(dump.items)
    finally:
        store.close()


def url_of(data: Path) -> str:
    return f"sqlite:///{data}/fairnotice.sqlite3"


def test_an_installation_comes_back_from_its_backup_and_its_keys(data: Path, tmp_path: Path) -> None:
    file, new = tmp_path / "today.backup", tmp_path / "new"
    made = run("backup", "make", file, "--data", data)
    assert made.exit_code == 0, made.output
    assert "The keys are NOT in it" in made.stderr
    assert str(data / "keys") in made.stderr
    assert "is whole: " in run("backup", "check", file).output
    restored = run("backup", "restore", file, "--data", new)
    assert restored.exit_code == 0, restored.output
    assert "the newest edition is 1" in restored.output
    assert str(new / "keys") in restored.stderr
    assert read_all(url_of(new)) == read_all(url_of(data))
    (data / "keys").rename(new / "keys")
    published = run("export", tmp_path / "site", "--data", new)
    assert published.output.endswith("holds edition 1.\n"), published.output
    assert run("verify", tmp_path / "site").exit_code == 0


def test_no_key_is_in_a_backup(data: Path, tmp_path: Path) -> None:
    run("backup", "make", tmp_path / "file", "--data", data)
    run("backup", "restore", tmp_path / "file", "--data", tmp_path / "new")
    secrets = [path.read_bytes() for path in (data / "keys").rglob("*") if path.is_file()]
    assert secrets
    kept = (tmp_path / "new/fairnotice.sqlite3").read_bytes()
    assert not any(secret.strip() in kept for secret in secrets)
    assert not (tmp_path / "new/keys").exists()


def test_a_store_in_use_is_refused(data: Path, tmp_path: Path) -> None:
    run("backup", "make", tmp_path / "file", "--data", data)
    before = read_all(url_of(data))
    expect(run("backup", "restore", tmp_path / "file", "--data", data), 1, "not empty")
    expect(run("store", "copy", url_of(data), url_of(data)), 1, "not empty")
    assert read_all(url_of(data)) == before


def test_a_broken_backup_makes_neither_folder_nor_store(data: Path, tmp_path: Path) -> None:
    run("backup", "make", tmp_path / "file", "--data", data)
    (tmp_path / "file").write_bytes((tmp_path / "file").read_bytes()[:-50])
    expect(run("backup", "restore", tmp_path / "file", "--data", tmp_path / "new"), 1, "cut off or altered")
    expect(run("backup", "check", tmp_path / "file"), 1, "cut off or altered")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("command", [("backup", "check"), ("backup", "restore")])
def test_a_file_that_is_missing_is_said(command: tuple[str, ...], tmp_path: Path) -> None:
    expect(run(*command, tmp_path / "no.backup"), 1, "No such file", "no.backup")


def test_a_store_that_is_missing_is_not_made_by_copying_it(tmp_path: Path) -> None:
    missing = f"sqlite:///{tmp_path}/no.db"
    expect(run("store", "copy", missing, f"sqlite:///{tmp_path}/new.db"), 2, "There is no store")
    expect(run("backup", "make", tmp_path / "file", "--store", missing), 2, "There is no store")
    assert list(tmp_path.glob("*.db")) == []


def test_a_folder_that_is_missing_is_said(data: Path, tmp_path: Path) -> None:
    expect(run("backup", "make", tmp_path / "no/file", "--data", data), 1, "No such file or directory")


def test_an_installation_moves_to_redis_and_is_served_from_there(
    data: Path, redis_server: RedisServer, make_server: Callable[..., Server]
) -> None:
    store = SqliteStore(data / "fairnotice.sqlite3")
    store.commit(Batch([Put("things", "a", {})]))
    store.commit(Batch([Put("things", "a", {"n": 2}, 1)]))
    store.close()
    copied = run("store", "copy", url_of(data), redis_server.url)
    assert copied.exit_code == 0, copied.output
    assert read_all(redis_server.url) == read_all(url_of(data))
    server = make_server(data, redis_server.url)
    server.start()
    assert server.get("/v1/head.json")


def test_a_backup_is_made_while_the_server_serves(
    data: Path, make_server: Callable[..., Server], tmp_path: Path
) -> None:
    server = make_server(data)
    server.start()
    assert run("backup", "make", tmp_path / "file", "--data", data).exit_code == 0
    assert server.get("/livez")
    assert run("backup", "restore", tmp_path / "file", "--data", tmp_path / "new").exit_code == 0


def test_progress_is_drawn_on_a_terminal_only(data: Path, tmp_path: Path) -> None:
    words = ["backup", "make", str(tmp_path / "file"), "--data", str(data)]
    command = [sys.executable, "-c", "from fairnotice.cli import main; main()", *words]
    ours, theirs = pty.openpty()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, check=True)
    os.close(theirs)
    drawn = b""
    with suppress(OSError):  # how Linux says that the other side has closed
        while part := os.read(ours, 1000):
            drawn += part
    os.close(ours)
    assert b"100%" in drawn
    assert b"%" not in done.stdout
    assert "%" not in run("backup", "make", tmp_path / "other", "--data", data).output
