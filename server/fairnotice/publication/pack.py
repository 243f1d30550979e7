"""Packs: all records of an edition in one language, in one file, with one digest (PROTOCOL.md, section 1)."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable

import brotli

from fairnotice.publication.records import Line

_LARGE = 512 * 1024


def write_pack(lines: Iterable[Line]) -> bytes:
    """Answer the pack file of `lines`, which are sorted by id."""
    return "".join(f"{line.text}\n" for line in lines).encode("ascii")


def compute_digest(lines: Iterable[Line]) -> str:
    """Answer the digest of `lines` (sorted by id): SHA-256 over the concatenated SHA-256 of each text."""
    whole = hashlib.sha256()
    for line in lines:
        whole.update(hashlib.sha256(line.text.encode("ascii")).digest())
    return whole.hexdigest()


def compress_gzip(data: bytes) -> bytes:
    """Answer `data` as gzip without a time stamp, so that equal data gives equal files."""
    return gzip.compress(data, compresslevel=9, mtime=0)


def compress_brotli(data: bytes) -> bytes:
    """Answer `data` as brotli: best for small files, fast for large ones (quality 11 takes ten times as long as 9)."""
    compressed: bytes = brotli.compress(data, mode=brotli.MODE_TEXT, quality=11 if len(data) < _LARGE else 9, lgwin=24)
    return compressed
