"""Everything that changes something leaves exactly one line in the audit log."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fairnotice.publication.keys import KeyFolder, read_key
from fairnotice.store.contract import Store
from fairnotice.store.sqlite import SqliteStore
from fairnotice.workflow import drafting, publish, reviewing
from fairnotice.workflow.accounts import add_account, make_first_admin, make_setup_token
from fairnotice.workflow.audit import read_audit
from fairnotice.workflow.first_start import init_keys, rotate_key
from fairnotice.workflow.report_body import Report
from fairnotice.workflow.reports import receive, set_state
from server.workflow.kit import (
    ADMINISTRATOR,
    CATALOGUE,
    NOW,
    PUBLISHING,
    REVIEWING,
    SMALL,
    WRITER,
    House,
    get_platform,
    make_house,
)

RENAMED = get_platform("rumble", name="Rumble Video")
NOTICE = "rumble/account-deletion"
REPORT = Report("7F3K-M2QX", "0" * 64, NOTICE, 1, None, "wrong", "It is not so.", "2026-11-24")
Line = tuple[str, str, str, str]
PREPARE: dict[str, Callable[[House], object]] = {
    "approve": lambda house: house.propose(RENAMED),
    "decline": lambda house: house.propose(RENAMED),
    "take back": lambda house: house.propose(RENAMED),
    "publish": lambda house: house.approve(RENAMED),
    "roll back": lambda house: house.publish(RENAMED),
    "restore": lambda house: publish.withdraw(house.store, PUBLISHING, NOTICE, reason="Wrong", now=NOW),
    "make account": lambda house: None,
    "settle a report": lambda house: receive(house.store, REPORT),
}


def rotate(house: House, role: str) -> None:
    root_keys = [read_key(path) for path in house.keys.find_root_keys()]
    rotate_key(house.store, house.keys, ADMINISTRATOR, role, root_keys, now=NOW)


def make_account(house: House) -> None:
    token = make_setup_token(house.store, NOW)
    assert token is not None
    make_first_admin(house.store, token, "ada", "correct horse battery", NOW)


VERBS: dict[str, tuple[Callable[[House], object], Line]] = {
    "propose": (lambda h: h.propose(RENAMED), ("wren", "propose", "proposal 1 for rumble", "A better text")),
    "approve": (
        lambda h: reviewing.approve(h.store, REVIEWING, 1, is_solo=False, now=NOW),
        ("robin", "approve", "proposal 1 for rumble", ""),
    ),
    "decline": (
        lambda h: reviewing.decline(h.store, REVIEWING, 1, reason="No", now=NOW),
        ("robin", "decline", "proposal 1 for rumble", "No"),
    ),
    "take back": (
        lambda h: drafting.take_back(h.store, WRITER, 1, now=NOW),
        ("wren", "take back", "proposal 1 for rumble", ""),
    ),
    "publish": (
        lambda h: publish.publish(h.store, PUBLISHING, [1], h.publisher()),
        ("pipit", "publish", "edition 2: rumble", "A better text"),
    ),
    "roll back": (
        lambda h: publish.roll_back(h.store, PUBLISHING, 1, h.publisher(), reason="A mistake"),
        ("pipit", "publish", "edition 3: rumble", "Back to edition 1: A mistake"),
    ),
    "withdraw": (
        lambda h: publish.withdraw(h.store, PUBLISHING, NOTICE, reason="Wrong", now=NOW),
        ("pipit", "withdraw", NOTICE, "Wrong"),
    ),
    "restore": (
        lambda h: publish.restore(h.store, PUBLISHING, NOTICE, reason="Corrected", now=NOW),
        ("pipit", "restore", NOTICE, "Corrected"),
    ),
    "settle a report": (
        lambda h: set_state(h.store, REVIEWING, [REPORT.ticket], "declined", reason="known", now=NOW),
        ("robin", "set reports declined", "7F3K-M2QX", "known"),
    ),
    "rotate root": (lambda h: rotate(h, "root"), ("ada", "rotate the root key", "root 2", "")),
    "rotate timestamp": (lambda h: rotate(h, "timestamp"), ("ada", "rotate the timestamp key", "root 2", "")),
    "rotate catalogue": (
        lambda h: rotate(h, "catalogue"),
        ("ada", "rotate the catalogue key", "edition 2: ", "Signed anew: root 2 names a new catalogue key"),
    ),
    "make account": (make_account, ("ada", "make account", "ada", "first admin, by the set-up link")),
    "add account": (
        lambda h: add_account(h.store, ADMINISTRATOR, "noor", ["admin", "reviewer"], NOW),
        (ADMINISTRATOR.name, "make account", "noor", "admin, reviewer"),
    ),
}


@pytest.mark.parametrize("verb", VERBS)
def test_every_change_leaves_exactly_one_line(house: House, verb: str) -> None:
    PREPARE.get(verb, lambda _: None)(house)
    last = len(read_audit(house.store))
    change, line = VERBS[verb]
    change(house)
    (entry,) = read_audit(house.store, after=last)
    assert (entry.body["who"], entry.body["what"], entry.body["about"], entry.body["why"]) == line
    assert entry.body["at"] == "2026-11-24T09:00:00Z"


def test_so_do_the_first_keys_and_the_first_edition(store: Store, tmp_path: Path) -> None:
    make_house(store, tmp_path)
    lines = [(e.body["who"], e.body["what"], e.body["about"]) for e in read_audit(store)]
    assert lines == [
        ("the first start", "make keys", "root 1"),
        ("the built-in catalogue", "publish", f"edition 1: {', '.join(SMALL)}"),
    ]


def test_what_is_refused_leaves_none(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "other.sqlite3")
    with pytest.raises(Exception, match="no admin"):
        init_keys(store, KeyFolder(tmp_path / "keys"), PUBLISHING, catalogue=CATALOGUE, now=NOW)
    assert read_audit(store) == []
    store.close()
