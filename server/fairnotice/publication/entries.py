"""What the feeds tell, read from the editions: new notices, material revisions, and platforms that left."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fairnotice.publication.edition import name_edition
from fairnotice.store.contract import Store

LOOKED_BACK = 1000
"""So many of the newest editions are read; what is older stands in each notice's own history."""
NEW, CHANGED, RETIRED = "new", "changed", "retired"


@dataclass(frozen=True)
class Entry:
    """One thing that was published: a revision of a notice as it read then, or that a platform left.

    `id` is unique and never given again: x/ai-sharing/3, or x@12 for what left in edition 12. `updated` is the moment
    of the edition, `name` what the platform is called now. `notice` and `topic` are None, and the texts empty, where
    it is about a whole platform.
    """

    id: str
    kind: str
    edition: int
    updated: str
    platform: str
    name: str
    reason: str | None
    notice: str | None = None
    topic: str | None = None
    headline: str = ""
    summary: str = ""

    @property
    def title(self) -> str:
        """What it is about in one line, which names the platform."""
        if self.kind == RETIRED:
            return f"{self.name} is no longer in the catalogue"
        is_named = re.search(rf"(?<!\w){re.escape(self.name)}(?!\w)", self.headline)
        return self.headline if is_named else f"{self.name}: {self.headline}"


def read_entries(store: Store, newest: int, platforms: Mapping[str, Mapping[str, Any]]) -> list[Entry]:
    """Answer the entries up to the edition `newest`, newest first, and in order of id within an edition.

    `platforms` are those that are shown now, each with its `notices`. What is told of a notice that is not shown any
    more is left out. A cosmetic revision is no entry: a feed that calls for nothing is soon not read.
    """
    names = {id: platform["name"] for id, platform in platforms.items()}
    shown = {notice["id"] for platform in platforms.values() for notice in platform["notices"]}
    found: list[Entry] = []
    for document in store.list("editions", after=name_edition(max(0, newest - LOOKED_BACK))):
        body = document.body
        if body["edition"] <= newest:
            entries = list(_read_edition(body, names))
            found[:0] = [entry for entry in entries if entry.notice is None or entry.notice in shown]
    return found


def _read_edition(body: Mapping[str, Any], names: dict[str, str]) -> Iterable[Entry]:
    """Answer the entries of one edition; `names` of platforms that left are learnt as they are passed."""
    for id, before, after in body["changes"]["en"]:
        platform, _, notice = id.partition("/")
        record = json.loads(after) if after is not None else None
        if not notice and record:
            names.setdefault(platform, record["name"])
        elif not notice:
            name = names.get(platform, platform)
            entry_id = f"{platform}@{body['edition']}"
            yield Entry(entry_id, RETIRED, body["edition"], body["published"], platform, name, body["title"])
        elif record:
            reason = find_reason(record)
            if before is None or reason is not None:
                yield Entry(
                    id=f"{id}/{record['revision']}",
                    kind=NEW if before is None else CHANGED,
                    edition=body["edition"],
                    updated=body["published"],
                    platform=platform,
                    name=names.get(platform, platform),
                    reason=None if before is None else reason,
                    notice=id,
                    topic=record["topic"],
                    headline=record["headline"],
                    summary=record["summary"],
                )


def find_reason(record: Mapping[str, Any]) -> str | None:
    """Answer why this very revision of a notice is material, or None when it is cosmetic."""
    last = record["history"][-1] if record["history"] else None
    return str(last["reason"]) if last and last["revision"] == record["revision"] else None
