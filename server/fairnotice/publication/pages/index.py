"""The index: every platform from A to Z, and the ways in by topic and category."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from fairnotice.catalogue.model import CATEGORIES, TOPICS
from fairnotice.publication.pages.render import render
from fairnotice.publication.shown import Shown

LATELY = 5


def make_index(shown: Shown) -> bytes:
    """Answer index.html."""
    platforms = shown.platforms.values()
    topics = {topic: sum(has_topic(platform, topic) for platform in platforms) for topic in TOPICS}
    categories = {category: sum(p["category"] == category for p in platforms) for category in CATEGORIES}
    # All of edition 1 is new; that is no news.
    lately = [entry for entry in shown.entries if entry.edition > 1][:LATELY]
    return render(
        "index.html",
        "index.html",
        shown,
        letters=_group(platforms),
        topics=topics,
        categories=categories,
        lately=lately,
    )


def sort_by_name(platforms: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Answer platforms as a reader looks for them."""
    return sorted(platforms, key=lambda platform: (_fold(platform["name"]), platform["id"]))


def has_topic(platform: Mapping[str, Any], topic: str) -> bool:
    """Say whether a notice of this topic is shown."""
    return any(notice["topic"] == topic for notice in platform["notices"])


def _group(platforms: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """Answer the platforms by the letter they are looked for at; 0-9 holds whatever does not begin with A to Z."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for platform in sort_by_name(platforms):
        first = _fold(platform["name"])[:1].upper()
        groups.setdefault(first if "A" <= first <= "Z" else "0-9", []).append(platform)
    return dict(sorted(groups.items()))


def _fold(name: str) -> str:
    """Answer a name without marks above its letters and without case: Écosia stands at E."""
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
