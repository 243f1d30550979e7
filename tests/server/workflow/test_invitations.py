"""One-time links: what they make, for how long, once, and only while an admin stands behind them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from fairnotice.errors import Conflict, Invalid, NotFound, Refused, WrongSignIn
from fairnotice.store.contract import Store
from fairnotice.workflow.accounts import (
    add_account,
    change_roles,
    disable,
    list_accounts,
    read_account,
)
from fairnotice.workflow.actors import ADMIN, CONTRIBUTOR, REVIEWER, Actor, make_operator
from fairnotice.workflow.invitations import (
    ACCOUNT_LIFE,
    NEW_ACCOUNT,
    NEW_PASSWORD,
    PASSWORD_LIFE,
    Invitation,
    accept,
    forget_old_invitations,
    invite,
    invite_to_new_password,
    list_invitations,
    read_invitation,
    revoke,
)
from fairnotice.workflow.sessions import read_session
from server.workflow.kit import (
    NOW,
    OTHER_PASSWORD,
    PASSWORD,
    Interrupted,
    dump_store,
    enter,
    make_person,
    read_everything,
    turn_codes_on,
)

SECOND = timedelta(seconds=1)
Make = Callable[[Store, Actor], tuple[str, Invitation]]
KINDS: dict[str, tuple[Make, timedelta]] = {
    "account": (lambda store, actor: invite(store, actor, "wren", [CONTRIBUTOR], NOW), ACCOUNT_LIFE),
    "password": (lambda store, actor: invite_to_new_password(store, actor, "noor", NOW), PASSWORD_LIFE),
}
each_kind = pytest.mark.parametrize(("make", "life"), KINDS.values(), ids=KINDS)


@pytest.fixture
def ada(any_store: Store) -> Actor:
    """An admin; beside her are another one, eve, and noor, who reviews."""
    make_person(any_store, "eve", ADMIN)
    make_person(any_store, "noor", REVIEWER)
    return make_person(any_store, "ada", ADMIN)


def test_an_invited_person_makes_the_account_that_the_admin_named(any_store: Store, ada: Actor) -> None:
    token, made = invite(any_store, ada, "wren", [REVIEWER, CONTRIBUTOR], NOW)
    assert (made.kind, made.name, made.roles, made.made_by) == (NEW_ACCOUNT, "wren", (CONTRIBUTOR, REVIEWER), "ada")
    assert read_invitation(any_store, token, NOW) == made
    assert accept(any_store, token, PASSWORD, NOW)[0] == "wren"
    account = read_account(any_store, "wren")
    assert (account.roles, account.has_password) == ((CONTRIBUTOR, REVIEWER), True)
    enter(any_store, "wren")


def test_a_new_password_ends_all_sessions_and_leaves_the_codes(any_store: Store, ada: Actor) -> None:
    noor = Actor("noor", frozenset({REVIEWER}), "session")
    _, codes = turn_codes_on(any_store, noor)
    session, _ = enter(any_store, "noor", code=codes[0])
    token, made = invite_to_new_password(any_store, ada, "noor", NOW)
    assert (made.kind, made.roles, made.removes_totp) == (NEW_PASSWORD, (), False)
    assert accept(any_store, token, OTHER_PASSWORD, NOW)[0] == "noor"
    assert read_session(any_store, session, NOW) is None
    assert read_account(any_store, "noor").has_totp
    with pytest.raises(WrongSignIn):
        enter(any_store, "noor", code=codes[1])
    enter(any_store, "noor", password=OTHER_PASSWORD, code=codes[1])


def test_it_removes_the_codes_when_the_admin_says_so(any_store: Store, ada: Actor) -> None:
    turn_codes_on(any_store, Actor("noor", frozenset({REVIEWER}), "session"))
    token, _ = invite_to_new_password(any_store, ada, "noor", NOW, removes_totp=True)
    assert read_account(any_store, "noor").has_totp
    accept(any_store, token, OTHER_PASSWORD, NOW)
    enter(any_store, "noor", password=OTHER_PASSWORD)


def test_an_account_of_the_command_line_gets_its_first_password_so(any_store: Store, ada: Actor) -> None:
    add_account(any_store, ada, "wren", [CONTRIBUTOR], NOW)
    token, _ = invite_to_new_password(any_store, ada, "wren", NOW)
    accept(any_store, token, PASSWORD, NOW)
    enter(any_store, "wren")


def test_what_the_browser_holds_after_it_opens_nothing(any_store: Store, ada: Actor) -> None:
    token, _ = invite(any_store, ada, "wren", [REVIEWER], NOW)
    _, held = accept(any_store, token, PASSWORD, NOW)
    assert read_session(any_store, held, NOW) is None


@each_kind
def test_a_link_works_once(any_store: Store, ada: Actor, make: Make, life: timedelta) -> None:
    token, _ = make(any_store, ada)
    accept(any_store, token, PASSWORD, NOW)
    for use in (lambda: accept(any_store, token, OTHER_PASSWORD, NOW), lambda: read_invitation(any_store, token, NOW)):
        with pytest.raises(NotFound, match="was used, taken back or is too old"):
            use()


@each_kind
def test_of_two_uses_at_once_one_wins(any_store: Store, ada: Actor, make: Make, life: timedelta) -> None:
    token, made = make(any_store, ada)
    slow: Any = Interrupted(any_store, "commit", (), lambda: accept(any_store, token, PASSWORD, NOW))
    with pytest.raises(NotFound, match="was used"):
        accept(slow, token, OTHER_PASSWORD, NOW)
    enter(any_store, made.name)


@each_kind
def test_a_link_ends_in_time(any_store: Store, ada: Actor, make: Make, life: timedelta) -> None:
    token, _ = make(any_store, ada)
    read_invitation(any_store, token, NOW + life)
    before = dump_store(any_store)
    with pytest.raises(NotFound, match="too old"):
        accept(any_store, token, PASSWORD, NOW + life + SECOND)
    assert dump_store(any_store) == before
    assert list_invitations(any_store, ada, NOW + life + SECOND) == []


@each_kind
def test_a_link_that_is_taken_back_is_closed(any_store: Store, ada: Actor, make: Make, life: timedelta) -> None:
    token, made = make(any_store, ada)
    assert list_invitations(any_store, ada, NOW) == [made]
    revoke(any_store, ada, made.id, NOW)
    assert list_invitations(any_store, ada, NOW) == []
    with pytest.raises(NotFound, match="taken back"):
        accept(any_store, token, PASSWORD, NOW)
    with pytest.raises(NotFound, match="no open invitation"):
        revoke(any_store, ada, made.id, NOW)


@each_kind
def test_a_new_link_ends_the_one_before(any_store: Store, ada: Actor, make: Make, life: timedelta) -> None:
    (first, _), (second, made) = make(any_store, ada), make(any_store, ada)
    with pytest.raises(NotFound):
        read_invitation(any_store, first, NOW)
    assert read_invitation(any_store, second, NOW) == made


@each_kind
@pytest.mark.parametrize(
    "leave",
    [
        lambda store, eve: disable(store, eve, "ada", NOW),
        lambda store, eve: change_roles(store, eve, "ada", [REVIEWER], NOW),
    ],
    ids=["disabled", "another role"],
)
def test_links_of_an_admin_who_is_none_any_more_are_closed(
    any_store: Store, ada: Actor, make: Make, life: timedelta, leave: Callable[[Store, Actor], object]
) -> None:
    token, _ = make(any_store, ada)
    leave(any_store, Actor("eve", frozenset({ADMIN})))
    with pytest.raises(NotFound):
        accept(any_store, token, PASSWORD, NOW)


def test_a_link_lets_no_disabled_account_in(any_store: Store, ada: Actor) -> None:
    token, _ = invite_to_new_password(any_store, ada, "noor", NOW)
    disable(any_store, ada, "noor", NOW)
    with pytest.raises(NotFound):
        accept(any_store, token, PASSWORD, NOW)
    with pytest.raises(Refused, match="enable the account first"):
        invite_to_new_password(any_store, ada, "noor", NOW)


@each_kind
def test_after_a_bad_password_the_link_is_still_good(any_store: Store, ada: Actor, make: Make, life: timedelta) -> None:
    token, made = make(any_store, ada)
    for password in ("short", f"{made.name}-{made.name}-{made.name}"):
        with pytest.raises(Invalid):
            accept(any_store, token, password, NOW)
    accept(any_store, token, PASSWORD, NOW)


def test_a_name_that_was_taken_meanwhile_stays_whose_it_is(any_store: Store, ada: Actor) -> None:
    token, _ = invite(any_store, ada, "wren", [REVIEWER], NOW)
    slow: Any = Interrupted(any_store, "commit", (), lambda: add_account(any_store, ada, "wren", [CONTRIBUTOR], NOW))
    with pytest.raises(Conflict, match="an account 'wren' already"):
        accept(slow, token, PASSWORD, NOW)
    assert read_account(any_store, "wren").roles == (CONTRIBUTOR,)


@pytest.mark.parametrize(
    ("name", "roles", "fault"),
    [("Wren", [REVIEWER], Invalid), ("wren", [], Invalid), ("wren", ["king"], Invalid), ("noor", [REVIEWER], Conflict)],
)
def test_an_invitation_is_refused(
    any_store: Store, ada: Actor, name: str, roles: list[str], fault: type[Exception]
) -> None:
    with pytest.raises(fault):
        invite(any_store, ada, name, roles, NOW)
    assert any_store.list("invitations") == []


def test_only_an_admin_makes_sees_and_takes_back_links(any_store: Store, ada: Actor) -> None:
    _, made = invite(any_store, ada, "wren", [REVIEWER], NOW)
    noor = Actor("noor", frozenset({REVIEWER}), "session")
    before = dump_store(any_store)
    for act in (
        lambda: invite(any_store, noor, "rob", [ADMIN], NOW),
        lambda: invite_to_new_password(any_store, noor, "ada", NOW),
        lambda: list_invitations(any_store, noor, NOW),
        lambda: revoke(any_store, noor, made.id, NOW),
    ):
        with pytest.raises(Refused, match="noor is no admin"):
            act()
    assert dump_store(any_store) == before


def test_the_first_account_is_an_admin_by_a_link_too(store: Store) -> None:
    operator = make_operator("root")
    with pytest.raises(Refused, match="has to be an admin"):
        invite(store, operator, "wren", [REVIEWER], NOW)
    token, _ = invite(store, operator, "ada", [ADMIN], NOW)
    accept(store, token, PASSWORD, NOW)
    assert [account.name for account in list_accounts(store)] == ["ada"]


def test_no_link_is_kept(any_store: Store, ada: Actor) -> None:
    tokens = [make(any_store, ada)[0] for make, _ in KINDS.values()]
    held = [accept(any_store, token, OTHER_PASSWORD, NOW)[1] for token in tokens]
    everything = read_everything(any_store)
    for secret in (*tokens, *held, OTHER_PASSWORD):
        assert secret not in everything


def test_links_that_lead_nowhere_are_thrown_away(any_store: Store, ada: Actor) -> None:
    for make, _ in KINDS.values():
        make(any_store, ada)
    assert forget_old_invitations(any_store, NOW + PASSWORD_LIFE) == 0
    assert forget_old_invitations(any_store, NOW + PASSWORD_LIFE + SECOND) == 1
    assert forget_old_invitations(any_store, NOW + ACCOUNT_LIFE + SECOND) == 1
    assert any_store.list("invitations") == []
