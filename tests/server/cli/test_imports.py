"""Facts of others come in by a command: a dry run, drafts, counts, and what is bad."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from server.cli.kit import expect, run

SITES = [
    {"name": "Rumble", "url": "https://rumble.com/goodbye", "difficulty": "easy", "domains": ["rumble.com"]},
    {"name": "Rumble", "url": "https://rumble.com/account/profile", "difficulty": "easy", "domains": ["rumble.com"]},
    {"name": "Kettle", "url": "https://kettle.example/", "difficulty": "hard", "domains": ["kettle.example"]},
]
BAD = {"name": "Bad\x1b[2J", "url": "http://rumble.com/", "difficulty": "easy", "domains": ["rumble.com"]}


@pytest.fixture
def sites(tmp_path: Path) -> Path:
    path = tmp_path / "sites.json"
    path.write_text(json.dumps(SITES))
    return path


def test_a_dry_run_says_what_is_new_and_makes_nothing(data: Path, sites: Path) -> None:
    done = run("import", "justdeleteme", sites, "--dry-run", "--data", data)
    assert done.exit_code == 0, done.output
    assert done.stdout == "rumble: deletion (easy): https://rumble.com/goodbye (Rumble)\n"
    assert done.stderr == (
        "1 new facts for 1 platforms, 1 known, 1 for no platform of ours, 0 bad. Source: JustDeleteMe (MIT).\n"
    )
    assert run("proposals", "--data", data).output == ""


def test_drafts_are_made_once(data: Path, sites: Path) -> None:
    words = ("import", "justdeleteme", sites, "--data", data, "--as", "wren")
    assert run(*words).stdout == "Draft 1 for rumble is made.\n"
    assert run(*words).stdout == "Draft 1 for rumble was there already.\n"
    assert "Facts from JustDeleteMe (MIT)" in run("proposals", "--state", "draft", "--data", data).output
    assert run("publish", "--data", data, "--as", "pipit").exit_code == 1


def test_bad_entries_are_listed_and_the_rest_goes_on(data: Path, sites: Path) -> None:
    sites.write_text(json.dumps([BAD, *SITES]))
    done = run("import", "justdeleteme", sites, "--data", data, "--as", "wren")
    assert done.exit_code == 1
    draft, bad = done.stdout.splitlines()
    assert draft == "Draft 1 for rumble is made."
    assert bad.startswith("sites.json: Bad\N{REPLACEMENT CHARACTER}[2J: http://rumble.com/ is not a complete https")
    assert "1 bad" in done.stderr


def test_every_fact_carries_its_licence_in_json(data: Path, sites: Path) -> None:
    sites.write_text(json.dumps([BAD, *SITES]))
    done = run("import", "justdeleteme", sites, "--dry-run", "--json", "--data", data)
    fact, fault = map(json.loads, done.stdout.splitlines())
    assert (fact["platform"], fact["what"], fact["url"]) == ("rumble", "Deletion", "https://rumble.com/goodbye")
    assert fact["origin"]["licence"] == "MIT"
    assert (fault["file"], fault["entry"]) == ("sites.json", "Bad\x1b[2J")


def test_what_cannot_be_read_is_said(data: Path, sites: Path) -> None:
    expect(
        run("import", "justdeleteme", sites.with_name("no.json"), "--dry-run", "--data", data), 2, "no file or folder"
    )
    expect(run("import", "recipes", sites, "--data", data), 2, "recipes")
    sites.write_text("{")
    expect(run("import", "justdeleteme", sites, "--dry-run", "--data", data), 1, "is not JSON")
