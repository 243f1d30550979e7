"""What a passage is about: the topics of vocabulary/topics.json, found in the words of a sentence.

A phrase is words with spaces; `word*` is any ending of the word, `..4` up to four words in between. Weights say how
much a change to such a passage matters to a reader: 3 = a notice may now be wrong, 1 = a sentence of a policy at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from fairnotice.watch.spelling import list_words
from fairnotice.watch.words import read_words


@dataclass(frozen=True)
class Topic:
    """One topic: its id, its weight and the words with which a maintainer is told about it."""

    id: str
    weight: float
    says: str


@dataclass(frozen=True)
class Hit:
    """A topic found: the first word of the phrase and the one after its last."""

    topic: Topic
    start: int
    end: int


@dataclass(frozen=True)
class _Part:
    """One word of a phrase: how it begins, whether any ending will do, and how many words may stand before it."""

    stems: tuple[str, ...]
    is_open: bool
    gap: int

    def fits(self, word: str) -> bool:
        return word.startswith(self.stems) if self.is_open else word in self.stems


@dataclass(frozen=True)
class _Phrase:
    topic: Topic
    parts: tuple[_Part, ...]


@cache
def _read_phrases() -> tuple[_Phrase, ...]:
    return tuple(
        _Phrase(Topic(id, float(entry["weight"]), entry["says"]), tuple(_read_parts(phrase)))
        for id, entry in read_words("topics").items()
        for phrase in entry["phrases"]
    )


def _read_parts(phrase: str) -> Iterator[_Part]:
    gap = 0
    for word in phrase.split():
        if word.startswith(".."):
            gap = int(word[2:])
            continue
        is_open = word.endswith("*")
        stem = word.rstrip("*").casefold()
        # Words are held in one spelling (spelling.py), in which "advertise" is "advertize"; an open end may be both.
        stems = (
            (stem, stem[:-1] + "z")
            if is_open and stem.endswith("is")
            else (stem,)
            if is_open
            else tuple(list_words(stem))
        )
        yield _Part(stems, is_open, gap)
        gap = 0


@lru_cache(1 << 15)
def _find_starts(word: str) -> tuple[_Phrase, ...]:
    return tuple(phrase for phrase in _read_phrases() if phrase.parts[0].fits(word))


def find_topics(words: Sequence[str]) -> Iterator[Hit]:
    """Yield the topics of `words` (as a sentence holds them), every place of every phrase."""
    for start, word in enumerate(words):
        for phrase in _find_starts(word):
            end = _follow(phrase.parts[1:], words, start + 1)
            if end:
                yield Hit(phrase.topic, start, end)


def _follow(parts: Sequence[_Part], words: Sequence[str], start: int) -> int:
    """Answer the place behind the last part when the rest of the phrase stands from `start` on, else 0."""
    for part in parts:
        places = range(start, min(len(words), start + part.gap + 1))
        found = next((place for place in places if part.fits(words[place])), None)
        if found is None:
            return 0
        start = found + 1
    return start


def list_topics(ids: Iterable[str]) -> tuple[str, ...]:
    """Answer `ids` once each, in the order of vocabulary/topics.json, the weightiest first."""
    held = set(ids)
    return tuple(id for id in read_words("topics") if id in held)
