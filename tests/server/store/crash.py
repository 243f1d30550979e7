"""Commit rounds until killed: a small server that forks a committer per line on its input, so that dying is cheap."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from fairnotice.store.contract import Append, Batch, Put, Store

NAMES = [f"part-{number}" for number in range(5)]


def commit_rounds(store: Store) -> None:
    """Commit one round after the other, for ever; say each number once its commit has returned."""
    found = store.get("parts", NAMES[0])
    number = found.body["round"] if found else 0
    while True:
        number += 1
        # The parts stand at both ends of the batch and the log at its end; a long body makes the write last.
        body = {"round": number, "long": "x" * 2000}
        store.commit(
            Batch(
                puts=[Put("parts", name, body, expect=number - 1) for name in NAMES],
                appends=[Append("rounds", {"round": number})],
            )
        )
        os.write(1, f"committed {number}\n".encode())


def open_store_of(kind: str, place: str, prefix: str) -> Store:
    if kind == "sqlite":
        from fairnotice.store.sqlite import SqliteStore

        return SqliteStore(Path(place))
    from fairnotice.store.redis import RedisStore

    return RedisStore(place, prefix=prefix)


def serve(kind: str, place: str, prefix: str) -> None:
    """Fork a committer per line, say its process id, and say when it has ended."""
    open_store_of(kind, place, prefix).close()  # imports happen here, once
    for _ in sys.stdin.buffer:
        child = os.fork()
        if child == 0:
            try:
                commit_rounds(open_store_of(kind, place, prefix))
            except BaseException as error:  # noqa: BLE001 - a fork must never run on in its parent's code
                os.write(1, f"failed {type(error).__name__} {error}\n".encode())
            os._exit(1)
        os.write(1, f"started {child}\n".encode())
        os.waitpid(child, 0)
        os.write(1, b"ended 0\n")


class Committers:
    """The test's side of `serve`. `acknowledged` is the last round whose commit has returned."""

    def __init__(self, kind: str, place: str, prefix: str = "") -> None:
        self.acknowledged = 0
        self._server = subprocess.Popen(
            [sys.executable, __file__, kind, place, prefix], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def __enter__(self) -> Committers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.kill()
        self._server.communicate()

    def start(self) -> int:
        """Start a committer; answer its process id."""
        assert self._server.stdin is not None
        self._server.stdin.write(b"\n")
        self._server.stdin.flush()
        word, text = self._read_line()
        assert word == "started", f"{word} {text}"
        return int(text)

    def wait_for_commit(self) -> None:
        """Return when the committer has committed a round."""
        word, text = self._read_line()
        assert word == "committed", f"{word} {text}"

    def wait_for_end(self) -> str:
        """Return when the committer has ended; answer why it failed ("" = it was killed)."""
        failure = ""
        while (line := self._read_line())[0] != "ended":
            if line[0] == "failed":
                failure = line[1]
        return failure

    def _read_line(self) -> tuple[str, str]:
        assert self._server.stdout is not None
        word, _, text = self._server.stdout.readline().decode().strip().partition(" ")
        assert word, "the committers' server died"
        if word == "committed":
            self.acknowledged = int(text)
        return word, text


if __name__ == "__main__":
    serve(*sys.argv[1:])
