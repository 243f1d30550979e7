"""New facts as draft proposals, one for each platform, with what was taken from where said beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from fairnotice.store.contract import Store
from fairnotice.watch.imports.facts import Contact, Deletion, Fact, Origin, OtherHost, PolicyPage
from fairnotice.watch.imports.matching import Found
from fairnotice.workflow import reviewing
from fairnotice.workflow.actors import Actor
from fairnotice.workflow.catalogue_files import find_open, offer
from fairnotice.workflow.wording import show_hidden

MAX_TEXT = 1900
"""Characters of a comment, with room for its last line; see reviewing.MAX_COMMENT."""


def propose(
    store: Store, actor: Actor, origin: Origin, found: Found, *, now: datetime
) -> Iterator[tuple[str, int, bool]]:
    """Make the drafts; answer platform, number and whether it is a new one, each when it is made.

    A draft that is open with the same content by the same author is not made again.
    """
    known = find_open(store, actor.name)
    title = f"Facts from {origin.name}"
    for id, (facts, change) in found.new.items():
        number, is_made = offer(store, actor, change, known, title=title, mark=None, is_draft=True, now=now)
        if is_made:
            reviewing.comment(store, actor, number, describe(origin, facts), now=now)
        yield id, number, is_made


def describe(origin: Origin, facts: Sequence[Fact]) -> str:
    """Answer which facts were taken from where, and under which licence, as a comment."""
    text = f"Taken over from {origin.name}, {origin.url}. Check each of them."
    for number, fact in enumerate(facts):
        line = "\n" + show_hidden(f"{write_fact(fact)}; entry {fact.entry[:80]} in {fact.file[:80]}")
        if len(text) + len(line) > MAX_TEXT:
            return f"{text}\nand {len(facts) - number} more."
        text += line
    return text


def write_fact(fact: Fact) -> str:
    """Answer a fact as a line."""
    match fact:
        case Deletion():
            return f"deletion ({fact.difficulty}): {fact.url}"
        case Contact():
            return f"requests: {fact.url}"
        case PolicyPage():
            at = f", at {', '.join(fact.selectors)[:200]}" if fact.selectors else ""
            return f"{fact.kind} policy: {fact.url}{at}"
        case OtherHost():
            return f"{'new name' if fact.is_new_name else 'same sign-in'}: {fact.host}"
    raise TypeError(f"{type(fact).__name__} is no kind of fact.")
