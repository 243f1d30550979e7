"""What a text of the catalogue may hold."""

from __future__ import annotations

import pytest

from fairnotice.catalogue.texts import find_text_fault, holds_hidden_characters

HIDDEN = [
    "\x00", "\t", "\n", "\r", "\x1b", "\x7f", "\x85", "\xad", "\u061c", "\u180e", "\u200b", "\u200c", "\u200d",
    "\u200e", "\u200f", "\u2028", "\u2029", "\u202a", "\u202e", "\u2060", "\u2066", "\u2069", "\ufeff", "\ufff9",
    "\ud83d", "\udd12",
]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "A plain sentence.",
        'Choose "Settings > Privacy"',
        'Press "Stop sharing now!" in the menu',
        "Grüße, 世界, Привет, مرحبا 🔒",
        "2 < 3 and 3 > 2",
        "AT&T and R&D, more",
        "one * two_three",
        "1.5 million people",
    ],
)
def test_a_plain_sentence_is_fine(text: str) -> None:
    assert find_text_fault(text, limit=100) is None


@pytest.mark.parametrize("character", HIDDEN, ids=ascii)
def test_what_cannot_be_seen_is_refused(character: str) -> None:
    assert holds_hidden_characters(f"a{character}b")
    assert find_text_fault(f"a{character}b", limit=100) == "holds control, direction or invisible characters"


@pytest.mark.parametrize("character", ["\ue000", "\U0010fffd", "\u0378"], ids=ascii)
def test_what_no_font_shows_is_refused(character: str) -> None:
    assert find_text_fault(f"a{character}b", limit=100) == "holds control, direction or invisible characters"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is empty"),
        ("abcdefghijk", "has 11 characters, 10 are allowed"),
        ("e\u0301", "is not in Unicode normal form C"),
        (" a", "has spaces at an end, or two in a row"),
        ("a ", "has spaces at an end, or two in a row"),
        ("a  b", "has spaces at an end, or two in a row"),
        ("<b>a</b>", "holds HTML; write plain text"),
        ("<img src>", "holds HTML; write plain text"),
        ("a</p>", "holds HTML; write plain text"),
        ("a&nbsp;b", "holds HTML; write plain text"),
        ("a&#65;b", "holds HTML; write plain text"),
        ("a&#x41;b", "holds HTML; write plain text"),
        ("**a**", "holds Markdown; write plain text"),
        ("__a__", "holds Markdown; write plain text"),
        ("`a`", "holds Markdown; write plain text"),
        ("[a](b)", "holds Markdown; write plain text"),
        ("# a", "holds Markdown; write plain text"),
        ("- a", "holds Markdown; write plain text"),
        ("* a", "holds Markdown; write plain text"),
        ("1. a", "holds Markdown; write plain text"),
        ("Look out!", "holds an exclamation mark"),
        ('"a" b! "c"', "holds an exclamation mark"),
    ],
)
def test_a_text_that_is_not_plain_is_refused(text: str, reason: str) -> None:
    assert find_text_fault(text, limit=10) == reason
