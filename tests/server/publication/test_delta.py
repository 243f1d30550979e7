"""Deltas: applied to one edition they give the other, whatever changed (more examples in tests/vectors)."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairnotice.errors import Untrusted
from fairnotice.publication.delta import Change, apply_delta, compare, fold, hash_line, write_delta
from fairnotice.publication.records import Line, write_record

IDS = ["a", "a-b", "a/b", "a/c", "ab", "b", "z/z"]
EDITIONS = st.dictionaries(st.sampled_from(IDS), st.integers(0, 3), max_size=len(IDS))
MANY = settings(max_examples=1000, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])


def make_edition(numbers: dict[str, int]) -> dict[str, str]:
    return {id: write_record({"id": id, "n": number, "text": 'Ä "quoted" 🔒'}) for id, number in numbers.items()}


def make_lines(edition: dict[str, str]) -> list[Line]:
    return sorted(Line(id, text) for id, text in edition.items())


def apply(held: dict[str, str], changes: list[Change]) -> list[Line]:
    delta = write_delta(changes, from_edition=1, to_edition=2, pack="en")
    return apply_delta(make_lines(held), delta, from_edition=1, to_edition=2, pack="en")


@MANY
@given(EDITIONS, EDITIONS)
def test_what_differs_applied_gives_the_other(one: dict[str, int], other: dict[str, int]) -> None:
    old, new = make_edition(one), make_edition(other)
    assert apply(old, compare(old, new)) == make_lines(new)
    assert [change.id for change in compare(old, new)] == sorted(
        id for id in {*old, *new} if old.get(id) != new.get(id)
    )


@MANY
@given(st.lists(EDITIONS, min_size=1, max_size=5))
def test_steps_folded_are_the_direct_way(numbers: list[dict[str, int]]) -> None:
    editions = [make_edition(each) for each in numbers]
    steps = [compare(old, new) for old, new in pairwise(editions)]
    assert fold(steps) == compare(editions[0], editions[-1])
    assert apply(editions[0], fold(steps)) == make_lines(editions[-1])


def test_what_came_back_to_where_it_was_drops_out() -> None:
    there, back = compare({"a": "1"}, {"a": "2"}), compare({"a": "2"}, {"a": "1"})
    assert fold([there, back]) == []
    assert fold([there]) == there == [Change("a", hash_line("1"), "2")]


GOOD = b'{"from":1,"to":2,"pack":"en"}\n'


@pytest.mark.parametrize(
    "delta",
    [b"", GOOD[:-1], GOOD[:-1] + b" ", b"{}\n",
     GOOD.replace(b"1", b"0"), GOOD.replace(b"2", b"3"), GOOD.replace(b"en", b"de"),
     GOOD + b'["-","b"]\n', GOOD + b'["?","a"]\n', GOOD + b'["+"]\n', GOOD + b'["+","{}"]\n', GOOD + b"1\n",
     GOOD + b'["+","{\\"id\\":1}"]\n', GOOD + b'["+","\xc3\xa9"]\n', GOOD + b'["+",null]\n', GOOD + b"\n",
     GOOD + b'["-",[]]\n', GOOD + b'["+","{\\"id\\": \\"a\\"}"]\n', GOOD + b'["-","a"]\x0c["+","{\\"id\\":\\"b\\"}"]\n',
     GOOD + b'["+","{\\"id\\":\\"c\\"}"]\n["+","{\\"id\\":\\"b\\"}"]\n', GOOD + b"[" * 100_000 + b"\n"],
)  # fmt: skip
def test_what_is_no_delta_between_these_editions_is_refused(delta: bytes) -> None:
    held = [Line("a", '{"id":"a"}')]
    with pytest.raises(Untrusted):
        apply_delta(held, delta, from_edition=1, to_edition=2, pack="en")
    assert apply_delta(held, GOOD, from_edition=1, to_edition=2, pack="en") == held
