"""Two fetches of the same policy -> the same blocks: everything goes that changes while no sentence does.

Each rule stands for a kind of false alarm seen in real histories of policies: relative dates and date stamps, what
hangs on a link's address, invisible characters, counters of readers, quotes, dashes and spaces. Order is kept, since
a reader of the difference needs it; comparison and fingerprint (reading.py) are what ignore it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from fairnotice.watch.blocks import Block, Kind
from fairnotice.watch.dates import MONTH_ONLY, RELATIVE, find_dates, write_iso
from fairnotice.watch.spelling import list_written
from fairnotice.watch.words import find_phrase, join_phrases

_QUOTES = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′´`ʼ", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "•": " ",
        "·": " ",
    }
)
_SECTION = re.compile(r"\A(?:(?:\(?\d{1,3}(?:\.\d{1,3}){0,3}[.)]|\d{1,3}(?:\.\d{1,3}){1,3})\s+)+(?=\S)")
_ADDRESS = re.compile(r"\b((?:https?://|www\.)+)([^\s<>\"'()\[\]]+)", re.I)
_MISREAD = re.compile(
    r"[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
    r"{1,3}"
)
"""UTF-8 that a server called Windows-1252: â€™ for an apostrophe."""
_COUNTER = re.compile(
    r"\W*\d[\d.,\s]*(?:k|m)?\s*(?:(?:out of|of|von|sur|de|/)\s*\d[\d.,\s]*)?"
    r"(?:%|people |persons |users |readers |personen |personnes |personas |pessoas )?"
    rf"[^.]{{0,40}}\b(?:{join_phrases('counter')})\b[^.]{{0,20}}\Z",
    re.I,
)
_OPENS = re.compile(rf"\s*\(?(?:{join_phrases('opens')})\)?", re.I)
_BARE_STAMP = re.compile(rf"\W*(?:(?:{join_phrases('stamp_only')})\b\W*){{1,5}}\Z", re.I)
_SAYS = re.compile(r"[^\W_]")
STAMP_LONGEST = 160
"""Characters of the longest line that can be no more than a date stamp."""
STAMP_WORDS = 14
MOST_PASSES = 20


def normalise(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Answer `blocks` in the form in which two versions can be compared: idempotent, in the same order.

    Blocks that are no more than a date stamp or a counter are left out; `find_stamps` answers those.
    """
    plain = (Block(block.kind, _settle(block)) for block in blocks)
    return tuple(block for block in plain if _SAYS.search(block.text) and not _is_counted(block.text))


def find_stamps(blocks: Iterable[Block]) -> tuple[str, ...]:
    """Answer the date stamps among `blocks`, such as "Last updated: 2024-03-03", in order."""
    short = (_settle(block) for block in blocks if len(block.text) <= STAMP_LONGEST)
    return tuple(text for text in short if is_stamp(text))


def _settle(block: Block) -> str:
    # Removing a piece can complete another one ("e" + soft hyphen + accent), so until nothing moves.
    text = block.text
    for _ in range(MOST_PASSES):
        again = _clean(text, block.kind)
        if again == text:
            break
        text = again
    return text


def _is_counted(text: str) -> bool:
    return is_stamp(text) or bool(_COUNTER.match(text))


def _clean(text: str, kind: Kind) -> str:
    text = unicodedata.normalize("NFKC", _MISREAD.sub(_reread, text)).translate(_QUOTES)
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " * c.isspace() for c in text)
    text = _ADDRESS.sub(_shorten, " ".join(text.split()))
    text = " ".join(_OPENS.sub("", RELATIVE.sub("", write_iso(text))).split())
    # Sections are counted anew; in a cell a number is a figure.
    return text if kind == "cell" else _SECTION.sub("", text)


def _reread(match: re.Match[str]) -> str:
    try:
        return match.group().encode("cp1252").decode("utf-8")
    except UnicodeError:
        return match.group()


def _shorten(match: re.Match[str]) -> str:
    address, end = match.group(2), ""
    while address and address[-1] in ".,;:!?'":
        address, end = address[:-1], address[-1] + end
    host, slash, path = re.split(r"[?#]", address, maxsplit=1)[0].partition("/")
    return f"{host.lower().removeprefix('www.')}{slash}{path}".rstrip("/") + end


def is_stamp(text: str) -> bool:
    """Say whether `text` is a line such as "Last updated: 3 March 2024": a date or its place, and little else."""
    if len(text) > STAMP_LONGEST or find_phrase("coming").search(text):
        return False
    words = list_written(text)
    dates = list(find_dates(text))
    rest = text
    for found in reversed(dates):
        rest = rest[: found.start] + rest[found.end :]
    if dates and not re.search(r"[^\W\d_]", rest):
        return True
    if len(words) > STAMP_WORDS or not find_phrase("stamp").search(text):
        return False
    return bool(dates or RELATIVE.search(text) or MONTH_ONLY.search(text) or _BARE_STAMP.match(text))
