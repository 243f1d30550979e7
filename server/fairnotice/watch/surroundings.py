"""What stands around a changed sentence can take its meaning away: menus, cookie windows, contact blocks, statistics.

Such pieces come and go with their neighbours. A line like "Our partners" is a recipient in one list and a menu in
another one, and only what stands beside it tells which.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from fairnotice.watch.contact import names_contact
from fairnotice.watch.sentences import Sentence
from fairnotice.watch.topics import find_topics
from fairnotice.watch.words import is_phrase

_FIGURES = 2
"""Bare numbers beside a number from which it stands in a table of figures."""
_BESIDE = 4


def find_idle(changed: Iterable[Sentence], document: Sequence[Sentence]) -> set[tuple[str, ...]]:
    """Answer the words of those `changed` sentences of `document` that mean nothing where they stand."""
    words = {one.words for one in changed}
    idle = {one.words for one in _find_menus(document)} | _find_figures(document)
    for run in _find_runs(words, document):
        if any(is_phrase("cookie_button").match(one.text) for one in run) and any(
            "cookie" in word for one in run for word in one.words
        ):
            idle.update(one.words for one in run)
        elif len(run) >= 3 and sum(names_contact(one) for one in run) >= len(run) * 2 / 3:
            idle.update(one.words for one in run if all(hit.topic.weight < 3 for hit in find_topics(one.words)))
    return idle & words


def _find_runs(changed: Collection[tuple[str, ...]], document: Sequence[Sentence]) -> Iterator[list[Sentence]]:
    """Yield the changed sentences that stand side by side."""
    run: list[Sentence] = []
    for one in document:
        if one.words in changed:
            run.append(one)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _find_menus(document: Sequence[Sentence]) -> Iterator[Sentence]:
    """Yield buttons, and lines between two sentences that stand below "Related articles" or hold places of a site."""
    lines: list[Sentence] = []
    for one in (*document, None):
        if one is not None and (one.weight not in ("prose", "cell") or is_phrase("place").match(one.text)):
            lines.append(one)
            continue
        is_menu = sum(bool(is_phrase("place").match(line.text)) for line in lines) >= 2
        for line in lines:
            is_menu = is_menu or bool(is_phrase("menu").match(line.text))
            if is_menu or is_phrase("button").match(line.text):
                yield line
        lines = []


def _find_figures(document: Sequence[Sentence]) -> set[tuple[str, ...]]:
    """Answer the numbers, with or without a unit, of tables of figures, such as the yearly count of requests."""
    is_bare = [one.weight == "cell" and not re.search(r"[^\W\d_]", one.text) for one in document]
    return {
        one.words
        for index, one in enumerate(document)
        if one.weight == "cell"
        and one.text[0].isdigit()
        and sum(is_bare[max(0, index - _BESIDE) : index + _BESIDE + 1]) - is_bare[index] >= _FIGURES
    }
