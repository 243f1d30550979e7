"""Two changes from one base become one: nothing that only one of them changed is lost, and clashes need a choice."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fairnotice.workflow.merging import MINE, THEIRS, merge

BASE: dict[str, Any] = {
    "name": "X",
    "hosts": ["x.com"],
    "notices": [{"id": "a", "headline": "A", "actions": []}, {"id": "b", "headline": "B", "actions": []}],
}
VALUES = st.sampled_from(["one", "two", "three"])
FORMS = st.fixed_dictionaries(
    {
        "name": VALUES,
        "hosts": st.lists(VALUES, max_size=2),
        "notices": st.lists(
            st.fixed_dictionaries({"id": st.sampled_from("abcd"), "headline": VALUES}), unique_by=lambda n: n["id"]
        ),
    }
)


def with_headline(id: str, headline: str) -> dict[str, Any]:
    return {**BASE, "notices": [{**n, "headline": headline} if n["id"] == id else n for n in BASE["notices"]]}


def test_changes_of_different_fields_are_joined() -> None:
    merged = merge(BASE, with_headline("a", "mine"), with_headline("b", "theirs"), {})
    assert merged.content is not None
    assert [n["headline"] for n in merged.content["notices"]] == ["mine", "theirs"]
    assert merged.clashes == ()


def test_the_same_field_changed_in_two_ways_is_a_clash() -> None:
    merged = merge(BASE, with_headline("a", "mine"), with_headline("a", "theirs"), {})
    (clash,) = merged.clashes
    assert (clash.name, clash.base, clash.mine, clash.theirs) == ("notices/a/headline", "A", "mine", "theirs")


def test_the_choice_decides() -> None:
    for choice, headline in ((MINE, "mine"), (THEIRS, "theirs")):
        choices = {"notices/a/headline": choice}
        merged = merge(BASE, with_headline("a", "mine"), with_headline("a", "theirs"), choices)
        assert merged.content is not None
        assert merged.content["notices"][0]["headline"] == headline


def test_the_same_change_on_both_sides_is_no_clash() -> None:
    assert merge(BASE, with_headline("a", "same"), with_headline("a", "same"), {}).clashes == ()


def test_what_one_removed_and_the_other_changed_is_a_clash() -> None:
    removed = {**BASE, "notices": BASE["notices"][1:]}
    merged = merge(BASE, removed, with_headline("a", "theirs"), {"notices/a": THEIRS})
    (clash,) = merged.clashes
    assert (clash.name, clash.mine) == ("notices/a", None)
    assert merged.content is not None
    assert [n["id"] for n in merged.content["notices"]] == ["a", "b"] or [
        n["id"] for n in merged.content["notices"]
    ] == ["b", "a"]


def test_what_both_added_under_different_ids_is_there_twice() -> None:
    mine = {**BASE, "notices": [*BASE["notices"], {"id": "c", "headline": "C"}]}
    theirs = {**BASE, "notices": [{"id": "d", "headline": "D"}, *BASE["notices"]]}
    merged = merge(BASE, mine, theirs, {})
    assert merged.content is not None
    assert {n["id"] for n in merged.content["notices"]} == {"a", "b", "c", "d"}
    assert merged.clashes == ()


def test_the_order_of_whoever_moved_things_counts() -> None:
    moved = {**BASE, "notices": BASE["notices"][::-1]}
    for mine, theirs in ((moved, with_headline("a", "new")), (with_headline("a", "new"), moved)):
        merged = merge(BASE, mine, theirs, {})
        assert merged.content is not None
        assert [(n["id"], n["headline"]) for n in merged.content["notices"]] == [("b", "B"), ("a", "new")]


def test_retiring_what_the_other_changed_is_one_clash_of_the_whole() -> None:
    merged = merge(BASE, None, with_headline("a", "theirs"), {"": THEIRS})
    (clash,) = merged.clashes
    assert (clash.name, clash.mine) == ("", None)
    assert merged.content == with_headline("a", "theirs")
    assert merge(BASE, None, BASE, {}).content is None


@given(FORMS, FORMS)
def test_what_only_one_side_changed_is_taken_as_it_is(base: dict[str, Any], changed: dict[str, Any]) -> None:
    for mine, theirs in ((changed, base), (base, changed)):
        merged = merge(base, mine, theirs, {})
        assert merged.content == changed
        assert merged.clashes == ()


@given(FORMS, FORMS, FORMS)
def test_choosing_one_side_everywhere_leaves_no_value_of_the_other_at_a_clash(
    base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]
) -> None:
    clashes = merge(base, mine, theirs, {}).clashes
    chosen = merge(base, mine, theirs, {clash.name: THEIRS for clash in clashes})
    assert [clash.name for clash in chosen.clashes] == [clash.name for clash in clashes]
    assert chosen.content is not None
    for clash in clashes:
        assert _find(chosen.content, clash.path) == clash.theirs


def _find(content: Any, path: tuple[str, ...]) -> Any:
    for part in path:
        if isinstance(content, list):
            content = next((item for item in content if item["id"] == part), None)
        else:
            content = content.get(part)
        if content is None:
            return None
    return content
