"""Keeps a process's files at the newest edition and its head signed, whatever the store does meanwhile."""

from __future__ import annotations

import fcntl
import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from fairnotice.errors import FairnoticeError, NotFound
from fairnotice.publication.envelope import SigningKey
from fairnotice.publication.head import find_head_due, sign_head
from fairnotice.publication.tree import HEAD, bring_up, bring_up_tickets
from fairnotice.store.contract import Store

log = logging.getLogger(__name__)
LOOK_EVERY = 1.0
"""Seconds between two looks at the store; a new edition is served within two of them."""
TIDY_EVERY = timedelta(hours=1)


class Keeper:
    """Looks at the store now and then, signs the head when it is due, writes files, and tells about changes.

    `read_key` answers the timestamp key, or None on a node that does not hold it. `on_change` is called after the files
    changed, and `tidy` once an hour to throw away what is too old; both in the keeper's thread.
    `address` is where the tree is published.
    """

    def __init__(
        self,
        store: Store,
        folder: Path,
        *,
        read_key: Callable[[], SigningKey | None],
        catalogue: str,
        now: Callable[[], datetime],
        on_change: Callable[[], None],
        tidy: Callable[[], object] = lambda: None,
        address: str = "",
    ) -> None:
        self._store = store
        self._folder = folder
        self._read_key = read_key
        self._catalogue = catalogue
        self._now = now
        self._on_change = on_change
        self._tidy = tidy
        self._address = address
        self._tidied: datetime | None = None
        self._seen: object = None
        self._seen_tickets: object = None
        self._shown: object = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.fault: str | None = None
        """Why the last look did not succeed, in one sentence; None when it did."""

    def start(self) -> None:
        """Look once now, then go on in a thread of its own."""
        self.look()
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread; a write that is under way is finished first."""
        self._stop.set()
        if self._thread:
            self._thread.join()

    def look(self) -> None:
        """Do what is due. A fault is logged when it is new, and what is served stays as it is."""
        try:
            try:
                self._do_what_is_due()
            finally:
                # Also when the store is down: what is on the disk is served.
                self._show_change()
            self.fault = None
        except NotFound:
            self.fault = None
        except (FairnoticeError, OSError) as error:
            if str(error) != self.fault:
                log.warning("The published files are kept as they are: %s", error)
            self.fault = str(error)

    def _do_what_is_due(self) -> None:
        if find_head_due(self._store, self._now()) is not None:
            # Read anew each time: the key may have been rotated while this process runs.
            key = self._read_key()
            if key is not None:
                sign_head(self._store, key, catalogue=self._catalogue, now=self._now())
        versions = [self._read_version("edition"), self._read_version("head")]
        if versions != self._seen:
            with _Lock(self._folder):
                bring_up(self._store, self._folder, now=self._now(), address=self._address)
            self._seen = versions
        tickets = self._read_version("tickets")
        if tickets != self._seen_tickets:
            with _Lock(self._folder):
                bring_up_tickets(self._store, self._folder)
            self._seen_tickets = tickets
        if self._tidied is None or self._now() - self._tidied >= TIDY_EVERY:
            self._tidied = self._now()
            self._tidy()

    def _show_change(self) -> None:
        # Another process on this machine may have written the files, so the file is what counts.
        stamp = _stamp(self._folder / HEAD)
        if stamp != self._shown:
            self._on_change()
            self._shown = stamp

    def _read_version(self, id: str) -> int:
        document = self._store.get("state", id)
        return document.version if document else 0

    def _run(self) -> None:
        while not self._stop.wait(LOOK_EVERY):
            try:
                self.look()
            except Exception:
                log.exception("The keeper met an unexpected fault and goes on.")


class _Lock:
    """Only one process writes a folder at a time; the others find its files there."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = (folder / ".lock").open("w")

    def __enter__(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_mtime_ns
