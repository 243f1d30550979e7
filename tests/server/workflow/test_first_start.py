"""The first start makes keys and edition 1 once, however often and by however many processes it is done."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

import pytest

from fairnotice.errors import InUse, Misconfigured, Refused
from fairnotice.publication.edition import read_edition_number
from fairnotice.publication.keys import KeyFolder
from fairnotice.publication.trust import read_root_version
from fairnotice.store.contract import Store
from fairnotice.store.sqlite import SqliteStore
from fairnotice.workflow import first_start
from fairnotice.workflow.first_start import init_keys, make_ready
from server.workflow.kit import CATALOGUE, NOW, PUBLISHING, SMALL, House, dump_store, get_platform


@pytest.fixture(autouse=True)
def small_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three platforms in place of the built-in two hundred: what is tested is not their number."""
    monkeypatch.setattr(first_start, "read_catalogue", lambda _: [get_platform(id) for id in SMALL])


def start(store: Store, keys: KeyFolder) -> bool:
    return make_ready(store, keys, catalogue=CATALOGUE, now=NOW, say=lambda _: None)


def start_in_process(path: Path, keys: Path, barrier: Any, answers: Any) -> None:
    store = SqliteStore(path)
    barrier.wait(30)
    try:
        answers.put(start(store, KeyFolder(keys)))
    except InUse as error:
        answers.put(str(error))
    store.close()


def test_it_makes_keys_and_edition_1(store: Store, tmp_path: Path) -> None:
    said: list[str] = []
    keys = KeyFolder(tmp_path / "keys")
    assert make_ready(store, keys, catalogue=CATALOGUE, now=NOW, say=said.append)
    assert (read_root_version(store), read_edition_number(store)) == (1, 1)
    assert said == ["Making keys", "Publishing edition 1 with 3 platforms"]


def test_the_second_time_it_changes_nothing(store: Store, tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path / "keys")
    start(store, keys)
    before, pems = dump_store(store), {path: path.read_bytes() for path in keys.folder.rglob("*.pem")}
    assert not start(store, keys)
    assert dump_store(store) == before
    assert {path: path.read_bytes() for path in keys.folder.rglob("*.pem")} == pems


def test_private_keys_are_readable_by_their_owner_only(store: Store, tmp_path: Path) -> None:
    start(store, KeyFolder(tmp_path / "keys"))
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").rglob("*.pem")} == {0o600}


def test_what_was_cut_off_after_the_keys_is_finished(store: Store, tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path / "keys")
    init_keys(store, keys, first_start.SETUP, catalogue=CATALOGUE, now=NOW)
    assert start(store, keys)
    assert read_edition_number(store) == 1


def test_a_second_server_waits_for_the_first(store: Store, tmp_path: Path) -> None:
    lease = store.lease("first-start", 60)
    assert lease is not None
    with pytest.raises(InUse, match="start again in a minute"):
        start(store, KeyFolder(tmp_path / "keys"))
    assert read_root_version(store) == 0
    lease.release()
    assert start(store, KeyFolder(tmp_path / "keys"))


def test_of_two_processes_at_once_one_makes_it(store: Store, tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    barrier, answers = context.Barrier(2), context.Queue()
    path = tmp_path / "store.sqlite3"
    arguments = (path, tmp_path / "keys", barrier, answers)
    workers = [context.Process(target=start_in_process, args=arguments) for _ in range(2)]
    for worker in workers:
        worker.start()
    found = [answers.get(timeout=30) for _ in workers]
    for worker in workers:
        worker.join(10)
        assert worker.exitcode == 0
        worker.close()
    answers.close()
    answers.join_thread()
    assert found.count(True) == 1
    assert all(answer in (True, False) or "start again" in answer for answer in found)
    assert (read_root_version(store), read_edition_number(store)) == (1, 1)
    assert [entry.body["what"] for entry in store.read_log("audit")] == ["make keys", "publish"]


def test_keys_without_their_store_are_never_replaced(store: Store, tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path / "keys")
    start(store, keys)
    pems = {path: path.read_bytes() for path in keys.folder.rglob("*.pem")}
    empty = SqliteStore(tmp_path / "empty.sqlite3")
    with pytest.raises(Misconfigured, match="this store knows no root; name the store they belong to"):
        start(empty, keys)
    assert read_root_version(empty) == 0
    empty.close()
    assert {path: path.read_bytes() for path in keys.folder.rglob("*.pem")} == pems


def test_a_store_of_another_catalogue_is_refused(house: House) -> None:
    with pytest.raises(Misconfigured, match="holds the catalogue 'fairnotice', the settings say 'other'"):
        make_ready(house.store, house.keys, catalogue="other", now=NOW, say=lambda _: None)


def test_keys_are_made_once(house: House, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="has root 1 already"):
        init_keys(house.store, KeyFolder(tmp_path / "new"), first_start.SETUP, catalogue=CATALOGUE, now=NOW)
    assert not (tmp_path / "new").exists()


def test_making_keys_takes_an_admin(store: Store, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no admin"):
        init_keys(store, KeyFolder(tmp_path / "keys"), PUBLISHING, catalogue=CATALOGUE, now=NOW)
    assert not (tmp_path / "keys").exists()
