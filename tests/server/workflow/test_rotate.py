"""Rotating a key: a client that knows only root 1 follows, and the old key signs nothing any more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fairnotice.errors import Misconfigured, NotFound, Refused
from fairnotice.publication.head import sign_head
from fairnotice.publication.keys import KeyFolder, make_key, read_key, write_key
from fairnotice.publication.root import ROLES
from fairnotice.publication.tree import bring_up
from fairnotice.publication.trust import read_newest_root, read_root_files
from fairnotice.publication.verify import Verified, verify
from fairnotice.workflow.first_start import make_ready, rotate_key
from fairnotice.workflow.publish import publish
from server.workflow.kit import ADMINISTRATOR, CATALOGUE, NOW, PUBLISHING, House, dump_store, get_platform


def rotate(house: House, role: str, **more: Any) -> int:
    root_keys = more.pop("root_keys", None)
    if root_keys is None:
        root_keys = [read_key(path) for path in house.keys.find_root_keys()]
    return rotate_key(house.store, house.keys, more.pop("actor", ADMINISTRATOR), role, root_keys, now=NOW)


def verify_from_root_1(house: House, folder: Path) -> Verified:
    """Publish to `folder` as a server does, then verify as a client that was shipped with root 1."""
    sign_head(house.store, house.keys.read("timestamp"), catalogue=CATALOGUE, now=NOW)
    bring_up(house.store, folder, now=NOW)

    def read(path: str, limit: int) -> bytes:
        try:
            data = (folder / path).read_bytes()
        except FileNotFoundError:
            raise NotFound(path) from None
        assert len(data) <= limit
        return data

    return verify(read, read_root_files(house.store)[1], now=NOW, say=lambda _: None)


@pytest.mark.parametrize("role", ROLES)
def test_a_client_with_root_1_follows(house: House, tmp_path: Path, role: str) -> None:
    assert rotate(house, role) == 2
    assert verify_from_root_1(house, tmp_path / "public").platforms == 3


def test_a_client_follows_one_rotation_after_another(house: House, tmp_path: Path) -> None:
    for version, role in enumerate((*ROLES, *ROLES), start=2):
        assert rotate(house, role) == version
        verify_from_root_1(house, tmp_path / "public")
    house.publish(get_platform("weather-com"))
    assert verify_from_root_1(house, tmp_path / "public").platforms == 4


@pytest.mark.parametrize("role", ROLES)
def test_the_new_root_names_the_keys_that_lie_here_and_none_of_the_old(house: House, role: str) -> None:
    before = read_newest_root(house.store)
    rotate(house, role)
    after = read_newest_root(house.store)
    assert not before.roles[role].keys.keys() & after.roles[role].keys.keys()
    assert all(before.roles[other] == after.roles[other] for other in ROLES if other != role)
    here: Callable[[str], list[Path]] = lambda r: (  # noqa: E731
        house.keys.find_root_keys() if r == "root" else [house.keys.path_of(r)]
    )
    assert all({read_key(path).id for path in here(r)} == set(after.roles[r].keys) for r in ROLES)


def test_a_new_catalogue_key_signs_the_same_content_as_a_new_edition(house: House) -> None:
    before = house.lines()
    rotate(house, "catalogue")
    assert house.lines() == before
    assert read_newest_root(house.store).floor == 1


def test_the_old_catalogue_key_publishes_nothing(house: House) -> None:
    number = house.approve(get_platform("weather-com"))
    old = house.publisher()
    rotate(house, "catalogue")
    with pytest.raises(Misconfigured, match="not the one that the newest root names"):
        publish(house.store, PUBLISHING, [number], old)
    assert publish(house.store, PUBLISHING, [number], house.publisher()) == 3


@pytest.mark.parametrize("role", ROLES)
def test_one_root_key_is_not_enough(house: House, role: str) -> None:
    before, pems = dump_store(house.store), sorted(house.keys.folder.rglob("*"))
    with pytest.raises(Misconfigured, match="1 of the old root's keys are here, 2 are needed"):
        rotate(house, role, root_keys=[read_key(house.keys.find_root_keys()[0])])
    assert (dump_store(house.store), sorted(house.keys.folder.rglob("*"))) == (before, pems)


def test_two_root_keys_are_enough(house: House, tmp_path: Path) -> None:
    rotate(house, "root", root_keys=[read_key(path) for path in house.keys.find_root_keys()[1:]])
    verify_from_root_1(house, tmp_path / "public")


def test_it_takes_an_admin(house: House) -> None:
    with pytest.raises(Refused, match="no admin"):
        rotate(house, "timestamp", actor=PUBLISHING)


def test_what_was_cut_off_before_the_commit_is_done_again(house: House, tmp_path: Path) -> None:
    write_key(house.keys.folder / "new-timestamp.pem", make_key())
    rotate(house, "timestamp")
    verify_from_root_1(house, tmp_path / "public")


def test_what_was_cut_off_after_the_commit_is_finished_at_the_next_start(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(KeyFolder, "settle", lambda *_: None)
        rotate(house, "timestamp")
    assert not make_ready(house.store, house.keys, catalogue=CATALOGUE, now=NOW, say=lambda _: None)
    verify_from_root_1(house, tmp_path / "public")
