"""The lists of words by which the watchers read: data beside this file, so that they can be read and corrected."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from fairnotice.watch.spelling import list_words


@cache
def read_words(name: str) -> Any:
    """Answer one of the lists in vocabulary/, as parsed JSON."""
    return json.loads(files("fairnotice.watch").joinpath("vocabulary", f"{name}.json").read_bytes())


@cache
def find_phrase(name: str) -> re.Pattern[str]:
    """Answer a pattern that finds a phrase of vocabulary/phrases.json anywhere in a text, at the borders of words."""
    return re.compile(rf"(?<!\w)(?:{join_phrases(name)})(?!\w)", re.I)


@cache
def is_phrase(name: str) -> re.Pattern[str]:
    """Answer a pattern that matches a text which is such a phrase and nothing else but marks."""
    return re.compile(rf"\W*(?:{join_phrases(name)})\W*\Z", re.I)


def join_phrases(name: str) -> str:
    """Answer the phrases of a list as alternatives of a regular expression."""
    return "|".join(read_words("phrases")[name])


@dataclass(frozen=True)
class Small:
    """The lists of vocabulary/small.json, in the spelling in which sentences hold their words.

    `modal` maps a word that turns a rule to its group; `ages` are the words beside a number that make it an age.
    """

    empty: frozenset[str]
    modal: dict[str, str]
    units: frozenset[str]
    numbers: frozenset[str]
    entities: frozenset[str]
    ages: frozenset[str]


@cache
def read_small() -> Small:
    """Answer the small words."""
    lists = read_words("small")

    def spell(entries: Iterable[str]) -> frozenset[str]:
        return frozenset(word for entry in entries for word in list_words(entry))

    return Small(
        empty=spell(lists["empty"]),
        modal={word: group for group, entries in lists["modal"].items() for word in spell(entries)},
        units=spell(lists["units"]),
        numbers=spell(lists["numbers"]),
        entities=spell(lists["entities"]),
        ages=spell(lists["ages"]),
    )
