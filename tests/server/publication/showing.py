"""Makes what pages and feeds are made from, without a store; and reads a page as a browser would."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from fairnotice.catalogue.model import Platform
from fairnotice.publication.entries import Entry
from fairnotice.publication.pages.about import make_about
from fairnotice.publication.pages.index import make_index
from fairnotice.publication.pages.listing import make_category, make_topic
from fairnotice.publication.pages.platform import make_platform as make_page
from fairnotice.publication.shown import Shown, read_shown
from server.factories import make_platform_lines


def make_entry(id: str = "x/ai-sharing/1", **changes: Any) -> Entry:
    fields: dict[str, Any] = {
        "id": id,
        "kind": "new",
        "edition": 1,
        "updated": "2026-11-24T09:00:00Z",
        "platform": "x",
        "name": "X",
        "reason": None,
        "notice": "x/ai-sharing",
        "topic": "ai-sharing",
        "headline": "Your posts may train AI",
        "summary": "The policy lets it share posts.",
    }
    return Entry(**fields | changes)


def make_shown(
    *platforms: Platform,
    withdrawn: Sequence[str] = (),
    entries: Sequence[Entry] = (),
    address: str = "",
    **revision: Any,
) -> Shown:
    lines = sorted(line for platform in platforms for line in make_platform_lines(platform, **revision))
    return Shown(
        catalogue="fairnotice",
        edition=7,
        published="2026-11-24T09:00:00Z",
        root="0" * 64,
        address=address,
        platforms=read_shown(lines, withdrawn),
        entries=entries,
    )


def make_all(shown: Shown) -> dict[str, bytes]:
    """Answer a page of each kind."""
    return {
        "index.html": make_index(shown),
        "about.html": make_about(shown),
        "platforms/x.html": make_page(shown, "x"),
        "topics/ai-sharing.html": make_topic(shown, "ai-sharing"),
        "categories/social.html": make_category(shown, "social"),
    }


def read_page(page: bytes) -> LexborHTMLParser:
    return LexborHTMLParser(page.decode())


def read_text(page: bytes) -> str:
    """Answer the text of a page as it is read, with single spaces."""
    body = read_page(page).body
    assert body is not None
    return " ".join(body.text().split())


def list_links(page: bytes) -> list[str]:
    """Answer where the links of a page lead."""
    return [str(link.attributes["href"]) for link in read_page(page).css("a[href]")]


def describe_structure(page: bytes) -> list[tuple[str, list[str]]]:
    """Answer the elements of a page in their order, each with the names of its attributes."""
    root = read_page(page).root
    assert root is not None
    return [(str(node.tag), sorted(node.attributes)) for node in root.traverse(include_text=False)]
