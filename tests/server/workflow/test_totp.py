"""Codes of an authenticator: right at their time, once; and recovery codes for when it is lost."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from fairnotice.errors import CodeNeeded, Conflict, Refused, TooMany, WrongSignIn
from fairnotice.store.contract import Store
from fairnotice.workflow.account_records import read_record
from fairnotice.workflow.actors import REVIEWER, Actor
from fairnotice.workflow.totp import RECOVERY_CODES, begin_totp, confirm_totp, turn_off_totp, use_code
from server.workflow.kit import (
    NOW,
    PASSWORD,
    Interrupted,
    enter,
    make_code,
    make_person,
    read_everything,
    turn_codes_on,
)

STEP = timedelta(seconds=30)
LATER = NOW + 10 * STEP
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()


def hold(**more: Any) -> dict[str, Any]:
    return {"secret": RFC_SECRET, "is_on": True, "last_step": 0, "recovery": []} | more


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    used = use_code(hold(), code, datetime.fromtimestamp(seconds, UTC))
    assert used
    assert used["last_step"] == seconds // 30


@pytest.mark.parametrize(("steps", "is_right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_differ_by_one_step(steps: int, is_right: bool) -> None:
    assert bool(use_code(hold(), make_code(RFC_SECRET, NOW + steps * STEP), NOW)) is is_right


@pytest.mark.parametrize(("steps", "is_right"), [(-1, False), (0, False), (1, True)])
def test_a_code_and_those_before_it_count_once(steps: int, is_right: bool) -> None:
    used = use_code(hold(), make_code(RFC_SECRET, NOW), NOW)
    assert bool(use_code(used, make_code(RFC_SECRET, NOW + steps * STEP), NOW)) is is_right


@pytest.mark.parametrize("code", ["", "0", "0000000", "abcdef", "١٢٣٤٥٦", "\ud800", "------", "x" * 1000])
def test_what_is_no_code_is_not_right(code: str) -> None:
    assert use_code(hold(), code, NOW) is None
    assert use_code(None, code, NOW) is None


def test_a_code_may_be_typed_with_a_space() -> None:
    code = make_code(RFC_SECRET, NOW)
    assert use_code(hold(), f" {code[:3]} {code[3:]} ", NOW)


def test_codes_are_asked_for_only_after_a_first_right_one(any_store: Store) -> None:
    noor = make_person(any_store, "noor", REVIEWER)
    first = begin_totp(any_store, noor, NOW)
    enter(any_store, "noor")
    with pytest.raises(WrongSignIn, match="next one"):
        confirm_totp(any_store, noor, "000000", NOW)
    secret = begin_totp(any_store, noor, NOW).secret
    with pytest.raises(WrongSignIn):
        confirm_totp(any_store, noor, make_code(first.secret, NOW), NOW)
    enter(any_store, "noor")
    confirm_totp(any_store, noor, make_code(secret, NOW), NOW)
    with pytest.raises(CodeNeeded):
        enter(any_store, "noor")
    with pytest.raises(WrongSignIn):  # the one that confirmed is used up
        enter(any_store, "noor", code=make_code(secret, NOW))
    enter(any_store, "noor", code=make_code(secret, LATER), now=LATER)
    with pytest.raises(WrongSignIn):
        enter(any_store, "noor", code=make_code(secret, LATER), now=LATER)


def test_an_authenticator_gets_all_it_needs(store: Store) -> None:
    made = begin_totp(store, make_person(store, "noor", REVIEWER), NOW)
    uri = urlsplit(made.uri)
    values = {name: value for name, (value,) in parse_qs(uri.query).items()}
    assert (uri.scheme, uri.netloc, uri.path) == ("otpauth", "totp", "/Fairnotice:noor")
    assert values == {
        "secret": made.secret,
        "issuer": "Fairnotice",
        "algorithm": "SHA1",
        "digits": "6",
        "period": "30",
    }
    assert len(base64.b32decode(made.secret)) == 20


def test_each_recovery_code_lets_in_once(any_store: Store) -> None:
    noor = make_person(any_store, "noor", REVIEWER)
    _, codes = turn_codes_on(any_store, noor)
    assert len(set(codes)) == RECOVERY_CODES
    for code in (codes[0], codes[1].upper().replace("-", " ")):
        enter(any_store, "noor", code=code)
        with pytest.raises(WrongSignIn):
            enter(any_store, "noor", code=code)
    held = read_record(any_store, "noor").totp
    assert held
    assert len(held["recovery"]) == RECOVERY_CODES - 2


def test_of_two_uses_of_a_recovery_code_at_once_one_holds(any_store: Store) -> None:
    _, codes = turn_codes_on(any_store, make_person(any_store, "noor", REVIEWER))
    slow: Any = Interrupted(any_store, "commit", (), lambda: enter(any_store, "noor", code=codes[0]), skip=2)
    with pytest.raises(WrongSignIn):
        enter(slow, "noor", code=codes[0])


def test_recovery_codes_are_not_kept(any_store: Store) -> None:
    _, codes = turn_codes_on(any_store, make_person(any_store, "noor", REVIEWER))
    everything = read_everything(any_store)
    for code in codes:
        assert code not in everything
        assert code.replace("-", "") not in everything


def test_the_secret_stands_in_the_account_and_nowhere_else(any_store: Store) -> None:
    secret, _ = turn_codes_on(any_store, make_person(any_store, "noor", REVIEWER))
    assert read_everything(any_store).count(secret) == 1
    assert secret not in repr(any_store.read_log("audit", limit=1000))


@pytest.mark.parametrize("by", ["password", "code", "recovery code"])
def test_turning_off_takes_the_password_or_a_code(any_store: Store, by: str) -> None:
    noor = make_person(any_store, "noor", REVIEWER)
    secret, codes = turn_codes_on(any_store, noor)
    for wrong in ({}, {"password": "wrong"}, {"code": "000000"}, {"password": "wrong", "code": codes[0]}):
        with pytest.raises(WrongSignIn, match="still asked for"):
            turn_off_totp(any_store, noor, LATER, **wrong)
    proof = {"password": PASSWORD} if by == "password" else {"code": make_code(secret, LATER)}
    if by == "recovery code":
        proof = {"code": codes[3]}
    turn_off_totp(any_store, noor, LATER, **proof)
    enter(any_store, "noor")
    with pytest.raises(Conflict, match="No codes"):
        turn_off_totp(any_store, noor, LATER, password=PASSWORD)


def test_guessing_in_a_stolen_session_is_slow(any_store: Store) -> None:
    noor = make_person(any_store, "noor", REVIEWER)
    turn_codes_on(any_store, noor)
    for _ in range(5):
        with pytest.raises(WrongSignIn):
            turn_off_totp(any_store, noor, NOW, code="000000")
    with pytest.raises(TooMany):
        turn_off_totp(any_store, noor, NOW, password=PASSWORD)


def test_what_is_on_is_not_begun_again_and_what_was_not_begun_not_confirmed(store: Store) -> None:
    noor = make_person(store, "noor", REVIEWER)
    with pytest.raises(Conflict, match="nothing to confirm"):
        confirm_totp(store, noor, "000000", NOW)
    turn_codes_on(store, noor)
    with pytest.raises(Conflict, match="already"):
        begin_totp(store, noor, NOW)
    with pytest.raises(Conflict, match="nothing to confirm"):
        confirm_totp(store, noor, "000000", NOW)


def test_a_token_changes_no_codes(store: Store) -> None:
    make_person(store, "noor", REVIEWER)
    program = Actor("noor", frozenset({REVIEWER}), "token 1")
    with pytest.raises(Refused):
        begin_totp(store, program, NOW)
    with pytest.raises(Refused):
        confirm_totp(store, program, "0", NOW)
    with pytest.raises(Refused):
        turn_off_totp(store, program, NOW)
