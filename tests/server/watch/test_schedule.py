"""What is watched, and when it is due again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairnotice.catalogue.model import Policy
from fairnotice.publication.times import write_time
from fairnotice.store.contract import Document
from fairnotice.watch.schedule import Kind, choose_due, is_due, list_items
from server.factories import START, make_action, make_notice, make_platform

URL = "https://x.example/form"


def test_links_are_those_of_published_actions_that_lead_to_pages() -> None:
    actions = (
        make_action(),
        make_action("draft", confidence="low"),
        make_action("mail", url="mailto:privacy@x.example"),
        make_action("open", needs_login=False),
    )
    items = list_items("links", [make_platform(notices=(make_notice(actions=actions),))])
    assert [(item.id, item.about, item.url, item.needs_login) for item in items] == [
        ("x/ai-sharing/privacy-form", "ai-sharing/privacy-form", URL, True),
        ("x/ai-sharing/open", "ai-sharing/open", URL, False),
    ]


def test_a_policy_that_stands_twice_is_watched_once() -> None:
    both = (Policy("privacy", URL, True), Policy("ai", URL, False), Policy("terms", f"{URL}/terms", True))
    items = list_items("policies", [make_platform(policies=both)])
    assert [item.url for item in items] == [URL, f"{URL}/terms"]
    assert len({item.id for item in items}) == 2


@pytest.mark.parametrize(
    ("kind", "is_pending", "wait", "least", "most"),
    [
        ("links", False, None, 7, 7.7), ("links", True, None, 1, 1.1), ("policies", False, None, 1, 1.1),
        ("policies", True, None, 1 / 24, 1.1 / 24), ("policies", True, 86_400.0, 1, 1), ("links", False, 60.0, 7, 7.7),
    ],
)  # fmt: skip
def test_things_are_due_in_time_and_drift_apart(
    kind: Kind, is_pending: bool, wait: float | None, least: float, most: float
) -> None:
    for chance, days in ((0.0, least), (1.0, most)):
        due = choose_due(kind, START, chance, is_pending=is_pending, wait=wait)
        assert due - START == pytest.approx(timedelta(days=days), abs=timedelta(seconds=1))


def test_something_is_due_at_its_time_or_when_its_address_is_new() -> None:
    held = Document("x/a/b", 1, {"url": URL, "due": write_time(START)})
    assert is_due(None, URL, START)
    assert not is_due(held, URL, START - timedelta(seconds=1))
    assert is_due(held, URL, START)
    assert is_due(held, f"{URL}/new", START - timedelta(days=1))
