"""The tree of files: the head last, each file in one step, whole after a kill at any moment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fairnotice.errors import NotFound, Untrusted
from fairnotice.publication import tree
from fairnotice.publication.tree import bring_up, write_file
from fairnotice.publication.verify import verify
from server.factories import House, make_platform, read_from

KILLED = Path(__file__).with_name("killed.py")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are put in place, in that order."""
    names: list[str] = []
    replace = os.replace

    def note(source: Any, target: Any) -> None:
        names.append(Path(target).name)
        replace(source, target)

    monkeypatch.setattr(os, "replace", note)
    return names


def read_pages(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.html")}


def test_the_tree_serves_the_newest_edition(house: House) -> None:
    house.publish(make_platform("x"), make_platform("y"))
    house.publish(make_platform("y", name="Why"))
    assert house.bring_up() == 2
    found = house.verify()
    assert (found.edition, found.platforms, found.notices, found.actions, found.warnings) == (2, 2, 2, 2, ())
    kinds = {path.rpartition("/")[0] for path in house.list_files()}
    signed = {"v1", "v1/root", "v1/manifests", "v1/packs/en", "v1/deltas/en", "v1/platforms"}
    pages = {"", "platforms", "topics", "categories", "static", "feeds", "feeds/platforms", "feeds/topics"}
    assert kinds == signed | pages
    assert "v1/deltas/en/1-2.jsonl.br" in house.list_files()


def test_the_list_of_tickets_is_there_from_the_start_and_never_swept(house: House) -> None:
    house.publish(make_platform())
    for _ in range(2):
        house.bring_up()
        assert json.loads(house.list_files()["v1/tickets.json"]) == {"tickets": {}}
        house.clock.move(days=40)


def test_the_head_is_written_last(house: House, written: list[str]) -> None:
    house.publish(make_platform())
    house.bring_up()
    assert written[-1] == "head.json"
    assert written.count("head.json") == 1


def test_a_second_run_writes_nothing(house: House, written: list[str]) -> None:
    house.publish_texts(["one", "two"])
    house.bring_up()
    written.clear()
    house.bring_up()
    assert written == []


def test_without_a_head_for_the_new_edition_the_old_one_stays_with_all_its_files(house: House) -> None:
    house.publish_texts(["one"])
    house.bring_up()
    head = house.list_files()["v1/head.json"]
    house.publish_texts(["two"])
    for _ in range(2):
        bring_up(house.store, house.public, now=house.clock())
        house.clock.move(days=40)
    assert house.list_files()["v1/head.json"] == head
    assert house.verify().edition == 1


def test_without_an_edition_there_is_nothing_to_write(house: House) -> None:
    with pytest.raises(NotFound):
        bring_up(house.store, house.public, now=house.clock())
    assert not house.public.exists()


def test_killed_at_any_step_it_leaves_the_old_edition_whole_and_the_next_run_heals(house: House) -> None:
    house.publish(make_platform("x"), make_platform("y"))
    house.bring_up()
    house.publish(make_platform("x", name="New"), retired=["y"])
    house.sign()
    place = house.store.path  # type: ignore[attr-defined]
    command = [sys.executable, KILLED, place, house.public, house.clock().isoformat()]
    subprocess.run(command, check=True, timeout=60)
    copies = sorted(house.public.parent.glob("public-*"), key=lambda path: int(path.name[7:]))
    assert len(copies) > 20
    whole = house.public.with_name("whole")
    bring_up(house.store, whole, now=house.clock())
    editions = []
    for copy in copies:
        assert all(page.endswith(b"</html>\n") for page in read_pages(copy).values())
        found = verify(read_from(copy), house.root, now=house.clock(), say=lambda _: None)
        editions.append(found.edition)
        bring_up(house.store, copy, now=house.clock())
        healed = verify(read_from(copy), house.root, now=house.clock(), say=lambda _: None)
        assert (healed.edition, healed.warnings) == (2, ())
        assert read_pages(whole).items() <= read_pages(copy).items()
    assert editions == sorted(editions)
    assert set(editions) == {1, 2}
    assert editions.count(1) > 15


def test_replaced_files_stay_thirty_days_then_go(house: House) -> None:
    house.publish(make_platform("x"), make_platform("y"))
    house.bring_up()
    old = {path for path in house.list_files() if "/packs/" in path or path.split("/")[-1].startswith("y.")}
    assert len(old) == 7
    house.publish(retired=["y"])
    house.bring_up()
    house.clock.move(days=30)
    house.bring_up()
    assert old <= house.list_files().keys()
    house.clock.move(seconds=1)
    house.bring_up()
    assert not old & house.list_files().keys()
    assert house.verify().edition == 2


def test_a_file_that_is_wanted_again_stays(house: House) -> None:
    house.publish(make_platform("x"), make_platform("y"))
    house.bring_up()
    house.publish(retired=["y"])
    house.bring_up()
    assert "v1/platforms/y.json" in json.loads(house.list_files()[".replaced.json"])
    house.clock.move(days=20)
    house.publish(make_platform("y"))
    house.bring_up()
    house.clock.move(days=20)
    house.bring_up()
    assert "v1/platforms/y.json" in house.list_files()


def test_the_draft_of_a_killed_writer_goes_too(house: House) -> None:
    house.publish(make_platform())
    house.bring_up()
    draft = house.public / "v1" / ".head.json.123.tmp"
    draft.write_bytes(b"half")
    for _ in range(2):
        house.bring_up()
        house.clock.move(days=31)
    house.bring_up()
    assert not draft.exists()


def test_a_note_of_replaced_files_that_is_broken_is_written_anew(house: House) -> None:
    house.publish_texts(["one"])
    house.bring_up()
    house.publish_texts(["two"])
    (house.public / ".replaced.json").write_bytes(b"{")
    house.bring_up()
    assert json.loads(house.list_files()[".replaced.json"])


def test_a_write_that_fails_leaves_the_old_file_and_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    write_file(path, b"old")

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        write_file(path, b"new")
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"a.json": b"old"}


def test_a_file_reaches_the_disk_before_it_is_put_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(tree.os, "fsync", lambda file: (steps.append("fsync"), fsync(file))[1])
    monkeypatch.setattr(tree.os, "replace", lambda *places: (steps.append("replace"), replace(*places))[1])
    write_file(tmp_path / "a.json", b"new")
    assert steps == ["fsync", "replace", "fsync"]


def test_an_old_tree_beside_a_foreign_root_is_not_trusted(house: House, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = House(tmp_path / "other")
    house.publish(make_platform())
    house.bring_up()
    with pytest.raises(Untrusted):
        verify(read_from(house.public), other.root, now=house.clock(), say=lambda _: None)
    other.store.close()
