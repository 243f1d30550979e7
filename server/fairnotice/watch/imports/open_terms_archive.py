"""Open Terms Archive, declarations/*.json: addresses of policies and the parts of their pages that hold the text.

The format is scripts/declarations/validate/service.schema.js of OpenTermsArchive/engine; newer declarations say `terms`
where older ones say `documents`. Files of filters and of the past (*.history.json) hold no fact for us.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from fairnotice.catalogue.hosts import host_of_url
from fairnotice.errors import Fault
from fairnotice.watch.imports.entries import read_entries, take_text
from fairnotice.watch.imports.facts import Fact, Origin, PolicyPage

ORIGIN: Final = Origin(
    "Open Terms Archive",
    "Open Terms Archive: declarations of terms",
    "https://github.com/OpenTermsArchive/contrib-declarations",
    "EUPL-1.2",
)
KINDS: Final = {"Privacy Policy": "privacy", "Terms of Service": "terms", "Trackers Policy": "cookies"}
"""Their types of terms that have a kind here; the others are not watched."""


def read(path: Path) -> Iterator[Fact | Fault]:
    """Answer the pages of privacy policies, terms of service and cookie policies."""
    for found in read_entries(path, name="name", each_is_a_file=True):
        if isinstance(found, Fault):
            yield found
            continue
        file, name, entry = found
        if file.endswith(".history.json"):
            continue
        terms = entry.get("terms", entry.get("documents"))
        if not isinstance(terms, Mapping):
            yield Fault(file, name, "has neither terms nor documents")
            continue
        for type_, kind in KINDS.items():
            try:
                for url, selectors in _read_pages(terms.get(type_, {"combine": []})):
                    host = host_of_url(url)
                    yield PolicyPage(ORIGIN, file, name, (host,) if host else (), kind, url, selectors)
            except ValueError as error:
                yield Fault(file, name, f"{type_}: {error}")


def _read_pages(document: object) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Answer address and selectors of each page that a document is made of."""
    if not isinstance(document, Mapping):
        raise ValueError("is not an object")
    parts = document.get("combine", [document])
    if not isinstance(parts, list):
        raise ValueError("combine is not a list")
    for part in parts:
        if not isinstance(part, Mapping) or not take_text(part, "fetch"):
            raise ValueError("a part has no fetch")
        yield take_text(part, "fetch"), _read_selectors(part.get("select", document.get("select", [])))


def _read_selectors(value: Any) -> tuple[str, ...]:
    selectors = value if isinstance(value, list) else [value]
    texts = []
    for selector in selectors:
        if isinstance(selector, Mapping):  # from one element to another
            selector = " .. ".join(str(each) for each in selector.values())
        if not isinstance(selector, str):
            raise ValueError("select is neither a selector nor a range")
        texts.append(selector)
    return tuple(texts)
