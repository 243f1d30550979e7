"""The exam's part on dumps: a store read whole as of one moment, and an empty one filled whole or not at all."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from fairnotice.errors import Conflict, StoreUnavailable
from fairnotice.store.contract import Append, Batch, Delete, Document, Item, LogEntry, Put, Store

OpenStore = Callable[[], Store]
ITEMS: list[Item] = [
    ("other", Document("ä:b\n", 3, {"n": 1.5})),
    ("things", Document("a", 1, {"n": 1})),
    ("things", Document("b", 7, {"text": "größer", "list": [None, True, {}]})),
    ("audit", LogEntry(1, {"n": 1})),
    ("audit", LogEntry(2, {"n": 2})),
    ("log", LogEntry(1, {})),
]


def dump_all(store: Store) -> list[Item]:
    with store.dump() as dump:
        items = list(dump.items)
    entries = sum(isinstance(item, LogEntry) for _, item in items)
    assert (dump.documents, dump.entries) == (len(items) - entries, entries)
    return items


class DumpsExam:
    """Inherited by `StoreExam`."""

    def test_an_empty_store_dumps_nothing(self, store: Store) -> None:
        assert dump_all(store) == []

    def test_a_dump_holds_what_was_loaded_with_versions_and_numbers(self, store: Store) -> None:
        store.load(ITEMS)
        assert dump_all(store) == ITEMS

    def test_a_dump_holds_every_document_of_many_pages(self, store: Store) -> None:
        items: list[Item] = [("things", Document(f"{n:05}", n, {"n": n})) for n in range(1, 1202)]
        items += [("log", LogEntry(n, {"n": n})) for n in range(1, 1202)]
        store.load(items)
        assert dump_all(store) == items

    def test_what_is_committed_after_a_dump_began_is_not_in_it(self, store: Store) -> None:
        store.commit(Batch([Put("things", name, {"n": 1}) for name in "abc"], appends=[Append("log", {"n": 1})]))
        with store.dump() as dump:
            store.commit(
                Batch(
                    [Put("things", "a", {"n": 2}), Put("things", "d", {}), Put("new", "a", {})],
                    [Delete("things", "c")],
                    [Append("log", {"n": 2})],
                )
            )
            items = list(dump.items)
        assert items == [("things", Document(name, 1, {"n": 1})) for name in "abc"] + [("log", LogEntry(1, {"n": 1}))]
        assert (dump.documents, dump.entries) == (3, 1)

    def test_a_dump_beside_a_busy_writer_never_joins_two_moments(self, open_again: OpenStore) -> None:
        reader, writer, stop = open_again(), open_again(), threading.Event()

        def write() -> None:
            number = 0
            while not stop.is_set():
                number += 1
                puts = [Put("things", name, {"n": number}) for name in ("a", "z")]
                writer.commit(Batch([*puts, Put("zoo", "a", {"n": number})], appends=[Append("log", {"n": number})]))

        thread = threading.Thread(target=write)
        thread.start()
        try:
            seen = set()
            while len(seen) < 20:
                items = dump_all(reader)
                documents = [item.body["n"] for _, item in items if isinstance(item, Document)]
                entries = [item for _, item in items if isinstance(item, LogEntry)]
                assert documents in ([], [len(entries)] * 3)
                seen.add(len(entries))
        finally:
            stop.set()
            thread.join()

    def test_a_store_that_was_loaded_goes_on_from_there(self, store: Store) -> None:
        store.load(ITEMS)
        with pytest.raises(Conflict):
            store.commit(Batch([Put("things", "b", {}, 6)]))
        store.commit(Batch([Put("things", "b", {}, 7), Put("things", "c", {})], appends=[Append("audit", {"n": 3})]))
        assert [(document.id, document.version) for document in store.list("things")] == [("a", 1), ("b", 8), ("c", 1)]
        assert store.read_log("audit", after=2) == [LogEntry(3, {"n": 3})]

    @pytest.mark.parametrize("batch", [Batch([Put("things", "a", {})]), Batch(appends=[Append("log", {})])])
    def test_a_store_that_holds_anything_is_not_loaded(self, store: Store, batch: Batch) -> None:
        store.commit(batch)
        before = dump_all(store)
        with pytest.raises(Conflict, match="not empty"):
            store.load(ITEMS)
        assert dump_all(store) == before

    def test_a_lease_does_not_make_a_store_full(self, store: Store) -> None:
        assert store.lease("first-start", 30)
        store.load(ITEMS)
        assert dump_all(store) == ITEMS

    @pytest.mark.parametrize(
        "bad",
        [
            ("audit", LogEntry(4, {})),
            ("log", LogEntry(1, {})),
            ("zoo", LogEntry(2, {})),
            ("zoo", Document("a", 1, {})),
            ("log", LogEntry(2, {"n": float("nan")})),
        ],
    )
    def test_items_that_break_the_rules_leave_the_store_empty(self, store: Store, bad: Item) -> None:
        with pytest.raises(ValueError):
            store.load([*ITEMS, bad])
        assert dump_all(store) == []

    @pytest.mark.parametrize("document", [Document("", 1, {}), Document("a", 0, {}), Document("a", 1, {})])
    def test_documents_have_an_id_a_version_and_their_place(self, store: Store, document: Document) -> None:
        with pytest.raises(ValueError):
            store.load([("things", Document("a", 1, {})), ("things", document)])
        assert dump_all(store) == []

    def test_a_source_that_fails_half_way_leaves_the_store_empty(self, store: Store) -> None:
        def give() -> Iterator[Item]:
            yield from (("things", Document(f"{n:05}", 1, {})) for n in range(1200))
            raise StoreUnavailable("The other store went away.")

        with pytest.raises(StoreUnavailable, match="went away"):
            store.load(give())
        assert dump_all(store) == []
        store.load(ITEMS)
        assert dump_all(store) == ITEMS

    def test_nobody_sees_half_of_what_is_loaded(self, open_again: OpenStore) -> None:
        store, other = open_again(), open_again()

        def give() -> Iterator[Item]:
            for number in range(1200):
                if number % 300 == 299:
                    assert dump_all(other) == []
                    assert other.list("things") == []
                yield "things", Document(f"{number:05}", 1, {})

        store.load(give())
        assert len(other.list("things")) == 1200
