"""Bring copies of a folder up, each in a child that kills itself at another step of writing; run by test_tree.py."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from fairnotice.publication.tree import bring_up
from fairnotice.store.sqlite import SqliteStore

replace = os.replace


def die_at(step: int) -> None:
    """Kill this process at its nth step; each file has two, before and after it is put in place."""
    left = step

    def count(*places: Any, **more: Any) -> None:
        nonlocal left
        for do in (lambda: None, lambda: replace(*places, **more)):
            do()
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    os.replace = count


def main(store: Path, folder: Path, now: str) -> None:
    """Make `<folder>-1`, `<folder>-2` and so on, until a child gets through alive."""
    step = 0
    while True:
        step += 1
        copy = folder.with_name(f"{folder.name}-{step}")
        shutil.copytree(folder, copy)
        child = os.fork()
        if child == 0:
            try:
                die_at(step)
                bring_up(SqliteStore(store), copy, now=datetime.fromisoformat(now))
            except BaseException as error:  # noqa: BLE001 - a fork must never run on in its parent's code
                print(repr(error), file=sys.stderr, flush=True)
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            sys.exit(os.WEXITSTATUS(status))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
