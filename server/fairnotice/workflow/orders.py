"""Orders to publish: placed by a publisher anywhere, carried out where the catalogue key is, at once or at a date.

2026-11-25. A publisher in the console needs an edition signed. Options: give the catalogue key to the web workers; ask
the publisher to sign on their own machine; or leave an order in the store that the process with the key carries out. We
chose the order: whoever takes over a web worker then can ask for what a publisher may ask for, and no more, and an
order with a date is how a publication is planned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from fairnotice.errors import Conflict, FairnoticeError, Invalid, NotFound, Refused, StoreUnavailable
from fairnotice.publication.times import read_time, write_time
from fairnotice.store.contract import Append, Batch, Document, Put, Store
from fairnotice.workflow import audit
from fairnotice.workflow.actors import PUBLISHER, Actor
from fairnotice.workflow.marks import check_sentence
from fairnotice.workflow.paging import read_documents
from fairnotice.workflow.proposals import APPROVED, expect_state, read_proposal
from fairnotice.workflow.publish import Publisher, publish, roll_back

WAITING, DONE, FAILED, CANCELLED = STATES = ("waiting", "done", "failed", "cancelled")
PUBLISH, ROLL_BACK = ("publish", "roll back")
FARTHEST = timedelta(days=366)
TRIES = 20
CARRY_TRIES = 3


@dataclass(frozen=True)
class Order:
    """What a publisher asked for. `due` is when it is carried out; `edition` is what came of it, once it is done."""

    number: int
    what: str
    proposals: tuple[int, ...]
    target: int | None
    reason: str
    is_material: bool
    by: str
    placed_on: str
    due: str
    state: str = WAITING
    edition: int | None = None
    fault: str | None = None
    version: int = 0

    @property
    def about(self) -> str:
        """How the audit log names it."""
        return f"order {self.number}"


def order_publication(
    store: Store, actor: Actor, proposals: Sequence[int], *, at: datetime | None = None, now: datetime
) -> Order:
    """Ask for approved proposals to be published as one edition, at once or at a moment to come. Answer the order."""
    actor.require(PUBLISHER)
    if not proposals:
        raise Invalid("There is nothing to publish; approve a proposal first.")
    for number in proposals:
        expect_state(read_proposal(store, number), APPROVED)
    if at is not None and not now <= at <= now + FARTHEST:
        raise Invalid("The moment to publish is neither in the past nor more than a year away.")
    return _place(store, actor, now, what=PUBLISH, proposals=tuple(dict.fromkeys(proposals)), due=write_time(at or now))


def order_roll_back(
    store: Store, actor: Actor, edition: int, *, reason: str, is_material: bool = False, now: datetime
) -> Order:
    """Ask for the content of an earlier edition to be published again. Answer the order."""
    actor.require(PUBLISHER)
    reason = check_sentence("reason", reason)
    return _place(
        store, actor, now, what=ROLL_BACK, target=edition, reason=reason, is_material=is_material, due=write_time(now)
    )


def cancel_order(store: Store, actor: Actor, number: int, *, now: datetime) -> Order:
    """Take back an order that still waits."""
    actor.require(PUBLISHER)
    order = read_order(store, number)
    if order.state != WAITING:
        raise Conflict(f"Order {number} is {order.state}; only one that waits can be cancelled.")
    entry = audit.note(actor, "cancel order", order.about, now)
    return _close(store, replace(order, state=CANCELLED), entry)


def read_order(store: Store, number: int) -> Order:
    """Answer an order. Raises `NotFound`."""
    document = store.get("orders", _name(number))
    if document is None:
        raise NotFound(f"There is no order {number}.")
    return _parse(document)


def list_orders(
    store: Store, *, states: Sequence[str] = STATES, after: int = 0, limit: int | None = None
) -> list[Order]:
    """Answer the orders in these states with a number greater than `after`, oldest first, at most `limit`."""
    found = read_documents(store, "orders", lambda body: body["state"] in states, after=_name(after), limit=limit)
    return [_parse(document) for document in found]


def list_waiting(store: Store) -> list[Order]:
    """Answer the orders that wait, oldest first. This reads nothing else, so it may be asked all the time."""
    counter = store.get("state", "orders")
    return [read_order(store, number) for number in counter.body["waiting"]] if counter else []


def carry_out(store: Store, order: Order, actor: Actor, publisher: Publisher) -> Order:
    """Do what a waiting order asks for; answer it, done or failed. `actor` is who placed it, with the roles of today.

    The edition and the order's end are one commit, so it happens once, however many processes try. Raises
    `StoreUnavailable`; the order waits on then.
    """
    done = replace(order, state=DONE)
    fault = ""
    for _ in range(CARRY_TRIES):
        try:
            edition = _make_edition(store, done, actor, publisher)
            return replace(done, edition=edition, version=order.version + 1)
        except Conflict as error:  # perhaps only of the list of orders, to which somebody added one
            fault = str(error)
        except StoreUnavailable:
            raise
        except FairnoticeError as error:
            fault = str(error)
            break
        if read_order(store, order.number).version != order.version:
            return read_order(store, order.number)  # another process was first
    return fail(store, order, actor, fault, publisher.now)


def fail(store: Store, order: Order, actor: Actor, fault: str, now: datetime) -> Order:
    """Close an order that cannot be carried out, with the reason its publisher will read."""
    entry = audit.note(actor, "fail order", order.about, now, why=fault)
    return _close(store, replace(order, state=FAILED, fault=fault), entry)


def is_due(order: Order, now: datetime) -> bool:
    """Say whether the time of a waiting order has come."""
    return order.state == WAITING and read_time(order.due) <= now


def _make_edition(store: Store, done: Order, actor: Actor, publisher: Publisher) -> int:
    def close(edition: int) -> list[Put]:
        return [_put(replace(done, edition=edition)), _put_list(store, without=done.number)]

    if done.what == PUBLISH:
        return publish(store, actor, done.proposals, publisher, more=close)
    if done.target is None:
        raise Refused(f"Order {done.number} does not say which edition to bring back.")
    return roll_back(store, actor, done.target, publisher, reason=done.reason, is_material=done.is_material, more=close)


def _place(store: Store, actor: Actor, now: datetime, **fields: Any) -> Order:
    fields = {"proposals": (), "target": None, "reason": "", "is_material": False} | fields
    for _ in range(TRIES):
        counter = store.get("state", "orders")
        number = int(counter.body["last"]) + 1 if counter else 1
        waiting = [*counter.body["waiting"], number] if counter else [number]
        order = Order(number=number, by=actor.name, placed_on=write_time(now), **fields)
        what = f"order to {order.what}"
        asked = ", ".join(map(str, order.proposals)) or f"edition {order.target}"
        entry = audit.note(actor, what, order.about, now, why=order.reason, after={"of": asked, "due": order.due})
        count = Put("state", "orders", {"last": number, "waiting": waiting}, counter.version if counter else 0)
        try:
            store.commit(Batch(puts=[count, _put(order)], appends=[entry]))
        except Conflict:
            continue  # somebody else took this number
        return replace(order, version=1)
    raise Conflict("Orders come in faster than they can be numbered; try again in a moment.")


def _close(store: Store, order: Order, entry: Append) -> Order:
    for _ in range(TRIES):
        try:
            store.commit(Batch(puts=[_put(order), _put_list(store, without=order.number)], appends=[entry]))
        except Conflict:
            if read_order(store, order.number).version != order.version:
                raise
            continue  # only the list of orders changed
        return replace(order, version=order.version + 1)
    raise StoreUnavailable("Orders come in faster than one can be closed; try again in a moment.")


def _put_list(store: Store, *, without: int) -> Put:
    counter = store.get("state", "orders")
    if counter is None:
        raise NotFound("There are no orders.")
    waiting = [number for number in counter.body["waiting"] if number != without]
    return Put("state", "orders", {"last": counter.body["last"], "waiting": waiting}, counter.version)


def _put(order: Order) -> Put:
    body = {key: value for key, value in asdict(order).items() if key not in ("number", "version")}
    return Put("orders", _name(order.number), body | {"proposals": list(order.proposals)}, order.version)


def _name(number: int) -> str:
    return f"{number:09d}"


def _parse(document: Document) -> Order:
    body = dict(document.body)
    proposals = tuple(body.pop("proposals"))
    return Order(number=int(document.id), version=document.version, proposals=proposals, **body)
