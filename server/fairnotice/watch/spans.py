"""Where two forms of one sentence differ, word by word, leaving out slips of the pen."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from fairnotice.watch.words import read_small


def find_spans(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Answer where the words differ: (start, end) before and (start, end) after; slips of the pen are left out."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [
        (a, b, c, d)
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal" and not _is_slip(before[a:b], after[c:d])
    ]


def _is_slip(old: Sequence[str], new: Sequence[str]) -> bool:
    """Say whether the words are the same but for endings, joins and typing errors."""
    if "".join(old) == "".join(new):
        return True
    return len(old) == len(new) and all(_is_same(one, other) for one, other in zip(old, new, strict=True))


def _is_same(one: str, other: str) -> bool:
    small = read_small()
    if one == other:
        return True
    shortest = min(len(one), len(other))
    binding = sum(word in small.modal or word in small.units for word in (one, other))
    if binding == 2:
        return {one, other} <= small.units and (one.startswith(other) or other.startswith(one))
    # "wihtout" is a slip of "without", but "ever" none of "never".
    if not (one.isalpha() and other.isalpha()) or binding > (shortest >= 5):
        return False
    common = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), shortest)
    return shortest >= 4 and (common >= max(4, shortest - 2) or SequenceMatcher(None, one, other).ratio() >= 0.85)
