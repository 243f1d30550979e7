"""Feeds of what is published: Atom (RFC 4287) and JSON Feed 1.1, of everything, of a platform, of a topic."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from fairnotice.publication.entries import CHANGED, RETIRED, Entry
from fairnotice.publication.pages.words import name_topic
from fairnotice.publication.shown import Shown

NEWEST = 50
LICENCE_URL = "https://creativecommons.org/publicdomain/zero/1.0/"
_ATOM = "http://www.w3.org/2005/Atom"
_TAG = "tag:fairnotice.invalid,2026"
"""RFC 4151: ids must not change with the host. Nobody can ever own a name below .invalid (RFC 2606)."""
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Feed:
    """One feed in both forms: `path` lacks the ending; `page` is what it is the feed of."""

    path: str
    title: str
    page: str
    entries: tuple[Entry, ...]

    @property
    def depth(self) -> int:
        """In how many folders it is."""
        return self.path.count("/")


def describe_all(shown: Shown) -> Feed:
    """Answer the feed of everything."""
    return Feed("feeds/all", "Fairnotice: all changes", "index.html", tuple(shown.entries[:NEWEST]))


def describe_platform(shown: Shown, id: str) -> Feed:
    """Answer the feed of one platform."""
    own = [entry for entry in shown.entries if entry.platform == id]
    title = f"Fairnotice: {shown.platforms[id]['name']}"
    return Feed(f"feeds/platforms/{id}", title, f"platforms/{id}.html", tuple(own[:NEWEST]))


def describe_topic(shown: Shown, topic: str) -> Feed:
    """Answer the feed of one topic."""
    own = [entry for entry in shown.entries if entry.topic == topic]
    return Feed(
        f"feeds/topics/{topic}", f"Fairnotice: {name_topic(topic)}", f"topics/{topic}.html", tuple(own[:NEWEST])
    )


def write_atom(feed: Feed, shown: Shown) -> bytes:
    """Answer the feed as Atom."""
    root = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": "en"})
    _add(root, "id", _name(shown, feed.path))
    _add(root, "title", feed.title)
    _add(root, "updated", _find_updated(feed, shown))
    _add(_add(root, "author"), "name", "Fairnotice")
    _add(root, "rights", f"CC0 1.0, {LICENCE_URL}")
    _add(root, "link", rel="self", type="application/atom+xml", href=shown.link(f"{feed.path}.atom", feed.depth))
    _add(root, "link", rel="alternate", type="text/html", href=shown.link(feed.page, feed.depth))
    for entry in feed.entries:
        element = _add(root, "entry")
        _add(element, "id", _name(shown, entry.id))
        _add(element, "title", entry.title)
        _add(element, "updated", entry.updated)
        _add(element, "published", entry.updated)
        _add(element, "link", rel="alternate", type="text/html", href=shown.link(_find_page(entry), feed.depth))
        if entry.topic:
            _add(element, "category", term=entry.topic, label=name_topic(entry.topic))
        _add(element, "content", _write_content(entry), type="text")
    ElementTree.indent(root, " ")
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def write_json_feed(feed: Feed, shown: Shown) -> bytes:
    """Answer the feed as JSON Feed. Its texts are plain, never HTML."""
    items: list[dict[str, Any]] = [
        {
            "id": _name(shown, entry.id),
            "url": shown.link(_find_page(entry), feed.depth),
            "title": entry.title,
            "content_text": _write_content(entry),
            "date_published": entry.updated,
            "tags": [entry.topic] if entry.topic else [],
        }
        for entry in feed.entries
    ]
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": shown.link(feed.page, feed.depth),
        "feed_url": shown.link(f"{feed.path}.json", feed.depth),
        "language": "en",
        "authors": [{"name": "Fairnotice"}],
        "items": items,
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def _name(shown: Shown, what: str) -> str:
    return f"{_TAG}:{shown.catalogue}/{what}"


def _find_updated(feed: Feed, shown: Shown) -> str:
    # A feed without entries must not change with every edition, so it takes the oldest moment that is known.
    if feed.entries:
        return feed.entries[0].updated
    return shown.entries[-1].updated if shown.entries else shown.published


def _find_page(entry: Entry) -> str:
    """Answer where to read on: the page of a platform that left is gone."""
    if entry.notice is None:
        return "index.html"
    return f"platforms/{entry.platform}.html#{entry.notice.partition('/')[2]}"


def _write_content(entry: Entry) -> str:
    if entry.kind == RETIRED:
        return f"Why: {entry.reason}"
    return f"What changed: {entry.reason}\n\n{entry.summary}" if entry.kind == CHANGED else entry.summary


def _add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    """Add an element. The library escapes; what XML cannot say at all is replaced."""
    clean = {key: _NOT_XML.sub("\ufffd", value) for key, value in attributes.items()}
    element = ElementTree.SubElement(parent, name, clean)
    element.text = None if text is None else _NOT_XML.sub("\ufffd", text)
    return element
