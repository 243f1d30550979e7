"""Back up, restore or copy until killed: a small server that forks a worker per line on its input."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from fairnotice.store.backup import Header, Step, copy_store, restore_backup, write_backup
from fairnotice.store.open import open_store

STRIDE = 100
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def begin(_: Header) -> Step:
    """Say a dot for every STRIDE parts."""
    count = 0

    def step() -> None:
        nonlocal count
        count += 1
        if count % STRIDE == 0:
            os.write(1, b".")

    return step


def work(action: str, source: str, target: str) -> None:
    if action == "backup":
        write_backup(open_store(source), Path(target), now=NOW, begin=begin)
    elif action == "restore":
        restore_backup(open_store(target), Path(source), begin=begin)
    else:
        copy_store(open_store(source), open_store(target), now=NOW, begin=begin)


def serve(action: str) -> None:
    """For each line (source and target), fork a worker, say its process id, and say when it has ended."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                work(action, *line.split())
            except BaseException as error:  # noqa: BLE001 - a fork must never run on in its parent's code
                os.write(1, f"!{type(error).__name__} {error}".encode())
            os._exit(0)
        os.write(1, f"{child}\n".encode())
        os.waitpid(child, 0)
        os.write(1, b"\n")


class Workers:
    """The test's side of `serve`."""

    def __init__(self, action: str) -> None:
        self._server = subprocess.Popen(
            [sys.executable, __file__, action], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.kill()
        self._server.communicate()

    def start(self, source: str, target: str) -> int:
        """Start a worker; answer its process id."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(f"{source} {target}\n".encode())
        self._server.stdin.flush()
        return int(self._server.stdout.readline())

    def wait_for_dots(self, count: int) -> None:
        """Return when the worker has done so many times STRIDE parts, or has ended."""
        assert self._server.stdout is not None
        for _ in range(count):
            if self._server.stdout.read(1) != b".":
                raise AssertionError("the worker ended too early")

    def wait_for_end(self) -> str:
        """Return when the worker has ended; answer why it failed ("" = it did not)."""
        assert self._server.stdout is not None
        return self._server.stdout.readline().decode().strip(".\n")


if __name__ == "__main__":
    serve(sys.argv[1])
