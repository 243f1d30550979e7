"""Accounts: whose name stands behind a command, who gives roles, and who may no longer act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from fairnotice.errors import Conflict, Invalid, NotFound, Refused, TooMany, WrongSignIn
from fairnotice.store.contract import Store
from fairnotice.workflow.accounts import (
    Account,
    add_account,
    change_roles,
    disable,
    enable,
    find_actor,
    list_accounts,
    read_account,
    set_password,
)
from fairnotice.workflow.actors import ADMIN, PUBLISHER, REVIEWER, ROLES, Actor
from fairnotice.workflow.sessions import read_session
from fairnotice.workflow.setup_link import make_first_admin, make_setup_token
from fairnotice.workflow.tokens import make_token, read_token
from server.workflow.kit import (
    NOW,
    OTHER_PASSWORD,
    PASSWORD,
    Interrupted,
    dump_store,
    enter,
    make_account,
    make_person,
    read_everything,
    turn_codes_on,
)

ADA = Actor("ada", frozenset({ADMIN}))
Change = Callable[[Store, Actor, str], object]
LEAVING: dict[str, Change] = {
    "disabled": lambda store, actor, name: disable(store, actor, name, NOW),
    "another role": lambda store, actor, name: change_roles(store, actor, name, [REVIEWER], NOW),
}
leaving = pytest.mark.parametrize("leave", LEAVING.values(), ids=LEAVING)


def find_admins(store: Store) -> list[str]:
    return [account.name for account in list_accounts(store) if account.is_active and ADMIN in account.roles]


def test_while_there_are_no_accounts_the_person_at_the_machine_may_do_everything(store: Store) -> None:
    assert find_actor(store, "root") == Actor("root", frozenset(ROLES))


def test_then_the_account_says_what_its_holder_may_do(store: Store) -> None:
    make_account(store, "ada", ADMIN)
    make_account(store, "wren", "contributor")
    assert find_actor(store, "wren") == Actor("wren", frozenset({"contributor"}))
    with pytest.raises(Refused, match="no account 'root'; the accounts are ada, wren"):
        find_actor(store, "root")


def test_an_admin_may_do_what_every_role_may() -> None:
    for role in ROLES:
        Actor("ada", frozenset({ADMIN})).require(role)


def test_an_admin_gives_roles_to_others(store: Store) -> None:
    token = make_setup_token(store, NOW)
    assert token is not None
    make_first_admin(store, token, "ada", PASSWORD, NOW)
    add_account(store, find_actor(store, "ada"), "noor", [REVIEWER], NOW)
    made_on = "2026-11-24T09:00:00Z"
    assert list_accounts(store) == [
        Account("ada", (ADMIN,), True, True, False, made_on),
        Account("noor", (REVIEWER,), True, False, False, made_on),
    ]
    assert find_actor(store, "noor") == Actor("noor", frozenset({REVIEWER}))


@pytest.mark.parametrize(
    ("actor", "name", "roles", "fault"),
    [
        (Actor("rob", frozenset({REVIEWER})), "noor", [REVIEWER], Refused),
        (ADA, "Noor", [REVIEWER], Invalid),
        (ADA, "noor", [], Invalid),
        (ADA, "noor", ["king"], Invalid),
        (ADA, "ada", [REVIEWER], Conflict),
    ],
)
def test_an_account_is_refused(store: Store, actor: Actor, name: str, roles: list[str], fault: type[Exception]) -> None:
    make_account(store, "ada", ADMIN)
    with pytest.raises(fault):
        add_account(store, actor, name, roles, NOW)
    assert [account.name for account in list_accounts(store)] == ["ada"]


def test_the_first_account_is_an_admin(store: Store) -> None:
    with pytest.raises(Refused, match="has to be an admin"):
        add_account(store, ADA, "noor", [REVIEWER], NOW)
    assert list_accounts(store) == []


def test_a_disabled_account_cannot_act_until_it_is_enabled(any_store: Store) -> None:
    ada = make_person(any_store, "ada", ADMIN)
    make_person(any_store, "noor", REVIEWER)
    assert disable(any_store, ada, "noor", NOW).is_active is False
    with pytest.raises(Refused, match="'noor' is disabled"):
        find_actor(any_store, "noor")
    with pytest.raises(WrongSignIn):
        enter(any_store, "noor")
    with pytest.raises(Conflict, match="disabled already"):
        disable(any_store, ada, "noor", NOW)
    enable(any_store, ada, "noor", NOW)
    assert enter(any_store, "noor")[1].account == "noor"
    with pytest.raises(Conflict, match="enabled already"):
        enable(any_store, ada, "noor", NOW)


@leaving
def test_disabling_and_other_roles_end_sessions_and_stop_tokens_for_good(any_store: Store, leave: Change) -> None:
    ada = make_person(any_store, "ada", ADMIN)
    noor = make_person(any_store, "noor", PUBLISHER)
    token, _ = enter(any_store, "noor")
    secret, _ = make_token(any_store, noor, "bot", ["publish"], NOW.date(), NOW)
    assert read_session(any_store, token, NOW)
    assert read_token(any_store, secret, NOW)
    leave(any_store, ada, "noor")
    assert read_session(any_store, token, NOW) is None
    assert read_token(any_store, secret, NOW) is None
    if not read_account(any_store, "noor").is_active:
        enable(any_store, ada, "noor", NOW)
    assert read_session(any_store, token, NOW) is None
    assert read_token(any_store, secret, NOW) is None


@leaving
def test_who_signs_in_while_being_shut_out_is_out(any_store: Store, leave: Change) -> None:
    ada = make_person(any_store, "ada", ADMIN)
    make_person(any_store, "noor", PUBLISHER)
    slow: Any = Interrupted(any_store, "commit", (), lambda: leave(any_store, ada, "noor"), skip=2)
    token, _ = enter(slow, "noor")
    assert read_session(any_store, token, NOW) is None


@leaving
def test_the_last_admin_who_can_sign_in_stays(any_store: Store, leave: Change) -> None:
    ada = make_person(any_store, "ada", ADMIN)
    make_account(any_store, "noor", REVIEWER)
    make_person(any_store, "eve", ADMIN, is_active=False)
    make_person(any_store, "bo", ADMIN, password=None)
    before = dump_store(any_store)
    with pytest.raises(Refused, match="ada is the last admin"):
        leave(any_store, ada, "ada")
    assert dump_store(any_store) == before
    change_roles(any_store, ada, "noor", [ADMIN], NOW)
    leave(any_store, ada, "ada")
    assert find_admins(any_store) == ["bo", "noor"]


@leaving
def test_so_does_the_last_admin_of_the_command_line(any_store: Store, leave: Change) -> None:
    make_person(any_store, "bo", ADMIN, password=None)
    make_person(any_store, "cy", ADMIN, password=None)
    leave(any_store, ADA, "cy")
    with pytest.raises(Refused, match="bo is the last admin"):
        leave(any_store, ADA, "bo")


@leaving
def test_of_two_admins_who_leave_at_once_one_stays(any_store: Store, leave: Change) -> None:
    ada, eve = make_person(any_store, "ada", ADMIN), make_person(any_store, "eve", ADMIN)
    slow: Any = Interrupted(any_store, "commit", (), lambda: leave(any_store, ada, "eve"))
    with pytest.raises(Conflict):
        leave(slow, eve, "ada")
    assert find_admins(any_store) == ["ada"]


@pytest.mark.parametrize("change", [*LEAVING.values(), lambda s, a, n: enable(s, a, n, NOW)])
def test_only_an_admin_changes_accounts(store: Store, change: Change) -> None:
    make_person(store, "ada", ADMIN)
    noor = make_person(store, "noor", PUBLISHER)
    before = dump_store(store)
    with pytest.raises(Refused, match="noor is no admin"):
        change(store, noor, "ada")
    assert dump_store(store) == before


def test_other_roles_have_to_be_other_ones_of_an_account_that_is_there(store: Store) -> None:
    make_person(store, "ada", ADMIN)
    with pytest.raises(Conflict, match="ada is admin already"):
        change_roles(store, ADA, "ada", [ADMIN], NOW)
    with pytest.raises(Invalid, match="at least one of the roles"):
        change_roles(store, ADA, "ada", [], NOW)
    with pytest.raises(NotFound, match="no account 'noor'"):
        change_roles(store, ADA, "noor", [ADMIN], NOW)


def test_a_new_password_ends_the_other_sessions(any_store: Store) -> None:
    ada = make_person(any_store, "ada", ADMIN)
    (mine, _), (other, _) = enter(any_store, "ada"), enter(any_store, "ada")
    set_password(any_store, ada, PASSWORD, OTHER_PASSWORD, NOW, held_token=mine)
    assert read_session(any_store, mine, NOW)
    assert read_session(any_store, other, NOW) is None
    with pytest.raises(WrongSignIn):
        enter(any_store, "ada")
    enter(any_store, "ada", password=OTHER_PASSWORD)
    assert OTHER_PASSWORD not in read_everything(any_store)


def test_a_session_that_had_ended_is_not_brought_back_by_a_new_password(any_store: Store) -> None:
    ada = make_person(any_store, "ada", ADMIN)
    (first, _), (second, _) = enter(any_store, "ada"), enter(any_store, "ada")
    set_password(any_store, ada, PASSWORD, OTHER_PASSWORD, NOW, held_token=first)
    set_password(any_store, ada, OTHER_PASSWORD, PASSWORD, NOW, held_token=second)
    assert read_session(any_store, second, NOW) is None
    assert read_session(any_store, first, NOW) is None


def test_a_session_of_somebody_else_is_not_kept(any_store: Store) -> None:
    ada = make_person(any_store, "ada", ADMIN)
    make_person(any_store, "noor", REVIEWER)
    token, _ = enter(any_store, "noor")
    before = read_session(any_store, token, NOW)
    set_password(any_store, ada, PASSWORD, OTHER_PASSWORD, NOW, held_token=token)
    assert read_session(any_store, token, NOW) == before


def test_a_new_password_takes_the_old_one(store: Store) -> None:
    ada = make_person(store, "ada", ADMIN)
    before = store.get("accounts", "ada")
    for _ in range(5):
        with pytest.raises(WrongSignIn, match="present password is not right"):
            set_password(store, ada, "a guess of some length", OTHER_PASSWORD, NOW)
    with pytest.raises(TooMany):
        set_password(store, ada, PASSWORD, OTHER_PASSWORD, NOW)
    assert store.get("accounts", "ada") == before
    enter(store, "ada")  # who guesses in a stolen session shuts nobody out
    with pytest.raises(Invalid, match="at least 12"):
        set_password(store, ada, PASSWORD, "short", NOW + timedelta(minutes=1))


def test_a_token_changes_no_password(store: Store) -> None:
    make_person(store, "ada", ADMIN)
    with pytest.raises(Refused, match="A token cannot do this"):
        set_password(store, Actor("ada", frozenset(ROLES), "token 1"), PASSWORD, OTHER_PASSWORD, NOW)


def test_an_account_shows_how_it_signs_in(store: Store) -> None:
    ada = make_person(store, "ada", ADMIN)
    assert (read_account(store, "ada").has_password, read_account(store, "ada").has_totp) == (True, False)
    turn_codes_on(store, ada)
    assert read_account(store, "ada").has_totp
    with pytest.raises(NotFound):
        read_account(store, "../ada")
