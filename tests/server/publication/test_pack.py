"""Packs: all lines in one file, one digest, and compressed forms that are the same every time."""

from __future__ import annotations

import gzip
import hashlib

import brotli
import pytest

from fairnotice.publication.pack import compress_brotli, compress_gzip, compute_digest, write_pack
from fairnotice.publication.records import Line

LINES = [Line("a", '{"id":"a"}'), Line("b", '{"id":"b"}')]


def test_a_pack_holds_each_line_and_its_end() -> None:
    assert write_pack(LINES) == b'{"id":"a"}\n{"id":"b"}\n'
    assert write_pack([]) == b""


def test_the_digest_is_the_hash_of_the_hashes_in_order() -> None:
    hashes = [hashlib.sha256(line.text.encode()).digest() for line in LINES]
    assert compute_digest(LINES) == hashlib.sha256(b"".join(hashes)).hexdigest()
    assert compute_digest(reversed(LINES)) != compute_digest(LINES)
    assert compute_digest([]) == hashlib.sha256(b"").hexdigest()


@pytest.mark.parametrize("size", [0, 1, 1000, 600_000], ids=str)
def test_compressed_forms_give_the_file_and_are_the_same_every_time(size: int) -> None:
    data = b'{"id":"some text"}\n' * (size // 19 + 1)
    data = data[:size]
    assert gzip.decompress(compress_gzip(data)) == data
    assert brotli.decompress(compress_brotli(data)) == data
    assert compress_gzip(data) == compress_gzip(data)
    assert compress_gzip(data)[4:8] == bytes(4)  # the time in the header
    assert compress_brotli(data) == compress_brotli(data)
