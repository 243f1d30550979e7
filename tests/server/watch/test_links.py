"""A class of a link counts after it was seen twice, a day apart; only `gone` counts at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairnotice.store.contract import Batch, Put, Store
from fairnotice.watch.landing import Landing, Seen
from fairnotice.watch.links import COLLECTION, Link, is_broken, judge, read_link_states, write_link
from server.factories import START

URL = "https://x.example/form"


def see(landing: Landing, final: str = URL, url: str = URL) -> Seen:
    return Seen(url, landing, final, 200)


def judge_all(*looks: tuple[float, Landing] | tuple[float, Landing, str]) -> Link:
    """Judge looks, each so many hours after the start."""
    link: Link | None = None
    for hours, landing, *final in looks:
        link = judge(link, see(landing, *final), START + timedelta(hours=hours))
    assert link is not None
    return link


@pytest.mark.parametrize("landing", [one for one in Landing if one is not Landing.GONE])
def test_a_class_counts_when_it_was_seen_twice_a_day_apart(landing: Landing) -> None:
    assert judge_all((0, landing)).landing is None
    assert judge_all((0, landing), (23, landing)).landing is None
    assert judge_all((0, landing), (24, landing)).landing == landing
    assert judge_all((0, landing), (12, landing), (24, landing)).landing == landing


def test_gone_counts_at_once() -> None:
    assert judge_all((0, Landing.GONE)).landing == "gone"
    assert judge_all((0, Landing.OK), (24, Landing.OK), (25, Landing.GONE)).landing == "gone"


def test_one_bad_day_changes_nothing() -> None:
    good = [(0.0, Landing.OK), (24.0, Landing.OK)]
    assert judge_all(*good, (48, Landing.UNREACHABLE)).landing == "ok"
    assert judge_all(*good, (48, Landing.UNREACHABLE), (72, Landing.OK), (96, Landing.UNREACHABLE)).landing == "ok"
    assert judge_all(*good, (48, Landing.UNREACHABLE), (72, Landing.HOME)).landing == "ok"
    assert judge_all(*good, (48, Landing.UNREACHABLE), (72, Landing.UNREACHABLE)).landing == "unreachable"


def test_a_link_that_moved_has_to_be_seen_twice_at_the_same_place() -> None:
    new, other = f"{URL}/new", f"{URL}/other"
    assert judge_all((0, Landing.MOVED, new), (24, Landing.MOVED, other)).landing is None
    found = judge_all((0, Landing.MOVED, new), (24, Landing.MOVED, new))
    assert (found.landing, found.final) == ("moved", new)
    assert judge_all((0, Landing.MOVED, new), (24, Landing.MOVED, new), (48, Landing.MOVED, other)).final == new


def test_the_day_is_that_of_the_last_look_that_confirmed_it() -> None:
    found = judge_all((0, Landing.OK), (24, Landing.OK), (48, Landing.OK), (72, Landing.BLOCKED))
    assert (found.landing, found.confirmed_at, found.looked_at) == (
        "ok", "2026-11-26T09:00:00Z", "2026-11-27T09:00:00Z",
    )  # fmt: skip


def test_another_address_starts_from_nothing() -> None:
    held = judge_all((0, Landing.GONE))
    found = judge(held, see(Landing.OK, url="https://x.example/new"), START)
    assert (found.url, found.landing, found.pending) == ("https://x.example/new", None, "ok")


@pytest.mark.parametrize("landing", list(Landing))
@pytest.mark.parametrize("needs_login", [True, False])
def test_a_wall_is_nothing_to_mend_and_a_log_in_only_where_none_is_expected(
    landing: Landing, needs_login: bool
) -> None:
    fine = {Landing.OK, Landing.BLOCKED} | ({Landing.LOGIN} if needs_login else set())
    assert is_broken(Link(URL, landing), needs_login=needs_login) is (landing not in fine)


def test_states_are_read_back_once_they_count(store: Store) -> None:
    counted, pending = judge_all((0, Landing.GONE)), judge_all((0, Landing.OK))
    puts = [
        Put(COLLECTION, "x/ai-sharing/privacy-form", write_link(counted, START)),
        Put(COLLECTION, "x/ai-sharing/other", write_link(pending, START)),
    ]
    store.commit(Batch(puts=puts))
    assert read_link_states(store) == {"x/ai-sharing/privacy-form": ("gone", "2026-11-24")}
