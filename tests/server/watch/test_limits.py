"""Whatever a page holds, it is read in bounded time and memory."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from fairnotice.watch.extract import extract
from server.watch.kit import judge, reading

pytestmark = pytest.mark.slow

LARGE = 5_000_000
PAGES: dict[str, Callable[[], str]] = {
    "deep": lambda: "<div>" * (LARGE // 5) + "one",
    "lists": lambda: "<ul><li>" * (LARGE // 8) + "one",
    "formatting that never ends": lambda: "".join(f"<p><font size={n}>one" for n in range(LARGE // 18)),
    "attributes": lambda: "<div " + " ".join(f"a{n}=1" for n in range(LARGE // 8)) + ">one",
    "options": lambda: "<select>" + "<option>one" * (LARGE // 11) + "</select>one",
    "tags that never end": lambda: "<a " * (LARGE // 3),
    "scripts that never end": lambda: "<script" * (LARGE // 7),
    "comments that never end": lambda: "<!--" * (LARGE // 4),
    "table": lambda: "<table>" + "<tr><td>one" * (LARGE // 11),
    "one line": lambda: "one " * (LARGE // 4),
}
LINES = {
    "brackets": "[", "pictures": "![", "links": "[a](<", "escapes": "[\\a", "stars": "*", "joined": "_a",
    "rule": "- ", "cells": "|", "short": "e.g. ", "numbers": "1.1 ",
    "dates": "January 1, 2026 ", "addresses": "http://", "mail": "a@", "quotes": "> ", "entities": "&amp;",
    "misread": "Ã¼", "heading": "# ", "invisible": "\u200b", "breaks": "<br>",
}  # fmt: skip


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    # Time of this process: other tests run beside it.
    start = time.process_time()
    yield
    assert time.process_time() - start < seconds


@pytest.mark.parametrize("name", PAGES)
def test_five_megabytes_of_anything_are_read_in_seconds(name: str) -> None:
    page = PAGES[name]().encode()
    with at_most(8):
        blocks = extract(page)
    assert len(blocks) <= 50_000


def test_a_page_that_makes_parsers_take_gigabytes_takes_megabytes() -> None:
    program = (
        "import resource\n"
        "from fairnotice.watch.extract import extract\n"
        "resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))\n"
        "print(len(extract(''.join(f'<p><font size={n}>one' for n in range(270_000)).encode())))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == 50_000


@pytest.mark.parametrize("name", LINES)
def test_a_line_of_marks_is_read_in_seconds(name: str) -> None:
    with at_most(6):
        reading(LINES[name] * (300_000 // len(LINES[name])))


def make_text(seed: int, words: int) -> str:
    chance = random.Random(seed)  # noqa: S311
    vocabulary = ["".join(chance.choices("abcdefghij", k=chance.randint(3, 8))) for _ in range(4000)] + [
        "data",
        "not",
        "share",
    ] * 200
    return " ".join(f"{word}." if chance.random() < 0.06 else word for word in chance.choices(vocabulary, k=words))


def test_a_megabyte_in_one_line_is_compared_in_seconds() -> None:
    one = make_text(1, 170_000)
    assert len(one) > 1_000_000
    with at_most(30):
        assert judge(one, one.replace("share", "sell", 1)).comparison.kept > 0.9


def test_a_large_page_that_became_another_one_is_compared_in_seconds() -> None:
    with at_most(40):
        assert judge(make_text(1, 100_000), make_text(2, 100_000)).comparison.kept < 0.1


def test_a_longer_page_takes_longer_in_proportion() -> None:
    def measure(words: int) -> float:
        one, other = make_text(1, words), make_text(2, words // 10)
        start = time.process_time()
        judge(one + other, other + one[: len(one) // 2])
        return time.process_time() - start

    assert measure(80_000) < 12 * max(measure(20_000), 0.3)
