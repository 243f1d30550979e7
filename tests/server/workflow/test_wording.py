"""Differences in words for a terminal, the same words as on the console's pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from fairnotice.catalogue.schema import dump_platform
from fairnotice.console import fields
from fairnotice.workflow import wording
from fairnotice.workflow.differences import ADDED, CHANGED, MOVED, REMOVED, Difference, compare
from server.factories import make_action, make_notice, make_platform


def test_every_field_that_is_edited_has_a_name() -> None:
    def labels(of: Sequence[fields.Field]) -> Mapping[str, str]:
        return {field.key: field.label for field in of}

    assert labels(fields.PLATFORM) == wording.PLATFORM
    assert {key: (word, labels(inside)) for key, (word, inside) in fields.LISTS.items()} == wording.LISTS


def write_lines(**changes: object) -> list[str]:
    old, new = make_platform(), make_platform(**changes)
    return [wording.write_line(each) for each in compare(dump_platform(old), dump_platform(new))]


def test_a_changed_text_shows_what_went_and_what_came() -> None:
    notice = make_notice(headline="Your pictures may train AI")
    assert write_lines(notices=(notice,)) == ["Notice ai-sharing, Headline: Your [-posts-]{+pictures+} may train AI"]


def test_what_is_new_or_removed_says_what_it_is_about() -> None:
    lines = write_lines(notices=(make_notice("second", headline="A second one"),))
    assert lines == [
        "Notice second: new (A second one, 1 actions)",
        "Notice ai-sharing: removed (Your posts may train AI, 1 actions)",
    ]


def test_a_new_platform_says_how_much_it_holds() -> None:
    (difference,) = compare(None, dump_platform(make_platform()))
    assert wording.write_line(difference) == "The whole platform: new (X, 1 notices)"


def test_a_new_order_is_shown() -> None:
    notices = make_notice("a"), make_notice("b")
    (moved,) = compare(
        dump_platform(make_platform(notices=notices)), dump_platform(make_platform(notices=notices[::-1]))
    )
    assert moved.kind == MOVED
    assert wording.write_line(moved).startswith("order of notices: ")


def test_lists_and_nothing_stay_on_one_line() -> None:
    action = make_action(steps=("Clear the box", "Save"), control=None)
    assert write_lines(notices=(make_notice(actions=(action,)),)) == [
        "Notice ai-sharing, Action privacy-form, Steps: Clear the box{+ | Save+}",
        "Notice ai-sharing, Action privacy-form, Exact label of the switch: [-Allow-]{+–+}",
    ]


@pytest.mark.parametrize("kind", [ADDED, REMOVED, CHANGED])
def test_no_text_of_a_file_can_steer_the_terminal(kind: str) -> None:
    evil = "\x1b]0;owned\x07\r\x9b2J"
    after = {"name": evil} if kind != CHANGED else evil
    line = wording.write_line(Difference(("notes",), kind, None if kind == ADDED else after, after))
    assert line.isprintable()
