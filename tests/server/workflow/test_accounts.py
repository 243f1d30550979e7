"""The first admin's one-time link, and whose name stands behind a command."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from fairnotice.errors import Conflict, Invalid, NotFound, Refused
from fairnotice.store.contract import Store
from fairnotice.workflow.accounts import (
    LINK_LIFE,
    MAX_PASSWORD,
    add_account,
    check_setup_token,
    find_actor,
    list_accounts,
    make_first_admin,
    make_setup_token,
)
from fairnotice.workflow.actors import ADMIN, REVIEWER, ROLES, Actor
from server.workflow.kit import NOW, Interrupted, dump_store, make_account

PASSWORD = "correct horse battery"


def make_token(store: Store) -> str:
    token = make_setup_token(store, NOW)
    assert token is not None
    return token


def test_the_link_makes_the_first_admin(store: Store) -> None:
    make_first_admin(store, make_token(store), "ada", PASSWORD, NOW)
    account = store.get("accounts", "ada")
    assert account is not None
    assert account.body["roles"] == [ADMIN]
    assert PasswordHasher().verify(account.body["password"], PASSWORD)


def test_neither_token_nor_password_is_kept(store: Store) -> None:
    token = make_token(store)
    assert token not in repr(dump_store(store))
    make_first_admin(store, token, "ada", PASSWORD, NOW)
    everything = repr(dump_store(store)) + repr(store.read_log("audit"))
    assert PASSWORD not in everything
    assert token not in everything


def test_the_link_works_once(store: Store) -> None:
    token = make_token(store)
    make_first_admin(store, token, "ada", PASSWORD, NOW)
    with pytest.raises(NotFound, match="was used"):
        make_first_admin(store, token, "eve", PASSWORD, NOW)
    assert [account.id for account in store.list("accounts")] == ["ada"]


def test_of_two_uses_at_once_one_wins(store: Store) -> None:
    token = make_token(store)
    slow = Interrupted(store, "commit", (), lambda: make_first_admin(store, token, "ada", PASSWORD, NOW))
    with pytest.raises(NotFound, match="was used a moment ago"):
        make_first_admin(slow, token, "eve", PASSWORD, NOW)
    assert [account.id for account in store.list("accounts")] == ["ada"]


def test_the_link_ends_after_a_day(store: Store) -> None:
    token = make_token(store)
    check_setup_token(store, token, NOW + LINK_LIFE)
    with pytest.raises(NotFound, match="too old"):
        make_first_admin(store, token, "ada", PASSWORD, NOW + LINK_LIFE + timedelta(seconds=1))
    assert store.list("accounts") == []


def test_a_new_link_ends_the_one_before(store: Store) -> None:
    first, second = make_token(store), make_token(store)
    with pytest.raises(NotFound):
        check_setup_token(store, first, NOW)
    check_setup_token(store, second, NOW)


@pytest.mark.parametrize("token", ["", "x", "ü"])
def test_another_token_opens_nothing(store: Store, token: str) -> None:
    with pytest.raises(NotFound):
        check_setup_token(store, token, NOW)
    make_token(store)
    with pytest.raises(NotFound):
        check_setup_token(store, token, NOW)


def test_there_is_no_link_once_there_is_an_account(store: Store) -> None:
    make_account(store, "ada", ADMIN)
    assert make_setup_token(store, NOW) is None


@pytest.mark.parametrize("password", ["", "x" * 11, "x" * (MAX_PASSWORD + 1)])
def test_a_password_has_its_length(store: Store, password: str) -> None:
    token = make_token(store)
    with pytest.raises(Invalid, match="at least 12 characters"):
        make_first_admin(store, token, "ada", password, NOW)
    make_first_admin(store, token, "ada", "x" * 12, NOW)  # the link is still good


@pytest.mark.parametrize("name", ["", "a", "Ada", "ada lovelace", "-ada", "a" * 41, "ada\n", "../ada"])
def test_a_name_has_its_form(store: Store, name: str) -> None:
    with pytest.raises(Invalid, match="small letters"):
        make_first_admin(store, make_token(store), name, PASSWORD, NOW)
    assert store.list("accounts") == []


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


ADA = Actor("ada", frozenset({ADMIN}))


def test_an_admin_gives_roles_to_others(store: Store) -> None:
    make_first_admin(store, make_token(store), "ada", PASSWORD, NOW)
    add_account(store, find_actor(store, "ada"), "noor", [REVIEWER], NOW)
    assert list_accounts(store) == {"ada": [ADMIN], "noor": [REVIEWER]}
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
    assert list(list_accounts(store)) == ["ada"]


def test_the_first_account_is_an_admin(store: Store) -> None:
    with pytest.raises(Refused, match="has to be an admin"):
        add_account(store, ADA, "noor", [REVIEWER], NOW)
    assert list_accounts(store) == {}
