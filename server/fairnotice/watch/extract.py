"""A fetched page -> the blocks of its main text.

Where a maintainer gave CSS selectors for a document they decide. Else everything goes that a page repeats around its
text: navigation, header, footer, forms, cookie windows, what is hidden. Folded sections of a policy are hidden too,
so what is hidden and long stays. Pages are broken in every way: the tree is walked without recursion, and the charset
is believed only when the bytes agree with it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from fairnotice.errors import Invalid
from fairnotice.watch.blocks import Block, Kind
from fairnotice.watch.tame import tame
from fairnotice.watch.words import read_words

MOST_BLOCKS = 50_000
"""Blocks of one page; what follows is left out, and the page counts as read."""
FOLDED = 400
"""Characters from which hidden text is a folded section and no hint for a screen reader."""
WINDOW = 2_500
"""Characters up to which an element that is named like a cookie window is one."""
MAIN_SHARE = 0.4
"""Share of the page's text that an element must hold to be its main text."""

_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    **dict.fromkeys(("td", "th"), "cell"),
}
_SAYS = re.compile(r"[^\W_]")
_CHARSETS = (
    "utf-8",
    "utf-16",
    "iso8859",
    "cp12",
    "cp866",
    "cp874",
    "koi8",
    "mac-",
    "shift_jis",
    "cp932",
    "euc",
    "iso2022_jp",
    "gb",
    "big5",
)
_META_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]+)", re.I)


@dataclass(frozen=True)
class Selectors:
    """What a maintainer says about one document: CSS selectors of its text, and of what to leave out of it."""

    keep: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


def extract(page: bytes, *, charset: str | None = None, selectors: Selectors | None = None) -> tuple[Block, ...]:
    """Answer the blocks of the main text of `page` (HTML bytes); `charset` is the one that the server declared.

    A page on which a `keep` selector finds nothing has no blocks: it changed its shape, and that is a fault to be
    seen, not a text to be guessed. Raises `Invalid` for a selector that is none.
    """
    parser = LexborHTMLParser(tame(decode(page, charset)))
    chosen = selectors or Selectors()
    for selector in chosen.remove:
        _drop(_find(parser, selector))
    if chosen.keep:
        roots = _outermost([node for selector in chosen.keep for node in _find(parser, selector)])
    else:
        roots = _find_main(parser)
    blocks = []
    for root in roots:
        for block in _walk(root):
            blocks.append(block)
            if len(blocks) == MOST_BLOCKS:
                return tuple(blocks)
    return tuple(blocks)


def decode(page: bytes, charset: str | None = None) -> str:
    """Answer the text of `page`: by its byte-order mark, as UTF-8 when it is that, else as declared, else Windows-1252.

    Bytes beyond ASCII that form valid UTF-8 by chance are so rare that they outweigh any declaration.
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if page.startswith(mark):
            return page[len(mark) :].decode(name, "replace")
    try:
        return page.decode("utf-8")
    except UnicodeDecodeError as error:
        # A page that was cut inside a character is still UTF-8.
        if error.start >= len(page) - 4:
            return page.decode("utf-8", "replace")
    declared = _META_CHARSET.search(page[:4096])
    for label in (charset, declared.group(1).decode("ascii") if declared else None):
        found = _look_up(label) if label else None
        if found and found != "utf-8":
            return page.decode(found, "replace")
    text = page.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    # UTF-8 with a few broken bytes, or another charset that calls itself UTF-8.
    return text if sum(letter > "\x7f" for letter in text) > 2 * broken else page.decode("cp1252", "replace")


def _look_up(name: str) -> str | None:
    """Answer Python's name of a charset of the web, or None; Python also knows codecs that are no charsets."""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    if found in ("iso8859-1", "ascii"):
        # Encoding Standard, section 4.2: what calls itself Latin-1 or ASCII is Windows-1252.
        return "cp1252"
    return found if found.startswith(_CHARSETS) else None


def _find(parser: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return list(parser.css(selector))
    except (SelectolaxError, ValueError) as error:
        raise Invalid(f"{selector!r} is not a CSS selector: {error}") from None


def _drop(nodes: list[LexborNode]) -> None:
    for node in nodes:
        if node.parent is not None and node.tag not in ("html", "body"):
            node.remove()


def _find_main(parser: LexborHTMLParser) -> list[LexborNode]:
    body = parser.body
    if body is None:
        return []
    lists = read_words("page")
    whole = len(_text(body))
    windows = ", ".join(f"[{where}*='{name}' i]" for where in ("id", "class") for name in lists["windows"])
    _drop([node for node in parser.css(windows) if len(_text(node)) <= min(WINDOW, whole / 2)])
    _drop([node for node in parser.css(", ".join(lists["never"])) if len(_text(node)) <= whole / 2])
    _drop([node for node in parser.css(", ".join(lists["hidden"])) if len(_text(node)) < FOLDED])
    candidates = sorted(_outermost(parser.css(", ".join(lists["main"]))), key=lambda node: -len(_text(node)))
    if candidates and len(_text(candidates[0])) >= MAIN_SHARE * len(_text(body)):
        return [candidates[0]]
    _drop([node for node in parser.css(", ".join(lists["around"])) if len(_text(node)) <= whole / 2])
    return [body]


def _text(node: LexborNode) -> str:
    return node.text(deep=True) or ""


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    """Answer `nodes` without those that lie inside others, once each."""
    ids = {node.mem_id for node in nodes}
    held: dict[int, LexborNode] = {}
    for node in nodes:
        parent = node.parent
        while parent is not None and parent.mem_id not in ids:
            parent = parent.parent
        if parent is None:
            held[node.mem_id] = node
    return list(held.values())


def _walk(root: LexborNode) -> Iterator[Block]:
    """Yield the blocks below `root` in order, without recursion."""
    breaks = frozenset(read_words("page")["breaks"])
    pieces: list[tuple[str, bool]] = []
    kinds: list[Kind] = ["paragraph"]
    links = 0

    def finish() -> Iterator[Block]:
        text = " ".join("".join(piece for piece, _ in pieces).split())
        if text:
            is_link = kinds[-1] != "heading" and not any(
                is_linked is False and _SAYS.search(piece) for piece, is_linked in pieces
            )
            yield Block("link" if is_link and _SAYS.search(text) else kinds[-1], text)
        pieces.clear()

    node: LexborNode | None = root
    while node is not None:
        if node.is_text_node:
            pieces.append((node.text_content or "", links > 0))
        elif node.tag in breaks:
            yield from finish()
        if node.tag in _KINDS:
            kinds.append(_KINDS[node.tag])
        links += node.tag == "a"
        if node.first_child is not None:
            node = node.first_child
            continue
        while node is not None:
            if node.tag in breaks:
                yield from finish()
            if node.tag in _KINDS:
                kinds.pop()
            links -= node.tag == "a"
            if node.mem_id == root.mem_id:
                yield from finish()
                return
            if node.next is not None:
                node = node.next
                break
            node = node.parent
