"""When a fetch did not bring the policy: error pages, log-in walls, cut pages, wrong pages, other languages.

Nothing of this may reach a maintainer as a change of the policy. The rules look at the shape of the whole page, never
at single sentences: how much is left, whether it reads like a policy, and in which language.
"""

from __future__ import annotations

from fairnotice.watch.compare import Comparison
from fairnotice.watch.reading import Reading, find_language
from fairnotice.watch.topics import find_topics
from fairnotice.watch.words import find_phrase

SHORT = 150
"""Words below which a page that talks of an error, a log-in or a check for robots is nothing else."""
TINY = 40
"""Words below which a page is no policy, when there was one before."""
CUT = 0.6
"""Share of the sentences kept below which a page that says nothing new has lost too much to be an edit."""
NEW = 0.2
"""Share of new words up to which a page says nothing new."""
STUMP = 0.25
"""Share of the words below which a page is cut whatever it says."""
TAIL = 0.04
"""Share of a page that goes in one piece while no other word changes, from which it is a cut."""
TAIL_WORDS = 150
FOOTER = 15
"""Sentences below the text that a cut page still has."""
WRONG = 0.12
"""Share of sentences kept below which the page may be another one."""


def find_fault(before: Reading, after: Reading, comparison: Comparison, *, is_effect: bool) -> str | None:
    """Say in a sentence why `after` is not the policy that `before` was, or None.

    `is_effect` says that `before` held an announcement that is gone: then a halved page is what was to be expected.
    """
    if comparison.kept < 0.5 and describes_error(after) and not describes_error(before):
        return f"The page is an error, log-in or waiting page of {after.words} words."
    if after.words < TINY <= before.words:
        return f"Only {after.words} words are left of {before.words}."
    if _is_switched(before, after, comparison):
        return "The page came in another language."
    if comparison.kept < WRONG and _policy_share(after) < 0.5 * _policy_share(before):
        return "The page is about something else."
    if is_effect:
        return None
    if after.words < STUMP * before.words or (comparison.kept < CUT and _share_new(comparison, after) < NEW):
        return f"The page shrank suddenly, from {before.words} to {after.words} words."
    lost = before.words - after.words
    known = {one.words for one in before.sentences}
    is_cut = all(one.words in known for one in after.sentences) and set(after.stamps) <= set(before.stamps)
    if is_cut and lost >= max(TAIL * before.words, TAIL_WORDS) and _loses_its_end(before, after):
        return f"The last {lost} words of the page are missing and nothing else changed: it seems to be cut."
    return None


def find_recovery(before: Reading, after: Reading, comparison: Comparison, *, is_announced: bool) -> str | None:
    """Say in a sentence why `before` was not the policy, so that `after` is no change but a return, or None."""
    if describes_error(before) and not describes_error(after) and after.words > 2 * before.words:
        return "The page before was an error, log-in or waiting page; the policy is back."
    if before.words < TINY <= after.words:
        return "The page before held nearly nothing; the policy is back."
    if comparison.kept < WRONG and _policy_share(before) < 0.5 * _policy_share(after):
        return "The page before was about something else; the policy is back."
    if not is_announced and (
        before.words < STUMP * after.words or (comparison.kept > 1 - NEW and before.words < (1 - CUT) * after.words)
    ):
        return f"The page before had {before.words} words, this one {after.words}: the one before was cut."
    return None


def describes_error(reading: Reading) -> bool:
    """Say whether the page is short and talks of an error, a log-in or a check for robots."""
    return reading.words < SHORT and bool(find_phrase("error").search(" ".join(one.text for one in reading.sentences)))


def _share_new(comparison: Comparison, after: Reading) -> float:
    new = sum(len(one.words) for one in comparison.added) + sum(len(pair.after.words) for pair in comparison.rewritten)
    return new / after.words if after.words else 0.0


def _is_switched(before: Reading, after: Reading, comparison: Comparison) -> bool:
    if before.language and after.language:
        return before.language != after.language
    # Lists of names have few small words: ask only those that came and went.
    gone = find_language(word for one in comparison.removed for word in one.words)
    come = find_language(word for one in comparison.added for word in one.words)
    return bool(gone and come and gone != come)


def _policy_share(reading: Reading) -> float:
    """Answer the topics of policies per word."""
    hits = sum(1 for one in reading.sentences for _ in find_topics(one.words))
    return hits / reading.words if reading.words else 0.0


def _loses_its_end(before: Reading, after: Reading) -> bool:
    """Say whether `after` is the beginning of `before`, save for the lines of a footer."""
    old, new = [one.words for one in before.sentences], [one.words for one in after.sentences]
    same = next(
        (i for i, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), min(len(old), len(new))
    )
    rest = len(new) - same
    return rest <= FOOTER and old[len(old) - rest :] == new[same:]
