"""Dates as policies write them, and what happens on them."""

from __future__ import annotations

from datetime import date

import pytest

from fairnotice.watch.dates import find_dates, find_effective, find_updated, write_iso

DAY = date(2026, 1, 15)


@pytest.mark.parametrize(
    "text",
    [
        "January 15, 2026", "January 15th, 2026", "Jan. 15, 2026", "JANUARY 15 2026", "15 January 2026",
        "15th of January 2026", "15-Jan-2026",
        "2026-01-15", "2026/01/15", "2026.1.15", "15.01.2026", "15/01/2026", "01-15-2026", "15. Januar 2026",
        "15 janvier 2026",
        "15 de enero de 2026", "15 de janeiro de 2026", "15 enero 2026",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert [found.day for found in find_dates(f"Since {text}, we do so.")] == [DAY]


@pytest.mark.parametrize(
    "text",
    [
        "04/05/2026",
        "4-5-2026",
        "January 2026",
        "2026",
        "31 February 2026",
        "32 January 2026",
        "1.2.3.2026",
        "version 12.2026",
    ],
)
def test_what_could_be_two_days_or_is_none_is_not_guessed(text: str) -> None:
    assert list(find_dates(text)) == []


def test_with_points_the_day_comes_first() -> None:
    assert [found.day for found in find_dates("04.05.2026")] == [date(2026, 5, 4)]


def test_two_equal_numbers_are_one_day() -> None:
    assert [found.day for found in find_dates("05/05/2026")] == [date(2026, 5, 5)]


def test_dates_are_brought_to_one_form() -> None:
    assert write_iso("From 3 March 2026 to April 4, 2026.") == "From 2026-03-03 to 2026-04-04."


@pytest.mark.parametrize(
    "text",
    [
        "Effective: January 15, 2026",
        "Effective date: January 15, 2026",
        "This policy is effective as of January 15, 2026.",
        "The updates go into effect on January 15, 2026.",
        "This version will go into effect on January 15, 2026.",
        "The changes take effect on 15 January 2026.",
        "These terms apply from 15 January 2026.",
        "On January 15, 2026, we are updating this notice.",
        "Effective until January 15, 2026",
        "We're updating our terms on 15 January 2026 to make them clearer.",
        "Effective: January 15, 2026. Last revised: December 1, 2025.",
        "Last revised December 1, 2025. Effective January 15, 2026.",
        "Gültig ab 15. Januar 2026",
        "Die Änderungen treten am 15. Januar 2026 in Kraft.",
        "En vigueur à compter du 15 janvier 2026",
        "Vigente a partir del 15 de enero de 2026",
        "Em vigor a partir de 15 de janeiro de 2026",
    ],
)
def test_the_day_on_which_something_applies_is_found(text: str) -> None:
    assert list(find_effective(text)) == [DAY]


@pytest.mark.parametrize(
    "text",
    [
        "Last updated: January 15, 2026",
        "Last modified 2026-01-15",
        "This policy was last updated on 15 January 2026.",
        "Zuletzt aktualisiert am 15. Januar 2026",
        "The study of January 15, 2026 found 12 harbours.",
        "We were founded on January 15, 2026.",
    ],
)
def test_the_day_of_an_update_is_not_one_on_which_something_applies(text: str) -> None:
    assert list(find_effective(text)) == []


@pytest.mark.parametrize("text", ["Last updated: January 15, 2026", "Revised 2026-01-15", "Stand: 15. Januar 2026"])
def test_the_day_of_an_update_is_found(text: str) -> None:
    assert list(find_updated(text)) == [DAY]
