"""Markdown and plain text -> blocks: the form in which archives keep versions of policies.

Not a CommonMark parser. A version is compared with another one from the same writer, so it matters that the same
words always give the same blocks, and that marks (emphasis, escapes, list numbers, addresses of links and pictures)
never count as words. Anything not understood stays as text: a word lost would be a change not seen.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from fairnotice.watch.blocks import Block, Kind

# Lengths are bounded where a mark that never closes would otherwise be looked for again and again.
_ADDRESS = r"\((?:<[^>\n]{0,2000}>|[^()\n]|\([^()\n]{0,2000}\))*\)"
_IMAGE = re.compile(r"!\[[^\]\n]{0,1000}\]" + _ADDRESS)
_LINK = re.compile(r"(?<![\\\]])\[((?:[^\[\]\\\n]|\\.|\[[^\[\]\n]{0,500}\]){0,3000})\]" + _ADDRESS)
_EMPTY_LINK = re.compile(r"\[\s{0,20}\]" + _ADDRESS)
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,2000}>")
_BREAK = re.compile(r"<br\s*/?>|<li[^<>\n]*>|</?(?:p|div|ul|ol)(?:\s[^<>\n]*)?>", re.I)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~&=:])")
_EMPHASIS = re.compile(r"(\*{1,3}|~~|`+|(?<![^\W_])_{1,3}(?=\S)|(?<=\S)_{1,3}(?![^\W_]))")
_QUOTE = re.compile(r"\s*>[>\s]*")
_RULE = re.compile(r"\s*(?:[-*_=~•·|]\s*)+\Z")
_HEADING = re.compile(r"\s*#{1,6}\s+")
_ITEM = re.compile(r"\s*(?:[*+•·‣◦▪●○-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,6})(?:\\?[.)])(?=\s))\s*(?=\S)")
_UNDERLINE = re.compile(r"\s*(?:={2,}|-{2,})\s*\Z")
# Private-use characters that stand for a link, and for an escape that is not to be read as a mark.
_HELD = "\ue000"
_KEPT = "\ue001"


def read_markdown(text: str) -> tuple[Block, ...]:
    """Answer the blocks of `text`, which may be Markdown, plain text, or a mix with bits of HTML."""
    return tuple(_read(text))


def _read(text: str) -> Iterator[Block]:
    pending: list[str] = []
    kind: Kind = "paragraph"
    for line in [*_lines(text), ""]:
        if _UNDERLINE.match(line) and pending:
            yield from _finish("heading", pending)
        elif not line.strip() or _RULE.match(line):
            yield from _finish(kind, pending)
        elif line.lstrip().startswith("|"):
            yield from _finish(kind, pending)
            yield from _read_row(line)
        elif heading := _HEADING.match(line):
            yield from _finish(kind, pending)
            yield from _finish("heading", [line[heading.end() :].rstrip().rstrip("#")])
        elif item := _ITEM.match(line):
            yield from _finish(kind, pending)
            rest, kind = line[item.end() :], "item"
            while again := _ITEM.match(rest):
                rest = rest[again.end() :]
            if heading := _HEADING.match(rest):
                rest, kind = rest[heading.end() :], "heading"
            pending = [rest]
            continue
        else:
            # Two spaces at the end are a hard line break.
            pending.append(line.rstrip() + "<br>" if line.endswith("  ") else line)
            continue
        pending, kind = [], "paragraph"


def _lines(text: str) -> list[str]:
    return [
        line[quote.end() :] if (quote := _QUOTE.match(line)) else line
        for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ]


def _read_row(line: str) -> Iterator[Block]:
    # Cells and the lines inside them are blocks of their own: tables are laid out anew without a word changing.
    for cell in re.split(r"(?<!\\)\|", line.strip().strip("|")):
        for part in _BREAK.split(cell):
            if not _RULE.match(part):
                item = _ITEM.match(part)
                yield from _finish("cell", [part[item.end() :] if item else part])


def _finish(kind: Kind, lines: list[str]) -> Iterator[Block]:
    for part in _BREAK.split(" ".join(lines)):
        plain = _plain(part)
        if plain:
            yield Block("link" if kind != "heading" and _holds_only_links(part) else kind, plain)


def _holds_only_links(text: str) -> bool:
    bare = _LINK.sub(_HELD, _IMAGE.sub("", text))
    return _HELD in bare and not re.search(r"[^\W_]", bare)


def _plain(text: str) -> str:
    text = _EMPTY_LINK.sub(" ", _IMAGE.sub(" ", text))
    text = _LINK.sub(r"\1", _LINK.sub(r"\1", text))
    text = _TAG.sub("", text)
    text = _ESCAPE.sub(lambda match: match.group(1) if match.group(1) not in "*_`" else _KEPT + match.group(1), text)
    text = re.sub(f"(?<!{_KEPT})(?:{_EMPHASIS.pattern})", "", text).replace(_KEPT, "")
    return " ".join(html.unescape(text).split())
