"""Makes pages from templates. Every text is escaped, and an address becomes a link only when it may be opened."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from fairnotice.catalogue.links import find_link_fault, find_source_fault
from fairnotice.publication.pages import words
from fairnotice.publication.shown import Shown

FOLDER = Path(__file__).parent


@cache
def list_static() -> dict[str, tuple[str, bytes]]:
    """Answer the files that every page loads: name -> its path in the tree, which holds its hash, and its content."""
    found = {}
    for file in sorted((FOLDER / "static").iterdir()):
        data = file.read_bytes()
        digest = hashlib.sha256(data).hexdigest()[:16]
        found[file.name] = (f"static/{file.stem}-{digest}{file.suffix}", data)
    return found


def render(template: str, path: str, shown: Shown, *, feed: str | None = None, **values: Any) -> bytes:
    """Answer the page at `path` of the tree. `base` in the template leads to the tree's own folder."""
    page = _environment().get_template(template)
    base = "../" * path.count("/")
    static = {name: base + place for name, (place, _) in list_static().items()}
    # The address of the index is that of the folder.
    canonical = f"{shown.address}/{'' if path == 'index.html' else path}" if shown.address else None
    return page.render(
        shown=shown, base=base, static=static, canonical=canonical, path=path, feed=feed, **values
    ).encode()


def mark_day(day: str) -> Markup:
    """Answer a day, month or moment as people and programs read it."""
    return Markup('<time datetime="{}">{}</time>').format(day, words.write_date(day))


def find_action_link(action: Mapping[str, Any], platform: Mapping[str, Any]) -> str | None:
    """Answer the address of an action when it may be opened from a page: checked when written, and again here."""
    url: str = action["url"]
    return None if find_link_fault(url, platform["hosts"], platform["link_hosts"]) else url


def find_source_link(url: str) -> str | None:
    """Answer the address of a source or document when it may be opened from a page."""
    return None if find_source_fault(url) else url


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters |= {
        "topic": words.name_topic,
        "category": words.name_category,
        "default_state": words.name_default,
        "date": words.write_date,
        "source_kind": words.name_source_kind,
        "document": words.name_document,
        "state": words.describe_state,
        "way": words.describe_way,
        "number_of": words.number_of,
        "source_link": find_source_link,
    }
    environment.tests["openable"] = lambda url: find_source_link(url) is not None
    environment.globals |= {"day": mark_day, "places": words.name_places, "action_link": find_action_link}
    return environment
