"""What differs between two forms of a platform is found field by field, and within a text word by word."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from fairnotice.catalogue.schema import dump_platform
from fairnotice.workflow.differences import ADDED, CHANGED, MOVED, REMOVED, compare, mark_words
from server.workflow.kit import DELETION, change_notice, get_platform

OLD = dump_platform(get_platform("x"))
TEXTS = st.text(alphabet="ab .,é\n", max_size=40)


def test_equal_forms_differ_in_nothing() -> None:
    assert compare(OLD, dump_platform(get_platform("x"))) == []
    assert compare(None, None) == []


def test_a_changed_text_is_named_by_its_notice() -> None:
    new = dump_platform(change_notice(get_platform("rumble"), DELETION, headline="Another"))
    (found,) = compare(dump_platform(get_platform("rumble")), new)
    assert (found.name, found.kind, found.after) == (f"notices/{DELETION}/headline", CHANGED, "Another")


def test_an_action_is_found_by_its_id_wherever_it_stands() -> None:
    platform = get_platform("x")
    notice = next(n for n in platform.notices if len(n.actions) > 1)
    actions = (*notice.actions[1:], replace(notice.actions[0], label="Open it"))
    found = compare(OLD, dump_platform(change_notice(platform, notice.id, actions=actions)))
    assert [(d.name, d.kind) for d in found] == [
        (f"notices/{notice.id}/actions/{notice.actions[0].id}/label", CHANGED),
        (f"notices/{notice.id}/actions", MOVED),
    ]


def test_what_came_and_what_went_is_told_whole() -> None:
    platform = get_platform("x")
    first, *rest = platform.notices
    new = dump_platform(replace(platform, notices=(*rest, replace(first, id="another"))))
    found = {d.name: (d.kind, d.before is None, d.after is None) for d in compare(OLD, new)}
    assert found == {"notices/another": (ADDED, True, False), f"notices/{first.id}": (REMOVED, False, True)}


def test_a_source_is_named_by_its_address() -> None:
    platform = get_platform("rumble")
    source = platform.notices[0].sources[0]
    new = change_notice(platform, DELETION, sources=(replace(source, title="Another title"),))
    (found,) = compare(dump_platform(change_notice(platform, DELETION, sources=(source,))), dump_platform(new))
    assert found.path == ("notices", DELETION, "sources", source.url, "title")
    assert found.name.endswith("/title")
    assert found.name.count("/") == 4, "the slashes of the address are escaped"


def test_a_list_in_which_an_id_stands_twice_is_compared_as_a_whole() -> None:
    notice = {"id": "a", "headline": "x"}
    (found,) = compare({"notices": [notice]}, {"notices": [notice, notice]})
    assert (found.name, found.kind) == ("notices", CHANGED)


def test_a_platform_that_is_retired_is_one_difference() -> None:
    (found,) = compare(OLD, None)
    assert (found.name, found.kind, found.before) == ("", REMOVED, OLD)


def test_words_are_marked() -> None:
    pieces = mark_words("Keeps data 30 days.", "Keeps your data 60 days.")
    assert [(p.kind, p.text.strip()) for p in pieces] == [
        ("same", "Keeps"), ("added", "your"), ("same", "data"), ("removed", "30"), ("added", "60"), ("same", "days."),
    ]  # fmt: skip


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_pieces(before: str, after: str) -> None:
    pieces = mark_words(before, after)
    assert "".join(p.text for p in pieces if p.kind != ADDED) == before
    assert "".join(p.text for p in pieces if p.kind != REMOVED) == after
