"""The part of the exam about many writers and readers at once."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from typing import Any

from fairnotice.errors import Conflict
from fairnotice.store.contract import Append, Batch, Document, LogEntry, Put, Store

OpenStore = Callable[[], Store]
ATTEMPTS = 200


def increment(open_one: OpenStore, start: Any, answers: Any) -> None:
    """Add one to a count as often as nobody else was faster; answer how often that was. Runs in a process."""
    store = open_one()
    start.wait(30)
    answers.put(count_up(store))
    store.close()


def count_up(store: Store) -> int:
    successes = 0
    for _ in range(ATTEMPTS):
        found = store.get("things", "count")
        count, version = (found.body["count"], found.version) if found else (0, 0)
        body = {"count": count + 1}
        try:
            store.commit(Batch(puts=[Put("things", "count", body, expect=version)], appends=[Append("counts", body)]))
        except Conflict:
            continue
        successes += 1
    return successes


def check_counts(store: Store, successes: int) -> None:
    found = store.get("things", "count")
    assert found == Document("count", successes, {"count": successes})
    entries = store.read_log("counts", limit=successes + 10)
    assert entries == [LogEntry(number, {"count": number}) for number in range(1, successes + 1)]


class RacesExam:
    """Nothing is lost and nothing is seen half done."""

    def test_two_processes_never_lose_an_update(self, store: Store, open_one: OpenStore) -> None:
        context = multiprocessing.get_context("spawn")
        start, answers = context.Barrier(2), context.Queue()
        workers = [context.Process(target=increment, args=(open_one, start, answers)) for _ in range(2)]
        for worker in workers:
            worker.start()
        successes = [answers.get(timeout=40) for _ in workers]
        for worker in workers:
            worker.join(10)
            assert worker.exitcode == 0
            worker.close()
        answers.close()
        answers.join_thread()
        assert min(successes) > 0
        check_counts(store, sum(successes))

    def test_threads_share_one_store_and_never_lose_an_update(self, store: Store) -> None:
        successes: list[int] = []
        threads = [threading.Thread(target=lambda: successes.append(count_up(store))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(successes) == 4
        check_counts(store, sum(successes))

    def test_a_reader_never_sees_half_a_batch(self, store: Store, open_again: OpenStore) -> None:
        def write() -> None:
            for number in range(1, 300):
                store.commit(Batch(puts=[Put("things", name, {"n": number}) for name in "abcdef"]))

        writer = threading.Thread(target=write)
        reader = open_again()
        writer.start()
        try:
            while writer.is_alive():
                assert len({(document.version, document.body["n"]) for document in reader.list("things")}) <= 1
        finally:
            writer.join()
        assert {document.version for document in reader.list("things")} == {299}
