"""What a policy says now that it did not say before, sentence by sentence.

Neither order nor repetition counts: a sentence that moved, that stands twice on a page with the old and the new
text, or that was joined with its neighbour, is there before and after. Every step is linear in the number of words
but for pairing, which looks at a bounded number of candidates per sentence.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fairnotice.watch.sentences import Sentence

SHINGLE = 4
"""Words in a row that count as the same passage."""
SIMILAR = 0.5
"""Share of words in common from which a removed and an added sentence are one sentence rewritten."""
TWIN = 0.85
"""The same for a sentence that still stands: a copy of it was changed."""
PROOF = 8
"""Words in common from which a sentence that lies almost whole in a longer one is the same sentence."""
CANDIDATES = 8
COMMON = 60
"""A word in more sentences than this tells nothing about which of them belong together."""


@dataclass(frozen=True)
class Rewrite:
    """One sentence before and after."""

    before: Sentence
    after: Sentence


@dataclass(frozen=True)
class Comparison:
    """What differs between two versions; `kept` is the share (0 to 1) of the words before that are still there."""

    added: tuple[Sentence, ...]
    removed: tuple[Sentence, ...]
    rewritten: tuple[Rewrite, ...]
    kept: float


def compare(before: Iterable[Sentence], after: Iterable[Sentence]) -> Comparison:
    """Answer what was added, removed and rewritten from `before` to `after`, each in the order of its document."""
    old, new = list(before), list(after)
    gone, come = _leave_out(old, {one.words for one in new}), _leave_out(new, {one.words for one in old})
    removed, added = _find_missing(gone, new), _find_missing(come, old)
    # A sentence whose every passage stands elsewhere is not new by itself, but can still be what another one became.
    pairs = [
        Rewrite(*pair) for pair in _pair(gone, come, SIMILAR) if pair[0].words in removed or pair[1].words in added
    ]
    paired = {words for pair in pairs for words in (pair.before.words, pair.after.words)}
    come = [one for one in come if one.words in added and one.words not in paired]
    gone = [one for one in gone if one.words in removed and one.words not in paired]
    pairs += [Rewrite(twin, one) for one, twin in _pair(come, old, TWIN)]
    pairs += [Rewrite(one, twin) for one, twin in _pair(gone, new, TWIN)]
    paired = {words for pair in pairs for words in (pair.before.words, pair.after.words)}
    total = sum(len(one.words) for one in old)
    return Comparison(
        added=tuple(one for one in come if one.words not in paired),
        removed=tuple(one for one in gone if one.words not in paired),
        rewritten=tuple(pairs),
        kept=1 - sum(len(words) for words in removed) / total if total else 1.0,
    )


def _leave_out(sentences: Sequence[Sentence], known: set[tuple[str, ...]]) -> list[Sentence]:
    """Answer the sentences that are not `known`, once each, in order."""
    return list({one.words: one for one in reversed(sentences) if one.words not in known}.values())[::-1]


def _find_missing(sentences: Iterable[Sentence], there: Sequence[Sentence]) -> set[tuple[str, ...]]:
    """Answer the words of those `sentences` that do not stand in `there` as a passage of other ones."""
    stream = [word for sentence in there for word in sentence.words]
    passages = set(zip(*(stream[i:] for i in range(SHINGLE)), strict=False))
    return {
        words
        for words in (sentence.words for sentence in sentences)
        if len(words) < SHINGLE or not passages.issuperset(zip(*(words[i:] for i in range(SHINGLE)), strict=False))
    }


def _pair(ones: Sequence[Sentence], others: Sequence[Sentence], alike: float) -> list[tuple[Sentence, Sentence]]:
    """Pair the sentences most alike, best first, each at most once; answered in the order of `others`.

    `alike` is the least share of words in common; for rewrites (`SIMILAR`) also one that lies in a longer one counts.
    """
    if not ones:
        return []
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for index, other in enumerate(others):
        for word in set(other.words):
            holders[word].append(index)
    scored = []
    for index, one in enumerate(ones):
        count = Counter(one.words)
        shared: Counter[int] = Counter()
        for word in count:
            if len(holders[word]) <= COMMON:
                shared.update(holders[word])
        for other_index, _ in shared.most_common(CANDIDATES):
            other = others[other_index]
            common = (count & Counter(other.words)).total()
            share = 2 * common / (len(one.words) + len(other.words))
            contained = common / min(len(one.words), len(other.words))
            if share >= alike or (alike == SIMILAR and contained >= 0.8 and common >= PROOF):
                scored.append((-share, other_index, index))
    used: set[int] = set()
    pairs: dict[int, int] = {}
    for _, other_index, index in sorted(scored):
        if other_index not in pairs and index not in used:
            used.add(index)
            pairs[other_index] = index
    return [(ones[pairs[index]], others[index]) for index in sorted(pairs)]
