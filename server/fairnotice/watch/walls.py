"""Whether a page is the wall that a site puts up against programs, in place of the page that was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fairnotice.watch.extract import decode, extract
from fairnotice.watch.faults import SHORT
from fairnotice.watch.reading import read
from fairnotice.watch.words import read_words

_LOOKED_AT = 300_000
"""Bytes of a page in which the marks of a wall stand."""


def is_wall(headers: Mapping[str, str], body: bytes) -> bool:
    """Say whether the site turned us away as a program. `headers` have names in small letters.

    Sites load the scripts of their wall into every page, so the marks count only where hardly any text is.
    """
    walls = read_words("walls")
    if any(name in headers and said in headers[name].lower() for name, said in walls["headers"].items()):
        return True
    page = decode(body[:_LOOKED_AT]).lower()
    if not any(mark in page for mark in walls["marks"]):
        return False
    return read(extract(body[:_LOOKED_AT]), date.min).words < SHORT
