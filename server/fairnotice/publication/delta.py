"""Deltas: what changed between two editions, and how to apply it (PROTOCOL.md, section 1)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fairnotice.errors import Untrusted
from fairnotice.publication.records import Line, read_line

OFFERED = 64
"""How many earlier editions get a delta to the newest."""


@dataclass(frozen=True)
class Change:
    """One record's change: the hash (hex) of its line before, and its line after; None where there is none."""

    id: str
    before: str | None
    after: str | None


def compare(old: Mapping[str, str], new: Mapping[str, str]) -> list[Change]:
    """Answer the changes, in order of id, from `old` to `new` (each: record id -> line)."""
    changes = []
    for key in sorted(old.keys() | new.keys()):
        before, after = old.get(key), new.get(key)
        if before != after:
            changes.append(Change(key, None if before is None else hash_line(before), after))
    return changes


def fold(steps: Iterable[Sequence[Change]]) -> list[Change]:
    """Join consecutive changes (oldest first) into one; what came back to where it was drops out."""
    first: dict[str, str | None] = {}
    last: dict[str, str | None] = {}
    for step in steps:
        for change in step:
            first.setdefault(change.id, change.before)
            last[change.id] = change.after
    joined = []
    for key in sorted(last):
        after = last[key]
        if first[key] != (None if after is None else hash_line(after)):
            joined.append(Change(key, first[key], after))
    return joined


def write_delta(changes: Iterable[Change], *, from_edition: int, to_edition: int, pack: str) -> bytes:
    """Answer the delta file of `changes`."""
    rows: list[Any] = [{"from": from_edition, "to": to_edition, "pack": pack}]
    rows += [["-", change.id] if change.after is None else ["+", change.after] for change in changes]
    return "".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows).encode("ascii")


def apply_delta(held: Iterable[Line], delta: bytes, *, from_edition: int, to_edition: int, pack: str) -> list[Line]:
    """Answer the lines after `delta`, sorted by id. The caller compares the digest; only that makes them good.

    Raises `Untrusted` when the file is not a delta of this pack between these editions.
    """
    lines = {line.id: line for line in held}
    try:
        rows = _read_rows(delta)
        if rows[0] != {"from": from_edition, "to": to_edition, "pack": pack}:
            raise Untrusted(f"The delta is for {rows[0]}, not from {from_edition} to {to_edition} of {pack}.")
        last = ""
        for sign, value in rows[1:]:
            if sign == "+":
                line = read_line(value)
                lines[line.id] = line
            elif sign == "-":
                line = lines.pop(value)
            else:
                raise Untrusted(f"The delta holds the unknown step {sign!r}.")
            if line.id <= last:
                raise Untrusted(f"The delta is not in order of id at {line.id}.")
            last = line.id
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise Untrusted(f"The delta is cut or altered: {error}") from None
    return sorted(lines.values())


def _read_rows(delta: bytes) -> list[Any]:
    text = delta.decode("ascii")
    if not text.endswith("\n"):
        raise ValueError("it does not end with a line")
    # Not splitlines(), which also splits at characters that do not end a line of JSON.
    return [json.loads(row) for row in text[:-1].split("\n")]


def hash_line(text: str) -> str:
    """Answer the hex SHA-256 of a line."""
    return hashlib.sha256(text.encode("ascii")).hexdigest()
