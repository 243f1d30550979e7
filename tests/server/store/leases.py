"""The part of the exam about leases: one holder, until release or until time runs out."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from fairnotice.store.contract import Store

OpenStore = Callable[[], Store]
SHORT = 0.15  # seconds a short lease lasts


class LeasesExam:
    """A lease has one holder at a time."""

    def test_a_lease_has_one_holder(self, store: Store, open_again: OpenStore) -> None:
        assert store.lease("keeper", 5) is not None
        assert store.lease("keeper", 5) is None
        assert open_again().lease("keeper", 5) is None
        assert store.lease("another", 5) is not None

    def test_a_lease_ends_when_its_time_runs_out(self, store: Store, open_again: OpenStore) -> None:
        assert store.lease("keeper", SHORT) is not None
        time.sleep(SHORT * 1.2)
        assert open_again().lease("keeper", 5) is not None

    def test_a_renewed_lease_lasts_longer(self, store: Store, open_again: OpenStore) -> None:
        lease = store.lease("keeper", 1.5)
        assert lease is not None
        time.sleep(0.9)
        assert lease.renew()
        time.sleep(0.9)
        assert open_again().lease("keeper", 5) is None

    def test_a_released_lease_is_free_at_once(self, store: Store, open_again: OpenStore) -> None:
        lease = store.lease("keeper", 60)
        assert lease is not None
        lease.release()
        assert open_again().lease("keeper", 5) is not None
        assert not lease.renew()

    def test_a_lease_that_ran_out_is_not_renewed_even_if_nobody_took_it(self, store: Store) -> None:
        lease = store.lease("keeper", SHORT)
        assert lease is not None
        time.sleep(SHORT * 1.2)
        assert not lease.renew()

    def test_a_lost_lease_leaves_the_next_holder_alone(self, store: Store, open_again: OpenStore) -> None:
        lost = store.lease("keeper", SHORT)
        assert lost is not None
        time.sleep(SHORT * 1.2)
        held = open_again().lease("keeper", 60)
        assert held is not None
        assert not lost.renew()
        lost.release()
        assert store.lease("keeper", 5) is None
        assert held.renew()

    def test_only_one_of_many_gets_a_lease(self, store: Store, open_again: OpenStore) -> None:
        stores, start = [store, open_again()], threading.Barrier(8)
        taken: list[object] = []

        def take(number: int) -> None:
            start.wait(10)
            taken.append(stores[number % 2].lease("keeper", 60))

        threads = [threading.Thread(target=take, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(taken) == 8
        assert len([lease for lease in taken if lease is not None]) == 1

    @pytest.mark.parametrize("ttl", [0, -1])
    def test_a_lease_without_time_is_refused(self, store: Store, ttl: float) -> None:
        with pytest.raises(ValueError, match="longer than no time"):
            store.lease("keeper", ttl)
