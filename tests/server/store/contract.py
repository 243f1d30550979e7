"""The exam every engine passes: what the store's contract promises, as tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fairnotice.errors import StoreUnavailable
from fairnotice.store.contract import Append, Batch, Document, LogEntry, Put, Store
from server.store.commits import CommitsExam
from server.store.documents import DocumentsExam
from server.store.dumps import DumpsExam
from server.store.leases import LeasesExam
from server.store.races import RacesExam

OpenStore = Callable[[], Store]


class StoreExam(DocumentsExam, CommitsExam, RacesExam, LeasesExam, DumpsExam):
    """The whole exam. A test class of an engine inherits it; its module gives the fixture `open_one`."""

    def test_a_ping_returns(self, store: Store) -> None:
        store.ping()

    def test_an_engine_that_keeps_data_has_no_warning(self, store: Store) -> None:
        assert store.warnings() == []

    def test_what_was_committed_is_there_when_opened_again(self, open_again: OpenStore) -> None:
        first = open_again()
        first.commit(Batch(puts=[Put("things", "a", {"n": 1})], appends=[Append("log", {"n": 1})]))
        first.close()
        second = open_again()
        assert second.get("things", "a") == Document("a", 1, {"n": 1})
        assert second.read_log("log") == [LogEntry(1, {"n": 1})]

    def test_a_closed_store_is_not_used(self, store: Store) -> None:
        store.ping()
        store.close()
        store.close()
        with pytest.raises(StoreUnavailable, match="closed"):
            store.get("things", "a")
