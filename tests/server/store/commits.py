"""The part of the exam about commits: expectations, all or nothing, logs."""

from __future__ import annotations

from typing import Any

import pytest

from fairnotice.errors import Conflict
from fairnotice.store.contract import Append, Batch, Delete, Document, LogEntry, Put, Store


def put(store: Store, id: str, body: dict[str, Any], **more: Any) -> None:
    store.commit(Batch(puts=[Put("things", id, body, **more)]))


class CommitsExam:
    """A batch happens whole or not at all."""

    def test_expecting_zero_means_it_must_not_exist(self, store: Store) -> None:
        put(store, "a", {"n": 1}, expect=0)
        with pytest.raises(Conflict):
            put(store, "a", {"n": 2}, expect=0)
        assert store.get("things", "a") == Document("a", 1, {"n": 1})

    @pytest.mark.parametrize("wrong", [0, 1, 3])
    def test_expecting_a_version_means_this_one(self, store: Store, wrong: int) -> None:
        put(store, "a", {"n": 1})
        put(store, "a", {"n": 2}, expect=1)
        with pytest.raises(Conflict):
            put(store, "a", {"n": 3}, expect=wrong)
        assert store.get("things", "a") == Document("a", 2, {"n": 2})

    def test_expecting_a_version_of_what_is_not_there_conflicts(self, store: Store) -> None:
        with pytest.raises(Conflict):
            put(store, "a", {}, expect=1)
        assert store.list("things") == []

    def test_expecting_none_means_any(self, store: Store) -> None:
        put(store, "a", {"n": 1}, expect=None)
        put(store, "a", {"n": 2}, expect=None)
        assert store.get("things", "a") == Document("a", 2, {"n": 2})

    @pytest.mark.parametrize("expect", [2, None])
    def test_a_delete_takes_the_version_it_expects(self, store: Store, expect: int | None) -> None:
        put(store, "a", {})
        put(store, "a", {})
        store.commit(Batch(deletes=[Delete("things", "a", expect=expect)]))
        assert store.get("things", "a") is None

    @pytest.mark.parametrize("wrong", [0, 2])
    def test_a_delete_of_another_version_conflicts(self, store: Store, wrong: int) -> None:
        put(store, "a", {})
        with pytest.raises(Conflict, match="things/a"):
            store.commit(Batch(deletes=[Delete("things", "a", expect=wrong)]))
        assert store.get("things", "a") is not None

    def test_a_delete_of_what_is_not_there_conflicts_only_when_it_expects_a_version(self, store: Store) -> None:
        store.commit(Batch(deletes=[Delete("things", "a"), Delete("things", "b", expect=0)]))
        with pytest.raises(Conflict):
            store.commit(Batch(deletes=[Delete("things", "a", expect=1)]))

    def test_a_batch_does_puts_deletes_and_appends_together(self, store: Store) -> None:
        put(store, "old", {})
        store.commit(
            Batch(
                puts=[Put("things", "new", {"n": 1}), Put("others", "new", {"n": 2})],
                deletes=[Delete("things", "old", expect=1)],
                appends=[Append("log", {"n": 3}), Append("other log", {"n": 4}), Append("log", {"n": 5})],
            )
        )
        assert store.list("things") == [Document("new", 1, {"n": 1})]
        assert store.list("others") == [Document("new", 1, {"n": 2})]
        assert store.read_log("log") == [LogEntry(1, {"n": 3}), LogEntry(2, {"n": 5})]
        assert store.read_log("other log") == [LogEntry(1, {"n": 4})]

    @pytest.mark.parametrize("culprit", ["first put", "last put", "first delete", "last delete"])
    def test_a_conflict_writes_nothing(self, store: Store, culprit: str) -> None:
        for name in ("put", "first put", "last put", "delete", "first delete", "last delete"):
            put(store, name, {"n": 1})
        store.commit(Batch(appends=[Append("log", {"n": 1})]))
        before = store.list("things")
        expect = {culprit: 7}
        with pytest.raises(Conflict):
            store.commit(
                Batch(
                    puts=[
                        Put("things", "first put", {"n": 2}, expect=expect.get("first put")),
                        Put("things", "put", {"n": 2}),
                        Put("things", "fresh", {"n": 2}),
                        Put("things", "last put", {"n": 2}, expect=expect.get("last put")),
                    ],
                    deletes=[
                        Delete("things", "first delete", expect=expect.get("first delete")),
                        Delete("things", "delete"),
                        Delete("things", "last delete", expect=expect.get("last delete")),
                    ],
                    appends=[Append("log", {"n": 2}), Append("new log", {"n": 2})],
                )
            )
        assert store.list("things") == before
        assert store.read_log("log") == [LogEntry(1, {"n": 1})]
        assert store.read_log("new log") == []
        put(store, "put", {"n": 3}, expect=1)  # and the store goes on working

    def test_a_conflict_names_the_document(self, store: Store) -> None:
        put(store, "good", {})
        put(store, "stale", {})
        batch = Batch(
            puts=[Put("things", "good", {}, expect=1), Put("proposals", "x.com/ads", {}, expect=4)],
            deletes=[Delete("things", "stale", expect=1)],
        )
        with pytest.raises(Conflict, match=r"proposals/x\.com/ads is at version 0, not 4") as caught:
            store.commit(batch)
        assert "things" not in str(caught.value)

    def test_an_empty_batch_does_nothing(self, store: Store) -> None:
        store.commit(Batch())

    @pytest.mark.parametrize(
        ("puts", "deletes"),
        [("aba", ""), ("b", "aa"), ("ab", "a")],
        ids=["two puts", "two deletes", "put and delete"],
    )
    def test_the_same_document_twice_in_a_batch_is_refused(self, store: Store, puts: str, deletes: str) -> None:
        with pytest.raises(ValueError, match="at most once"):
            store.commit(
                Batch(
                    puts=[Put("things", id, {}) for id in puts],
                    deletes=[Delete("things", id) for id in deletes],
                )
            )
        assert store.list("things") == []

    def test_the_same_id_in_two_collections_is_two_documents(self, store: Store) -> None:
        store.commit(Batch(puts=[Put("things", "a", {"n": 1}), Put("others", "a", {"n": 2})]))
        assert store.get("things", "a") == Document("a", 1, {"n": 1})
        assert store.get("others", "a") == Document("a", 1, {"n": 2})

    def test_an_empty_id_is_refused(self, store: Store) -> None:
        with pytest.raises(ValueError, match="not empty"):
            store.commit(Batch(puts=[Put("things", "b", {}), Put("things", "", {})]))
        assert store.list("things") == []

    @pytest.mark.parametrize("wrong", [float("nan"), object(), "\ud800"], ids=["nan", "object", "half a character"])
    def test_what_json_cannot_say_is_refused_and_nothing_is_written(self, store: Store, wrong: object) -> None:
        with pytest.raises((ValueError, TypeError)):
            store.commit(Batch(puts=[Put("things", "a", {})], appends=[Append("log", {"wrong": wrong})]))
        assert store.list("things") == []
        put(store, "a", {}, expect=0)

    def test_log_numbers_count_from_one_and_pages_line_up(self, store: Store) -> None:
        for first in range(0, 250, 5):
            store.commit(Batch(appends=[Append("log", {"n": first + step + 1}) for step in range(5)]))
        entries = [LogEntry(number, {"n": number}) for number in range(1, 251)]
        assert store.read_log("log") == entries[:100]
        assert store.read_log("log", limit=1000) == entries
        assert store.read_log("log", after=100, limit=7) == entries[100:107]
        assert store.read_log("log", after=248) == entries[248:]
        assert store.read_log("log", after=250) == []
        assert store.read_log("log", after=999) == []
        assert store.read_log("log", limit=0) == []

    def test_a_conflict_leaves_no_gap_in_the_log(self, store: Store) -> None:
        for _ in range(3):
            store.commit(Batch(appends=[Append("log", {})]))
            with pytest.raises(Conflict):
                store.commit(Batch(puts=[Put("things", "a", {}, expect=9)], appends=[Append("log", {})]))
        assert [entry.number for entry in store.read_log("log")] == [1, 2, 3]
