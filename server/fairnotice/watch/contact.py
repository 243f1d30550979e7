"""Sentences that only tell how to reach somebody: they change often, and nothing for people."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fairnotice.watch.sentences import Sentence
from fairnotice.watch.topics import find_topics
from fairnotice.watch.words import find_phrase

STRONG = 2
"""Weight of a topic from which a sentence is about more than a contact."""
_REACHED = re.compile(r"[\w.+-]@[\w-]+\.\w|(?<!\d)(?!\d{4}-\d\d-\d\d)[+(]?\d[\d ()/-]{6,}\d")
"""An e-mail address or a telephone number."""
_BESIDE = 5
"""Words beside a change that tell whether it lies in a postal address."""


def is_contact(sentence: Sentence) -> bool:
    """Say whether the sentence only tells how to reach somebody: it may touch one topic if it gives the address."""
    strong = {hit.topic.id for hit in find_topics(sentence.words) if hit.topic.weight >= STRONG}
    return names_contact(sentence) and len(strong) <= _gives_address(sentence.text)


def names_contact(sentence: Sentence) -> bool:
    """Say whether the sentence speaks of reaching somebody, whatever else it says."""
    return bool(find_phrase("contact").search(sentence.text)) or _gives_address(sentence.text)


def _gives_address(text: str) -> bool:
    return bool(_REACHED.search(text)) or _lies_at(text)


def _lies_at(text: str) -> bool:
    return len(find_phrase("address").findall(text)) >= 2


def is_in_address(words: Sequence[str], start: int, end: int) -> bool:
    """Say whether the words from `start` to `end` lie in a postal address."""
    return _lies_at(" ".join(words[max(0, start - _BESIDE) : end + _BESIDE]))
