"""Blocks -> sentences: the pieces of a policy that can be added, removed, rewritten or moved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from fairnotice.watch.blocks import Block
from fairnotice.watch.spelling import list_words

Weight = Literal["prose", "entry", "cell", "heading", "scrap"]
"""What a piece can say: `prose` is a sentence; `entry` is a line of a list and `cell` one of a table, such as a kind
of data or a recipient; `heading` names what follows; `scrap` is a menu, a button, a line of an address: it binds
nobody."""

LONGEST = 2_000
"""Characters of one piece; the longest real sentences of policies stay below."""
SAYING = ("prose", "entry", "cell")
"""The weights of what a policy says."""

_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]*[A-ZÀ-ÞА-Я0-9])|(?<=[。！？])")
_NOT_END = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|inc|ltd|co|corp|llc|no|nos|art|sec|para|vs|mr|mrs|ms|dr|st|u\.s|u\.k|e\.u|d\.b\.a|z\.b|bzw|abs|"
    r"nr|ggf|usw|ca|p\.ej|ex|b\.v|n\.v|s\.a|v|approx|incl)|\b[A-Z]|\A\W*\w{1,3})\.[\"')\]]*\Z",
    re.I,
)
PROSE_WORDS = 6
"""Words that make a sentence, also where its end is not marked."""
LINE_WORDS = 12
"""Words below which a line of a list or table is one thing in a row, not a sentence."""


@dataclass(frozen=True)
class Sentence:
    """One piece of a document: its text as normalised, its words, and what a change to it can mean."""

    text: str
    words: tuple[str, ...]
    weight: Weight


def split_sentences(blocks: Iterable[Block]) -> Iterator[Sentence]:
    """Yield the sentences of normalised `blocks` in order."""
    for block in blocks:
        for text in _split(block.text) if block.kind in ("paragraph", "item", "cell") else [block.text]:
            for piece in _cut(text):
                words = tuple(list_words(piece))
                if words:
                    yield Sentence(piece, words, _weigh(block, piece, words))


def _split(text: str) -> Iterator[str]:
    start = 0
    for match in _END.finditer(text):
        if not _NOT_END.search(text[max(start, match.start() - 20) : match.start()]):
            yield text[start : match.end()].strip()
            start = match.end()
    if text[start:].strip():
        yield text[start:].strip()


def _cut(text: str) -> Iterator[str]:
    """Yield pieces short enough to be aligned word by word: a page in one line has one sentence of its whole length."""
    start = 0
    while len(text) - start > LONGEST:
        end = text.rfind(" ", start, start + LONGEST) + 1 or start + LONGEST
        yield text[start:end].strip()
        start = end
    yield text[start:]


def _weigh(block: Block, text: str, words: tuple[str, ...]) -> Weight:
    if block.kind == "heading":
        return "heading"
    if block.kind == "link":
        return "scrap"
    if block.kind in ("item", "cell") and len(words) < LINE_WORDS:
        return "entry" if block.kind == "item" else "cell"
    is_sentence = len(words) >= PROSE_WORDS or (len(words) >= 4 and text.rstrip("\"')")[-1:] in (*".!?;",))
    return "prose" if is_sentence else "scrap"
