"""A backup of a whole store as one file that checks itself when it is read.

The file is gzip over JSON lines: a header (format, time, counts), every document with its version, every entry of every
log with its number, and a trailer with the SHA-256 of all bytes before it. It finds accidents - a cut, a flipped bit, a
newer format - and no forgery: keep it where only you can write.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import IO, Any

from fairnotice.errors import InUse, Invalid, Misconfigured
from fairnotice.store.bodies import write_body
from fairnotice.store.contract import Document, Item, LogEntry, Store
from fairnotice.store.items import check_items

FORMAT = 1
LEVEL = 6
_DOCUMENT = {"collection": str, "id": str, "version": int, "body": dict}
_ENTRY = {"log": str, "number": int, "body": dict}

Step = Callable[[], None]
"""Told of every document and entry that is done."""


@dataclass(frozen=True)
class Header:
    """What a backup holds, and the moment it shows."""

    made_on: str
    documents: int
    entries: int

    @property
    def items(self) -> int:
        """How many documents and entries there are."""
        return self.documents + self.entries


Begin = Callable[[Header], Step]
"""Told what is coming; answers whom to tell of each part."""


def write_backup(store: Store, path: Path, *, now: datetime, begin: Begin) -> Header:
    """Write the store as it is at this moment to `path`, in one step; answer what it holds.

    Only its owner can read the file. `begin` is told what is coming. Raises `Misconfigured` when `path` exists.
    """
    with store.dump() as dump, _writing(path) as file:
        header = Header(now.strftime("%Y-%m-%dT%H:%M:%SZ"), dump.documents, dump.entries)
        step, digest = begin(header), hashlib.sha256()
        with gzip.GzipFile(fileobj=file, mode="wb", filename="", compresslevel=LEVEL, mtime=0) as packed:

            def write(line: Mapping[str, Any]) -> None:
                data = write_body(line).encode() + b"\n"
                digest.update(data)
                packed.write(data)

            counts = {"documents": header.documents, "entries": header.entries}
            write({"fairnotice_backup": FORMAT, "made_on": header.made_on, **counts})
            for name, item in dump.items:
                if isinstance(item, Document):
                    write({"collection": name, "id": item.id, "version": item.version, "body": item.body})
                else:
                    write({"log": name, "number": item.number, "body": item.body})
                step()
            write({"sha256": digest.hexdigest()})
    return header


def check_backup(path: Path) -> Header:
    """Read a backup to its end; answer what it holds. Raises `Invalid` when it is cut, altered or of a newer format."""
    with _opened(path) as (header, items):
        for _ in items:
            pass
    return header


def restore_backup(store: Store, path: Path, *, begin: Begin) -> Header:
    """Fill an empty store with a backup. It is read to its end before anything is written, and checked again then.

    Raises `Invalid` for a backup that does not hold, `Conflict` for a store that is not empty; nothing is written then.
    """
    header = check_backup(path)
    step = begin(header)
    with _opened(path) as (_, items):
        store.load(_count(items, step))
    return header


def copy_store(source: Store, target: Store, *, now: datetime, begin: Begin) -> Header:
    """Fill an empty store with what another holds at this moment. Raises `Conflict` for one that is not empty."""
    with source.dump() as dump:
        header = Header(now.strftime("%Y-%m-%dT%H:%M:%SZ"), dump.documents, dump.entries)
        if not header.items:
            raise Misconfigured("The store to copy from holds nothing; name the one that is in use.")
        target.load(_count(dump.items, begin(header)))
    return header


def _count(items: Iterator[Item], step: Step) -> Iterator[Item]:
    for item in items:
        yield item
        step()


@contextmanager
def _writing(path: Path) -> Iterator[IO[bytes]]:
    """Lend a file that takes the name `path` when all went well. What a killed process left half is written anew."""
    if path.exists():
        raise Misconfigured(f"{path} exists already; name another file, so that no backup is lost.")
    part = path.with_name(f".{path.name}.part")
    with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "wb") as file:
        try:
            flock(file, LOCK_EX | LOCK_NB)
            # Whoever held it a moment ago may have given this very file its final name.
            is_ours = os.fstat(file.fileno()).st_ino == part.stat().st_ino
        except (BlockingIOError, FileNotFoundError):
            is_ours = False
        if not is_ours:
            raise InUse(f"Another process is writing {path}; wait until it is done.")
        try:
            os.fchmod(file.fileno(), 0o600)
            file.truncate(0)
            yield file
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            part.unlink()
            raise
        part.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Header, Iterator[Item]]]:
    """Lend the header and the items of a backup; the items check the file while they are read."""
    try:
        with gzip.open(path) as file:
            first = file.readline()
            header = _read_header(path, first)
            yield header, check_items(_read_items(path, header, first, file))
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise _refuse(path, "it is cut off or altered") from None
    except ValueError as error:
        raise _refuse(path, f"it is altered ({error})") from None


def _read_header(path: Path, line: bytes) -> Header:
    fields = _read_line(path, line)
    found = fields.get("fairnotice_backup")
    if not isinstance(found, int):
        raise _refuse(path, "it is no backup of Fairnotice")
    if found > FORMAT:
        raise _refuse(path, f"a newer Fairnotice made it (format {found}, this one reads {FORMAT}); use that one")
    try:
        return Header(str(fields["made_on"]), int(fields["documents"]), int(fields["entries"]))
    except KeyError as error:
        raise _refuse(path, f"its header has no {error}") from None


def _read_items(path: Path, header: Header, first: bytes, file: gzip.GzipFile) -> Iterator[Item]:
    digest, counts, held = hashlib.sha256(first), {Document: 0, LogEntry: 0}, file.readline()
    for line in file:
        digest.update(held)
        item = _read_item(path, held)
        counts[type(item[1])] += 1
        yield item
        held = line
    if _read_line(path, held).get("sha256") != digest.hexdigest():
        raise _refuse(path, "it is cut off or altered")
    if counts != {Document: header.documents, LogEntry: header.entries}:
        raise _refuse(path, "it does not hold as much as its header says")


def _read_item(path: Path, line: bytes) -> Item:
    fields = _read_line(path, line)
    shape = _ENTRY if "log" in fields else _DOCUMENT
    for name, kind in shape.items():
        if type(fields.get(name)) is not kind:
            raise _refuse(path, f"{name} is missing or wrong in a line")
    if shape is _ENTRY:
        return fields["log"], LogEntry(fields["number"], fields["body"])
    return fields["collection"], Document(fields["id"], fields["version"], fields["body"])


def _read_line(path: Path, line: bytes) -> Mapping[str, Any]:
    try:
        fields = json.loads(line)
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        raise _refuse(path, "it is cut off or altered")
    return fields


def _refuse(path: Path, reason: str) -> Invalid:
    return Invalid(f"{path} is not used: {reason}. Nothing was written.")
