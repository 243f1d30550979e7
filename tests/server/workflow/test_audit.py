"""Everything that changes something leaves exactly one line in the audit log."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fairnotice.publication.keys import KeyFolder, read_key
from fairnotice.store.contract import Store
from fairnotice.store.sqlite import SqliteStore
from fairnotice.workflow import accounts, drafting, invitations, publish, reviewing, sessions, tokens, totp
from fairnotice.workflow.actors import ADMIN, REVIEWER, Actor
from fairnotice.workflow.audit import read_audit, read_newest
from fairnotice.workflow.first_start import init_keys, rotate_key
from fairnotice.workflow.report_body import Report
from fairnotice.workflow.reports import receive, set_state
from fairnotice.workflow.setup_link import make_first_admin, make_setup_token
from server.workflow.kit import (
    ADMINISTRATOR,
    CATALOGUE,
    NOW,
    OTHER_PASSWORD,
    PASSWORD,
    PUBLISHING,
    REVIEWING,
    SMALL,
    WRITER,
    House,
    enter,
    get_platform,
    make_code,
    make_house,
    make_person,
    turn_codes_on,
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
NOOR = Actor("noor", frozenset({REVIEWER}), "session")


def rotate(house: House, role: str) -> None:
    root_keys = [read_key(path) for path in house.keys.find_root_keys()]
    rotate_key(house.store, house.keys, ADMINISTRATOR, role, root_keys, now=NOW)


def make_account(house: House) -> None:
    token = make_setup_token(house.store, NOW)
    assert token is not None
    make_first_admin(house.store, token, "ada", PASSWORD, NOW)


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
        lambda h: accounts.add_account(h.store, ADMINISTRATOR, "noor", ["admin", "reviewer"], NOW),
        (ADMINISTRATOR.name, "make account", "noor", "admin, reviewer"),
    ),
}


ACCOUNT_VERBS: dict[str, tuple[Callable[[Store], object], Line]] = {
    "change roles": (
        lambda s: accounts.change_roles(s, ADMINISTRATOR, "noor", ["publisher"], NOW),
        ("ada", "change roles", "noor", ""),
    ),
    "disable": (lambda s: accounts.disable(s, ADMINISTRATOR, "noor", NOW), ("ada", "disable account", "noor", "")),
    "enable": (lambda s: accounts.enable(s, ADMINISTRATOR, "off", NOW), ("ada", "enable account", "off", "")),
    "change password": (
        lambda s: accounts.set_password(s, NOOR, PASSWORD, OTHER_PASSWORD, NOW),
        ("noor", "change password", "noor", ""),
    ),
    "sign in": (lambda s: enter(s, "noor"), ("noor", "sign in", "session ID of noor", "")),
    "end session": (
        lambda s: sessions.end_session(s, ADMINISTRATOR, enter(s, "noor")[1].id, NOW),
        ("ada", "end session", "session ID of noor", ""),
    ),
    "end all sessions": (
        lambda s: sessions.end_all(s, ADMINISTRATOR, "noor", NOW),
        ("ada", "end all sessions", "noor", ""),
    ),
    "begin codes": (lambda s: totp.begin_totp(s, NOOR, NOW), ("noor", "begin codes", "noor", "")),
    "turn codes on": (
        lambda s: totp.confirm_totp(s, NOOR, make_code(totp.begin_totp(s, NOOR, NOW).secret, NOW), NOW),
        ("noor", "turn codes on", "noor", ""),
    ),
    "turn codes off": (
        lambda s: (turn_codes_on(s, NOOR), totp.turn_off_totp(s, NOOR, NOW, password=PASSWORD)),
        ("noor", "turn codes off", "noor", ""),
    ),
    "invite": (
        lambda s: invitations.invite(s, ADMINISTRATOR, "wren", [REVIEWER], NOW),
        ("ada", "invite", "wren", "reviewer"),
    ),
    "invite to a new password": (
        lambda s: invitations.invite_to_new_password(s, ADMINISTRATOR, "noor", NOW, removes_totp=True),
        ("ada", "invite to a new password", "noor", "codes are removed"),
    ),
    "take back invitation": (
        lambda s: invitations.revoke(s, ADMINISTRATOR, make_invitation(s)[1].id, NOW),
        ("ada", "take back invitation", "wren", ""),
    ),
    "accept": (
        lambda s: invitations.accept(s, make_invitation(s)[0], PASSWORD, NOW),
        ("wren", "make account", "wren", "invited by ada as reviewer"),
    ),
    "accept a new password": (
        lambda s: invitations.accept(
            s, invitations.invite_to_new_password(s, ADMINISTRATOR, "noor", NOW)[0], PASSWORD, NOW
        ),
        ("noor", "change password", "noor", "by a link of ada"),
    ),
    "make token": (lambda s: make_token(s), ("noor", "make token", "token ID of noor", "bot: read, review")),
    "revoke token": (
        lambda s: tokens.revoke_token(s, NOOR, make_token(s), NOW),
        ("noor", "revoke token", "token ID of noor", "bot"),
    ),
}


def make_invitation(store: Store) -> tuple[str, invitations.Invitation]:
    return invitations.invite(store, ADMINISTRATOR, "wren", [REVIEWER], NOW)


def make_token(store: Store) -> str:
    return tokens.make_token(store, NOOR, "bot", ["review", "read"], NOW.date(), NOW)[1].id


@pytest.mark.parametrize("verb", ACCOUNT_VERBS)
def test_so_does_every_change_of_an_account(store: Store, verb: str) -> None:
    make_person(store, "ada", ADMIN)
    make_person(store, "noor", REVIEWER)
    make_person(store, "off", REVIEWER, is_active=False)
    change, line = ACCOUNT_VERBS[verb]
    change(store)
    *earlier, entry = read_audit(store)
    about = re.sub(r"\b[0-9a-f]{10,12}\b", "ID", entry.body["about"])
    assert (entry.body["who"], entry.body["what"], about, entry.body["why"]) == line
    assert line[1] not in [before.body["what"] for before in earlier]


def test_a_change_of_roles_tells_both(store: Store) -> None:
    make_person(store, "noor", REVIEWER)
    accounts.change_roles(store, ADMINISTRATOR, "noor", ["publisher", "contributor"], NOW)
    (entry,) = read_audit(store)
    assert (entry.body["before"], entry.body["after"]) == (
        {"roles": ["reviewer"]},
        {"roles": ["contributor", "publisher"]},
    )


def test_a_line_says_by_what_its_actor_acted(house: House) -> None:
    program = Actor("wren", frozenset({"contributor"}), "token 0a1b2c3d4e")
    drafting.propose(house.store, program, "rumble", RENAMED, title="t", marks={}, now=NOW)
    assert read_newest(house.store, limit=1)[0].body["via"] == "token 0a1b2c3d4e"


def test_the_newest_lines_come_first_and_may_be_chosen(store: Store) -> None:
    for number in range(3):
        make_person(store, f"noor{number}", REVIEWER)
        accounts.disable(store, ADMINISTRATOR, f"noor{number}", NOW)
    accounts.enable(store, Actor("eve", frozenset({ADMIN})), "noor1", NOW)

    def read(**chosen: Any) -> list[int]:
        return [entry.number for entry in read_newest(store, **chosen)]

    assert read() == [4, 3, 2, 1]
    assert read(limit=2) == [4, 3]
    assert read(limit=0) == []
    assert read(about="noor1") == [4, 2]
    assert read(who="ada", limit=2) == [3, 2]
    assert read(who="ad") == []


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
