"""What grows old by itself: notices that nobody verified lately, and signed files that expire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from fairnotice.catalogue.schema import load_platform
from fairnotice.catalogue.translations import is_current, list_texts, load_translations
from fairnotice.publication.head import read_head
from fairnotice.publication.times import read_time
from fairnotice.publication.trust import read_newest_root, read_root_version
from fairnotice.store.contract import Store
from fairnotice.workflow.platforms import list_contents

VERIFY_EVERY = timedelta(days=90)
ROOT_NOTICE = timedelta(days=60)
HEAD_NOTICE = timedelta(days=5)


@dataclass(frozen=True)
class Unverified:
    """A notice that was verified too long ago, or never (`verified_on` is None)."""

    platform: str
    name: str
    notice: str
    headline: str
    verified_on: str | None


def find_unverified(store: Store, now: datetime) -> list[Unverified]:
    """Answer the notices to look at again, those that may speak up first, then the oldest."""
    last = (now - VERIFY_EVERY).strftime("%Y-%m-%d")
    found = [
        (notice["attention"] != "act", Unverified(
            platform["id"], platform["name"], notice["id"], notice["headline"], notice["verified_on"]
        ))
        for platform in list_contents(store)
        for notice in platform["notices"]
        # A month counts as its first day.
        if (notice["verified_on"] or "") < last
    ]  # fmt: skip
    return [item for _, item in sorted(found, key=lambda each: (each[0], each[1].verified_on or ""))]


def find_stale_translations(store: Store) -> list[tuple[str, str, int]]:
    """Answer id, name and the number of translated texts whose English changed since, of each platform with some."""
    found = []
    for document in store.list("platforms"):
        if not document.body["platform"] or not document.body.get("translations"):
            continue
        platform = load_platform(document.body["platform"])
        held = load_translations(document.body["translations"])
        stale = sum(
            not is_current(texts[f"{notice.id}/{name}"], english)
            for texts in held.values()
            for notice in platform.notices
            for name, english in list_texts(notice).items()
            if f"{notice.id}/{name}" in texts
        )
        if stale:
            found.append((platform.id, platform.name, stale))
    return sorted(found, key=lambda each: (-each[2], each[1]))


def find_expiries(store: Store, now: datetime) -> list[str]:
    """Answer a sentence for each signed file that expires soon, and says what to do."""
    found = []
    head = read_head(store)
    if head and read_time(head.payload["expires"]) - now < HEAD_NOTICE:
        found.append(
            f"The head expires on {head.payload['expires'][:10]} and was not signed again; look at the process that "
            "holds the timestamp key."
        )
    if read_root_version(store):
        root = read_newest_root(store)
        if root.expires - now < ROOT_NOTICE:
            found.append(
                f"Root {root.version} expires on {root.expires:%Y-%m-%d}; rotate a key, which makes a new one."
            )
    return found
