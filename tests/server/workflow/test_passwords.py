"""Which passwords are good enough, what is said about those that are not, and how they are kept."""

from __future__ import annotations

import unicodedata

import pytest
from argon2 import PasswordHasher
from hypothesis import given, settings
from hypothesis import strategies as st

from fairnotice.errors import Invalid
from fairnotice.workflow.passwords import (
    MAX_PASSWORD,
    check_new_password,
    hash_password,
    is_outdated,
    is_password,
)

GOOD = [
    "correct horse battery",
    "an orchard of small bells",
    "tungsten-wharf-ample-91",
    "kX9#vT2!mQ7z",
    "admin lives beside the quarry",
    "ada lovelace reads at dawn",
    "Fairnotice keeps owls in jars",
    "zwölf Boote auf dem See",
    "корабль молоко окно",
    "84 31 97 20 55 16",
]
BAD = {
    "at least 12 characters": ["", "x" * 11, "kX9#vT2!mQ7"],
    "at most 1000 characters": ["ab cd ef " * 112],
    "repeats": [
        "x" * 12,
        "            ",
        "aaaabbbbaaab",
        "abcabcabcabc",
        "abcdeabcdeabcde",
        "correctcorrectcorrect",
        "1212121212121",
        "tulip+tulip+",
    ],
    "follows the keyboard": [
        "123456789012",
        "0987654321098",
        "abcdefghijkl",
        "zyxwvutsrqpo",
        "qwertyuiop12",
        "qwertyuiopasdf",
        "1qaz2wsx3edc",
        "QWERTZUIOP123",
        "q1w2e3r4t5y6",
        "abcdef123456",
        "azertyuiopqs",
    ],
    "name of the account": [
        "noor-fenwick",
        "noorfenwick123",
        "NOOR-FENWICK!!",
        "fairnotice12",
        "Fairnotice!2026",
        "fair-notice-99",
        "123noor.fenwick",
        "n00r-f3nw1ck",
    ],
    "tried first": [
        "password1234",
        "Password!2026",
        "P@ssw0rd1234",
        "adminadmin12",
        "welcome12345",
        "letmeinplease",
        "iloveyou2026!",
        "correct horse battery staple",
        "CorrectHorseBatteryStaple",
        "may the force be with you",
        "Summer2026!!!",
        "changeme-now",
        "monkeydragon",
        "admin password",
        "passwort12345678",
    ],
}


@pytest.mark.parametrize("password", GOOD)
def test_a_few_words_or_random_characters_are_good(password: str) -> None:
    check_new_password(password, "noor-fenwick")


@pytest.mark.parametrize(("part", "password"), [(part, text) for part, texts in BAD.items() for text in texts])
def test_what_is_easily_guessed_is_refused_with_what_to_do(part: str, password: str) -> None:
    with pytest.raises(Invalid, match=part) as refused:
        check_new_password(password, "noor-fenwick")
    assert ";" in str(refused.value)
    assert len(password) < 4 or password not in str(refused.value)


def test_a_short_name_does_not_spoil_a_password() -> None:
    check_new_password("kX9#al2!mQ7zal", "al")


@settings(max_examples=200)
@given(st.text(st.characters(codec="utf-8"), max_size=MAX_PASSWORD + 5))
def test_whatever_is_typed_is_good_or_refused(password: str) -> None:
    is_good = True
    try:
        check_new_password(password, "noor")
    except Invalid:
        is_good = False
    assert not is_good or 12 <= len(unicodedata.normalize("NFC", password)) <= MAX_PASSWORD


@settings(max_examples=100)
@given(
    st.lists(
        st.sampled_from(["tungsten", "wharf", "ample", "orchard", "quarry", "bells", "jar", "pebble"]),
        min_size=4,
        unique=True,
    )
)
def test_four_uncommon_words_are_good(words: list[str]) -> None:
    check_new_password(" ".join(words), "noor")


def test_it_is_kept_by_argon2id_and_never_twice_the_same() -> None:
    first, second = hash_password(GOOD[0]), hash_password(GOOD[0])
    assert first.startswith("$argon2id$")
    assert first != second
    assert is_password(first, GOOD[0])
    assert not is_password(first, GOOD[1])


def test_accents_may_be_typed_in_one_or_in_two_characters() -> None:
    composed = "zwölf Boote auf dem See"
    assert is_password(hash_password(composed), unicodedata.normalize("NFD", composed))


@pytest.mark.parametrize("kept", [None, "", "-", "$argon2id$broken"])
def test_where_none_is_kept_none_is_right(kept: str | None) -> None:
    assert not is_password(kept, "")
    assert not is_password(kept, GOOD[0])


def test_broken_characters_are_no_fault() -> None:
    assert not is_password(hash_password(GOOD[0]), "\ud800")


def test_a_hash_of_other_parameters_is_outdated() -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(GOOD[0])
    assert is_outdated(weak)
    assert not is_outdated(hash_password(GOOD[0]))
