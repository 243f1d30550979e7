"""`fairnotice watch` says what it does, to people and to programs, and refuses what it cannot use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fairnotice.cli.watch import SELECTORS, read_selectors, tell
from fairnotice.watch.extract import Selectors
from fairnotice.watch.run import Told
from server.cli.kit import expect, run

CONTACT = {"FAIRNOTICE_CONTACT": "watch@notices.example"}


def test_it_needs_a_contact(data: Path) -> None:
    expect(run("watch", "links", "--data", data), 2, "FAIRNOTICE_CONTACT")


def test_an_unknown_platform_is_named(data: Path) -> None:
    expect(run("watch", "links", "--data", data, "--platform", "nobody", **CONTACT), 1, "'nobody'")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("{", "cannot be read"), ("[]", "cannot be read"), ('{"https://x.example/": 1}', "cannot be read"),
        ('{"https://x.example/": {"keep": "main"}}', "cannot be read"),
        ('{"https://x.example/": {"keep": ["["]}}', "'['"),
    ],
)  # fmt: skip
def test_a_file_of_selectors_that_is_wrong_is_refused(data: Path, text: str, part: str) -> None:
    (data / SELECTORS).write_text(text)
    result = run("watch", "policies", "--data", data, "--platform", "nobody", **CONTACT)
    assert result.exit_code != 0
    assert part in result.stderr
    assert "Traceback" not in result.output


def test_selectors_are_read_where_there_are_some(tmp_path: Path) -> None:
    path = tmp_path / SELECTORS
    assert read_selectors(path) == {}
    path.write_text('{"https://x.example/privacy": {"keep": ["main"], "remove": [".menu"]}, "https://y.example/": {}}')
    assert read_selectors(path) == {
        "https://x.example/privacy": Selectors(("main",), (".menu",)), "https://y.example/": Selectors(),
    }  # fmt: skip


def test_programs_read_a_line_of_json_for_each(capsys: pytest.CaptureFixture[str]) -> None:
    tell(Told("links", "x/ai-sharing/privacy-form", "ok", 3, 10))
    entry = json.loads(capsys.readouterr().out)
    assert entry.pop("at").endswith("Z")
    assert entry == {"kind": "links", "id": "x/ai-sharing/privacy-form", "says": "ok", "number": 3, "total": 10}


def test_people_read_one_line_that_is_written_over(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    for number in (1, 2):
        tell(Told("links", f"x/ai-sharing/{number}", "ok", number, 2))
    out = capsys.readouterr().out
    assert out.count("\r") == 2
    assert out.count("\n") == 1
    assert out.endswith("2 of 2  x/ai-sharing/2  ok\n")
