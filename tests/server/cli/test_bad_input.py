"""Whatever a person gets wrong is answered with one sentence that names it, and nothing is left half done."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from fairnotice.catalogue.files import write_platform
from server.cli.kit import expect, find_files, run
from server.redis_server import find_free_port
from server.workflow.kit import get_platform

GONE = "http://127.0.0.1:1"


@pytest.mark.parametrize(
    ("words", "environment", "parts"),
    [
        (["--port", "0"], {}, ["The port '0'", "from 1 to 65535"]),
        (["--port", "65536"], {}, ["The port '65536'"]),
        (["--port", "abc"], {}, ["'abc'"]),
        ([], {"FAIRNOTICE_PORT": "²"}, ["The port '²'"]),
        ([], {"FAIRNOTICE_WORKERS": "many"}, ["The workers 'many'"]),
        ([], {"FAIRNOTICE_X": "1"}, ["no setting FAIRNOTICE_X", "FAIRNOTICE_DATA"]),
        ([], {"FAIRNOTICE_REVIEW": "none"}, ["FAIRNOTICE_REVIEW", "'two' or 'solo'"]),
        ([], {"FAIRNOTICE_CATALOGUE": "A b"}, ["'A b'", "FAIRNOTICE_CATALOGUE"]),
        ([], {"FAIRNOTICE_LOOKUP_LIMIT": "lots"}, ["FAIRNOTICE_LOOKUP_LIMIT", "600 per minute"]),
        ([], {"FAIRNOTICE_CONFIG": "/nowhere/f.toml"}, ["/nowhere/f.toml", "FAIRNOTICE_CONFIG"]),
        (["--store", "postgres://me:hush@host/db"], {}, ["names no known engine", "sqlite:///"]),
        (["--store", "sqlite://x"], {}, ["is broken"]),
        (["--host", "no.such.host.invalid"], {}, ["no.such.host.invalid", "cannot be listened on"]),
    ],
)
def test_a_wrong_setting_is_named(
    tmp_path: Path, words: list[str], environment: dict[str, str], parts: list[str]
) -> None:
    result = run("serve", "--data", tmp_path / "data", *words, **environment)
    expect(result, 2, *parts)
    assert "hush" not in result.output
    assert not [path for path in find_files(tmp_path) if path.name not in ("data", ".serving")]


@pytest.mark.parametrize("text", ["port = ", "prot = 1", "[server]\nport = 1", "host = ['a']", "\xff"])
def test_a_broken_settings_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "fairnotice.toml").write_bytes(text.encode("latin-1"))
    expect(run("history", "--data", tmp_path), 2, "fairnotice.toml")
    assert [path.name for path in find_files(tmp_path)] == ["fairnotice.toml"]


def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("mine")
    for command in ("serve", "history"):
        expect(run(command, "--data", tmp_path / "data"), 2, "is a file", "--data")
    assert (tmp_path / "data").read_text() == "mine"


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        expect(run("serve", "--data", tmp_path / "data", "--port", str(port)), 2, str(port), "--port")
    assert [path.name for path in find_files(tmp_path)] == ["data", ".serving"]


def test_a_store_that_does_not_answer_is_named(tmp_path: Path) -> None:
    port = find_free_port()
    words = ("--data", tmp_path, "--store", f"redis://me:hush@127.0.0.1:{port}/0")
    result = run("history", *words)
    expect(result, 1, f"127.0.0.1:{port}")
    assert "hush" not in result.output


@pytest.mark.parametrize(
    "command",
    [
        ["history"],
        ["publish"],
        ["keys", "status"],
        ["export", "out"],
        ["proposals"],
        ["reports"],
        ["orders"],
        ["review", "1"],
    ],
)
def test_an_installation_that_is_not_there_is_named(tmp_path: Path, command: list[str]) -> None:
    expect(run(*command, "--data", tmp_path / "none"), 2, "no data folder", "fairnotice serve")
    assert find_files(tmp_path) == []


def test_a_broken_catalogue_is_told_fault_by_fault(tmp_path: Path) -> None:
    path = write_platform(tmp_path, get_platform("rumble"))
    body = json.loads(path.read_text())
    body["hosts"] = ["Rumble.com", "com"]
    body["notices"][0]["actions"][0]["url"] = "javascript:alert(1)"
    path.write_text(json.dumps(body))
    (tmp_path / "cut.json").write_text("{")
    result = run("catalogue", "check", tmp_path)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert "rumble.json: hosts[0]: Rumble.com is not a host name in lower-case A-label form" in result.stdout
    assert any(line.startswith("rumble.json: hosts[1]: com is a single label") for line in lines)
    assert any(line.startswith("cut.json: is not UTF-8 JSON") for line in lines)


def test_a_wrong_link_is_told(tmp_path: Path) -> None:
    path = write_platform(tmp_path, get_platform("rumble"))
    path.write_text(path.read_text().replace("https://rumble.com/", "http://rumble.com/"))
    result = run("catalogue", "check", tmp_path)
    assert result.exit_code == 1
    assert "https address" in result.stdout


@pytest.mark.parametrize("command", ["check", "format"])
def test_a_folder_without_platforms_is_named(tmp_path: Path, command: str) -> None:
    expect(run("catalogue", command, tmp_path / "none"), 2, "no folder")
    expect(run("catalogue", command, tmp_path), 2, "holds no platform file")


def test_a_file_that_is_no_platform_is_not_proposed(data: Path, tmp_path: Path) -> None:
    (tmp_path / "rumble.json").write_text("[]")
    where = ("--data", data, "--title", "t")
    expect(run("propose", tmp_path / "none.json", *where), 2, "no file")
    expect(run("propose", tmp_path / "rumble.json", *where), 1, "rumble.json", "is not a JSON object")
    assert run("proposals", "--data", data).output == ""


def test_a_mark_without_a_reason_is_named(data: Path, tmp_path: Path) -> None:
    path = write_platform(tmp_path, get_platform("rumble"))
    result = run("propose", path, "--data", data, "--title", "t", "--material", "account-deletion")
    expect(result, 2, "NOTICE=REASON")


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["publish"], "approve a proposal first"),
        (["publish", "9"], "no proposal 9"),
        (["approve", "9"], "no proposal 9"),
        (["decline", "9", "--reason", "r"], "no proposal 9"),
        (["review", "9"], "no proposal 9"),
        (["retire", "none", "--title", "t"], "no published platform 'none' to retire"),
        (["publish", "--at", "2020-01-01T09:00"], "approve a proposal first"),
        (["orders", "cancel", "9"], "no order 9"),
        (["rollback", "1", "--reason", "r"], "Edition 1 cannot be brought back"),
        (["withdraw", "rumble/none", "--reason", "r"], "no published notice or action 'rumble/none'"),
        (["restore", "rumble/none", "--reason", "r"], "rumble/none is not withdrawn"),
        (["reports", "set", "7F3K-M2QX", "--state", "fixed"], "no report with the ticket 7F3K-M2QX"),
        (["reports", "set", "7F3K", "--state", "fixed"], "'7F3K' is not a ticket; it looks like 7F3K-M2QX"),
        (["reports", "set", "--notice", "rumble/none", "--state", "fixed"], "no such open report"),
        (["reports", "set", "7F3K-M2QX", "--state", "declined"], "one sentence"),
        (["reports", "set", "7F3K-M2QX", "--state", "fixed", "--edition", "9"], "no edition 9; the newest is 1"),
    ],
)
def test_what_cannot_be_done_is_said(data: Path, words: list[str], part: str) -> None:
    before = run("history", "--data", data).output
    expect(run(*words, "--data", data), 1, part)
    assert run("history", "--data", data).output == before


@pytest.mark.parametrize("words", [[], ["7F3K-M2QX", "--notice", "x/ads"], ["7F3K-M2QX", "--kind", "moved"]])
def test_reports_are_named_in_one_way(data: Path, words: list[str]) -> None:
    expect(run("reports", "set", *words, "--state", "looking", "--data", data), 2, "--notice")


def test_a_key_that_is_wrong_is_named(data: Path, tmp_path: Path) -> None:
    key = tmp_path / "k.pem"
    expect(run("keys", "rotate", "root", "--data", data, "--root-key", key), 2, str(key), "is missing")
    key.write_text("no key")
    expect(run("keys", "rotate", "root", "--data", data, "--root-key", key), 2, str(key), "cannot be read")
    (data / "keys/catalogue.pem").write_text("no key")
    expect(run("publish", "--data", data), 2, "catalogue.pem", "cannot be read")


def test_keys_are_not_made_twice(data: Path) -> None:
    expect(run("keys", "init", "--data", data), 2, "has root 1 already")


@pytest.mark.parametrize(
    ("place", "code", "part"),
    [
        (GONE, 1, "does not answer"),
        ("ftp://a.example", 2, "is not an address like"),
        ("http://", 2, "is not an address like"),
        ("http://[::1", 2, "is not an address like"),
        ("/nowhere/at/all", 2, "There is no folder /nowhere/at/all"),
    ],
)
def test_a_place_that_cannot_be_verified_is_named(place: str, code: int, part: str) -> None:
    expect(run("verify", place), code, part)


def test_an_empty_folder_does_not_verify(tmp_path: Path) -> None:
    expect(run("verify", tmp_path), 1, "v1/root/1.json does not exist")
    expect(run("verify", tmp_path, "--root", tmp_path / "r"), 2, "root file")


def test_an_export_over_a_file_is_refused(data: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    expect(run("export", tmp_path / "out", "--data", data), 2, "is a file")
    assert (tmp_path / "out").read_text() == "mine"


def test_a_user_without_a_name_is_told_to_give_one(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise KeyError("getpwuid(): uid not found: 4711")

    monkeypatch.setattr("getpass.getuser", fail)
    expect(run("publish", "--data", data), 2, "--as")
