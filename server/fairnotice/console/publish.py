"""Publishing: what is approved, as one edition, now or at a date; and what became of each order."""

from __future__ import annotations

import time
from datetime import datetime

from flask import Blueprint, Response, request

from fairnotice.console.frame import Console, go, needs, read_number, show
from fairnotice.errors import Invalid
from fairnotice.publication.head import read_withdrawn
from fairnotice.publication.times import read_moment
from fairnotice.workflow.orders import (
    WAITING,
    cancel_order,
    is_due,
    list_orders,
    list_waiting,
    order_publication,
    read_order,
)
from fairnotice.workflow.proposals import APPROVED, list_proposals

WAIT_SECONDS = 3.0
"""So long a form that orders something waits for the signer, so that its page mostly shows the outcome."""


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """Add the pages of publishing."""
    store = console.store

    @blueprint.get("/publish")
    @needs()
    def show_publish() -> Response:
        """Show what can be published, what waits, and what was ordered lately."""
        return show(
            "publish.html",
            approved=list_proposals(store, states=[APPROVED]),
            waiting=list_waiting(store),
            recent=list_orders(store)[:-11:-1],
            withdrawn=read_withdrawn(store),
        )

    @blueprint.post("/publish")
    @needs("publisher")
    def publish_chosen() -> Response:
        """Order the chosen proposals to be published."""
        chosen = request.form.getlist("number")
        numbers = [number for text in chosen if (number := read_number(text)) is not None]
        at = _read_moment(request.form.get("at", ""))
        order = order_publication(store, console.actor, numbers, at=at, now=console.now())
        wait_for(console, order.number)
        return go("console.show_order", number=order.number)

    @blueprint.get("/orders/<int:number>")
    @needs()
    def show_order(number: int) -> Response:
        """Show what became of an order; while it is due and waits, the page looks again by itself."""
        order = read_order(store, number)
        return show("order.html", order=order, is_under_way=is_due(order, console.now()))

    @blueprint.post("/orders/<int:number>/cancel")
    @needs("publisher")
    def cancel(number: int) -> Response:
        """Take back an order that waits."""
        cancel_order(store, console.actor, number, now=console.now())
        return go("console.show_order", "cancelled", number=number)


def wait_for(console: Console, number: int) -> None:
    """Wait a moment for an order that is due to be carried out."""
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        order = read_order(console.store, number)
        if order.state != WAITING or not is_due(order, console.now()):
            return
        time.sleep(0.1)


def _read_moment(text: str) -> datetime | None:
    """Read the moment of the form (UTC); nothing means at once."""
    if not text.strip():
        return None
    try:
        return read_moment(text.strip())
    except ValueError:
        raise Invalid("The moment to publish is written like 2026-12-01T09:00, in UTC.") from None
