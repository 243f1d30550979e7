"""Which day a text names, and whether it is the day on which something takes effect.

Dates are only read where the text leaves no choice: 04/05/2023 is a day in April or in May, so it is nobody's date,
while 06-21-2023 can only be June. A month without a day is no date either. A wrong date in a notice does more harm
than none, because readers plan by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fairnotice.watch.words import find_phrase

_MONTHS = (
    "january jan januar jänner janvier janv enero ene janeiro",
    "february feb februar février fevrier févr febrero fevereiro",
    "march mar märz maerz mars marzo março marco",
    "april apr avril avr abril abr",
    "may mai mayo maio",
    "june jun juni juin junio junho",
    "july jul juli juillet juil julio julho",
    "august aug août aout agosto ago",
    "september sep sept septembre septiembre setiembre setembro",
    "october oct oktober okt octobre octubre outubro",
    "november nov novembre noviembre novembro",
    "december dec dezember dez décembre decembre déc diciembre dic dezembro",
)
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_MONTH = r"(?:" + "|".join(sorted(_MONTH_OF, key=len, reverse=True)) + r")\.?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|º|o|\.)?"
_YEAR = r"(?:19|20)\d\d"
_DATE = re.compile(
    rf"(?<![\w.])(?:(?P<m1>{_MONTH})\s*(?P<d1>{_DAY}),?\s+(?P<y1>{_YEAR})"
    rf"|(?P<d2>{_DAY})[\s-]+(?:of\s+|de\s+)?(?P<m2>{_MONTH}),?[\s-]+(?:de\s+|del\s+|of\s+)?(?P<y2>{_YEAR})"
    rf"|(?P<y3>{_YEAR})(?P<s3>[-/.])(?P<m3>\d\d?)(?P=s3)(?P<d3>\d\d?)"
    rf"|(?P<a4>\d\d?)(?P<s4>[-/.])(?P<b4>\d\d?)(?P=s4)(?P<y4>{_YEAR}))(?![\w-])",
    re.I,
)
MONTH_ONLY = re.compile(rf"\b{_MONTH},? (?:de )?{_YEAR}\b", re.I)
"""A month without its day: enough for a stamp, not for a date."""
RELATIVE = re.compile(
    r"\b(?:(?:about|over|almost|more than)\s+)?(?:an?|one|\d+)\s+(?:second|minute|hour|day|week|month|year)s?\s+ago\b"
    r"|\bvor\s+(?:\d+|einem|einer)\s+(?:Sekunde|Minute|Stunde|Tag|Woche|Monat|Jahr)(?:e?n?)\b"
    r"|\bil y a\s+(?:\d+|une?)\s+(?:seconde|minute|heure|jour|semaine|mois|an)s?\b"
    r"|\bh(?:ace|á)\s+(?:\d+|una?|uma?)\s+(?:segundo|minuto|hora|d[ií]a|semana|mes|mês|año|ano)(?:e?s)?\b",
    re.I,
)
"""A time counted from the day of reading, such as "22 days ago"."""

_NEAR = 70
"""Characters beside a date in which the words stand that say what it is."""


@dataclass(frozen=True)
class Found:
    """A date and where in the text it stands (start and end, in characters)."""

    day: date
    start: int
    end: int


def find_dates(text: str) -> Iterator[Found]:
    """Yield the dates of `text` in order; what could be two different days is left out."""
    for match in _DATE.finditer(text):
        day = _read(match)
        if day is not None:
            yield Found(day, match.start(), match.end())


def _read(match: re.Match[str]) -> date | None:
    part = match.groupdict()
    if part["a4"]:
        month, day, year = int(part["a4"]), int(part["b4"]), part["y4"]
        # The day comes first where the month cannot, and with points, as every language that uses them writes it.
        if part["s4"] == "." or month > 12:
            month, day = day, month
        elif day <= 12 and day != month:
            return None
    elif part["y3"]:
        month, day, year = int(part["m3"]), int(part["d3"]), part["y3"]
    else:
        month = _MONTH_OF[(part["m1"] or part["m2"]).lower().rstrip(".")]
        year = part["y1"] or part["y2"]
        day = int(re.sub(r"\D", "", part["d1"] or part["d2"]))
    try:
        return date(int(year), month, day)
    except ValueError:
        return None


def write_iso(text: str) -> str:
    """Answer `text` with every date it names written as 2026-01-15."""
    for found in reversed(list(find_dates(text))):
        text = f"{text[: found.start]}{found.day.isoformat()}{text[found.end :]}"
    return text


def find_effective(text: str) -> Iterator[date]:
    """Yield the days of which `text` (a sentence or a stamp) says that something starts or stops to apply then.

    The words between two dates belong to the later one ("Effective: 28 June. Last revised: 29 May."), those behind a
    date only when none stand before it ("On 3 November, we are updating ..."). "Effective until 15 January" counts: on
    a page with the old and the new text it names the first day of the new one.
    """
    last = 0
    for found in find_dates(text):
        before = text[max(last, found.start - _NEAR) : found.start]
        effects = list(find_phrase("takes_effect").finditer(before))
        updates = list(find_phrase("updated").finditer(before))
        if effects:
            if not updates or updates[-1].start() < effects[-1].start():
                yield found.day
        elif not updates and re.search(r"\b(?:on|from|am|ab|le|el|em|starting|beginning)\W*\Z", before, re.I):
            after = text[found.end : found.end + _NEAR]
            if find_phrase("takes_effect").search(after):
                yield found.day
        last = found.end


def find_updated(text: str) -> Iterator[date]:
    """Yield the days of "last updated" stamps in `text`."""
    last = 0
    for found in find_dates(text):
        if find_phrase("updated").search(text[max(last, found.start - _NEAR) : found.start]):
            yield found.day
        last = found.end
