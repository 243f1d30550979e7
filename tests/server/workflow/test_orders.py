"""What a publisher orders is signed where the key is: once, at its time, with the rights of that moment."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from fairnotice.errors import Conflict, Invalid, NotFound, Refused, StoreUnavailable
from fairnotice.publication.edition import read_edition_number
from fairnotice.publication.envelope import SigningKey
from fairnotice.store.contract import Batch, Delete
from fairnotice.workflow.orders import (
    CANCELLED,
    DONE,
    FAILED,
    WAITING,
    cancel_order,
    list_orders,
    list_waiting,
    order_publication,
    order_roll_back,
    read_order,
)
from fairnotice.workflow.platforms import read_published_platform
from fairnotice.workflow.proposals import APPROVED, PUBLISHED, read_proposal
from fairnotice.workflow.reviewing import decline
from fairnotice.workflow.signer import Signer
from server.factories import Clock
from server.workflow.kit import (
    CATALOGUE,
    NOW,
    PUBLISHING,
    REVIEWING,
    WRITER,
    House,
    Interrupted,
    dump_store,
    get_platform,
    make_account,
)

RENAMED = get_platform("rumble", name="Rumble Video")


def make_signer(house: House, clock: Clock | None = None, store: object = None) -> Signer:
    def read_key() -> SigningKey:
        return house.keys.read("catalogue")

    return Signer(store or house.store, read_key, catalogue=CATALOGUE, now=clock or Clock(NOW))  # type: ignore[arg-type]


@pytest.fixture
def staffed(any_house: House) -> House:
    make_account(any_house.store, "pipit", "publisher")
    return any_house


def test_an_order_is_carried_out(staffed: House) -> None:
    number = staffed.approve(RENAMED)
    order = order_publication(staffed.store, PUBLISHING, [number], now=NOW)
    assert (order.state, list_waiting(staffed.store)) == (WAITING, [order])
    assert make_signer(staffed).look() == 1
    done = read_order(staffed.store, order.number)
    assert (done.state, done.edition, list_waiting(staffed.store)) == (DONE, 2, [])
    assert read_proposal(staffed.store, number).state == PUBLISHED


def test_it_is_carried_out_once(staffed: House) -> None:
    order_publication(staffed.store, PUBLISHING, [staffed.approve(RENAMED)], now=NOW)
    signers = [make_signer(staffed) for _ in range(4)]
    threads = [threading.Thread(target=signer.look) for signer in signers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read_edition_number(staffed.store) == 2
    assert [order.state for order in list_orders(staffed.store)] == [DONE]


def test_an_order_waits_for_its_time(house: House) -> None:
    make_account(house.store, "pipit", "publisher")
    at = NOW + timedelta(hours=5)
    order = order_publication(house.store, PUBLISHING, [house.approve(RENAMED)], at=at, now=NOW)
    clock = Clock(at - timedelta(seconds=1))
    signer = make_signer(house, clock)
    assert signer.look() == 0
    clock.move(seconds=1)
    assert signer.look() == 1
    assert read_order(house.store, order.number).state == DONE


@pytest.mark.parametrize("by", [timedelta(seconds=-1), timedelta(days=367)])
def test_the_moment_is_one_to_come_within_a_year(house: House, by: timedelta) -> None:
    with pytest.raises(Invalid, match="a year away"):
        order_publication(house.store, PUBLISHING, [house.approve(RENAMED)], at=NOW + by, now=NOW)


def test_a_roll_back_is_ordered_too(house: House) -> None:
    make_account(house.store, "pipit", "publisher")
    house.publish(RENAMED)
    order = order_roll_back(house.store, PUBLISHING, 1, reason="The name is older", now=NOW)
    make_signer(house).look()
    assert read_order(house.store, order.number).edition == 3
    assert read_published_platform(house.store, "rumble") == get_platform("rumble")


def test_what_cannot_be_done_says_why_and_changes_nothing(house: House) -> None:
    make_account(house.store, "pipit", "publisher")
    number = house.approve(RENAMED)
    order = order_publication(house.store, PUBLISHING, [number], now=NOW)
    decline(house.store, REVIEWING, number, reason="A doubt", now=NOW)
    make_signer(house).look()
    failed = read_order(house.store, order.number)
    assert (failed.state, list_waiting(house.store)) == (FAILED, [])
    assert failed.fault is not None
    assert "declined" in failed.fault
    assert read_edition_number(house.store) == 1


def test_whoever_is_no_publisher_any_more_publishes_nothing(house: House) -> None:
    make_account(house.store, "pipit", "contributor")
    order = order_publication(house.store, PUBLISHING, [house.approve(RENAMED)], now=NOW)
    make_signer(house).look()
    assert read_order(house.store, order.number).fault == "pipit is no publisher; ask an admin for that role."
    gone = order_publication(house.store, PUBLISHING, [1], now=NOW)
    house.store.commit(Batch(deletes=[Delete("accounts", "pipit")]))
    make_account(house.store, "ada", "admin")
    make_signer(house).look()
    assert "no account 'pipit'" in (read_order(house.store, gone.number).fault or "")


def test_an_order_that_waits_can_be_cancelled(house: House) -> None:
    number = house.approve(RENAMED)
    order = order_publication(house.store, PUBLISHING, [number], now=NOW)
    assert cancel_order(house.store, PUBLISHING, order.number, now=NOW).state == CANCELLED
    assert make_signer(house).look() == 0
    assert read_proposal(house.store, number).state == APPROVED
    with pytest.raises(Conflict, match="cancelled"):
        cancel_order(house.store, PUBLISHING, order.number, now=NOW)


def test_orders_take_the_role_and_something_to_publish(house: House) -> None:
    number = house.propose(RENAMED)
    before = dump_store(house.store)
    with pytest.raises(Refused):
        order_publication(house.store, WRITER, [number], now=NOW)
    with pytest.raises(Refused):
        order_roll_back(house.store, REVIEWING, 1, reason="A mistake", now=NOW)
    with pytest.raises(Invalid, match="nothing to publish"):
        order_publication(house.store, PUBLISHING, [], now=NOW)
    with pytest.raises(Conflict, match="in-review, not approved"):
        order_publication(house.store, PUBLISHING, [number], now=NOW)
    with pytest.raises(NotFound):
        read_order(house.store, 1)
    assert dump_store(house.store) == before


def test_an_order_that_comes_in_while_another_is_carried_out_disturbs_nothing(house: House) -> None:
    make_account(house.store, "pipit", "publisher")
    first = order_publication(house.store, PUBLISHING, [house.approve(RENAMED)], now=NOW)
    other = house.approve(get_platform("quillbot", name="Quill"))
    busy = Interrupted(house.store, "commit", (), lambda: order_publication(house.store, PUBLISHING, [other], now=NOW))
    make_signer(house, store=busy).look()
    assert read_order(house.store, first.number).state == DONE
    assert [order.proposals for order in list_waiting(house.store)] == [(other,)]


def test_orders_wait_while_the_store_is_away(house: House) -> None:
    make_account(house.store, "pipit", "publisher")
    order = order_publication(house.store, PUBLISHING, [house.approve(RENAMED)], now=NOW)

    def fall() -> None:
        raise StoreUnavailable("The store is away.")

    assert make_signer(house, store=Interrupted(house.store, "commit", (), fall)).look() == 0
    assert read_order(house.store, order.number).state == WAITING
    assert make_signer(house).look() == 1


def test_the_signer_runs_until_it_is_told_to_stop(house: House) -> None:
    make_account(house.store, "pipit", "publisher")
    stop = threading.Event()
    thread = threading.Thread(target=make_signer(house).run, args=(stop,))
    thread.start()
    order = order_publication(house.store, PUBLISHING, [house.approve(RENAMED)], now=NOW)
    while read_order(house.store, order.number).state == WAITING:
        stop.wait(0.05)
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
