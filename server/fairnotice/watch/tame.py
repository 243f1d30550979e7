"""HTML that may be hostile -> HTML that parses in bounded time and memory, with the same text in the same order.

A page of 200 KB can make an HTML5 parser build 20 GB: the standard reopens unclosed formatting elements in every
later paragraph (HTML, 13.2.4.3), and deep trees cost the square of their depth. So what carries no text of a policy
is cut out before parsing: scripts and drawings, formatting tags, nesting deeper than any real page, tags of absurd
length. Each step reads the page once.
"""

from __future__ import annotations

import re

from fairnotice.watch.words import read_words

DEEPEST = 200
"""Nested elements; browsers stop at 512."""
LONGEST_TAG = 8_000
MOST_TAGS = 200_000
"""Tags of one page; the largest policies known have a tenth of it. What follows keeps its text only."""

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)[^<>]*>")


def tame(html: str) -> str:
    """Answer `html` without what makes parsing costly. Dropped tags of blocks leave a line break."""
    lists = read_words("page")
    formatting, ends_by_itself = frozenset(lists["formatting"]), frozenset(lists["ends_by_itself"])
    html = _cut(html.replace("\0", ""), "<!--", "-->")
    for name in lists["dropped"]:
        html = _cut(html, f"<{name}", f"</{name}")
    depth = count = 0

    def keep(match: re.Match[str]) -> str:
        nonlocal depth, count
        closes, name = match.group(1), match.group(2).lower()
        if name in formatting:
            return ""
        count += 1
        if count > MOST_TAGS:
            return " "
        tag = match.group() if len(match.group()) <= LONGEST_TAG else f"<{closes}{name}>"
        if name in ends_by_itself:
            return tag
        if closes:
            depth = max(0, depth - 1)
            return tag if depth < DEEPEST else "<br>"
        depth += 1
        return tag if depth <= DEEPEST else "<br>"

    return _TAG.sub(keep, html)


def _cut(html: str, start: str, end: str) -> str:
    """Leave out everything from a `start` to the next `end`; an element without an end goes to the end of the page."""
    low = html.lower()
    if len(low) != len(html):
        # The Turkish capital I becomes two letters; then only what is written in small letters is found.
        low = html
    is_element = start[-1].isalpha()
    kept, position = [], 0
    while (begin := low.find(start, position)) >= 0:
        behind = begin + len(start)
        if is_element and low[behind : behind + 1].isalnum():
            kept.append(html[position:behind])
            position = behind
            continue
        kept.append(html[position:begin])
        stop = low.find(end, behind)
        if stop < 0:
            return "".join(kept)
        position = stop + len(end)
        if is_element:
            position = low.find(">", position) + 1 or len(html)
    return "".join([*kept, html[position:]])
