"""A document as the watchers see it: a row of blocks, whatever it was written in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["heading", "paragraph", "item", "cell", "link"]
"""`cell` is one cell of a table; `link` is a block that holds nothing but links, such as a menu."""


@dataclass(frozen=True)
class Block:
    """One heading, paragraph, list item, table cell or row of links, as one line of plain text."""

    kind: Kind
    text: str
