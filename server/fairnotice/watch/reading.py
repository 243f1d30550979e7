"""One version of a document, read once: what the comparison, the dates and the fault checks ask of it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from fairnotice.watch.blocks import Block
from fairnotice.watch.normalise import find_stamps, normalise
from fairnotice.watch.sentences import SAYING, Sentence, split_sentences
from fairnotice.watch.spelling import list_words
from fairnotice.watch.words import read_words

LANGUAGE_WORDS = 20
"""Words from which a language is named at all."""
_SCRIPTS = {
    code: re.compile(f"[{letters}]")
    for code, letters in {
        "ja": "\u3040-\u30ff",
        "zh": "\u3400-\u9fff",
        "ko": "\uac00-\ud7af",
        "ru": "\u0400-\u04ff",
        "ar": "\u0600-\u06ff",
        "he": "\u0590-\u05ff",
        "el": "\u0370-\u03ff",
        "th": "\u0e00-\u0e7f",
        "hi": "\u0900-\u097f",
    }.items()
}


@dataclass(frozen=True)
class Reading:
    """A version as it was first seen on a day: its sentences, date stamps, number of words and language.

    `language` is a code (for a script with many languages the largest one), or None when it is not sure.

    `fingerprint` is the hex SHA-256 of what its sentences and entries say, whatever their order, marks and menus.
    """

    seen_on: date
    sentences: tuple[Sentence, ...]
    stamps: tuple[str, ...]
    words: int
    language: str | None
    fingerprint: str


def read(blocks: Iterable[Block], seen_on: date) -> Reading:
    """Read `blocks` (extract.py, markdown.py) as they were fetched on the day `seen_on`."""
    held = tuple(blocks)
    sentences = tuple(split_sentences(normalise(held)))
    lines = {" ".join(one.words) for one in sentences if one.weight in SAYING}
    return Reading(
        seen_on=seen_on,
        sentences=sentences,
        stamps=find_stamps(held),
        words=sum(len(one.words) for one in sentences),
        language=find_language(word for one in sentences for word in one.words),
        fingerprint=hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest(),
    )


def find_language(words: Iterable[str]) -> str | None:
    """Answer the language of `words` by its letters, or by its small words (vocabulary/language.json), or None."""
    count = Counter(words)
    total = count.total()
    if total < LANGUAGE_WORDS:
        return None
    for code, letters in _SCRIPTS.items():
        if sum(number for word, number in count.items() if letters.search(word)) >= total / 3:
            return code
    hits = sorted(((sum(count[word] for word in small), code) for code, small in _small_words().items()), reverse=True)
    (best, code), (second, _) = hits[:2]
    return code if best >= max(2, 0.05 * total) and best >= 2 * second else None


@cache
def _small_words() -> dict[str, frozenset[str]]:
    return {
        code: frozenset(word for one in words for word in list_words(one))
        for code, words in read_words("language").items()
    }
