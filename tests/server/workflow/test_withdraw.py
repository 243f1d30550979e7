"""Withdrawing hides a notice or an action in all browsers at their next poll, until it is restored."""

from __future__ import annotations

import pytest

from fairnotice.errors import Conflict, Invalid, NotFound, Refused
from fairnotice.publication.head import MAX_WITHDRAWN, read_head, read_withdrawn, sign_head
from fairnotice.store.contract import Batch, Put, Store
from fairnotice.workflow.publish import restore, withdraw
from server.workflow.kit import CATALOGUE, NOW, PUBLISHING, REVIEWING, House

NOTICE = "rumble/account-deletion"
ACTION = "rumble/account-deletion/delete"


def hide(store: Store, id: str) -> list[str]:
    return withdraw(store, PUBLISHING, id, reason="The link is wrong", now=NOW)


def test_notices_and_actions_are_withdrawn_in_order_of_id(house: House) -> None:
    hide(house.store, ACTION)
    assert hide(house.store, NOTICE) == [NOTICE, ACTION] == read_withdrawn(house.store)


def test_restoring_shows_it_again(house: House) -> None:
    hide(house.store, NOTICE)
    hide(house.store, ACTION)
    assert restore(house.store, PUBLISHING, NOTICE, reason="Corrected", now=NOW) == [ACTION]
    assert read_withdrawn(house.store) == [ACTION]


def test_the_next_head_carries_it(house: House) -> None:
    key = house.keys.read("timestamp")
    sign_head(house.store, key, catalogue=CATALOGUE, now=NOW)
    hide(house.store, NOTICE)
    assert sign_head(house.store, key, catalogue=CATALOGUE, now=NOW)
    head = read_head(house.store)
    assert head is not None
    assert head.payload["withdrawn"] == [NOTICE]


@pytest.mark.parametrize("id", ["rumble", "rumble/nothing", "rumble/account-deletion/nothing", "nobody/ads", "", "/"])
def test_only_what_is_published_is_withdrawn(house: House, id: str) -> None:
    with pytest.raises(NotFound, match="no published notice or action"):
        hide(house.store, id)


def test_twice_is_a_conflict(house: House) -> None:
    hide(house.store, NOTICE)
    with pytest.raises(Conflict, match="already"):
        hide(house.store, NOTICE)


def test_only_what_is_withdrawn_is_restored(house: House) -> None:
    with pytest.raises(NotFound, match="is not withdrawn"):
        restore(house.store, PUBLISHING, NOTICE, reason="Corrected", now=NOW)


def test_the_list_is_limited(house: House) -> None:
    ids = [f"x/{number:03d}" for number in range(MAX_WITHDRAWN)]
    house.store.commit(Batch(puts=[Put("state", "withdrawn", {"ids": ids})]))
    with pytest.raises(Conflict, match="64 ids are withdrawn already"):
        hide(house.store, NOTICE)
    restore(house.store, PUBLISHING, ids[0], reason="Room", now=NOW)
    assert len(hide(house.store, NOTICE)) == MAX_WITHDRAWN


@pytest.mark.parametrize("verb", [withdraw, restore])
def test_it_takes_the_role_and_a_reason(house: House, verb: object) -> None:
    assert callable(verb)
    with pytest.raises(Refused, match="no publisher"):
        verb(house.store, REVIEWING, NOTICE, reason="Why", now=NOW)
    with pytest.raises(Invalid, match="reason is one sentence"):
        verb(house.store, PUBLISHING, NOTICE, reason=" ", now=NOW)
