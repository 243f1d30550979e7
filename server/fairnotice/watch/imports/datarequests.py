"""datarequests.org, companies/*.json: where requests about personal data are sent (datenanfragen/data, schema.json)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from fairnotice.catalogue.hosts import host_of_url
from fairnotice.errors import Fault
from fairnotice.watch.imports.entries import read_entries, take_text, take_texts
from fairnotice.watch.imports.facts import Contact, Fact, Origin

ORIGIN: Final = Origin(
    "datarequests.org",
    "datarequests.org: privacy contacts of companies",
    "https://github.com/datenanfragen/data",
    "CC0-1.0",
)
CONFIDENCE: Final = {"tested": "high", "verified": "medium", "imported": "medium", "scraped": "low"}
EVERYWHERE: Final = ("EU", "EEA", "UK", "CH")
"""What `all` means there: the countries with the right to ask (GDPR and its like)."""


def read(path: Path) -> Iterator[Fact | Fault]:
    """Answer the mail addresses and forms of the companies in a folder of files, or in one array."""
    for found in read_entries(path, name="slug", each_is_a_file=True):
        if isinstance(found, Fault):
            yield found
            continue
        file, name, entry = found
        try:
            mail, form = take_text(entry, "email"), take_text(entry, "webform")
            countries = take_texts(entry, "relevant-countries")
            quality = take_text(entry, "quality") or "verified"
            # Never by the mail address: a company may have its mail with somebody else.
            hosts = tuple(filter(None, map(host_of_url, (take_text(entry, "web"), form))))[:1]
            if not (mail or form):
                continue  # reached by letter only: nothing to link to
            if quality not in CONFIDENCE:
                raise ValueError(f"quality {quality!r} is not one of {', '.join(CONFIDENCE)}")
        except ValueError as error:
            yield Fault(file, name, str(error))
            continue
        regions = EVERYWHERE if "all" in countries or not countries else tuple(map(_write_region, countries))
        for url in filter(None, (form, f"mailto:{mail}" if mail else "")):
            yield Contact(ORIGIN, file, name, hosts, url, regions, CONFIDENCE[quality])


def _write_region(country: str) -> str:
    return "UK" if country == "gb" else country.upper()
