"""The head: signed anew when due, by one process, with the key that the root names."""

from __future__ import annotations

import pytest

from fairnotice.errors import Untrusted
from fairnotice.publication.envelope import hash_hex
from fairnotice.publication.head import find_head_due, read_head, sign_head
from fairnotice.publication.keys import make_key
from fairnotice.store.contract import Batch, Put
from server.factories import CATALOGUE, House, make_platform


@pytest.fixture
def signed(house: House) -> House:
    house.publish(make_platform())
    assert house.sign()
    return house


def test_a_head_says_what_is_current(signed: House) -> None:
    head = read_head(signed.store)
    state = signed.store.get("editions", "000000001")
    assert head is not None
    assert state is not None
    assert head.payload == {
        "catalogue": CATALOGUE, "format": 1, "edition": 1, "manifest": hash_hex(state.body["manifest"].encode()),
        "root": 1, "issued": "2026-11-24T09:00:00Z", "expires": "2026-12-01T09:00:00Z", "next": 43200, "withdrawn": [],
    }  # fmt: skip


def test_nothing_is_due_before_the_first_edition(house: House) -> None:
    assert find_head_due(house.store, house.clock()) is None
    assert not house.sign()
    assert read_head(house.store) is None


def test_it_is_signed_anew_after_a_day_and_not_before(signed: House) -> None:
    signed.clock.move(hours=23, minutes=59)
    assert find_head_due(signed.store, signed.clock()) is None
    assert not signed.sign()
    signed.clock.move(minutes=1)
    assert find_head_due(signed.store, signed.clock()) == "it is a day old"
    assert signed.sign()
    head = read_head(signed.store)
    assert head is not None
    assert head.payload["issued"] == "2026-11-25T09:00:00Z"


def test_it_is_signed_anew_when_something_is_withdrawn(signed: House) -> None:
    signed.store.commit(Batch(puts=[Put("state", "withdrawn", {"ids": ["x/ai-sharing"]})]))
    assert signed.sign()
    head = read_head(signed.store)
    assert head is not None
    assert head.payload["withdrawn"] == ["x/ai-sharing"]
    assert not signed.sign()


def test_it_is_signed_anew_for_a_new_edition(signed: House) -> None:
    signed.publish(make_platform(name="New"))
    assert signed.sign()
    head = read_head(signed.store)
    assert head is not None
    assert head.payload["edition"] == 2


def test_it_is_not_signed_while_another_process_is_at_it(signed: House) -> None:
    signed.clock.move(days=1)
    lease = signed.store.lease("head", 30)
    assert lease is not None
    assert not signed.sign()
    lease.release()
    assert signed.sign()


def test_the_lease_is_given_back_also_after_a_fault(signed: House) -> None:
    signed.clock.move(days=1)
    before = read_head(signed.store)
    with pytest.raises(Untrusted, match="not the one that the newest root names"):
        sign_head(signed.store, make_key(), catalogue=CATALOGUE, now=signed.clock())
    assert read_head(signed.store) == before
    assert signed.sign()
