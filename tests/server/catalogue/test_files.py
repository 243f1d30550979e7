"""Platforms as files: read with their faults, and written in one normal form."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairnotice.catalogue.files import (
    check_catalogue,
    find_platform_files,
    find_shared_hosts,
    format_platform,
    read_catalogue,
    read_platform,
    write_platform,
)
from fairnotice.errors import Fault, Invalid, Misconfigured
from server.factories import make_notice, make_platform

NOT_NORMAL = Fault("x.json", "", "is not in normal form; `fairnotice catalogue format` writes it")


def test_what_is_written_is_read_and_needs_no_other_form(tmp_path: Path) -> None:
    platform = make_platform(company="Größe 🔒 GmbH", notices=(make_notice(verified_on="2026-10"),))
    path = write_platform(tmp_path, platform)
    assert path == tmp_path / "x.json"
    assert read_platform(path) == platform
    assert path.read_text("utf-8") == format_platform(read_platform(path))
    assert check_catalogue(tmp_path) == ([platform], [])
    assert [file.name for file in tmp_path.iterdir()] == ["x.json"]


def test_the_normal_form_has_two_spaces_real_letters_and_one_line_end(tmp_path: Path) -> None:
    text = format_platform(make_platform(company="Größe"))
    assert text.startswith('{\n  "id": "x",\n  "name": "X",\n  "former_names": [],\n  "company": "Größe",\n')
    assert text.endswith("}\n")


@pytest.mark.parametrize("ending", ["\r\n", " \n", "\n\n"])
def test_another_form_is_a_fault(tmp_path: Path, ending: str) -> None:
    (tmp_path / "x.json").write_bytes(format_platform(make_platform()).replace("\n", ending).encode())
    platforms, faults = check_catalogue(tmp_path)
    assert platforms == [make_platform()]
    assert faults == [NOT_NORMAL]


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"\xff\xfe", format_platform(make_platform()).encode("utf-16"), b"[" * 100_000, b"\xef\xbb\xbf{}"],
    ids=["empty", "cut", "not UTF-8", "UTF-16", "deep", "byte order mark"],
)
def test_a_file_that_is_no_utf8_json_is_a_fault_like_others(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.json").write_bytes(data)
    write_platform(tmp_path, make_platform("y"))
    platforms, faults = check_catalogue(tmp_path)
    assert [platform.id for platform in platforms] == ["y"]
    assert [(fault.file, fault.reason[:17]) for fault in faults] == [("x.json", "is not UTF-8 JSON")]


def test_the_id_is_the_name_of_the_file(tmp_path: Path) -> None:
    write_platform(tmp_path, make_platform("x")).rename(tmp_path / "y.json")
    with pytest.raises(Invalid) as caught:
        read_platform(tmp_path / "y.json")
    assert caught.value.faults == (Fault("y.json", "id", "'x' is not the name of the file"),)


def test_a_host_belongs_to_one_platform(tmp_path: Path) -> None:
    write_platform(tmp_path, make_platform("a", hosts=("one.example", "shared.example")))
    write_platform(tmp_path, make_platform("b", hosts=("shared.example",)))
    fault = Fault("b.json", "hosts", "shared.example belongs to a already")
    assert check_catalogue(tmp_path)[1] == [fault]
    with pytest.raises(Invalid, match=r"shared\.example belongs to a already"):
        read_catalogue(tmp_path)


def test_a_host_below_anothers_is_no_clash() -> None:
    below = make_platform("b", hosts=("sub.a.example",))
    assert find_shared_hosts([make_platform("a"), below]) == []


def test_the_faults_of_all_files_are_told_together(tmp_path: Path) -> None:
    for id in ("x", "y"):
        (tmp_path / f"{id}.json").write_text("{}")
    with pytest.raises(Invalid, match=r"and \d+ more; see `fairnotice catalogue check`") as caught:
        read_catalogue(tmp_path)
    assert {fault.file for fault in caught.value.faults} == {"x.json", "y.json"}


def test_platforms_come_in_order_of_id_from_the_folder_or_the_one_in_it(tmp_path: Path) -> None:
    (tmp_path / "platforms").mkdir()
    for id in ("b", "a"):
        write_platform(tmp_path / "platforms", make_platform(id))
    for folder in (tmp_path, tmp_path / "platforms"):
        assert [platform.id for platform in read_catalogue(folder)] == ["a", "b"]


def test_a_folder_that_is_missing_or_empty_is_told(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="There is no folder"):
        find_platform_files(tmp_path / "none")
    with pytest.raises(Misconfigured, match="holds no platform file"):
        find_platform_files(tmp_path)
