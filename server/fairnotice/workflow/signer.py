"""The process that holds the catalogue key: carries out the orders whose time has come, one at a time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from fairnotice.errors import FairnoticeError, Refused, StoreUnavailable
from fairnotice.publication.envelope import SigningKey
from fairnotice.store.contract import Store
from fairnotice.workflow.accounts import find_actor
from fairnotice.workflow.actors import Actor
from fairnotice.workflow.orders import carry_out, fail, is_due, list_waiting
from fairnotice.workflow.publish import Publisher

log = logging.getLogger(__name__)
LOOK_EVERY = 0.5
"""Seconds between two looks at the orders."""
LEASE_SECONDS = 120.0


class Signer:
    """Looks for orders and carries out those that are due. `read_key` answers the catalogue key of this moment."""

    def __init__(
        self, store: Store, read_key: Callable[[], SigningKey], *, catalogue: str, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._read_key = read_key
        self._catalogue = catalogue
        self._now = now
        self._fault = ""

    def run(self, stop: threading.Event) -> None:
        """Look again and again until `stop` is set; an order that is being carried out is finished first."""
        while not stop.wait(LOOK_EVERY):
            try:
                self.look()
            except Exception:
                log.exception("The signer met an unexpected fault and goes on.")

    def look(self) -> int:
        """Carry out what is due; answer how many orders came to an end. A fault is logged when it is new."""
        try:
            count = self._carry_out_due()
        except (FairnoticeError, OSError) as error:
            if str(error) != self._fault:
                log.warning("Orders wait: %s", error)
            self._fault = str(error)
            return 0
        self._fault = ""
        return count

    def _carry_out_due(self) -> int:
        due = [order for order in list_waiting(self._store) if is_due(order, self._now())]
        lease = self._store.lease("signer", LEASE_SECONDS) if due else None
        if lease is None:
            return 0
        try:
            for order in due:
                publisher = Publisher(self._catalogue, self._read_key(), self._now())
                try:
                    actor = find_actor(self._store, order.by)  # with the roles of now: they may have been taken away
                except StoreUnavailable:
                    raise
                except Refused as fault:
                    fail(self._store, order, Actor(order.by, frozenset()), str(fault), self._now())
                    continue
                carry_out(self._store, order, actor, publisher)
                lease.renew()
        finally:
            lease.release()
        return len(due)
