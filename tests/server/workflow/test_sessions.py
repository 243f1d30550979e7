"""Signing in says nothing but yes or no; a session is good for its browser, for a time, and until it is ended."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from statistics import median
from typing import Any

import pytest
from argon2 import PasswordHasher

from fairnotice.errors import CodeNeeded, NotFound, Refused, WrongSignIn
from fairnotice.publication.times import write_time
from fairnotice.store.contract import Batch, Store
from fairnotice.workflow import throttle
from fairnotice.workflow.account_records import put_record, read_record
from fairnotice.workflow.actors import ADMIN, REVIEWER, ROLES, Actor
from fairnotice.workflow.audit import read_audit
from fairnotice.workflow.session_records import BROWSER_LIFE, IDLE_LIFE, LIFE
from fairnotice.workflow.sessions import (
    MAX_CLIENT,
    TOUCH_EVERY,
    WRONG,
    end_all,
    end_session,
    forget_old_sessions,
    list_sessions,
    read_session,
)
from server.workflow.kit import (
    HERE,
    NOW,
    PASSWORD,
    Interrupted,
    enter,
    make_code,
    make_person,
    read_everything,
    turn_codes_on,
)

SECOND = timedelta(seconds=1)
LATER = NOW + timedelta(minutes=2)


def test_who_signs_in_acts_with_the_roles_of_the_account(any_store: Store) -> None:
    make_person(any_store, "noor", REVIEWER)
    token, session = enter(any_store, "noor", client="Firefox")
    assert session.actor == Actor("noor", frozenset({REVIEWER}), "session")
    assert (session.account, session.client, session.made_on) == ("noor", "Firefox", write_time(NOW))
    assert read_session(any_store, token, NOW) == session
    assert len(session.id) == 12
    assert session.id not in token


def test_every_failure_says_the_same(any_store: Store) -> None:
    noor = make_person(any_store, "noor", REVIEWER)
    make_person(any_store, "off", REVIEWER, is_active=False)
    make_person(any_store, "bare", REVIEWER, password=None)
    turn_codes_on(any_store, noor)
    for name, password, code in (
        ("noor", "wrong", ""),
        ("noor", PASSWORD, "000000"),
        ("noor", PASSWORD, "no code at all"),
        ("noor", "wrong", "000000"),
        ("off", PASSWORD, ""),
        ("bare", "", ""),
        ("bare", PASSWORD, ""),
        ("nobody", PASSWORD, ""),
        ("", "", ""),
        ("../noor\ud800", PASSWORD, ""),
        ("x" * 500, PASSWORD, "1"),
    ):
        with pytest.raises(WrongSignIn) as wrong:
            enter(any_store, name, password=password, code=code, address=f"{name}.{password}.{code}")
        assert str(wrong.value) == WRONG
    assert any_store.list("sessions") == []


def test_an_unknown_name_takes_as_long_as_a_wrong_password(store: Store) -> None:
    make_person(store, "noor", REVIEWER)

    def measure(name: str, at: int) -> float:
        begun = time.process_time()
        with pytest.raises(WrongSignIn):
            enter(store, name, password="wrong", now=NOW + at * timedelta(days=1))
        return time.process_time() - begun

    measure("nobody", 0)
    known = median(measure("noor", day) for day in range(1, 6))
    unknown = median(measure("nobody", day) for day in range(6, 11))
    assert 0.4 < unknown / known < 2.5


def test_the_code_is_asked_for_only_after_the_password(any_store: Store) -> None:
    noor = make_person(any_store, "noor", REVIEWER)
    secret, _ = turn_codes_on(any_store, noor)
    for _ in range(2 * throttle.FREE_ATTEMPTS):  # asking is no failure
        with pytest.raises(CodeNeeded, match="authenticator"):
            enter(any_store, "noor", now=LATER)
    with pytest.raises(WrongSignIn):
        enter(any_store, "noor", password="wrong", now=LATER)
    assert enter(any_store, "noor", code=make_code(secret, LATER), now=LATER)


def test_a_sign_in_makes_a_new_token_and_ends_the_session_of_the_one_before(any_store: Store) -> None:
    make_person(any_store, "noor", REVIEWER)
    first, _ = enter(any_store, "noor")
    elsewhere, _ = enter(any_store, "noor")
    second, _ = enter(any_store, "noor", held_token=first)
    assert len({first, elsewhere, second}) == 3
    assert read_session(any_store, first, NOW) is None
    assert read_session(any_store, elsewhere, NOW)
    assert read_session(any_store, second, NOW)


def test_so_does_somebody_else_at_the_same_browser(any_store: Store) -> None:
    make_person(any_store, "noor", REVIEWER)
    make_person(any_store, "wren", REVIEWER)
    first, _ = enter(any_store, "noor")
    enter(any_store, "wren", held_token=first)
    assert read_session(any_store, first, NOW) is None


@pytest.mark.parametrize("held", ["", "unknown", "ü\ud800"])
def test_a_token_that_is_none_hurts_nobody(any_store: Store, held: str) -> None:
    make_person(any_store, "noor", REVIEWER)
    assert read_session(any_store, held, NOW) is None
    assert enter(any_store, "noor", held_token=held)


def test_a_failed_sign_in_ends_nothing(any_store: Store) -> None:
    make_person(any_store, "noor", REVIEWER)
    token, _ = enter(any_store, "noor")
    with pytest.raises(WrongSignIn):
        enter(any_store, "noor", password="wrong", held_token=token)
    assert read_session(any_store, token, NOW)


def test_two_sign_ins_at_once_both_hold(any_store: Store) -> None:
    make_person(any_store, "noor", REVIEWER)
    made: list[str] = []
    slow: Any = Interrupted(any_store, "commit", (), lambda: made.append(enter(any_store, "noor")[0]), skip=2)
    made.append(enter(slow, "noor")[0])
    assert [bool(read_session(any_store, token, NOW)) for token in made] == [True, True]


def test_of_two_sign_ins_at_once_with_one_code_one_holds(any_store: Store) -> None:
    secret, _ = turn_codes_on(any_store, make_person(any_store, "noor", REVIEWER))
    code = make_code(secret, LATER)
    slow: Any = Interrupted(any_store, "commit", (), lambda: enter(any_store, "noor", code=code, now=LATER), skip=2)
    with pytest.raises(WrongSignIn):
        enter(slow, "noor", code=code, now=LATER)
    assert len(any_store.list("sessions")) == 1


@pytest.mark.parametrize(("after", "is_good"), [(IDLE_LIFE, True), (IDLE_LIFE + SECOND, False)])
def test_a_session_ends_when_it_is_not_used(any_store: Store, after: timedelta, is_good: bool) -> None:
    make_person(any_store, "noor", REVIEWER)
    token, _ = enter(any_store, "noor")
    assert bool(read_session(any_store, token, NOW + after)) is is_good


@pytest.mark.parametrize(("after", "is_good"), [(LIFE, True), (LIFE + SECOND, False)])
def test_a_session_that_is_used_ends_after_a_week(any_store: Store, after: timedelta, is_good: bool) -> None:
    make_person(any_store, "noor", REVIEWER)
    token, _ = enter(any_store, "noor")
    moment = NOW
    while moment < NOW + LIFE - timedelta(hours=6):
        moment += timedelta(hours=6)
        assert read_session(any_store, token, moment)
    assert bool(read_session(any_store, token, NOW + after)) is is_good


def test_reading_writes_once_in_five_minutes(any_store: Store) -> None:
    make_person(any_store, "noor", REVIEWER)
    token, _ = enter(any_store, "noor")

    def count_writes(after: timedelta) -> int:
        session = read_session(any_store, token, NOW + after)
        assert session
        return any_store.list("sessions")[0].version

    assert count_writes(TOUCH_EVERY - SECOND) == 1
    assert count_writes(TOUCH_EVERY) == 2
    assert count_writes(2 * TOUCH_EVERY - SECOND) == 2
    assert count_writes(2 * TOUCH_EVERY) == 3


def test_two_who_note_the_use_at_once_both_read(any_store: Store) -> None:
    make_person(any_store, "noor", REVIEWER)
    token, _ = enter(any_store, "noor")
    slow: Any = Interrupted(any_store, "commit", (), lambda: read_session(any_store, token, NOW + TOUCH_EVERY))
    assert read_session(slow, token, NOW + TOUCH_EVERY)


def test_noting_the_use_does_not_bring_back_what_ended_at_that_moment(any_store: Store) -> None:
    noor = make_person(any_store, "noor", REVIEWER)
    token, session = enter(any_store, "noor")
    slow: Any = Interrupted(any_store, "commit", (), lambda: end_session(any_store, noor, session.id, NOW))
    read_session(slow, token, NOW + TOUCH_EVERY)
    assert read_session(any_store, token, NOW + TOUCH_EVERY) is None


def test_one_sees_and_ends_ones_own_sessions_and_an_admin_all(any_store: Store) -> None:
    noor, ada = make_person(any_store, "noor", REVIEWER), make_person(any_store, "ada", ADMIN)
    (token, session), (_, later) = enter(any_store, "noor"), enter(any_store, "noor", now=LATER)
    _, other = enter(any_store, "ada", now=LATER + SECOND)
    assert list_sessions(any_store, noor, LATER, account="noor") == [later, session]
    assert list_sessions(any_store, ada, LATER) == [other, later, session]
    with pytest.raises(Refused):
        list_sessions(any_store, noor, LATER)
    with pytest.raises(Refused):
        list_sessions(any_store, noor, LATER, account="ada")
    with pytest.raises(NotFound):
        end_session(any_store, noor, other.id, LATER)
    with pytest.raises(Refused):
        end_all(any_store, noor, "ada", LATER)
    end_session(any_store, noor, session.id, LATER)
    assert read_session(any_store, token, LATER) is None
    with pytest.raises(NotFound):
        end_session(any_store, noor, session.id, LATER)
    end_session(any_store, ada, later.id, LATER)
    assert list_sessions(any_store, ada, LATER) == [other]


def test_all_end_but_the_one_at_hand(any_store: Store) -> None:
    noor = make_person(any_store, "noor", REVIEWER)
    (mine, session), (other, _) = enter(any_store, "noor"), enter(any_store, "noor")
    end_all(any_store, noor, "noor", NOW, held_token=mine)
    assert read_session(any_store, other, NOW) is None
    assert list_sessions(any_store, noor, NOW, account="noor") == [session]
    end_all(any_store, noor, "noor", NOW)
    assert read_session(any_store, mine, NOW) is None


@pytest.mark.parametrize("roles", [(), ("reviewer",)])
def test_a_token_without_that_scope_sees_and_ends_no_session(store: Store, roles: tuple[str, ...]) -> None:
    make_person(store, "noor", *ROLES)
    _, session = enter(store, "noor")
    program = Actor("noor", frozenset(roles), "token 1")
    with pytest.raises(NotFound):
        end_session(store, program, session.id, NOW)
    with pytest.raises(Refused, match="the scope accounts"):
        end_all(store, program, "noor", NOW)
    with pytest.raises(Refused, match="the scope accounts"):
        list_sessions(store, program, NOW, account="noor")


def test_what_is_left_of_a_session_goes_after_a_month(any_store: Store) -> None:
    make_person(any_store, "noor", REVIEWER)
    enter(any_store, "noor")
    assert forget_old_sessions(any_store, NOW + BROWSER_LIFE) == 0
    assert len(any_store.list("sessions")) == 1
    assert forget_old_sessions(any_store, NOW + BROWSER_LIFE + SECOND) == 1
    assert any_store.list("sessions") == []


def test_a_password_is_hashed_anew_when_the_way_of_hashing_changed(any_store: Store) -> None:
    make_person(any_store, "noor", REVIEWER)
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    any_store.commit(Batch(puts=[put_record(replace(read_record(any_store, "noor"), password=weak))]))
    token, _ = enter(any_store, "noor")
    kept = read_record(any_store, "noor").password
    assert kept
    assert PasswordHasher().check_needs_rehash(kept) is False
    assert read_session(any_store, token, NOW)
    enter(any_store, "noor")


def test_neither_token_nor_password_nor_address_nor_a_long_client_is_kept(any_store: Store) -> None:
    make_person(any_store, "noor", REVIEWER)
    token, session = enter(any_store, "noor", client="Fire\nfox " + "x" * 200)
    with pytest.raises(WrongSignIn):
        enter(any_store, "noor", password="a wrong guess")
    everything = read_everything(any_store)
    for secret in (token, PASSWORD, "a wrong guess", HERE):
        assert secret not in everything
    assert session.client.startswith("Firefox ")
    assert len(session.client) == MAX_CLIENT


def test_the_log_tells_who_signed_in_and_by_what_they_acted(any_store: Store) -> None:
    noor = make_person(any_store, "noor", REVIEWER)
    _, session = enter(any_store, "noor")
    end_session(any_store, noor, session.id, NOW)
    lines = [(e.body["who"], e.body["via"], e.body["what"], e.body["about"]) for e in read_audit(any_store)]
    about = f"session {session.id} of noor"
    assert lines == [("noor", "session", "sign in", about), ("noor", "session", "end session", about)]
