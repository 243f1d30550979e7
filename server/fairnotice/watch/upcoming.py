"""What a page says about its own change to come: "On 3 November we are updating ...", "effective until ...".

Only sentences about the document itself count. Every policy says that it may be updated from time to time and that
people will be told; that is no announcement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from fairnotice.watch.dates import find_effective
from fairnotice.watch.sentences import Sentence
from fairnotice.watch.words import find_phrase, join_phrases

_DOCUMENT = f"(?:{join_phrases('document')})"
_COMING = re.compile(
    rf"\b(?:we(?:'re| are|'ll be| will be)|is|are|will be) (?:soon |currently )?"
    rf"(?:updating|changing|revising|replacing|making (?:some |a few )?(?:changes|updates))\b.{{0,80}}\b{_DOCUMENT}\b"
    rf"|\b(?:upcoming|forthcoming) (?:changes|updates|version)\b.{{0,60}}\b{_DOCUMENT}\b"
    rf"|\b(?:preview|read|see)\b.{{0,30}}\b(?:new|upcoming)\b.{{0,20}}\b{_DOCUMENT}\b"
    rf"|\bwir (?:aktualisieren|ändern|überarbeiten)\b.{{0,40}}\b{_DOCUMENT}\b"
    rf"|\bnous (?:mettons à jour|modifions)\b.{{0,40}}\b{_DOCUMENT}\b"
    rf"|\b(?:estamos|vamos a) (?:actualizando|actualizar|cambiando|cambiar)\b.{{0,40}}\b{_DOCUMENT}\b"
    rf"|\b(?:estamos|vamos) (?:atualizando|atualizar|alterando|alterar)\b.{{0,40}}\b{_DOCUMENT}\b",
    re.I,
)


@dataclass(frozen=True)
class Upcoming:
    """A sentence that announces a change, and the days it names for it (none when it names none)."""

    text: str
    days: frozenset[date]


def find_upcoming(sentences: Iterable[Sentence], *, after: date) -> Sequence[Upcoming]:
    """Answer the sentences that announce a change with a day later than `after`, or without any day."""
    found = []
    for sentence in sentences:
        days = frozenset(day for day in find_own_days(sentence.text) if day > after)
        if days or (_COMING.search(sentence.text) and not find_phrase("habit").search(sentence.text)):
            found.append(Upcoming(sentence.text, days))
    return found


def find_own_days(text: str) -> Iterator[date]:
    """Yield the days on which `text` says that the document, or a change of it, starts or stops to apply."""
    if find_phrase("document").search(text) or find_phrase("own_change").search(text):
        yield from find_effective(text)


def pick_day(days: Sequence[date]) -> date | None:
    """Answer the day named most often, of equals the latest, since that is when a change binds everybody."""
    return max(set(days), key=lambda day: (days.count(day), day), default=None)
