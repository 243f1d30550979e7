"""Look at everything that is due, one commit per item, so that a run may end at any moment and the next one goes on."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from fairnotice.catalogue.model import Platform
from fairnotice.errors import Conflict, NotFound, StoreUnavailable
from fairnotice.publication.times import read_time
from fairnotice.store.contract import Batch, Delete, Document, Put, Store
from fairnotice.watch import findings
from fairnotice.watch.answers import Stopped
from fairnotice.watch.extract import Selectors
from fairnotice.watch.fetcher import Fetcher
from fairnotice.watch.landing import Seen
from fairnotice.watch.links import check_link
from fairnotice.watch.policy import check_policy
from fairnotice.watch.schedule import PERIODS, Checked, Item, Kind, find_due, is_due, list_items
from fairnotice.workflow.platforms import read_platform

LEASE = 600.0
"""Seconds for which a platform belongs to one process, longer than the slowest item takes; a killed one keeps it so."""
HEARD = 600.0
"""Seconds within which some host must have answered, or one that does not says nothing: we may be cut off ourselves."""
LEAST, MOST = 20.0, 600.0
"""Seconds between two rounds of the service."""


@dataclass(frozen=True)
class Told:
    """One item that was looked at: the `number`th of `total` in this round."""

    kind: Kind
    id: str
    says: str
    number: int
    total: int


@dataclass
class Tally:
    """What a round did: items looked at, and items left to another process that is at their platform."""

    checked: int = 0
    left: int = 0


class Watcher:
    """Looks at links and policies. `tell` hears of every item; `now` and `chance` are clock and chance (0 to 1)."""

    def __init__(
        self,
        store: Store,
        fetcher: Fetcher,
        *,
        now: Callable[[], datetime],
        tell: Callable[[Told], None],
        selectors: Mapping[str, Selectors] | None = None,
        chance: Callable[[], float] = random.random,
        lease: float = LEASE,
    ) -> None:
        self._store, self._fetcher, self._now, self._tell = store, fetcher, now, tell
        self._selectors, self._chance, self._lease = selectors or {}, chance, lease
        self._stopping = threading.Event()

    def stop(self) -> None:
        """End at once; the item under way is left as it was. Called from another thread."""
        self._stopping.set()
        self._fetcher.stop()

    def run_round(self, kind: Kind, *, platform: str | None = None, is_due_only: bool = True) -> Tally:
        """Look at all items, or those of one platform; `is_due_only`: at none before its time.

        Raises `NotFound` for an unknown platform, `StoreUnavailable`, and `Stopped` after `stop`.
        """
        items = list_items(kind, self._read_platforms(platform))
        held = {document.id: document for document in self._store.list(kind)}
        if platform is None:
            self._forget(kind, held, {item.id for item in items})
        now = self._now()
        chosen = [item for item in items if not is_due_only or is_due(held.get(item.id), item.url, now)]
        # What waits longest comes first; the items of one platform stay together.
        first: dict[str, str] = {}
        for item in chosen:
            due = find_due(held.get(item.id), item.url)
            first[item.platform.id] = min(due, first.get(item.platform.id, due))
        tally = Tally()
        for owner in sorted(first, key=lambda id: (first[id], id)):
            own = [item for item in chosen if item.platform.id == owner]
            self._run_platform(own, is_due_only, tally, len(chosen))
        return tally

    def serve(self) -> None:
        """Look at what is due, wait, and go on until `stop`. A store that fails is tried again."""
        while not self._stopping.is_set():
            try:
                for kind in PERIODS:
                    self.run_round(kind)
                wait = self._count_wait()
            except StoreUnavailable:
                wait = LEAST
            except Stopped:
                return
            self._stopping.wait(wait)

    def _run_platform(self, items: list[Item], is_due_only: bool, tally: Tally, total: int) -> None:
        lease = self._store.lease(f"watch/{items[0].platform.id}", self._lease)
        if lease is None:
            tally.left += len(items)
            return
        looks: dict[str, Seen] = {}
        try:
            for item in items:
                if self._stopping.is_set():
                    raise Stopped
                if not lease.renew():
                    tally.left += 1
                    continue
                document = self._store.get(item.kind, item.id)
                if is_due_only and not is_due(document, item.url, self._now()):
                    continue  # another process did it since the list was made
                says = self._run_item(item, document, looks)
                tally.checked += 1
                self._tell(Told(item.kind, item.id, says, tally.checked + tally.left, total))
        finally:
            lease.release()

    def _run_item(self, item: Item, document: Document | None, looks: dict[str, Seen]) -> str:
        found = self._check(item, document, looks)
        if found.is_unanswered and not self._fetcher.has_heard(HEARD):
            return "nothing answers; tried again later"
        put = Put(item.kind, item.id, found.body, document.version if document else 0)
        try:
            self._store.commit(Batch(puts=[put, *found.puts], appends=found.appends))
        except Conflict:
            # A maintainer moved the finding meanwhile, or another process was here: the next round sees what is.
            return "changed meanwhile"
        return found.says

    def _check(self, item: Item, document: Document | None, looks: dict[str, Seen]) -> Checked:
        held = document.body if document else None
        if item.kind == "links":
            return check_link(
                item, held, fetcher=self._fetcher, store=self._store, now=self._now, chance=self._chance, looks=looks
            )
        return check_policy(
            item, held, fetcher=self._fetcher, store=self._store, now=self._now, chance=self._chance,
            selectors=self._selectors,
        )  # fmt: skip

    def _read_platforms(self, only: str | None) -> list[Platform]:
        ids = [only] if only else [document.id for document in self._store.list("platforms")]
        found = [kept.platform for kept in (read_platform(self._store, id) for id in ids) if kept.platform]
        if only and not found:
            raise NotFound(f"There is no published platform {only!r}.")
        return found

    def _forget(self, kind: Kind, held: Mapping[str, Document], known: set[str]) -> None:
        """Delete the states of what left the catalogue, and close its findings."""
        for document in held.values():
            if document.id in known:
                continue
            owner, _, about = document.id.partition("/")
            finding = findings.LINK if kind == "links" else findings.SILENCE
            about = about if kind == "links" else str(document.body["url"])
            puts, appends = findings.recover(self._store, finding, owner, about, self._now())
            try:
                self._store.commit(Batch(puts, [Delete(kind, document.id, document.version)], appends))
            except Conflict:
                continue  # the next round sees what is

    def _count_wait(self) -> float:
        dues = [read_time(str(one.body["due"])) for kind in PERIODS for one in self._store.list(kind)]
        soonest = (min(dues) - self._now()).total_seconds() if dues else MOST
        return min(max(soonest, LEAST), MOST)
