"""What is published goes into files, and files come back as proposals: only what differs, and nothing twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fairnotice.catalogue.files import check_catalogue, write_platform
from fairnotice.errors import Invalid, Misconfigured
from fairnotice.workflow import drafting
from fairnotice.workflow.catalogue_files import MARKER, compare_files, export_catalogue, find_open, offer
from fairnotice.workflow.marks import Mark
from fairnotice.workflow.proposals import DRAFT, IN_REVIEW, list_proposals, read_proposal
from server.workflow.kit import DELETION, NOW, SMALL, WRITER, House, change_notice, dump_store, get_platform

EDITED = change_notice(get_platform("rumble"), DELETION, headline="Deleting takes a month")
NEW = get_platform("truth-social")
MARK = Mark(False, "Clearer")


def offer_all(house: House, folder: Path, *, mark: Mark | None = MARK, is_draft: bool = False) -> list[bool]:
    known, made = find_open(house.store, WRITER.name), []
    for change in compare_files(house.store, folder).changes:
        given = {"title": "From files", "mark": mark, "is_draft": is_draft, "now": NOW}
        made.append(offer(house.store, WRITER, change, known, **given)[1])
    return made


@pytest.fixture
def folder(house: House, tmp_path: Path) -> Path:
    """All that is published, exported."""
    export_catalogue(house.store, tmp_path / "files")
    return tmp_path / "files"


def test_an_export_holds_every_published_platform_whole(house: House, folder: Path) -> None:
    platforms, faults = check_catalogue(folder)
    assert faults == []
    assert platforms == [get_platform(id) for id in SMALL]


def test_a_second_export_writes_only_what_changed(house: House, folder: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in folder.glob("*.json")}
    house.publish(EDITED, marks={DELETION: MARK})
    done = export_catalogue(house.store, folder)
    assert (done.written, done.same, done.removed, done.kept) == (1, 2, 0, 0)
    after = {path.name: path.stat().st_mtime_ns for path in folder.glob("*.json")}
    assert [name for name in after if after[name] != before[name]] == ["rumble.json"]


def test_the_file_of_a_retired_platform_is_removed_and_files_of_others_stay(house: House, folder: Path) -> None:
    (folder / "mine.json").write_text("{}")
    house.publish(None, id="rumble")
    done = export_catalogue(house.store, folder)
    assert (done.written, done.same, done.removed, done.kept) == (0, 2, 1, 0)
    assert sorted(path.name for path in folder.glob("*.json")) == ["lemon8.json", "mine.json", "quillbot.json"]


def test_nothing_is_removed_in_a_folder_that_no_export_began(house: House, tmp_path: Path) -> None:
    write_platform(tmp_path, get_platform("rumble"))
    house.publish(None, id="rumble")
    done = export_catalogue(house.store, tmp_path)
    assert (done.removed, done.kept) == (0, 1)
    assert (tmp_path / "rumble.json").exists()
    assert not (tmp_path / MARKER).exists()


def test_a_file_is_no_folder(house: House, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Misconfigured):
        export_catalogue(house.store, tmp_path / "file")


def test_what_was_exported_differs_in_nothing(house: House, folder: Path) -> None:
    found = compare_files(house.store, folder)
    assert (found.changes, found.same, found.without_file, found.faults) == ([], 3, [], [])


def test_only_what_differs_becomes_a_proposal(house: House, folder: Path) -> None:
    write_platform(folder, EDITED)
    write_platform(folder, NEW)
    assert offer_all(house, folder) == [True, True]
    edited, new = list_proposals(house.store)
    assert (edited.platform, edited.new, edited.state, edited.marks) == ("rumble", EDITED, IN_REVIEW, {DELETION: MARK})
    assert (new.platform, new.new, new.state) == ("truth-social", NEW, IN_REVIEW)


def test_a_second_run_makes_nothing_twice(house: House, folder: Path) -> None:
    write_platform(folder, EDITED)
    assert offer_all(house, folder) == [True]
    before = dump_store(house.store)
    assert offer_all(house, folder) == [False]
    assert dump_store(house.store) == before


def test_other_content_is_offered_beside_an_open_proposal(house: House, folder: Path) -> None:
    write_platform(folder, EDITED)
    offer_all(house, folder)
    write_platform(folder, replace(EDITED, company="Rumble Corp."))
    assert offer_all(house, folder) == [True]
    assert len(list_proposals(house.store, platform="rumble")) == 2


def test_what_was_taken_back_is_offered_again(house: House, folder: Path) -> None:
    write_platform(folder, EDITED)
    offer_all(house, folder)
    drafting.take_back(house.store, WRITER, 1, now=NOW)
    assert offer_all(house, folder) == [True]


def test_a_draft_needs_no_mark_yet(house: House, folder: Path) -> None:
    write_platform(folder, EDITED)
    (change,) = compare_files(house.store, folder).changes
    assert change.needs_marks
    with pytest.raises(Invalid, match="material or cosmetic"):
        offer_all(house, folder, mark=None)
    assert offer_all(house, folder, mark=None, is_draft=True) == [True]
    assert read_proposal(house.store, 1).state == DRAFT


def test_a_new_platform_needs_no_mark(house: House, folder: Path) -> None:
    write_platform(folder, NEW)
    (change,) = compare_files(house.store, folder).changes
    assert (change.is_new, change.needs_marks) == (True, False)
    assert offer_all(house, folder, mark=None) == [True]


def test_files_that_break_rules_are_listed_and_the_rest_goes_on(house: House, folder: Path) -> None:
    write_platform(folder, EDITED)
    (folder / "lemon8.json").write_text("{")
    write_platform(folder, replace(get_platform("quillbot"), name=""))
    (folder / "folder.json").mkdir()
    found = compare_files(house.store, folder)
    assert [change.platform.id for change in found.changes] == ["rumble"]
    assert [(fault.file, fault.field) for fault in found.faults] == [
        ("folder.json", ""),
        ("lemon8.json", ""),
        ("quillbot.json", "name"),
    ]
    assert (found.same, found.without_file) == (0, [])


def test_a_host_of_another_published_platform_is_refused(house: House, folder: Path) -> None:
    (folder / "lemon8.json").unlink()
    write_platform(folder, replace(NEW, hosts=(*NEW.hosts, "lemon8-app.com")))
    write_platform(folder, EDITED)
    found = compare_files(house.store, folder)
    (fault,) = found.faults
    assert (fault.file, fault.field) == ("truth-social.json", "hosts")
    assert "belongs to lemon8 already" in fault.reason
    assert [change.platform.id for change in found.changes] == ["rumble"]
    assert found.without_file == ["lemon8"]


def test_a_host_that_moves_between_two_files_is_no_fault(house: House, folder: Path) -> None:
    host = get_platform("lemon8").hosts[-1]
    write_platform(folder, get_platform("lemon8", hosts=("lemon8.example",)))
    write_platform(folder, replace(NEW, hosts=(*NEW.hosts, host)))
    assert compare_files(house.store, folder).faults == []
