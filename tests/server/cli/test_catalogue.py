"""The catalogue goes out into files and comes back as proposals, by commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fairnotice.catalogue.files import write_platform
from server.cli.kit import expect, run
from server.workflow.kit import DELETION, change_notice, get_platform

EDITED = change_notice(get_platform("rumble"), DELETION, headline="Remove your Rumble account", notes="\x1b[2J")


@pytest.fixture
def folder(data: Path, tmp_path: Path) -> Path:
    """What is published, exported; then one file is edited."""
    done = run("catalogue", "export", tmp_path / "files", "--data", data)
    assert done.output == "3 files written, 0 were the same, 0 of retired platforms removed.\n"
    write_platform(tmp_path / "files", EDITED)
    return tmp_path / "files"


def test_a_dry_run_prints_what_differs_and_makes_nothing(data: Path, folder: Path) -> None:
    done = run("catalogue", "import", folder, "--dry-run", "--data", data)
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [
        "rumble: 2 differences",
        "    Notice account-deletion, Headline: [-Delete-]{+Remove+} your Rumble account",
        "    Notice account-deletion, Notes for maintainers: [-–-]{+\N{REPLACEMENT CHARACTER}[2J+}",
    ]
    assert "1 platforms differ (0 are new), 2 are the same, 0 faults" in done.stderr
    assert run("proposals", "--data", data).output == ""


def test_proposals_are_made_once(data: Path, folder: Path) -> None:
    words = ("catalogue", "import", folder, "--as-proposals", "--cosmetic", "Clearer", "--data", data, "--as", "wren")
    first = run(*words)
    assert first.stdout == "Proposal 1 for rumble is made.\n"
    assert "1 proposals made, 0 were there already" in first.stderr
    second = run(*words)
    assert second.stdout == "Proposal 1 for rumble was there already.\n"
    assert "0 proposals made, 1 were there already" in second.stderr


def test_programs_get_json(data: Path, folder: Path) -> None:
    (folder / "lemon8.json").write_text("[]")
    done = run("catalogue", "import", folder, "--dry-run", "--json", "--data", data)
    assert done.exit_code == 1
    change, fault = map(json.loads, done.stdout.splitlines())
    assert (change["platform"], change["is_new"], len(change["differences"])) == ("rumble", False, 2)
    assert change["differences"][0]["after"] == "Remove your Rumble account"
    assert fault == {"file": "lemon8.json", "field": "", "reason": "is not a JSON object"}
    made = run("catalogue", "import", folder, "--as-proposals", "--draft", "--json", "--data", data, "--as", "wren")
    assert made.exit_code == 1
    assert json.loads(made.stdout.splitlines()[0]) == {"platform": "rumble", "proposal": 1, "is_made": True}


def test_a_run_without_its_words_makes_nothing(data: Path, folder: Path) -> None:
    offer = ("catalogue", "import", folder, "--data", data, "--as", "wren")
    expect(run(*offer), 2, "Say --as-proposals")
    expect(run(*offer, "--as-proposals"), 2, "say --material REASON or --cosmetic REASON")
    expect(run(*offer, "--as-proposals", "--material", "a", "--cosmetic", "b"), 2, "not both")
    expect(run(*offer, "--as-proposals", "--material", ""), 1, "The reason", "empty")
    expect(run(*offer, "--as-proposals", "--cosmetic", "Clearer", "--title", "<b>x</b>"), 1, "HTML")
    assert run("proposals", "--data", data).output == ""
