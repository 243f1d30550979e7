"""Requests that may come twice: what the first one was answered, for a day, by a key that its sender chose."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from fairnotice.errors import Conflict, Fault, Invalid
from fairnotice.publication.times import read_time, write_time
from fairnotice.store.contract import Batch, Delete, Put, Store
from fairnotice.workflow.actors import Actor
from fairnotice.workflow.paging import read_documents

KEEP = timedelta(hours=24)
MAX_KEY = 200
COLLECTION = "repeats"


def find_answer(store: Store, actor: Actor, key: str, body: bytes, now: datetime) -> Mapping[str, Any] | None:
    """Answer what the first request of `actor` with this key was answered, or None when there is none.

    Raises `Invalid` when that one had another body: whoever sends this made a slip.
    """
    if not 1 <= len(key) <= MAX_KEY or not key.isascii() or not key.isprintable():
        reason = f"has 1 to {MAX_KEY} printable ASCII characters"
        raise Invalid(f"An Idempotency-Key {reason}.", [Fault("", "Idempotency-Key", reason)])
    held = store.get(COLLECTION, _name(actor, key))
    if held is None or now >= read_time(held.body["until"]):
        return None
    if held.body["sha256"] != hashlib.sha256(body).hexdigest():
        reason = "was used for another body; take a new key for a new request"
        raise Invalid(f"This Idempotency-Key {reason}.", [Fault("", "Idempotency-Key", reason)])
    answer: Mapping[str, Any] = held.body["answer"]
    return answer


def note_answer(store: Store, actor: Actor, key: str, body: bytes, answer: Mapping[str, Any], now: datetime) -> Put:
    """Answer the operation that keeps an answer; it goes into the batch of what the request does.

    Of two requests with the same key at one moment so only one does it, and the other gets `Conflict`.
    """
    id = _name(actor, key)
    held = store.get(COLLECTION, id)
    expect = held.version if held and now >= read_time(held.body["until"]) else 0
    kept = {"sha256": hashlib.sha256(body).hexdigest(), "until": write_time(now + KEEP), "answer": answer}
    return Put(COLLECTION, id, kept, expect)


def forget_old_answers(store: Store, now: datetime) -> int:
    """Delete the answers that are older than a day; answer how many."""
    due = read_documents(store, COLLECTION, lambda body: now >= read_time(body["until"]))
    try:
        store.commit(Batch(deletes=[Delete(COLLECTION, document.id, document.version) for document in due]))
    except Conflict:
        return 0  # another process is at it, or a key is used anew: the next round sees what is left
    return len(due)


def _name(actor: Actor, key: str) -> str:
    return hashlib.sha256(f"{actor.name}\n{key}".encode()).hexdigest()
