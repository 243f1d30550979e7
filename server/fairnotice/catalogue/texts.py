"""What a text of the catalogue may hold: plain sentences, no markup, nothing invisible."""

from __future__ import annotations

import re
import unicodedata

# Control characters, soft hyphen, zero-width characters, bidirectional marks, embeddings, overrides and isolates
# (UAX 9), line and paragraph separators, variation of the byte-order mark: none of them is seen by a reviewer.
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
_HTML = re.compile(r"</?[a-zA-Z][^>]*>|&(?:[a-z]+|#x?[0-9a-fA-F]+);", re.I)
_MARKDOWN = re.compile(r"\*\*|__|`|\[[^\]]*\]\(|^#+ |^[-*] |^\d+\. ")


def holds_hidden_characters(text: str) -> bool:
    """Say whether a character of `text` is not seen by a reader: control, zero-width, direction, half a pair."""
    return bool(_INVISIBLE.search(text)) or any("\ud800" <= c <= "\udfff" for c in text)


def find_text_fault(text: str, *, limit: int) -> str | None:
    """Say why `text` may not be shown to people, or None when it may. `limit` counts characters."""
    if not text:
        return "is empty"
    if len(text) > limit:
        return f"has {len(text)} characters, {limit} are allowed"
    if holds_hidden_characters(text) or any(unicodedata.category(c) in ("Co", "Cn") for c in text):
        return "holds control, direction or invisible characters"
    if unicodedata.normalize("NFC", text) != text:
        return "is not in Unicode normal form C"
    if text != text.strip() or "  " in text:
        return "has spaces at an end, or two in a row"
    if _HTML.search(text):
        return "holds HTML; write plain text"
    if _MARKDOWN.search(text):
        return "holds Markdown; write plain text"
    if "!" in re.sub(r'"[^"]*"', "", text):
        return "holds an exclamation mark"
    return None
