"""The part of the exam about documents: round trips, order, versions."""

from __future__ import annotations

import random
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import pytest

from fairnotice.store.contract import Append, Batch, Delete, Document, LogEntry, Put, Store

OpenStore = Callable[[], Store]


def put(store: Store, id: str, body: dict[str, Any], **more: Any) -> None:
    store.commit(Batch(puts=[Put("things", id, body, **more)]))


class DocumentsExam:
    """What is put is what is read."""

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"title": 'Grüße, 世界 🌍 \u2028 \x00 "quoted" \\ \''},
            {"nested": {"list": [1, [], {}, [None, True, False, {"deep": [{"er": ""}]}]]}},
            {"numbers": [0, -1, 2**53 + 1, 2**70]},
            {"": "a field without a name", "ключ": 1},
            {"long": "x" * 300_000},
        ],
        ids=["empty", "unicode", "nested", "numbers", "names", "long"],
    )
    def test_a_document_comes_back_as_it_was_put(self, store: Store, body: dict[str, Any]) -> None:
        store.commit(Batch(puts=[Put("things", "a", body)], appends=[Append("log", body)]))
        assert store.get("things", "a") == Document("a", 1, body)
        assert store.list("things") == [Document("a", 1, body)]
        assert store.read_log("log") == [LogEntry(1, body)]

    @pytest.mark.parametrize(
        "name", ["a", "a:b", "{a}", "a/b", "a b", "ä", "🌍", "a\x00b", "%", "'\"", "(", "[", "-", "+"]
    )
    def test_any_name_is_only_itself(self, store: Store, name: str) -> None:
        store.commit(Batch(puts=[Put(name, name, {"is": "it"})], appends=[Append(name, {"is": "it"})]))
        assert store.get(name, name) == Document(name, 1, {"is": "it"})
        assert [document.id for document in store.list(name)] == [name]
        assert store.list(name, after=name) == []
        assert store.get(name, name + "x") is None
        assert store.get(name + "x", name) is None
        assert store.read_log(name + "x") == []
        assert store.lease(name, 5) is not None
        assert store.lease(name + "x", 5) is not None

    def test_a_body_made_of_read_only_mappings_is_kept(self, store: Store) -> None:
        body = MappingProxyType({"inner": MappingProxyType({"a": 1}), "list": (1, 2)})
        store.commit(Batch(puts=[Put("things", "a", body)]))
        assert store.get("things", "a") == Document("a", 1, {"inner": {"a": 1}, "list": [1, 2]})

    def test_what_was_never_put_is_not_there(self, store: Store) -> None:
        assert store.get("things", "a") is None
        assert store.list("things") == []
        assert store.read_log("things") == []

    def test_the_version_grows_by_one_with_every_put(self, store: Store) -> None:
        for version in range(1, 12):
            put(store, "a", {"n": version})
            assert store.get("things", "a") == Document("a", version, {"n": version})

    def test_a_document_made_again_after_a_delete_starts_at_version_one(self, store: Store) -> None:
        put(store, "a", {"n": 1})
        put(store, "a", {"n": 2})
        store.commit(Batch(deletes=[Delete("things", "a")]))
        assert store.get("things", "a") is None
        assert store.list("things") == []
        put(store, "a", {"n": 3}, expect=0)
        assert store.get("things", "a") == Document("a", 1, {"n": 3})
        assert store.list("things") == [Document("a", 1, {"n": 3})]

    def test_a_list_is_in_order_of_code_points(self, store: Store) -> None:
        # U+E000 and U+1F30D change places when compared as UTF-16; "Z" and "a" when compared without case.
        ids = ["\x01", "10", "9", "Z", "a", "a\x00", "aa", "b", "é", "\ue000", "\uffff", "🌍", "\U0010ffff"]
        assert ids == sorted(ids)
        shuffled = random.sample(ids, len(ids))
        store.commit(Batch(puts=[Put("things", id, {"id": id}) for id in shuffled]))
        assert [document.id for document in store.list("things")] == ids
        assert [document.body["id"] for document in store.list("things")] == ids
        for position, id in enumerate(ids):
            assert [document.id for document in store.list("things", after=id)] == ids[position + 1 :]

    def test_a_list_is_read_page_by_page(self, store: Store) -> None:
        ids = [f"{number:04}" for number in range(9000)]  # more than Lua can take at once
        store.commit(Batch(puts=[Put("things", id, {"id": id}) for id in ids]))
        assert [document.body["id"] for document in store.list("things")] == ids
        pages, after = [], ""
        while page := store.list("things", after=after, limit=4000):
            pages.append([document.id for document in page])
            after = page[-1].id
        assert pages == [ids[:4000], ids[4000:8000], ids[8000:]]
        assert store.list("things", limit=0) == []
        assert [document.id for document in store.list("things", after="0001x", limit=1)] == ["0002"]

    def test_two_handles_see_the_same(self, store: Store, open_again: OpenStore) -> None:
        other = open_again()
        put(store, "a", {"n": 1})
        assert other.get("things", "a") == Document("a", 1, {"n": 1})
        put(other, "a", {"n": 2}, expect=1)
        assert store.get("things", "a") == Document("a", 2, {"n": 2})
