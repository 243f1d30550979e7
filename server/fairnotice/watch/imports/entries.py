"""The files of a collection as entries, each with its place; what is no entry is a fault and the rest goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fairnotice.errors import Fault, Invalid, Misconfigured

Entry = tuple[str, str, Mapping[str, Any]]
"""File, name of the entry, and what it says."""


def read_entries(path: Path, *, name: str, each_is_a_file: bool = False) -> Iterator[Entry | Fault]:
    """Answer the entries of a JSON array, or of the files of a folder; `name` is the key that names one.

    With `each_is_a_file` a file holds one entry, or an array of them. Raises `Misconfigured` when there is nothing to
    read, `Invalid` when the one file that was named cannot be read.
    """
    if path.is_dir():
        paths = sorted(path.glob("*.json"))
        if not paths:
            raise Misconfigured(f"The folder {path} holds no file (*.json).")
    elif path.exists():
        paths = [path]
    else:
        raise Misconfigured(f"There is no file or folder {path}.")
    for file in paths:
        try:
            found = json.loads(file.read_bytes())
        except (ValueError, RecursionError, OSError) as error:
            fault = Fault(file.name, "", f"is not JSON that can be read: {error}")
            if len(paths) == 1:
                raise Invalid(str(fault), [fault]) from None
            yield fault
            continue
        if each_is_a_file and isinstance(found, Mapping):
            found = [found]
        if not isinstance(found, list):
            yield Fault(file.name, "", "is not a list of entries")
            continue
        for number, entry in enumerate(found, 1):
            if not isinstance(entry, Mapping):
                yield Fault(file.name, f"number {number}", "is not an object")
                continue
            called = entry.get(name)
            yield file.name, called if isinstance(called, str) and called else f"number {number}", entry


def take_texts(entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Answer a text or a list of texts of an entry; raise ValueError for anything else. Missing is empty."""
    value = entry.get(key, [])
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) and text for text in texts):
        raise ValueError(f"{key} is not a list of texts")
    return tuple(texts)


def take_text(entry: Mapping[str, Any], key: str) -> str:
    """Answer a text of an entry, "" when it is missing; raise ValueError for anything else."""
    value = entry.get(key, "")
    if not isinstance(value, str):
        raise ValueError(f"{key} is not a text")
    return value.strip()
