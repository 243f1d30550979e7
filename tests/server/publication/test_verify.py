"""Verifying a published catalogue: whatever is altered is found."""

from __future__ import annotations

import gzip
import json
import shutil
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import brotli
import pytest

from fairnotice.errors import NotFound, Untrusted
from fairnotice.publication.verify import verify
from fairnotice.store.contract import Batch, Put
from server.factories import START, House, make_action, make_notice, make_platform, read_from


@pytest.fixture
def tree(house: House) -> House:
    """Three editions, the second of which retires a notice."""
    both = make_platform("x", notices=(make_notice(), make_notice("ads")))
    house.publish(both, make_platform("y"), make_platform("z"))
    house.bring_up()
    house.publish(make_platform("x"))
    house.bring_up()
    house.publish(make_platform("y", name="Why"))
    house.bring_up()
    assert house.verify().edition == 3
    return house


def pick(house: House, pattern: str) -> Path:
    return sorted(house.public.glob(pattern))[-1]


def test_a_whole_tree_is_verified_and_counted(tree: House) -> None:
    said: list[str] = []
    found = verify(read_from(tree.public), None, now=tree.clock(), say=said.append)
    assert (found.edition, found.platforms, found.notices, found.actions) == (3, 3, 3, 3)
    assert [warning for warning in found.warnings if "--root" in warning]
    assert [line.partition(":")[0] for line in said] == [
        "root", "head", "manifest", "pack en", "deltas en", "platform files",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "pattern",
    ["v1/head.json", "v1/root/1.json", "v1/manifests/3-*.json", "v1/manifests/2-*.json", "v1/packs/en/3-*.jsonl",
     "v1/packs/en/3-*.jsonl.gz", "v1/packs/en/3-*.jsonl.br", "v1/deltas/en/1-3.jsonl", "v1/deltas/en/2-3.jsonl",
     "v1/deltas/en/1-3.jsonl.gz", "v1/deltas/en/1-3.jsonl.br", "v1/platforms/x.json"],
)  # fmt: skip
def test_one_altered_byte_is_found(tree: House, pattern: str) -> None:
    path = pick(tree, pattern)
    data = path.read_bytes()
    # The last byte of an envelope ends its line and means nothing; gzip's header says which system wrote it (byte 9).
    places = [0, 5, len(data) // 3, len(data) // 2, len(data) - 2, *range(20, len(data) - 2, max(1, len(data) // 40))]
    for place in places:
        altered = bytearray(data)
        altered[place] ^= 1
        path.write_bytes(altered)
        if pattern.endswith((".gz", ".br")) and inflates_alike(pattern, bytes(altered), data):
            continue
        with pytest.raises(Untrusted):
            tree.verify()
    path.write_bytes(data)
    assert tree.verify().edition == 3


def inflates_alike(pattern: str, altered: bytes, data: bytes) -> bool:
    """Say whether an altered bit is one that means nothing, such as a flag in gzip's header."""
    inflate = gzip.decompress if pattern.endswith(".gz") else brotli.decompress
    try:
        return bool(inflate(altered) == inflate(data))
    except (OSError, EOFError, zlib.error, brotli.error):
        return False


@pytest.mark.parametrize("place", range(0, 600, 23))
def test_an_altered_list_of_platforms_is_found(tree: House, place: int) -> None:
    path = tree.public / "v1/platforms.json"
    altered = bytearray(path.read_bytes())
    altered[place % len(altered)] ^= 1
    path.write_bytes(altered)
    with suppress(Untrusted):
        assert "platform files" in tree.verify().warnings[0]  # the edition in it was raised


def test_a_removed_id_that_was_altered_is_found(tree: House) -> None:
    path = tree.public / "v1/deltas/en/1-3.jsonl"
    data = path.read_bytes()
    assert b'["-","x/ads"]' in data
    path.write_bytes(data.replace(b'["-","x/ads"]', b'["-","x/adz"]'))
    for compressed in tree.public.glob("v1/deltas/en/1-3.jsonl.*"):
        compressed.unlink()
    with pytest.raises(Untrusted):
        tree.verify()


def test_where_the_earlier_pack_is_gone_a_delta_may_still_not_add_anything_else(tree: House) -> None:
    for old in tree.public.glob("v1/packs/en/[12]-*"):
        old.unlink()
    assert tree.verify().edition == 3
    path = tree.public / "v1/deltas/en/2-3.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Why", b"Who"))
    for compressed in tree.public.glob("v1/deltas/en/2-3.jsonl.*"):
        compressed.unlink()
    with pytest.raises(Untrusted, match="does not lead to this edition"):
        tree.verify()


@pytest.mark.parametrize(
    "pattern",
    ["v1/head.json", "v1/root/1.json", "v1/manifests/3-*.json", "v1/packs/en/3-*.jsonl", "v1/deltas/en/1-3.jsonl",
     "v1/platforms.json", "v1/platforms/x.json"],
)  # fmt: skip
def test_a_cut_or_missing_file_is_found(tree: House, pattern: str) -> None:
    path = pick(tree, pattern)
    data = path.read_bytes()
    for end in (0, len(data) // 2):
        path.write_bytes(data[:end])
        with pytest.raises(Untrusted):
            tree.verify()
    path.unlink()
    with pytest.raises(NotFound):
        tree.verify()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[House]:
    (tmp_path / "other").mkdir()
    made = House(tmp_path / "other")
    made.publish(make_platform())
    made.bring_up()
    yield made
    made.store.close()


@pytest.mark.parametrize("folder", ["v1/head.json", "v1/manifests", "v1/root"])
def test_what_another_publisher_signed_is_found(tree: House, other: House, folder: str) -> None:
    if folder.endswith(".json"):
        shutil.copy(other.public / folder, tree.public / folder)
    else:
        shutil.rmtree(tree.public / folder)
        shutil.copytree(other.public / folder, tree.public / folder)
    with pytest.raises((Untrusted, NotFound)):
        tree.verify()


def test_the_head_of_another_edition_is_found(tree: House) -> None:
    newest = tree.list_files()["v1/head.json"]
    tree.publish(make_platform("x", name="Later"))
    tree.bring_up()
    (tree.public / "v1/head.json").write_bytes(newest)
    assert "platform files" in tree.verify().warnings[0]
    tree.store.commit(Batch(puts=[Put("state", "edition", {"edition": 3, "manifest": "0" * 64})]))
    tree.sign()
    head = tree.store.get("state", "head")
    assert head is not None
    (tree.public / "v1/head.json").write_text(head.body["envelope"])
    with pytest.raises((Untrusted, NotFound)):
        tree.verify()


def test_a_platform_file_with_another_link_is_found(tree: House) -> None:
    path = tree.public / "v1/platforms/x.json"
    platform = json.loads(path.read_bytes())
    platform["notices"][0]["actions"][0]["url"] = "https://evil.example/"
    path.write_text(json.dumps(platform))
    with pytest.raises(Untrusted, match="differs from the signed records"):
        tree.verify()


def test_a_link_to_elsewhere_is_found_however_well_it_is_signed(house: House) -> None:
    astray = make_notice(actions=(make_action(url="https://evil.example/"),))
    house.publish(make_platform(notices=(astray,)))
    house.bring_up()
    with pytest.raises(Untrusted, match=r"leads to evil\.example"):
        house.verify()


def test_an_expired_head_is_a_warning(tree: House) -> None:
    tree.clock.move(days=8)
    assert tree.clock() > START
    assert "The head expired on" in tree.verify().warnings[0]
