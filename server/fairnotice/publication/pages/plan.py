"""Pages and feeds of an edition, as files by their path: what is written beside the signed ones."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

from fairnotice.catalogue.model import CATEGORIES, TOPICS
from fairnotice.publication import feeds
from fairnotice.publication.edition import Current
from fairnotice.publication.entries import read_entries
from fairnotice.publication.envelope import MANIFEST_TYPE, Role, hash_hex, open_envelope
from fairnotice.publication.head import read_withdrawn
from fairnotice.publication.pages.about import make_about
from fairnotice.publication.pages.index import make_index
from fairnotice.publication.pages.listing import make_category, make_topic
from fairnotice.publication.pages.platform import make_platform
from fairnotice.publication.pages.render import list_static
from fairnotice.publication.pages.sitemap import make_sitemap
from fairnotice.publication.shown import Shown, read_shown
from fairnotice.publication.trust import read_root_files
from fairnotice.store.contract import Store

Make = Callable[[], bytes]
Show = Callable[[], Shown]
Made = TypeVar("Made")


@dataclass(frozen=True)
class PagePlan:
    """Pages and feeds by path, and a mark that is other whenever one of them may be: equal marks, equal files."""

    files: Mapping[str, Make]
    mark: bytes


def plan_pages(store: Store, current: Current, address: str) -> PagePlan:
    """Answer the files of `current`; `address` is where the tree is published, empty when nobody said.

    Nothing is read or made before a file is asked for.
    """
    withdrawn = read_withdrawn(store)
    ids = [line.id for line in current.lines["en"] if "/" not in line.id]

    @cache
    def show() -> Shown:
        payload = open_envelope(current.manifest, MANIFEST_TYPE, Role({}, 0)).payload
        first_root = read_root_files(store).get(1)
        platforms = read_shown(current.lines["en"], withdrawn)
        return Shown(
            catalogue=payload["catalogue"],
            edition=current.edition,
            published=payload["published"],
            root=None if first_root is None else hash_hex(first_root),
            address=address,
            platforms=platforms,
            entries=read_entries(store, current.edition, platforms),
        )

    pages = _plan_pages(show, ids)
    files = pages | _plan_feeds(show, ids)
    files |= {path: partial(bytes, data) for path, data in list_static().values()}
    if address:
        files["sitemap.xml"] = partial(make_sitemap, address, sorted(pages))
    inputs = [hash_hex(current.manifest), withdrawn, address, _hash_makers()]
    return PagePlan(files, json.dumps(inputs).encode() + b"\n")


def _plan_pages(show: Show, ids: list[str]) -> dict[str, Make]:
    pages: dict[str, Make] = {f"platforms/{id}.html": _later(make_platform, show, id) for id in ids}
    pages |= {f"topics/{topic}.html": _later(make_topic, show, topic) for topic in TOPICS}
    pages |= {f"categories/{category}.html": _later(make_category, show, category) for category in CATEGORIES}
    return pages | {"about.html": _later(make_about, show), "index.html": _later(make_index, show)}


def _plan_feeds(show: Show, ids: list[str]) -> dict[str, Make]:
    described = {"feeds/all": _later(feeds.describe_all, show)}
    described |= {f"feeds/platforms/{id}": _later(feeds.describe_platform, show, id) for id in ids}
    described |= {f"feeds/topics/{topic}": _later(feeds.describe_topic, show, topic) for topic in TOPICS}
    files: dict[str, Make] = {}
    for path, describe in described.items():
        files[f"{path}.atom"] = partial(_write, feeds.write_atom, describe, show)
        files[f"{path}.json"] = partial(_write, feeds.write_json_feed, describe, show)
    return files


def _later(make: Callable[..., Made], show: Show, *arguments: str) -> Callable[[], Made]:
    """Answer a call of `make` that waits until its result is wanted: only then is anything read."""
    return lambda: make(show(), *arguments)


def _write(write: Callable[[feeds.Feed, Shown], bytes], describe: Callable[[], feeds.Feed], show: Show) -> bytes:
    return write(describe(), show())


@cache
def _hash_makers() -> str:
    """Answer a hash over what makes the files, so that a new version of the program makes them anew."""
    folder = Path(__file__).parent
    makers = [*folder.parent.glob("*.py"), *folder.rglob("*.*")]
    whole = hashlib.sha256()
    for file in sorted(file for file in makers if file.suffix != ".pyc"):
        whole.update(file.read_bytes())
    return whole.hexdigest()
