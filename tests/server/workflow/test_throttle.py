"""Guessing is slow, for an account and from an address, and nobody is shut out by the guesses of others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from fairnotice.errors import TooMany, WrongSignIn
from fairnotice.store.contract import Store
from fairnotice.workflow.actors import ADMIN, REVIEWER
from fairnotice.workflow.invitations import accept, invite_to_new_password
from fairnotice.workflow.session_records import BROWSER_LIFE
from fairnotice.workflow.sessions import end_all
from fairnotice.workflow.throttle import (
    ACCOUNT,
    ADDRESS,
    ADDRESS_ATTEMPTS,
    ADDRESS_WINDOW,
    FIRST_WAIT,
    FREE_ATTEMPTS,
    LONGEST_WAIT,
    MEMORY,
    Throttle,
    forget_old_attempts,
)
from server.workflow.kit import HERE, NOW, OTHER_PASSWORD, Interrupted, enter, make_person, read_everything

SECOND = timedelta(seconds=1)
NOOR = (ACCOUNT, "noor")
FROM_HERE = (ADDRESS, HERE)


def fail(store: Store, times: int = FREE_ATTEMPTS, **more: Any) -> None:
    for number in range(times):
        with pytest.raises(WrongSignIn):
            enter(store, "noor", **{"password": "wrong", "address": f"198.51.100.{number}"} | more)


def test_after_five_failures_an_account_has_to_wait_wherever_they_came_from(any_store: Store) -> None:
    make_person(any_store, "noor", REVIEWER)
    fail(any_store)
    with pytest.raises(TooMany, match="30 seconds") as refused:
        enter(any_store, "noor")
    assert refused.value.retry_after == 30
    with pytest.raises(TooMany):
        enter(any_store, "noor", now=NOW + FIRST_WAIT - SECOND)
    assert enter(any_store, "noor", now=NOW + FIRST_WAIT)


def test_a_name_that_nobody_has_waits_all_the_same(any_store: Store) -> None:
    fail(any_store)
    with pytest.raises(TooMany):
        enter(any_store, "noor")


def test_each_failure_doubles_the_wait_up_to_a_quarter_of_an_hour(any_store: Store) -> None:
    moment, waits = NOW, []
    for _ in range(FREE_ATTEMPTS - 1):
        Throttle(any_store, moment).count_attempt(NOOR)
    for _ in range(8):
        Throttle(any_store, moment).count_attempt(NOOR)
        with pytest.raises(TooMany) as refused:
            Throttle(any_store, moment).count_attempt(NOOR)
        waits.append(refused.value.retry_after)
        moment += timedelta(seconds=waits[-1])
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]
    assert max(waits) == LONGEST_WAIT.total_seconds()


def test_a_right_sign_in_clears_the_count(any_store: Store) -> None:
    make_person(any_store, "noor", REVIEWER)
    fail(any_store, FREE_ATTEMPTS - 1)
    enter(any_store, "noor")
    fail(any_store, FREE_ATTEMPTS - 1)
    enter(any_store, "noor")


def test_after_twenty_failures_an_address_has_to_wait_whatever_names_it_tries(any_store: Store) -> None:
    make_person(any_store, "noor", REVIEWER)
    for number in range(ADDRESS_ATTEMPTS):
        Throttle(any_store, NOW + number * SECOND).count_attempt((ACCOUNT, f"name{number}"), FROM_HERE)
    last = NOW + ADDRESS_WINDOW - SECOND
    with pytest.raises(TooMany) as refused:
        enter(any_store, "noor", now=last)
    assert refused.value.retry_after == 1
    assert enter(any_store, "noor", now=last, address="192.0.2.8")
    assert enter(any_store, "noor", now=last + SECOND)


def test_a_network_of_ipv6_counts_as_one_address(any_store: Store) -> None:
    make_person(any_store, "noor", REVIEWER)
    for number in range(ADDRESS_ATTEMPTS):
        with pytest.raises(WrongSignIn):
            enter(any_store, f"name{number}", password="wrong", address=f"2001:db8::{number:x}")
    with pytest.raises(TooMany):
        enter(any_store, "noor", address="2001:db8::ffff")
    assert enter(any_store, "noor", address="2001:db8:0:1::1")


def test_right_sign_ins_do_not_count_for_an_address(any_store: Store) -> None:
    for number in range(2 * ADDRESS_ATTEMPTS):
        Throttle(any_store, NOW).count_attempt((ACCOUNT, f"name{number}"), FROM_HERE).clear()
    assert any_store.list("attempts") == []


def test_a_right_sign_in_does_not_clear_the_failures_of_its_address(any_store: Store) -> None:
    throttle = Throttle(any_store, NOW)
    for number in range(ADDRESS_ATTEMPTS - 1):
        throttle.count_attempt((ACCOUNT, f"name{number}"), FROM_HERE)
    throttle.count_attempt(NOOR, FROM_HERE).clear()
    throttle.count_attempt(NOOR, FROM_HERE)
    with pytest.raises(TooMany):
        throttle.count_attempt(NOOR, FROM_HERE)


def test_a_browser_that_signed_in_before_is_not_shut_out_by_others(any_store: Store) -> None:
    noor = make_person(any_store, "noor", REVIEWER)
    token, _ = enter(any_store, "noor")
    end_all(any_store, noor, "noor", NOW)
    later = NOW + BROWSER_LIFE
    fail(any_store, now=later)
    for number in range(ADDRESS_ATTEMPTS):
        Throttle(any_store, later).count_attempt((ACCOUNT, f"name{number}"), FROM_HERE)
    with pytest.raises(TooMany):
        enter(any_store, "noor", now=later)
    assert enter(any_store, "noor", now=later, held_token=token)


def test_but_after_a_month_and_for_other_accounts_it_is_a_stranger(any_store: Store) -> None:
    make_person(any_store, "noor", REVIEWER)
    make_person(any_store, "wren", REVIEWER)
    (old, _), (others, _) = enter(any_store, "noor"), enter(any_store, "wren")
    later = NOW + BROWSER_LIFE + SECOND
    fail(any_store, now=later)
    for token in (old, others):
        with pytest.raises(TooMany):
            enter(any_store, "noor", now=later, held_token=token)


def test_whoever_took_such_a_browser_guesses_no_faster(any_store: Store) -> None:
    make_person(any_store, "noor", REVIEWER)
    token, _ = enter(any_store, "noor")
    fail(any_store, held_token=token)
    with pytest.raises(TooMany):
        enter(any_store, "noor", held_token=token)
    assert enter(any_store, "noor")  # and its guesses do not count against the account


def test_a_link_of_an_admin_lets_in_whoever_is_shut_out(any_store: Store) -> None:
    ada = make_person(any_store, "ada", ADMIN)
    make_person(any_store, "noor", REVIEWER)
    link, _ = invite_to_new_password(any_store, ada, "noor", NOW)
    fail(any_store)
    _, held = accept(any_store, link, OTHER_PASSWORD, NOW)
    with pytest.raises(TooMany):
        enter(any_store, "noor", password=OTHER_PASSWORD)
    assert enter(any_store, "noor", password=OTHER_PASSWORD, held_token=held)


def test_many_at_once_gain_nothing(any_store: Store) -> None:
    throttle = Throttle(any_store, NOW)
    for _ in range(FREE_ATTEMPTS - 1):
        throttle.count_attempt(NOOR)
    slow: Any = Interrupted(any_store, "commit", (), lambda: throttle.count_attempt(NOOR))
    with pytest.raises(TooMany):
        Throttle(slow, NOW).count_attempt(NOOR)


def test_what_is_refused_does_not_count(any_store: Store) -> None:
    throttle = Throttle(any_store, NOW)
    for _ in range(FREE_ATTEMPTS):
        throttle.count_attempt(NOOR)
    before = any_store.list("attempts")
    with pytest.raises(TooMany):
        throttle.count_attempt(NOOR, FROM_HERE)
    assert any_store.list("attempts") == before


def test_counts_go_after_a_day_and_those_of_addresses_after_a_quarter_of_an_hour(any_store: Store) -> None:
    Throttle(any_store, NOW).count_attempt(NOOR, FROM_HERE)
    assert forget_old_attempts(any_store, NOW + ADDRESS_WINDOW - SECOND) == 0
    assert forget_old_attempts(any_store, NOW + ADDRESS_WINDOW) == 1
    assert any_store.get("state", "salt")
    assert forget_old_attempts(any_store, NOW + MEMORY) == 1
    assert any_store.list("attempts") == []
    assert any_store.get("state", "salt") is None


def test_the_salt_is_made_anew_each_day_and_a_late_clock_keeps_the_newer(any_store: Store) -> None:
    def read_salt(days: int) -> object:
        Throttle(any_store, NOW + timedelta(days=days)).count_attempt(NOOR)
        held = any_store.get("state", "salt")
        return held and held.body["salt"]

    first, second = read_salt(0), read_salt(1)
    assert first != second
    assert read_salt(0) == second


def test_neither_name_nor_address_is_kept(any_store: Store) -> None:
    Throttle(any_store, NOW).count_attempt(NOOR, FROM_HERE)
    everything = read_everything(any_store)
    assert "noor" not in everything
    assert HERE not in everything
