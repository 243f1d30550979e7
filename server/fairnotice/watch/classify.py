"""What a change of a policy is, and whether the maintainers must be told.

The order of the questions is the rule: is it a text that was here lately (a flap), did the fetch fail, was a change
announced, did an announced change come into force - and only then how much the changed sentences mean. A page that
halves is a fault, unless it said before that its old half would go.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from fairnotice.watch.compare import Comparison, Rewrite, compare
from fairnotice.watch.dates import find_effective, find_updated
from fairnotice.watch.faults import find_fault, find_recovery
from fairnotice.watch.reading import Reading
from fairnotice.watch.sentences import SAYING, Sentence
from fairnotice.watch.spans import find_spans
from fairnotice.watch.surroundings import find_idle
from fairnotice.watch.topics import list_topics
from fairnotice.watch.upcoming import Upcoming, find_own_days, find_upcoming, pick_day
from fairnotice.watch.weigh import NOTHING, Weighed, weigh_rewrite, weigh_sentence

Label = Literal["material", "announcement", "effect", "editorial", "noise", "extraction-fault"]

TOLD = ("material", "announcement", "effect")
TELL = 1.0
"""The score from which a change is something people must know."""
MANY = 2.0
"""Small changes count together, but less than one that stands alone."""
FLAP = timedelta(days=14)
"""How long a text may be away and be the same one when it comes back."""
LATE = timedelta(days=1)
"""Pages change in their own time zone."""
STALE = timedelta(days=14)
"""How long after its day an announcement may go on standing and still be one."""
REASONS = 5
PLACES = 3
QUOTED = 200
"""Characters of a sentence that a reason quotes."""


@dataclass(frozen=True)
class Judgement:
    """What a change is, with reasons in sentences for a maintainer, and the difference itself.

    `score` is how much the changed sentences mean (people must know from `TELL` on), whatever the label; `topics`
    are ids of vocabulary/topics.json, the weightiest first. `announced_on` is set for announcements, `effective_on`
    whenever the text names the day.
    """

    label: Label
    tell_maintainer: bool
    score: float
    announced_on: date | None
    effective_on: date | None
    reasons: tuple[str, ...]
    topics: tuple[str, ...]
    comparison: Comparison


@dataclass(frozen=True)
class _Change:
    """One difference with its weight and the sentence that tells it."""

    weighed: Weighed
    says: str
    is_prose: bool


@dataclass(frozen=True)
class _Schedule:
    """What the two pages say about a change to come: announced now, announced before and gone now, dates of stamps."""

    coming: tuple[Upcoming, ...]
    coming_days: tuple[date, ...]
    gone: tuple[Upcoming, ...]
    gone_days: tuple[date, ...]
    stamped: tuple[date, ...]
    is_due: bool


def classify(before: Reading, after: Reading, *, earlier: Sequence[Reading] = ()) -> Judgement:
    """Judge the change from `before` to `after`, two readings of one document.

    `seen_on` of each is the first day on which that text was seen. `earlier` are the readings that stood before
    `before`, oldest first: a text that went less than two weeks ago and comes back is a flap, whatever it says.
    """
    comparison = compare(before.sentences, after.sentences)
    changes = _weigh(before, after, comparison)
    score = _add_up(change.weighed.points for change in changes)
    schedule = _read_schedule(before, after, comparison)
    label, reasons = _decide(before, after, earlier, comparison, schedule, changes, score)
    effective_on = None
    if label == "announcement":
        effective_on = pick_day(schedule.coming_days or schedule.gone_days)
    elif label == "effect":
        effective_on = pick_day((*schedule.gone_days, *schedule.stamped))
    elif label in ("material", "editorial"):
        effective_on = pick_day(schedule.stamped)
    return Judgement(
        label=label,
        tell_maintainer=label in TOLD,
        score=round(score, 2),
        announced_on=after.seen_on if label == "announcement" else None,
        effective_on=effective_on,
        reasons=reasons,
        topics=list_topics(topic for change in changes for topic in change.weighed.topics),
        comparison=comparison,
    )


def _decide(
    before: Reading,
    after: Reading,
    earlier: Sequence[Reading],
    comparison: Comparison,
    schedule: _Schedule,
    changes: Sequence[_Change],
    score: float,
) -> tuple[Label, tuple[str, ...]]:
    if match := _find_flap(before, after, earlier):
        away = compare(match.sentences, before.sentences)
        if fault := find_fault(match, before, away, is_effect=_read_schedule(match, before, away).is_due):
            return "extraction-fault", (f"The policy is back. Before: {fault}",)
        return "noise", ("The page is back at a text that it showed less than two weeks ago.",)
    is_announced = bool(schedule.coming or schedule.coming_days)
    if fault := find_fault(before, after, comparison, is_effect=schedule.is_due):
        return "extraction-fault", (fault,)
    if fault := find_recovery(before, after, comparison, is_announced=is_announced):
        return "extraction-fault", (fault,)
    explained = _explain(changes)
    if is_announced:
        return "announcement", (*(f'The page announces: "{_cut(one.text)}"' for one in schedule.coming[:2]), *explained)
    if schedule.is_due:
        return "effect", (*(f'The announcement is gone: "{_cut(one.text)}"' for one in schedule.gone[:2]), *explained)
    if schedule.gone:
        return "announcement", (f'The announcement was withdrawn: "{_cut(schedule.gone[0].text)}"', *explained)
    if score >= TELL:
        return "material", explained
    if any(change.is_prose for change in changes):
        return "editorial", ("Only the wording changed: names, contacts, figures or style.",)
    return "noise", ("No sentence of the policy changed.",)


def _find_flap(before: Reading, after: Reading, earlier: Sequence[Reading]) -> Reading | None:
    """Answer the reading of `earlier` that `after` repeats, when it went less than `FLAP` ago."""
    followers = [*earlier, before][1:]
    for one, follower in zip(earlier, followers, strict=True):
        if one.fingerprint == after.fingerprint and after.seen_on - follower.seen_on <= FLAP:
            return one
    return None


def _read_schedule(before: Reading, after: Reading, comparison: Comparison) -> _Schedule:
    old, new = {one.words for one in before.sentences}, {one.words for one in after.sentences}
    coming = find_upcoming((one for one in after.sentences if one.words not in old), after=after.seen_on)
    # A sentence that names another day now, such as "effective as of 1 July", was brought up to date and is not gone.
    redated = {pair.before.words for pair in comparison.rewritten if any(find_own_days(pair.after.text))}
    gone = find_upcoming(
        (one for one in before.sentences if one.words not in new and one.words not in redated),
        after=before.seen_on - STALE,
    )
    stamps = [stamp for stamp in after.stamps if stamp not in before.stamps]
    stamped = [day for stamp in stamps for day in find_effective(stamp)]
    stamped += [day for one in after.sentences if one.words not in old for day in find_own_days(one.text)]
    updated = [day for stamp in stamps for day in find_updated(stamp)]
    gone_days = tuple(day for one in gone for day in one.days)
    return _Schedule(
        coming=tuple(coming),
        # "Last updated" with a day still to come is the day on which it will have been.
        coming_days=(
            *(day for day in (*stamped, *updated) if day > after.seen_on),
            *(day for one in coming for day in one.days),
        ),
        gone=tuple(gone),
        gone_days=gone_days,
        stamped=tuple(stamped),
        is_due=bool(gone) and all(day <= after.seen_on + LATE for day in gone_days),
    )


def _weigh(before: Reading, after: Reading, comparison: Comparison) -> list[_Change]:
    """Answer every change, the weightiest first."""
    idle = find_idle((*comparison.added, *(pair.after for pair in comparison.rewritten)), after.sentences)
    idle |= find_idle((*comparison.removed, *(pair.before for pair in comparison.rewritten)), before.sentences)
    changes = []
    for says, sentences in (("New", comparison.added), ("Gone", comparison.removed)):
        for one in sentences:
            weighed = NOTHING if one.words in idle else weigh_sentence(one)
            changes.append(_Change(weighed, f'{says}: "{_cut(one.text)}"', _is_prose(one) and one.words not in idle))
    for pair in comparison.rewritten:
        weighed = NOTHING if {pair.before.words, pair.after.words} <= idle else weigh_rewrite(pair)
        changes.append(_Change(weighed, _tell(pair), _is_prose(pair.before) or _is_prose(pair.after)))
    return sorted(changes, key=lambda change: -change.weighed.points)


def _is_prose(sentence: Sentence) -> bool:
    return sentence.weight in SAYING


def _add_up(points: Iterable[float]) -> float:
    held = list(points)
    return max(max(held, default=0.0), sum(held) / MANY)


def _explain(changes: Sequence[_Change]) -> tuple[str, ...]:
    told = [change for change in changes if change.weighed.points > 0]
    more = len(told) - REASONS
    return (*(change.says for change in told[:REASONS]), *([f"And {more} more changes."] if more > 0 else []))


def _tell(pair: Rewrite) -> str:
    places = []
    for a, b, c, d in find_spans(pair.before.words, pair.after.words)[:PLACES]:
        old, new = _cut(" ".join(pair.before.words[a:b])), _cut(" ".join(pair.after.words[c:d]))
        places.append(
            f'"{old}" became "{new}"' if old and new else f'"{new}" was added' if new else f'"{old}" was left out'
        )
    return f'Changed: {", ".join(places) or "spelling"}, in "{_cut(pair.after.text)}"'


def _cut(text: str) -> str:
    return text if len(text) <= QUOTED else f"{text[: QUOTED - 3]}..."
