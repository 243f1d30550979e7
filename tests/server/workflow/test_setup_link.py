"""The first admin's one-time link."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from fairnotice.errors import Invalid, NotFound
from fairnotice.store.contract import Store
from fairnotice.workflow.actors import ADMIN
from fairnotice.workflow.setup_link import LINK_LIFE, check_setup_token, make_first_admin, make_setup_token
from server.workflow.kit import NOW, PASSWORD, Interrupted, dump_store, make_account


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


def test_after_a_bad_password_the_link_is_still_good(store: Store) -> None:
    token = make_token(store)
    with pytest.raises(Invalid, match="at least 12 characters"):
        make_first_admin(store, token, "ada", "hush-hush-1", NOW)
    make_first_admin(store, token, "ada", PASSWORD, NOW)


def test_the_link_is_closed_once_there_is_an_account(store: Store) -> None:
    token = make_token(store)
    make_account(store, "ada", ADMIN)
    with pytest.raises(NotFound, match="an account already"):
        make_first_admin(store, token, "eve", PASSWORD, NOW)


@pytest.mark.parametrize("name", ["", "a", "Ada", "ada lovelace", "-ada", "a" * 41, "ada\n", "../ada"])
def test_a_name_has_its_form(store: Store, name: str) -> None:
    with pytest.raises(Invalid, match="small letters"):
        make_first_admin(store, make_token(store), name, PASSWORD, NOW)
    assert store.list("accounts") == []
