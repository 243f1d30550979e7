"""The whole of a Redis store at once: read as of one moment, and filled in one step.

2026-11-25. How a backup is consistent while others write. Considered: one script that answers everything (stops Redis
for all its users while it writes hundreds of megabytes, and runs into our own time limit), and a counter of commits
compared before and after (never ends on a busy server, and knows nothing of a process of an older version that does
not count). Chosen: a short script copies the keys aside inside Redis (COPY, since 6.2), which are then read at leisure;
10,000 documents take milliseconds. Filling goes the other way: keys are staged aside, and one script renames them all
when the store is still empty. Copies and staged keys have an end, so a process that is killed leaves nothing. The price
is room for the store twice, and that the script passes over every key of the database: give Fairnotice its own.
"""

from __future__ import annotations

import builtins
import json
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fairnotice.errors import Conflict, StoreUnavailable
from fairnotice.store.bodies import write_body
from fairnotice.store.contract import Document, Dump, Item, LogEntry
from fairnotice.store.items import check_items

KEEP_MILLISECONDS = 3_600_000
PAGE = 200
STAGED_ITEMS, STAGED_CHARACTERS = 500, 1_000_000
DUMP, LOAD = ((Path(__file__).parent / f"{name}.lua").read_text(encoding="utf-8") for name in ("dump", "load"))
STAGE_DOCUMENTS = """
for first = 2, #ARGV, 2 do
  redis.call('HSET', KEYS[1], ARGV[first], ARGV[first + 1])
  redis.call('ZADD', KEYS[2], 0, ARGV[first])
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[2], ARGV[1])
"""
STAGE_ENTRIES = """
for first = 2, #ARGV do
  redis.call('RPUSH', KEYS[1], ARGV[first])
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
"""
FORGET = "for _, key in ipairs(KEYS) do redis.call('UNLINK', key) end"

Run = Callable[[str, builtins.list[str], builtins.list[str | int]], Any]
"""How a script of the engine is run: its text, keys and arguments."""


@dataclass(frozen=True)
class Aside:
    """Keys beside those of the store, under a name of their own. `own` is what every key of the store begins with."""

    own: str
    run: Run
    token: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def start(self) -> str:
        """What the keys aside begin with; never the name of a kind of the store's own keys."""
        return f"{self.own}aside-{self.token}:"

    @property
    def pattern(self) -> str:
        """What matches every key of the store, for SCAN."""
        return re.sub(r"([\\*?\[\]^-])", r"\\\1", self.own) + "*"

    def copy(self) -> dict[tuple[str, str], int]:
        """Copy the store aside; answer how much each (kind, name) holds."""
        found = self.run(DUMP, [f"{self.own}documents:"], [self.own, self.pattern, self.start, KEEP_MILLISECONDS])
        return {(kind, name): size for kind, name, size in zip(found[::3], found[1::3], found[2::3], strict=True)}

    def take_place(self, sizes: dict[str, int]) -> str:
        """Put the staged keys, which hold so much each, in the place of an empty store; answer as load.lua does."""
        return str(
            self.run(LOAD, [f"{self.own}documents:", *sizes], [self.own, self.pattern, self.start, *sizes.values()])
        )

    def forget(self, kinds: Iterable[tuple[str, str]]) -> None:
        """Remove the keys aside."""
        keys = [f"{self.start}{kind}:{name}" for kind, name in kinds]
        keys += [f"{self.start}ids:{name}" for kind, name in kinds if kind == "documents"]
        if keys:
            self.run(FORGET, keys, [])


ReadDocuments = Callable[[str, str, str, int], builtins.list[Document]]
ReadEntries = Callable[[str, int, int], builtins.list[LogEntry]]


def make_dump(
    aside: Aside, held: dict[tuple[str, str], int], read_documents: ReadDocuments, read_entries: ReadEntries
) -> Dump:
    """Answer what was copied aside. The readers are given keys: of documents and ids, after, limit; of a log."""

    def read(kind: str, name: str) -> Iterator[Document | LogEntry]:
        key, last, number = f"{aside.start}{kind}:{name}", "", 0
        while True:
            page: builtins.list[Any] = (
                read_documents(key, f"{aside.start}ids:{name}", last, PAGE)
                if kind == "documents"
                else read_entries(key, number, PAGE)
            )
            if not page:
                return
            yield from page
            last, number = (page[-1].id, 0) if kind == "documents" else ("", page[-1].number)

    def read_all() -> Iterator[Item]:
        for (kind, name), size in sorted(held.items()):
            count = 0
            for item in read(kind, name):
                count += 1
                yield name, item
            if count != size:
                raise StoreUnavailable(
                    f"Redis lost the copy of {name} while it was read (a failover, or over an hour passed); try again."
                )

    documents = sum(size for (kind, _), size in held.items() if kind == "documents")
    return Dump(documents, sum(held.values()) - documents, read_all())


def fill(aside: Aside, items: Iterable[Item]) -> None:
    """Stage the items, then let them take the place of an empty store."""
    sizes: dict[str, int] = {}
    try:
        # Asked first with nothing staged: a store in use is refused before anything is read.
        if aside.take_place({}) == "used":
            raise Conflict("The store is not empty; nothing was written.")
        for kind, name, texts in _gather(check_items(items)):
            key = f"{aside.start}{kind}:{name}"
            if kind == "log":
                aside.run(STAGE_ENTRIES, [key], [KEEP_MILLISECONDS, *texts])
                sizes[key] = sizes.get(key, 0) + len(texts)
                continue
            ids = f"{aside.start}ids:{name}"
            aside.run(STAGE_DOCUMENTS, [key, ids], [KEEP_MILLISECONDS, *texts])
            sizes[key] = sizes[ids] = sizes.get(key, 0) + len(texts) // 2
        answer = aside.take_place(sizes)
        if answer == "used":
            raise Conflict("Somebody else began to use the store meanwhile; nothing was written.")
        if answer != "done":
            raise StoreUnavailable("Redis lost what was staged (a failover, or it took over an hour); try again.")
    except StoreUnavailable:
        raise  # Redis does not answer; what is staged goes by itself
    except BaseException:
        if sizes:
            aside.run(FORGET, [*sizes], [])
        raise


def _gather(items: Iterable[Item]) -> Iterator[tuple[str, str, builtins.list[str]]]:
    """Join items of one collection or log into portions that Redis takes at once."""
    place, texts, characters = ("", ""), builtins.list[str](), 0
    for name, item in items:
        is_document = isinstance(item, Document)
        new = ("documents" if is_document else "log", name)
        body = write_body(item.body)
        if texts and (new != place or len(texts) >= STAGED_ITEMS or characters > STAGED_CHARACTERS):
            yield *place, texts
            texts, characters = [], 0
        place = new
        texts += [item.id, f"{item.version}:{body}"] if isinstance(item, Document) else [body]
        characters += len(body)
    if texts:
        yield *place, texts


def read_entries_of(bodies: Iterable[str], after: int) -> builtins.list[LogEntry]:
    """Answer the entries that follow number `after`."""
    return [LogEntry(number, json.loads(body)) for number, body in enumerate(bodies, after + 1)]
