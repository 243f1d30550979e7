"""`fairnotice watch` with the addresses of the catalogue mapped to a site on loopback; run as a process by tests."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit

from fairnotice.watch.answers import Answer, NotFetched
from fairnotice.watch.fetch import Line
from fairnotice.watch.fetcher import Fetcher
from fairnotice.watch.run import Watcher

PAUSE = 0.01


class Mapped(Fetcher):
    """Asks the site at `base` for the path of an address at any .example host; all else is as always."""

    def __init__(self, base: str, sleep: Callable[[float], None] | None = None) -> None:
        port = int(base.rpartition(":")[2])
        super().__init__(Line(loopback=[port]), "watch@notices.example", pause=PAUSE, sleep=sleep, seconds=5.0)
        self._base = base

    def fetch(
        self, url: str, *, etag: str | None = None, modified: str | None = None, is_robots_bound: bool = False
    ) -> Answer:
        parts = urlsplit(url)
        host = f"https://{parts.netloc}"
        asked = url.replace(host, self._base, 1)
        try:
            answer = super().fetch(asked, etag=etag, modified=modified, is_robots_bound=is_robots_bound)
        except NotFetched as fault:
            fault.final = fault.final.replace(self._base, host, 1)
            raise
        hops = tuple(replace(hop, url=hop.url.replace(self._base, host, 1)) for hop in answer.hops)
        return replace(answer, url=url, hops=hops)


def main(base: str, lease: str, *words: str) -> None:
    from fairnotice.cli import main as run
    from fairnotice.cli import watch

    module = sys.modules[watch.callback.__module__]
    module.Fetcher = lambda *_: Mapped(base)
    module.Watcher = partial(Watcher, lease=float(lease))
    run(["watch", *words])


if __name__ == "__main__":
    main(*sys.argv[1:])
