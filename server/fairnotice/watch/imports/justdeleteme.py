"""JustDeleteMe, sites.json: where an account is deleted and how hard that is (jdm-contrib/jdm, CONTRIBUTING.md)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from fairnotice.catalogue.hosts import host_of_url
from fairnotice.errors import Fault
from fairnotice.watch.imports.entries import read_entries, take_text, take_texts
from fairnotice.watch.imports.facts import DIFFICULTIES, Deletion, Fact, Origin

ORIGIN: Final = Origin(
    "JustDeleteMe",
    "JustDeleteMe: direct links to account deletion",
    "https://github.com/jdm-contrib/jdm/blob/master/_data/sites.json",
    "MIT",
)


def read(path: Path) -> Iterator[Fact | Fault]:
    """Answer the deletion pages of the file. Its notes are sentences of others and stay where they are."""
    for found in read_entries(path, name="name"):
        if isinstance(found, Fault):
            yield found
            continue
        file, name, entry = found
        try:
            url, difficulty = take_text(entry, "url"), take_text(entry, "difficulty")
            hosts = take_texts(entry, "domains") or tuple(filter(None, [host_of_url(url)]))
            if not url:
                raise ValueError("has no url")
            if difficulty not in DIFFICULTIES:
                raise ValueError(f"difficulty {difficulty!r} is not one of {', '.join(DIFFICULTIES)}")
        except ValueError as error:
            yield Fault(file, name, str(error))
            continue
        yield Deletion(ORIGIN, file, name, hosts, url, difficulty)
