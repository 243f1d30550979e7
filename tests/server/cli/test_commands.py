"""From a proposal to a verified export, by commands alone."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result

from fairnotice.catalogue.files import write_platform
from fairnotice.publication.keys import KeyFolder
from fairnotice.store.sqlite import SqliteStore
from fairnotice.workflow.report_body import read_report
from fairnotice.workflow.reports import receive
from server.cli.kit import expect, run
from server.reports import make_body
from server.workflow.kit import DELETION, change_notice, get_platform

EDITED = change_notice(get_platform("rumble"), DELETION, headline="Deleting takes a month")


def succeed(*words: str | Path, **environment: str) -> Result:
    result = run(*words, **environment)
    assert result.exit_code == 0, result.output
    return result


def test_the_whole_way(data: Path, tmp_path: Path) -> None:
    where = ("--data", data)
    file = write_platform(tmp_path, EDITED)
    offer = ("propose", file, *where, "--title", "Says how long", "--material", f"{DELETION}=The delay is new")
    assert succeed(*offer, "--as", "wren").output == "Proposal 1 for rumble is in review.\n"
    expect(run("approve", "1", *where, "--as", "wren"), 1, "a second person has to approve it")
    succeed("approve", "1", *where, "--as", "robin")
    assert "approved" in succeed("proposals", *where, "--state", "approved").output
    assert succeed("publish", *where).output.startswith("Edition 2 is published")
    assert "Says how long" in succeed("history", *where).output.splitlines()[0]
    assert len(succeed("history", *where, "--platform", "quillbot").output.splitlines()) == 1
    assert "Edition 3" in succeed("rollback", "1", *where, "--reason", "A mistake").output
    assert "is hidden" in succeed("withdraw", "rumble/account-deletion", *where, "--reason", "Wrong").output
    assert "nothing" in succeed("restore", "rumble/account-deletion", *where, "--reason", "Right").output
    root_1 = tmp_path / "root-1.json"
    succeed("export", tmp_path / "first", *where)
    root_1.write_bytes((tmp_path / "first/v1/root/1.json").read_bytes())
    for version, role in enumerate(("catalogue", "timestamp", "root"), start=2):
        assert f"Root {version} names a new {role} key" in succeed("keys", "rotate", role, *where).output
    status = succeed("keys", "status", *where)
    assert status.stdout.startswith("root 4 of fairnotice")
    assert "not on this machine" not in status.stdout
    assert "holds edition 4" in succeed("export", tmp_path / "site", *where).output
    verified = succeed("verify", tmp_path / "site", "--root", root_1)
    assert "All is well: edition 4 with 3 platforms, 3 notices" in verified.output
    tampered = next((tmp_path / "site/v1/packs/en").glob("4-*.jsonl"))
    tampered.write_bytes(tampered.read_bytes().replace(b"Rumble", b"Bumble"))
    expect(run("verify", tmp_path / "site"), 1, "is not the pack that the manifest names")


def test_every_step_can_be_read_by_a_program(data: Path, tmp_path: Path) -> None:
    def read(*words: str | Path) -> dict[str, object]:
        answer: dict[str, object] = json.loads(succeed(*words, "--data", data, "--json").stdout)
        return answer

    file, mark = write_platform(tmp_path, EDITED), f"{DELETION}=The delay is new"
    made = read("propose", file, "--title", "Says how long", "--material", mark, "--as", "wren")
    assert (made["number"], made["state"], made["platform"]) == (1, "in-review", "rumble")
    assert read("approve", "1", "--as", "robin")["reviewed_by"] == "robin"
    assert read("publish") == {"edition": 2, "proposals": [1]}
    assert read("rollback", "1", "--reason", "A mistake") == {"edition": 3, "target": 1}
    id = "rumble/account-deletion"
    assert read("withdraw", id, "--reason", "Wrong") == {"withdrawn": [id]}
    assert read("restore", id, "--reason", "Right") == {"withdrawn": []}
    assert read("retire", "rumble", "--title", "It is gone", "--as", "wren")["number"] == 2
    assert read("decline", "2", "--reason", "It is not", "--as", "robin")["state"] == "declined"


def test_one_person_may_do_everything_where_the_setting_says_so(data: Path, tmp_path: Path) -> None:
    where = ("--data", data, "--as", "wren")
    file = write_platform(tmp_path, EDITED)
    succeed("propose", file, *where, "--title", "Says how long", "--cosmetic", f"{DELETION}=Clearer")
    succeed("approve", "1", *where, FAIRNOTICE_REVIEW="solo")


def test_reports_are_listed_in_groups_and_settled(data: Path) -> None:
    where = ("--data", data)
    assert succeed("reports", *where).output == "There are no open reports.\n"
    store = SqliteStore(data / "fairnotice.sqlite3")
    about = {"notice_id": f"rumble/{DELETION}", "action_id": "delete"}
    words = ("", "It says 404.", "404")
    bodies = [make_body(**about, text=text, nonce=f"n{len(text)}-") for text in words]
    bodies.append(make_body(**about, kind="wrong", text="It takes a month."))
    tickets = [receive(store, read_report(body, datetime.now(UTC))).ticket for body in bodies]
    store.close()
    lines = succeed("reports", *where).output.splitlines()
    assert lines[0] == "rumble/account-deletion/delete, revision 1: 3 people say this link is dead"
    assert lines[4] == "rumble/account-deletion/delete, revision 1: 1 person says a statement is wrong"
    assert lines[5].startswith(f"    {tickets[3]}  ")
    assert lines[5].endswith("received             It takes a month.")
    first, second = json.loads(succeed("reports", "--json", *where).output)
    assert (first["notice_id"], first["kind"], first["count"]) == ("rumble/account-deletion", "dead-link", 3)
    assert second["reports"][0].keys() == {"ticket", "state", "edition", "reason", "made_on", "text"}
    dead = ("--notice", "rumble/account-deletion", "--action", "delete", "--kind", "dead-link")
    assert succeed("reports", "set", *dead, "--state", "fixed", *where).output.startswith("3 reports are fixed")
    typed = tickets[3].lower().replace("-", "")
    succeed("reports", *where, "set", typed, "--state", "declined", "--reason", "as-stated")
    assert succeed("reports", *where).output == "There are no open reports.\n"
    settled = succeed("reports", "--all", *where).output
    assert settled.count("fixed in edition 1") == 3
    assert "declined (as-stated)" in settled
    succeed("export", data / "site", *where)
    listed = json.loads((data / "site/v1/tickets.json").read_text())["tickets"]
    assert listed.keys() == set(tickets)
    assert listed[tickets[3]] == {"state": "declined", "edition": None, "reason": "as-stated"}


def test_a_declined_proposal_is_not_published(data: Path, tmp_path: Path) -> None:
    where = ("--data", data)
    file = write_platform(tmp_path, EDITED)
    succeed("propose", file, *where, "--title", "Says how long", "--cosmetic", f"{DELETION}=Clearer")
    succeed("decline", "1", *where, "--reason", "No source")
    expect(run("publish", "1", *where), 1, "is declined")


def test_keys_are_made_alone(tmp_path: Path) -> None:
    succeed("keys", "init", "--data", tmp_path / "data")
    assert len(KeyFolder(tmp_path / "data/keys").find_root_keys()) == 3


def test_a_file_is_brought_into_its_normal_form(tmp_path: Path) -> None:
    path = write_platform(tmp_path, EDITED)
    normal = path.read_text()
    path.write_text(normal.replace("\n", "\n\n"))
    assert run("catalogue", "check", tmp_path).exit_code == 1
    assert succeed("catalogue", "format", tmp_path).output == "1 files changed.\n"
    assert path.read_text() == normal
    succeed("catalogue", "check", tmp_path)


def test_translations_are_checked_and_formatted_with_their_platforms(tmp_path: Path) -> None:
    (tmp_path / "platforms").mkdir()
    write_platform(tmp_path / "platforms", EDITED)
    path = tmp_path / "translations/de" / f"{EDITED.id}.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"no-such-notice/headline": {"source": "0" * 16, "text": "Text"}}))
    result = run("catalogue", "check", tmp_path)
    assert result.exit_code == 1
    assert f"de/{EDITED.id}.json: no-such-notice/headline: translates nothing that is published" in result.output
    path.write_text('{"account-deletion/headline":{"source":"0000000000000000","text":"Alt"}}')
    assert succeed("catalogue", "format", tmp_path).output == "1 files changed.\n"
    said = succeed("catalogue", "check", tmp_path).output
    assert "de: of the texts that `act` notices need 0 are translated, 0 are stale, 0 are missing." in said


@pytest.mark.parametrize("word", ["-h", "--help", "--version"])
def test_help_is_given(word: str) -> None:
    assert succeed(word).output
