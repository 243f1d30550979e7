"""What may be taken over from a collection of others: a fact, where it stands, and under which licence."""

from __future__ import annotations

from dataclasses import dataclass

EASY, MEDIUM, HARD, LIMITED, IMPOSSIBLE = DIFFICULTIES = ("easy", "medium", "hard", "limited", "impossible")


@dataclass(frozen=True)
class Origin:
    """A collection: who publishes it, what it is, where, and the licence of its data."""

    publisher: str
    title: str
    url: str
    licence: str

    @property
    def name(self) -> str:
        """How a proposal and its fields name it."""
        return f"{self.publisher} ({self.licence})"


@dataclass(frozen=True)
class Fact:
    """One fact of one entry. `hosts` are those that the entry is about, as it writes them."""

    origin: Origin
    file: str
    entry: str
    hosts: tuple[str, ...]

    @property
    def seen_in(self) -> str:
        """Where the fact was seen, for maintainers."""
        return f'{self.origin.name}, entry "{self.entry[:80]}" in {self.file[:80]}: {self.origin.url}'


@dataclass(frozen=True)
class Deletion(Fact):
    """The page on which an account is deleted, or that tells how; `difficulty` is one of DIFFICULTIES."""

    url: str
    difficulty: str


@dataclass(frozen=True)
class Contact(Fact):
    """An address that takes requests about personal data: a mail address (mailto:) or a form."""

    url: str
    regions: tuple[str, ...]
    confidence: str


@dataclass(frozen=True)
class PolicyPage(Fact):
    """A document to watch, and the parts of its page that hold its text (CSS selectors)."""

    kind: str
    url: str
    selectors: tuple[str, ...]


@dataclass(frozen=True)
class OtherHost(Fact):
    """Another host of the same service: one that takes the same sign-in, or its new name."""

    host: str
    is_new_name: bool
