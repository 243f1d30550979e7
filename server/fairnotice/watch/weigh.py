"""How much one changed sentence means to people: nothing, wording, or something they must know.

A policy is edited all the time without anything changing for people: names, addresses, telephone numbers, typing
errors, synonyms, yearly statistics. So a change counts by the words that differ, not by the sentence around them:
topics that a notice is about, words that turn a rule round (not, only, unless, may, must), numbers with a unit or an
age. What is left are plain words, which count little, so that a sentence rewritten at length is still seen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fairnotice.watch.compare import Rewrite
from fairnotice.watch.contact import is_contact, is_in_address
from fairnotice.watch.sentences import Sentence
from fairnotice.watch.spans import find_spans
from fairnotice.watch.spelling import list_written
from fairnotice.watch.topics import Hit, find_topics
from fairnotice.watch.words import find_phrase, read_small

TURN = 1.5
"""A word that turns a rule round came or went, or the company of a contract became another one."""
SOFTER = 0.5
"""A "may" or "must" came or went where nothing stood in its place."""
NUMBER = 2.0
NAME = 0.6
PLAIN = 0.2
ENTRY = 1.0
"""A line of a list or table came or went: a kind of data, a recipient, a tracker."""
TOPIC = 1 / 1.5
"""What the weight of a topic (vocabulary/topics.json) is worth beside the others."""
SPOKEN = 6
"""Plain words that count of a sentence which came or went whole: with five it says something, whatever its topic."""
WORDY = 10
"""Plain words of one place that count."""


@dataclass(frozen=True)
class Weighed:
    """What a change is worth (0 and up; from 1 on people must know it) and the ids of its topics."""

    points: float
    topics: frozenset[str] = frozenset()


NOTHING = Weighed(0.0)
_PRICE = re.compile(r"[$€£]\s?\d|\d\s?[$€£]")


def weigh_sentence(sentence: Sentence) -> Weighed:
    """Weigh a sentence that came or went whole."""
    if sentence.weight in ("heading", "scrap"):
        return NOTHING
    hits = {hit.topic.id: hit.topic.weight for hit in find_topics(sentence.words)}
    if is_contact(sentence):
        return Weighed(PLAIN)
    if sentence.weight in ("entry", "cell"):
        # A number of a table, a line of an address, or the name of what follows.
        if (
            not re.search(r"[^\W\d_]", sentence.text)
            or find_phrase("address").search(sentence.text)
            or sentence.text.endswith(":")
        ):
            return NOTHING
        return Weighed(max([ENTRY, *hits.values()]), frozenset(hits))
    strongest = sorted(hits.values(), reverse=True)[:3]
    plain = len(_pick_plain(sentence.words))
    if not hits and _PRICE.search(sentence.text):
        # What has a price and no topic of a policy is an advertisement.
        return Weighed(PLAIN)
    return Weighed(sum(strongest) * TOPIC + PLAIN * min(plain, SPOKEN) / (2 if hits else 1), frozenset(hits))


def weigh_rewrite(rewrite: Rewrite) -> Weighed:
    """Weigh a sentence that changed, by the words that differ."""
    before, after = rewrite.before, rewrite.after
    if {before.weight, after.weight} <= {"heading", "scrap"}:
        return NOTHING
    old_names, new_names = _find_names(before), _find_names(after)
    spans = find_spans(before.words, after.words)
    points = sum(_weigh_span(before, after, span, old_names, new_names) for span in spans)
    old_hits, new_hits = list(find_topics(before.words)), list(find_topics(after.words))
    touched = {
        **_find_touched(old_hits, new_hits, [(a, b) for a, b, _, _ in spans], before.words, old_names),
        **_find_touched(new_hits, old_hits, [(c, d) for _, _, c, d in spans], after.words, new_names),
    }
    return Weighed(points + TOPIC * sum(touched.values()), frozenset(touched))


def _find_touched(
    hits: Sequence[Hit],
    others: Sequence[Hit],
    places: Sequence[tuple[int, int]],
    words: Sequence[str],
    names: frozenset[int],
) -> dict[str, float]:
    """Answer the topics (id -> weight) named more often here than there, by words that differ and are no names."""
    here, there = Counter(hit.topic.id for hit in hits), Counter(hit.topic.id for hit in others)
    empty = read_small().empty
    touched = {}
    for hit in hits:
        if here[hit.topic.id] <= there[hit.topic.id] or names.issuperset(range(hit.start, hit.end)):
            continue
        for start, end in places:
            if any(words[index] not in empty for index in range(max(start, hit.start), min(end, hit.end))):
                touched[hit.topic.id] = hit.topic.weight
    return touched


def _weigh_span(
    before: Sentence,
    after: Sentence,
    span: tuple[int, int, int, int],
    old_names: frozenset[int],
    new_names: frozenset[int],
) -> float:
    a, b, c, d = span
    old, new = before.words[a:b], after.words[c:d]
    gone = [index for index in range(a, b) if before.words[index] not in new]
    come = [index for index in range(c, d) if after.words[index] not in old]
    points = _weigh_turns(old, new)
    if any(_is_number(before.words, i) for i in gone) or any(_is_number(after.words, i) for i in come):
        points += NUMBER
    if is_in_address(before.words, a, b) and is_in_address(after.words, c, d):
        return points
    plain = _pick_plain(
        [before.words[i] for i in gone if i not in old_names] + [after.words[i] for i in come if i not in new_names]
    )
    is_named_before, is_named_after = not old_names.isdisjoint(gone), not new_names.isdisjoint(come)
    entities = read_small().entities
    if is_named_before and is_named_after:
        if (
            not plain
            and not entities.isdisjoint(before.words[a : b + 1])
            and not entities.isdisjoint(after.words[c : d + 1])
        ):
            points += TURN
    elif (is_named_before and not _extends_name(before.words, a, b, old_names)) or (
        is_named_after and not _extends_name(after.words, c, d, new_names)
    ):
        points += NAME
    return points + PLAIN * min(len(plain), WORDY)


def _weigh_turns(old: Sequence[str], new: Sequence[str]) -> float:
    modal = read_small().modal
    before, after = Counter(modal[w] for w in old if w in modal), Counter(modal[w] for w in new if w in modal)
    points = sum(TURN for group in ("no", "only", "unless", "always") if before[group] != after[group])
    weaker = {group for group in ("must", "may", "will") if before[group] > after[group]}
    stronger = {group for group in ("must", "may", "will") if after[group] > before[group]}
    if weaker and stronger:
        return points + TURN
    return points + (SOFTER if (weaker | stronger) & {"must", "may"} else 0)


def _pick_plain(words: Iterable[str]) -> list[str]:
    """Answer the words that say something by themselves: no small words, numbers, single letters or Roman numerals."""
    small = read_small()
    return [
        word
        for word in words
        if word.replace("-", "").replace("'", "").isalpha()
        and len(word) > 1
        and word not in small.empty
        and word not in small.modal
        and word not in small.numbers
        and not re.fullmatch("[ivx]+", word)
    ]


def _is_number(words: Sequence[str], index: int) -> bool:
    """Say whether the word is a number that binds: with a unit ("30 days", "$5"), or an age; or the unit of one."""
    small, word = read_small(), words[index]
    if word in small.units:
        return index > 0 and (words[index - 1][0].isdigit() or words[index - 1] in small.numbers)
    if not (word[0].isdigit() or word in small.numbers) or re.fullmatch(r"(?:19|20)\d\d", word):
        return False
    if not small.units.isdisjoint(words[index + 1 : index + 3]) or not {"$", "€", "£"}.isdisjoint(
        words[max(0, index - 1) : index]
    ):
        return True
    return word.isdigit() and 10 <= int(word) <= 21 and not small.ages.isdisjoint(words[max(0, index - 4) : index + 4])


def _extends_name(words: Sequence[str], start: int, end: int, names: frozenset[int]) -> bool:
    """Say whether the words stand inside a name ("Acme [Social], Inc.") or tell the former one."""
    return (start - 1 in names and end in names) or not {"formerly", "known", "dba", "d.b.a"}.isdisjoint(
        words[start:end]
    )


def _find_names(sentence: Sentence) -> frozenset[int]:
    """Answer the places of words written like names: a capital inside a sentence that has not many of them."""
    written = list_written(sentence.text)
    if len(written) != len(sentence.words):
        return frozenset()
    capital = [index for index, word in enumerate(written) if word[0].isupper()]
    if len(capital) > max(3, len(written) / 2):
        return frozenset()
    # The first word has a capital anyway; it is a name when the next one goes on with it ("Acme Partners, LLC is ...").
    return frozenset(index for index in capital if index > 0 or capital[1:2] == [1])
