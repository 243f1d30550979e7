"""Keys as files: private, never overwritten, and replaced without a moment in which one is lost."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from fairnotice.errors import Misconfigured
from fairnotice.publication.envelope import SigningKey
from fairnotice.publication.keys import KeyFolder, make_first_keys, make_key, make_next_root, read_key, write_key
from fairnotice.publication.root import Root, open_first_root, open_next_root
from server.factories import CATALOGUE, START


@pytest.fixture
def keys(tmp_path: Path) -> KeyFolder:
    return KeyFolder(tmp_path / "keys")


@pytest.fixture
def first(keys: KeyFolder) -> Root:
    return open_first_root(make_first_keys(keys, CATALOGUE, START))


def read_root_keys(keys: KeyFolder) -> list[SigningKey]:
    return [read_key(path) for path in keys.find_root_keys()]


def test_the_first_keys_are_those_of_the_first_root(keys: KeyFolder, first: Root) -> None:
    assert (first.version, first.floor, first.catalogue) == (1, 0, CATALOGUE)
    assert {key.id for key in read_root_keys(keys)} == first.roles["root"].keys.keys()
    assert (len(first.roles["root"].keys), first.roles["root"].threshold) == (3, 2)
    for role in ("catalogue", "timestamp"):
        assert list(first.roles[role].keys) == [keys.read(role).id]


def test_only_their_owner_can_read_them(keys: KeyFolder, first: Root) -> None:
    files = [path for path in keys.folder.rglob("*") if path.is_file()]
    assert len(files) == 5
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (keys.folder, keys.offline)} <= {0o700, 0o755}
    assert stat.S_IMODE(keys.offline.stat().st_mode) == 0o700


def test_a_key_file_is_never_overwritten(keys: KeyFolder, first: Root) -> None:
    before = {path: path.read_bytes() for path in keys.folder.rglob("*.pem")}
    with pytest.raises(FileExistsError):
        write_key(keys.path_of("catalogue"), make_key())
    with pytest.raises(Misconfigured, match="There are keys in"):
        make_first_keys(keys, CATALOGUE, START)
    keys.path_of("catalogue").unlink()
    keys.path_of("timestamp").unlink()
    with pytest.raises(Misconfigured, match="There are keys in"):
        make_first_keys(keys, CATALOGUE, START)
    assert {path: path.read_bytes() for path in keys.folder.rglob("*.pem")}.items() <= before.items()


@pytest.mark.parametrize("data", [None, b"", b"no key"])
def test_a_key_that_is_missing_or_broken_says_what_to_do(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "a.pem"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(Misconfigured, match="is missing; bring it back" if data is None else "cannot be read"):
        read_key(path)


@pytest.mark.parametrize("role", ["catalogue", "timestamp", "root"])
def test_each_role_is_rotated(keys: KeyFolder, first: Root, role: str) -> None:
    old = read_root_keys(keys)
    new = [make_key() for _ in first.roles[role].keys]
    signing = [*old[:2], *new] if role == "root" else old[:2]
    following = open_next_root(first, make_next_root(first, signing, {role: new}, floor=7, now=START))
    assert (following.version, following.floor) == (2, 7)
    assert following.roles[role].keys.keys() == {key.id for key in new}
    assert following.roles[role].threshold == first.roles[role].threshold
    for other in {"catalogue", "timestamp", "root"} - {role}:
        assert following.roles[other] == first.roles[other]
    keys.stage(role, new)
    keys.settle(following)
    held = read_root_keys(keys) if role == "root" else [keys.read(role)]
    assert [key.id for key in held] == [key.id for key in new]
    retired = {read_key(path).id for path in keys.folder.rglob("retired-*.pem")}
    assert retired == first.roles[role].keys.keys()
    assert not list(keys.folder.rglob("new-*.pem"))


def test_a_lost_root_key_is_replaced_with_the_other_two(keys: KeyFolder, first: Root) -> None:
    one, two, _lost = read_root_keys(keys)
    new = make_key()
    file = make_next_root(first, [one, two], {"root": [one, two, new]}, floor=0, now=START)
    following = open_next_root(first, file)
    assert following.roles["root"].keys.keys() == {one.id, two.id, new.id}
    with pytest.raises(Misconfigured, match="1 of the old root's keys are here, 2 are needed"):
        make_next_root(first, [one, new], {"root": [one, two, new]}, floor=0, now=START)


def test_new_root_keys_must_sign_too(keys: KeyFolder, first: Root) -> None:
    new = [make_key() for _ in range(3)]
    with pytest.raises(Misconfigured, match="1 of the new root's keys are here, 2 are needed"):
        make_next_root(first, [*read_root_keys(keys), new[0]], {"root": new}, floor=0, now=START)


@pytest.mark.parametrize("role", ["catalogue", "timestamp", "root"])
def test_a_staged_key_survives_a_cut_and_is_settled_later(keys: KeyFolder, first: Root, role: str) -> None:
    old = read_root_keys(keys)
    new = [make_key() for _ in first.roles[role].keys]
    keys.stage(role, new)
    keys.settle(first)  # the root does not name them: nothing moves
    assert len(list(keys.folder.rglob("new-*.pem"))) == len(new)
    following = open_next_root(first, make_next_root(first, [*old, *new], {role: new}, floor=0, now=START))
    again = KeyFolder(keys.folder)  # another process, after the cut
    again.settle(following)
    again.settle(following)
    held = read_root_keys(again) if role == "root" else [again.read(role)]
    assert [key.id for key in held] == [key.id for key in new]


@pytest.mark.parametrize("role", ["catalogue", "timestamp", "root"])
def test_staging_again_loses_no_key_that_a_root_may_name(keys: KeyFolder, first: Root, role: str) -> None:
    staged = [make_key() for _ in first.roles[role].keys]
    keys.stage(role, staged)
    keys.stage(role, [make_key() for _ in staged])
    there = {read_key(path).id for path in keys.folder.rglob("*.pem")}
    assert {key.id for key in staged} <= there
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys.folder.rglob("*.pem")} == {0o600}
