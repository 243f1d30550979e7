"""What changes while no sentence does must not change the normal form."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fairnotice.watch.blocks import Block, Kind
from fairnotice.watch.normalise import find_stamps, normalise
from server.watch.kit import reading

MANY = settings(max_examples=400, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
KINDS: tuple[Kind, ...] = ("heading", "paragraph", "item", "cell", "link")
PIECES = st.sampled_from(
    [
        "We share data.", "You may opt out", "See https://a.example/x?y=1#z now.", "22 days ago",
        "January 15, 2026", "2026-01-15", "1.", "2.3", "(4)",
        "Last updated:", "e\u0301", "ﬁle", "\u200b", "\xad", "â€™", "Ã¼", "“so”", "–", "…", "www.", "http://",
        "opens in a new tab", "(", ")", "5 min read", "½", "語", "ß", "İ",
    ]
)  # fmt: skip
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
TEXTS = st.one_of(
    st.text(max_size=60), st.lists(PIECES, max_size=8).map(" ".join), st.lists(PIECES, max_size=8).map("".join)
)
BLOCKS = st.lists(st.builds(Block, st.sampled_from(KINDS), TEXTS), max_size=6)
WORDS = st.lists(
    st.sampled_from(
        ["we", "you", "share", "keep", "your", "data", "with", "partners", "for", "days", "not", "only", "may"]
    ),
    min_size=4,
    max_size=12,
)


def plain(text: str, kind: Kind = "paragraph") -> str:
    return "|".join(block.text for block in normalise([Block(kind, text)]))


@MANY
@given(BLOCKS)
@example([Block("paragraph", "1 day 2 days ago ago 1. 2. x")])
@example([Block("paragraph", "http://http://www.a.example/?q")])
def test_a_normal_form_stays_as_it_is(blocks: list[Block]) -> None:
    once = normalise(blocks)
    assert normalise(once) == once


@MANY
@given(
    WORDS,
    st.lists(
        st.sampled_from([" ", "  ", "\t", "\n", "\u00a0", "\u2003", " \u200b", "\u2028"]), min_size=12, max_size=12
    ),
)
def test_white_space_never_changes_the_result(words: list[str], spaces: list[str]) -> None:
    spread = "".join(word + space for word, space in zip(words, spaces, strict=False))
    assert plain(spread) == plain(" ".join(words))


@MANY
@given(WORDS, st.integers(0, 60), st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\xad\u200e\u202e\x07\ue000"))
def test_an_invisible_character_never_changes_the_result(words: list[str], place: int, character: str) -> None:
    text = " ".join(words)
    place = min(place, len(text))
    assert plain(text[:place] + character + text[place:]) == plain(text)


@MANY
@given(
    WORDS,
    DAYS,
    DAYS,
    st.sampled_from(["Last updated: {}", "Effective {}", "Updated on {}", "Version of {}", "Stand: {}", "{}"]),
)
def test_a_date_stamp_never_changes_the_result(words: list[str], one: date, other: date, stamp: str) -> None:
    text = Block("paragraph", " ".join(words))
    before, after = (normalise([Block("paragraph", stamp.format(day)), text]) for day in (one, other))
    assert before == after == normalise([text])


@MANY
@given(WORDS, st.integers(2, 400), st.sampled_from(["days", "months", "hours", "years"]))
def test_a_relative_date_never_changes_the_result(words: list[str], number: int, unit: str) -> None:
    assert (
        plain(" ".join(words) + f" {number} {unit} ago")
        == plain(" ".join(words) + " a week ago")
        == plain(" ".join(words))
    )


@MANY
@given(st.text("abc123=&_-%", max_size=20), st.text("abc123/", max_size=10), st.sampled_from(["", "/", "#part"]))
def test_the_parameters_of_a_link_never_change_the_result(parameters: str, fragment: str, end: str) -> None:
    sentence = "Read more at {} about your data."
    full = f"https://www.tide.example/privacy{end}?{parameters}#{fragment}"
    assert plain(sentence.format(full)) == plain(sentence.format("https://tide.example/privacy"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We don’t share “it” – ever…", 'We don\'t share "it" - ever...'),
        ("ﬁnancial data ① ½", "financial data 1 1⁄2"),
        ("We don\u00e2\u20ac\u2122t share it", "We don't share it"),
        ("verschlÃ¼sselt gespeichert", "verschlüsselt gespeichert"),
        ("On 1 December 2025 we moved the data.", "On December 1, 2025 we moved the data."),
        ("More InformationOpens in new tab", "More Information"),
        ("3. Your rights", "12.4 Your rights"),
        ("(2) Your rights", "Your rights"),
    ],
)
def test_two_ways_to_write_the_same_are_one(one: str, other: str) -> None:
    assert plain(one) == plain(other) != ""


@pytest.mark.parametrize(
    "text",
    [
        "Last updated: 3 March 2024", "Last Updated:", "Effective as of May 2, 2025 (past versions)",
        "Updated 22 days ago", "Version: June 2026", "2024-05-06",
        "Effective July 1, 2023 | Archived versions | Download PDF", "Stand: 4. März 2026",
        "Dernière mise à jour : 3 mars 2024", "Date last updated: 06-21-2023",
        "2699 out of 4018 found this helpful", "5 min read", "26% 45 languages", "* * *", "",
    ],
)  # fmt: skip
def test_stamps_and_counters_are_left_out(text: str) -> None:
    assert plain(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Effective until January 15, 2026", "The new terms apply from January 15, 2026", "Logs Data", "Data",
        "Date of birth", "Stand by your data", "Version control data",
        "We keep it for 30 days", "In 2024 we sold nothing", "Updates",
    ],
)  # fmt: skip
def test_what_says_something_is_never_taken_for_a_stamp(text: str) -> None:
    assert plain(text) != ""


def test_a_figure_in_a_cell_is_no_number_of_a_section() -> None:
    assert plain("8.83 days", "cell") == "8.83 days"
    assert plain("8.83 Days of rest", "paragraph") == "Days of rest"


def test_stamps_are_answered_apart() -> None:
    blocks = [
        Block("paragraph", "Effective: May 2, 2025"),
        Block("paragraph", "We keep it for 30 days."),
        Block("heading", "Updated: 2025-06-01"),
    ]
    assert find_stamps(blocks) == ("Effective: 2025-05-02", "Updated: 2025-06-01")


def test_neither_order_nor_menus_nor_letters_change_the_fingerprint() -> None:
    one = reading("# Data\n\nWe keep your data for two years.\n\nWe share nothing with anybody else.\n\nClose")
    other = reading("We SHARE nothing with anybody else!\n\nShare\n\nWe keep your data for two years")
    assert one.fingerprint == other.fingerprint
    assert one.fingerprint != reading("We keep your data for two years.").fingerprint


def test_no_word_of_a_sentence_is_lost() -> None:
    text = "We keep your data, e.g. photos, for 30 days (unless the law demands 90) and share 5% of it."
    assert re.sub(r"[^\w ]", "", plain(text)) == re.sub(r"[^\w ]", "", text)
