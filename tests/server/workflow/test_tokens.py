"""A token may do what its scopes name and its account may do, until its day, and nothing that keeps an account safe."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest

from fairnotice.errors import Invalid, NotFound, Refused
from fairnotice.store.contract import Store
from fairnotice.workflow.accounts import change_roles, disable
from fairnotice.workflow.actors import ADMIN, CONTRIBUTOR, PUBLISHER, REVIEWER, ROLES, SCOPES, Actor
from fairnotice.workflow.tokens import MAX_LIFE, list_tokens, make_token, read_token, revoke_token
from server.workflow.kit import NOW, Interrupted, make_account, make_person, read_everything

TODAY = NOW.date()
DAY = timedelta(days=1)
MEANT = {"propose": CONTRIBUTOR, "review": REVIEWER, "publish": PUBLISHER, "accounts": ADMIN}
SETS = [chosen for size in range(1, 6) for chosen in combinations(SCOPES, size)]


def make(store: Store, actor: Actor, *scopes: str, name: str = "bot", days: int = 30) -> tuple[str, Any]:
    return make_token(store, actor, name, scopes or ("read",), TODAY + days * DAY, NOW)


def may(actor: Actor, role: str) -> bool:
    try:
        actor.require(role)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("roles", [chosen for size in range(1, 5) for chosen in combinations(ROLES, size)])
def test_scopes_and_roles_together_say_what_a_token_may_do(store: Store, roles: tuple[str, ...]) -> None:
    noor = make_person(store, "noor", *roles)
    for scopes in SETS:
        meant = {MEANT[scope] for scope in scopes if scope != "read"}
        if ADMIN not in roles and not meant <= set(roles):
            with pytest.raises(Refused, match="cannot have the scope"):
                make(store, noor, *scopes)
            continue
        secret, made = make(store, noor, *scopes)
        token = read_token(store, secret, NOW)
        assert token
        assert token.scopes == made.scopes == scopes
        assert token.actor == Actor("noor", frozenset(meant), f"token {made.id}")
        assert {role for role in ROLES if may(token.actor, role)} == meant


def test_a_token_that_may_manage_accounts_may_nothing_else(store: Store) -> None:
    secret, _ = make(store, make_person(store, "ada", ADMIN), "accounts")
    token = read_token(store, secret, NOW)
    assert token
    with pytest.raises(Refused, match="needs the scope publish"):
        token.actor.require(PUBLISHER)


def test_a_secret_has_its_form_and_is_not_kept(any_store: Store) -> None:
    secret, made = make(any_store, make_person(any_store, "noor", REVIEWER))
    assert re.fullmatch(rf"fn_{made.id}_[A-Za-z0-9_-]{{43}}", secret)
    everything = read_everything(any_store)
    assert secret not in everything
    assert secret.rpartition(f"{made.id}_")[2] not in everything


def test_only_the_whole_secret_opens(any_store: Store) -> None:
    noor = make_person(any_store, "noor", REVIEWER)
    (secret, made), (other, _) = make(any_store, noor), make(any_store, noor)
    assert read_token(any_store, secret, NOW)
    mixed = f"fn_{made.id}_{other[14:]}"
    for wrong in ("", secret[:-1], secret + "\n", secret + "x", mixed, secret.upper(), f"fn_{made.id}_", "\ud800"):
        assert read_token(any_store, wrong, NOW) is None


def test_a_token_works_through_its_last_day(any_store: Store) -> None:
    secret, _ = make(any_store, make_person(any_store, "noor", REVIEWER), days=1)
    midnight = NOW.replace(hour=0) + 2 * DAY
    assert read_token(any_store, secret, midnight - timedelta(seconds=1))
    assert read_token(any_store, secret, midnight) is None


@pytest.mark.parametrize("days", [-1, MAX_LIFE.days + 1])
def test_a_token_ends_within_a_year(store: Store, days: int) -> None:
    noor = make_person(store, "noor", REVIEWER)
    with pytest.raises(Invalid, match="within the next 365 days"):
        make(store, noor, days=days)
    make(store, noor, days=0)
    make(store, noor, days=MAX_LIFE.days)


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\nb", "a\u202eb"])
def test_a_token_has_a_name_to_know_it_by(store: Store, name: str) -> None:
    with pytest.raises(Invalid, match="name"):
        make(store, make_person(store, "noor", REVIEWER), name=name)


@pytest.mark.parametrize("scopes", [(), ("king",), ("read", "king")])
def test_a_token_has_scopes_that_are_known(store: Store, scopes: tuple[str, ...]) -> None:
    with pytest.raises(Invalid, match="at least one of the scopes"):
        make_token(store, make_person(store, "noor", REVIEWER), "bot", scopes, TODAY, NOW)


def test_its_use_is_noted_once_a_day(any_store: Store) -> None:
    secret, made = make(any_store, make_person(any_store, "noor", REVIEWER))
    assert made.last_used_on is None

    def use(after: timedelta) -> tuple[object, int]:
        token = read_token(any_store, secret, NOW + after)
        assert token
        return token.last_used_on, any_store.list("tokens")[0].version

    assert use(timedelta(0)) == (TODAY, 2)
    assert use(timedelta(hours=14)) == (TODAY, 2)
    assert use(DAY) == (TODAY + DAY, 3)


def test_two_first_uses_at_once_both_work(any_store: Store) -> None:
    secret, _ = make(any_store, make_person(any_store, "noor", REVIEWER))
    slow: Any = Interrupted(any_store, "commit", (), lambda: read_token(any_store, secret, NOW))
    assert read_token(slow, secret, NOW)


def test_noting_the_use_does_not_bring_back_what_was_revoked_at_that_moment(any_store: Store) -> None:
    noor = make_person(any_store, "noor", REVIEWER)
    secret, made = make(any_store, noor)
    slow: Any = Interrupted(any_store, "commit", (), lambda: revoke_token(any_store, noor, made.id, NOW))
    read_token(slow, secret, NOW)
    assert read_token(any_store, secret, NOW) is None


def test_one_sees_and_revokes_ones_own_and_an_admin_all(any_store: Store) -> None:
    noor, ada = make_person(any_store, "noor", REVIEWER), make_person(any_store, "ada", ADMIN)
    (secret, mine), (_, other) = make(any_store, noor), make(any_store, ada)
    assert list_tokens(any_store, noor, account="noor") == [mine]
    assert {token.id for token in list_tokens(any_store, ada)} == {mine.id, other.id}
    for act in (
        lambda: list_tokens(any_store, noor),
        lambda: list_tokens(any_store, noor, account="ada"),
        lambda: revoke_token(any_store, noor, other.id, NOW),
    ):
        with pytest.raises(Refused):
            act()
    revoke_token(any_store, noor, mine.id, NOW)
    assert read_token(any_store, secret, NOW) is None
    revoke_token(any_store, ada, other.id, NOW)
    assert list_tokens(any_store, ada) == []
    for id in (mine.id, "", "../x"):
        with pytest.raises(NotFound, match="no token"):
            revoke_token(any_store, ada, id, NOW)


@pytest.mark.parametrize(
    "stop",
    [lambda s, a: disable(s, a, "noor", NOW), lambda s, a: change_roles(s, a, "noor", [CONTRIBUTOR], NOW)],
    ids=["disabled", "other roles"],
)
def test_one_that_stopped_or_ended_is_shown_until_it_is_revoked(
    any_store: Store, stop: Callable[[Store, Actor], object]
) -> None:
    noor, ada = make_person(any_store, "noor", REVIEWER), make_person(any_store, "ada", ADMIN)
    secret, made = make(any_store, noor, "review")
    stop(any_store, ada)
    (shown,) = list_tokens(any_store, ada, account="noor")
    assert (shown.id, shown.is_stopped, shown.actor.roles) == (made.id, True, frozenset())
    assert read_token(any_store, secret, NOW) is None
    revoke_token(any_store, ada, made.id, NOW)
    assert list_tokens(any_store, ada) == []


def test_one_that_is_made_while_its_account_gets_other_roles_does_not_work(any_store: Store) -> None:
    noor, ada = make_person(any_store, "noor", PUBLISHER), make_person(any_store, "ada", ADMIN)
    slow: Any = Interrupted(any_store, "commit", (), lambda: change_roles(any_store, ada, "noor", [REVIEWER], NOW))
    secret, _ = make(slow, noor, "publish")
    assert read_token(any_store, secret, NOW) is None


def test_a_token_makes_no_token(store: Store) -> None:
    make_person(store, "ada", ADMIN)
    with pytest.raises(Refused, match="A token cannot do this"):
        make(store, Actor("ada", frozenset(ROLES), "token 1"))


@pytest.mark.parametrize("scopes", [(), (REVIEWER,)])
def test_a_token_without_that_scope_sees_and_revokes_none(store: Store, scopes: tuple[str, ...]) -> None:
    noor = make_person(store, "noor", *ROLES)
    _, made = make(store, noor)
    program = Actor("noor", frozenset(scopes), "token 1")
    with pytest.raises(Refused, match="the scope accounts"):
        list_tokens(store, program, account="noor")
    with pytest.raises(Refused, match="the scope accounts"):
        revoke_token(store, program, made.id, NOW)


def test_a_token_belongs_to_an_account_that_may_act(store: Store) -> None:
    make_account(store, "ada", ADMIN)
    off = make_person(store, "off", REVIEWER, is_active=False)
    for actor in (Actor("root", frozenset(ROLES)), off):
        with pytest.raises(Refused, match="no active account"):
            make(store, actor)
