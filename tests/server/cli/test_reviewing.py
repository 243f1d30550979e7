"""What a second person sees and says on the command line, and orders where the catalogue key is not."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from fairnotice.catalogue.files import write_platform
from fairnotice.cli import main
from fairnotice.publication.keys import KeyFolder
from fairnotice.store.sqlite import SqliteStore
from fairnotice.workflow.drafting import start
from fairnotice.workflow.signer import Signer
from server.cli.kit import expect, run
from server.cli.test_commands import succeed
from server.workflow.kit import DELETION, NOW, WRITER, change_notice, get_notice, get_platform

HEADLINE = "Deleting takes a month"
EDITED = change_notice(get_platform("rumble"), DELETION, headline=HEADLINE)
OLD = get_notice(get_platform("rumble"), DELETION).headline


@pytest.fixture
def where(data: Path, tmp_path: Path) -> tuple[str | Path, ...]:
    """How to name an installation in which proposal 1 waits for review."""
    file = write_platform(tmp_path, EDITED)
    options = ("--title", "Says how long", "--material", f"{DELETION}=The delay is new")
    succeed("propose", file, "--data", data, *options, "--as", "wren")
    return "--data", data


def read_rows(*words: str | Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in succeed(*words, "--json").output.splitlines()]


def test_a_proposal_is_shown_with_what_it_changes_and_means(where: tuple[str | Path, ...]) -> None:
    succeed("review", "1", *where, "--as", "robin", "--comment", "Is there a source?")
    lines = succeed("review", "1", *where).output.splitlines()
    assert lines[0] == "Proposal 1 for rumble: Says how long"
    assert lines[1].startswith("in review, by wren, version 2, ")
    at = lines.index(f"notices/{DELETION}/headline (changed)")
    assert lines[at + 1 : at + 3] == [f"  - {OLD}", f"  + {HEADLINE}"]
    assert f"{DELETION} is material: The delay is new" in lines
    assert lines[-1] == "  Is there a source?"
    assert lines[-2].startswith("robin, ")


def test_on_a_terminal_the_words_that_differ_are_coloured(where: tuple[str | Path, ...]) -> None:
    shown = CliRunner().invoke(main, ["review", "1", *map(str, where)], color=True).output
    assert "\x1b[31m" in shown
    assert "\x1b[32m" in shown
    coloured = {part.split("\x1b[0m")[0] for part in shown.split("\x1b[32m\x1b[1m")[1:]}
    assert coloured
    assert all(word in HEADLINE for word in coloured)
    assert HEADLINE not in coloured
    assert "\x1b" not in succeed("review", "1", *where).output


def test_what_somebody_wrote_does_nothing_to_a_terminal(data: Path) -> None:
    store = SqliteStore(data / "fairnotice.sqlite3")
    start(store, WRITER, "rumble", {"id": "rumble", "name": "\x1b]0;x\x07\u202e"}, title="\x1b[2J", now=NOW)
    store.close()
    for command in (["review", "1"], ["proposals"]):
        output = CliRunner().invoke(main, [*command, "--data", str(data)], color=True).output
        assert "\\x1b[2J" in output
        for character in ("\x1b[2J", "\x1b]", "\x07", "\u202e"):
            assert character not in output


def test_a_proposal_that_is_behind_says_so(where: tuple[str | Path, ...], tmp_path: Path) -> None:
    other = write_platform(tmp_path, change_notice(get_platform("rumble"), DELETION, headline="Deleting is final"))
    succeed("propose", other, *where, "--title", "Other", "--cosmetic", f"{DELETION}=Clearer", "--as", "wren")
    succeed("approve", "2", *where, "--as", "robin")
    succeed("publish", "2", *where)
    assert "rumble changed since" in succeed("review", "1", *where).output
    assert "changed since" not in succeed("review", "2", *where).output


def test_changes_are_requested_and_only_what_was_seen_is_approved(where: tuple[str | Path, ...]) -> None:
    succeed("review", "1", *where, "--as", "robin", "--comment", "Wait.")
    expect(run("approve", "1", "--seen", "1", *where, "--as", "robin"), 1, "changed since you looked")
    expect(run("review", "1", "--seen", "1", "--comment", "b", *where, "--as", "robin"), 1, "changed since you looked")
    expect(run("review", "1", "--comment", "a", "--request-changes", "b", *where), 2, "either")
    succeed("review", "1", "--seen", "2", *where, "--as", "robin", "--request-changes", "A source is missing.")
    assert "changes-requested" in succeed("proposals", *where).output
    assert "A source is missing." in succeed("review", "1", *where).output


def test_a_platform_is_retired_by_a_proposal(data: Path) -> None:
    where = ("--data", data)
    succeed("retire", "lemon8", *where, "--title", "It closed", "--as", "wren")
    shown = succeed("review", "1", *where).output
    assert "lemon8 (removed)" in shown
    assert '  -   "id": "lemon8",' in shown
    succeed("approve", "1", *where, "--as", "robin")
    succeed("publish", *where)
    expect(run("retire", "lemon8", *where, "--title", "Again"), 1, "no published platform")


def test_programs_read_what_people_see(where: tuple[str | Path, ...]) -> None:
    (line,) = read_rows("proposals", *where)
    assert (line["number"], line["state"], line["marks"][DELETION]["material"]) == (1, "in-review", True)
    assert "content" not in line
    assert (
        read_rows("proposals", *where, "--author", "robin") == read_rows("proposals", *where, "--platform", "x") == []
    )
    (whole,) = read_rows("review", "1", *where)
    assert whole["content"]["id"] == "rumble"
    assert [(d["path"], d["before"], d["after"]) for d in whole["differences"]] == [
        (f"notices/{DELETION}/headline", OLD, HEADLINE)
    ]
    assert [row["edition"] for row in read_rows("history", *where)] == [1]
    assert read_rows("orders", *where) == []


def test_without_the_key_publishing_is_an_order(where: tuple[str | Path, ...], data: Path, tmp_path: Path) -> None:
    succeed("approve", "1", *where, "--as", "robin")
    key = data / "keys/catalogue.pem"
    away = KeyFolder(tmp_path / "away")
    away.folder.mkdir()
    key.rename(away.path_of("catalogue"))
    said = succeed("publish", *where, "--as", "pipit").output
    assert said.startswith("The catalogue key is not on this machine, so this is an order. Order 1 waits until ")
    assert "waiting" in succeed("orders", *where, "--state", "waiting").output
    assert [row["edition"] for row in read_rows("history", *where)] == [1]
    assert carry_out(data, away) == 1
    (order,) = read_rows("orders", *where)
    assert (order["state"], order["edition"], order["by"]) == ("done", 2, "pipit")
    assert "an order" in succeed("rollback", "1", *where, "--reason", "A slip").output
    assert carry_out(data, away) == 1
    assert [row["edition"] for row in read_rows("history", *where)] == [3, 2, 1]


def test_publishing_at_a_moment_is_an_order_that_waits(where: tuple[str | Path, ...], data: Path) -> None:
    succeed("approve", "1", *where, "--as", "robin")
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    expect(run("publish", "--at", "noon", *where), 2, "2026-12-01T09:00")
    expect(run("publish", "--at", "2020-01-01T09:00", *where), 1, "neither in the past")
    said = succeed("publish", "--at", tomorrow.strftime("%Y-%m-%dT%H:%M"), *where).output
    assert said.startswith(f"Order 1 waits until {tomorrow:%Y-%m-%dT%H:%M}:00Z; ")
    assert carry_out(data, KeyFolder(data / "keys")) == 0
    assert succeed("orders", "cancel", "1", *where).output == "Order 1 is cancelled.\n"
    expect(run("orders", "cancel", "1", *where), 1, "is cancelled")


def carry_out(data: Path, keys: KeyFolder) -> int:
    """Do what the process with the key does; answer how many orders came to an end."""
    store = SqliteStore(data / "fairnotice.sqlite3")
    try:
        read_key = keys.read
        return Signer(
            store, lambda: read_key("catalogue"), catalogue="fairnotice", now=lambda: datetime.now(UTC)
        ).look()
    finally:
        store.close()
