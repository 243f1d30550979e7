"""What a finding shows of a changed policy: its sentences before and after, as many as fit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fairnotice.watch.classify import Judgement
from fairnotice.watch.compare import Comparison

LIMIT = 20_000
"""Bytes of the sentences of one finding, as JSON."""


def describe_change(judgement: Judgement) -> dict[str, Any]:
    """Answer the evidence: reasons, topics, dates, and the changed sentences, each as [before, after].

    `left_out` is how many sentences did not fit any more; days are YYYY-MM-DD or None.
    """
    changes: list[list[str | None]] = []
    room = LIMIT
    pairs = list(_list_pairs(judgement.comparison))
    for pair in pairs:
        room -= len(json.dumps(pair)) + 1
        if room < 0:
            break
        changes.append(pair)
    return {
        "reasons": list(judgement.reasons),
        "topics": list(judgement.topics),
        "announced_on": judgement.announced_on.isoformat() if judgement.announced_on else None,
        "effective_on": judgement.effective_on.isoformat() if judgement.effective_on else None,
        "changes": changes,
        "left_out": len(pairs) - len(changes),
    }


def _list_pairs(comparison: Comparison) -> Iterator[list[str | None]]:
    for pair in comparison.rewritten:
        yield [pair.before.text, pair.after.text]
    for one in comparison.added:
        yield [None, one.text]
    for one in comparison.removed:
        yield [one.text, None]
