"""What was added, removed and rewritten; order and repetition do not count."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from fairnotice.watch.compare import Comparison, compare
from server.watch.kit import LONG_POLICY, POLICY, sentences


def differ(before: str, after: str) -> Comparison:
    return compare(sentences(before), sentences(after))


def is_empty(comparison: Comparison) -> bool:
    return not (comparison.added or comparison.removed or comparison.rewritten)


def test_the_same_text_has_no_difference() -> None:
    assert is_empty(differ(POLICY, POLICY))
    assert differ(POLICY, POLICY).kept == 1.0


def test_a_new_sentence_is_added_and_one_that_went_is_removed() -> None:
    new = "Fishermen see where every boat has been since midnight."
    there = differ(POLICY, f"{POLICY}\n\n{new}")
    assert [one.text for one in there.added] == [new]
    assert not there.removed
    assert not there.rewritten
    assert [one.text for one in differ(f"{POLICY}\n\n{new}", POLICY).removed] == [new]


def test_a_changed_sentence_is_paired_with_what_it_was() -> None:
    [pair] = differ(POLICY, POLICY.replace("within 30 days", "within 90 days")).rewritten
    assert (pair.before.text, pair.after.text) == (
        "We then erase everything within 30 days.",
        "We then erase everything within 90 days.",
    )


def test_of_several_the_most_alike_are_paired() -> None:
    before = (
        "We keep the log of the north harbour for two years.\n\nWe keep the log of the south harbour for two years."
    )
    pairs = differ(before, before.replace("two years", "nine years")).rewritten
    assert [(pair.before.text[23:28], pair.after.text[23:28]) for pair in pairs] == [
        ("north", "north"),
        ("south", "south"),
    ]


def test_a_sentence_that_grew_at_its_end_is_rewritten_and_not_new() -> None:
    short = "We collect the name of your boat and the harbour."
    grown = (
        short[:-1] + ", and since this spring also the weight of the catch, the names of the crew and of every guest."
    )
    comparison = differ(f"{POLICY}\n\n{short}", f"{POLICY}\n\n{grown}")
    assert len(comparison.rewritten) == 1
    assert not comparison.added


@settings(max_examples=60, deadline=None, database=None)
@given(st.integers(0, 10_000))
def test_paragraphs_may_move_anywhere(seed: int) -> None:
    paragraphs = LONG_POLICY.split("\n\n")
    random.Random(seed).shuffle(paragraphs)  # noqa: S311
    assert is_empty(differ(LONG_POLICY, "\n\n".join(paragraphs)))


def test_repetition_does_not_count() -> None:
    assert is_empty(differ(POLICY, f"{POLICY}\n\n{POLICY}"))
    assert is_empty(differ(f"{POLICY}\n\n{POLICY}", POLICY))


def test_joined_and_parted_paragraphs_are_the_same() -> None:
    assert is_empty(
        differ("We keep it for a year\n\nand then we erase it all.", "We keep it for a year and then we erase it all.")
    )


def test_a_copy_that_differs_from_one_that_stays_is_rewritten() -> None:
    changed = "You can delete your acount at any time."
    comparison = differ(POLICY, f"{POLICY}\n\n{changed}")
    assert [pair.after.text for pair in comparison.rewritten] == [changed]
    assert not comparison.added


def test_what_was_kept_is_a_share_of_the_words_before() -> None:
    half = "\n\n".join(LONG_POLICY.split("\n\n")[:24])
    assert 0.3 < differ(LONG_POLICY, half).kept < 0.6
    assert differ(POLICY, "Something else altogether stands here now.").kept < 0.1
    assert differ("", POLICY).kept == 1.0


@settings(max_examples=60, deadline=None, database=None)
@given(
    st.lists(st.sampled_from(LONG_POLICY.split("\n\n")), max_size=12),
    st.lists(st.sampled_from(LONG_POLICY.split("\n\n")), max_size=12),
)
def test_backwards_added_is_removed(one: list[str], other: list[str]) -> None:
    there, back = differ("\n\n".join(one), "\n\n".join(other)), differ("\n\n".join(other), "\n\n".join(one))
    assert bool(there.added or there.rewritten or there.removed) == bool(back.added or back.rewritten or back.removed)
    assert {one.words for one in there.added} <= {one.words for one in back.removed} | {
        pair.before.words for pair in back.rewritten
    }
