"""Check a published catalogue as a client would, and a little more: signatures, hashes, every record, every link."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

import brotli

from fairnotice.errors import NotFound, Untrusted
from fairnotice.publication.check_records import check_language, check_records
from fairnotice.publication.delta import OFFERED, apply_delta
from fairnotice.publication.envelope import HEAD_TYPE, MANIFEST_TYPE, Role, hash_hex, open_envelope
from fairnotice.publication.pack import compute_digest
from fairnotice.publication.records import ENGLISH, Line, read_line
from fairnotice.publication.root import Root, open_first_root, open_next_root
from fairnotice.publication.times import read_time
from fairnotice.publication.tree import describe_platforms

Read = Callable[[str, int], bytes]
"""Answer the file at a path such as `v1/head.json`, at most so many bytes. Raises `NotFound` or `Untrusted`."""
Say = Callable[[str], None]

HEAD_LIMIT, ROOT_LIMIT, MANIFEST_LIMIT, LIST_LIMIT = 16 * 1024, 64 * 1024, 256 * 1024, 16 * 1024 * 1024
ROOT_STEPS = 32


@dataclass(frozen=True)
class Verified:
    """What was found to hold."""

    edition: int
    platforms: int
    notices: int
    actions: int
    warnings: tuple[str, ...]


def verify(read: Read, root_file: bytes | None, *, now: datetime, say: Say) -> Verified:
    """Check everything reachable from the head, saying each step; answer what was found.

    `root_file` is the root to start from; None takes the server's own first root, which proves only that the tree is
    consistent in itself. Raises `Untrusted` at the first thing that does not hold.
    """
    try:
        return _verify(read, root_file, now, say)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise Untrusted(f"Something published is cut or altered: {type(error).__name__}: {error}") from error


def _verify(read: Read, root_file: bytes | None, now: datetime, say: Say) -> Verified:
    warnings = []
    root = _follow_roots(read, root_file, say)
    if root_file is None:
        warnings.append(
            "Root 1 came from this address itself; name the root you trust with --root to prove who signed."
        )
    head = _read_signed(read, "v1/head.json", HEAD_LIMIT, HEAD_TYPE, root, "timestamp")
    if head["root"] != root.version:
        raise Untrusted(f"The head names root {head['root']}, the newest root is {root.version}.")
    if now > read_time(head["expires"]):
        warnings.append(f"The head expired on {head['expires']}; start the server so that it signs a new one.")
    say(f"head: edition {head['edition']}, signed {head['issued']}, good until {head['expires']}")
    name = f"v1/manifests/{head['edition']}-{head['manifest'][:16]}.json"
    if hash_hex(read(name, MANIFEST_LIMIT)) != head["manifest"]:
        raise Untrusted(f"{name} is not the manifest that the head names.")
    manifest = _read_signed(read, name, MANIFEST_LIMIT, MANIFEST_TYPE, root, "catalogue")
    if manifest["edition"] != head["edition"]:
        raise Untrusted("The manifest is of another edition than the head.")
    say(f"manifest: published {manifest['published']}, licence {manifest['licence']}, hash as the head says")
    chain = _read_chain(read, manifest)
    english = _read_pack(read, manifest["edition"], ENGLISH, manifest["packs"][ENGLISH])
    counts = check_records(english)
    for language, facts in manifest["packs"].items():
        lines = english if language == ENGLISH else _read_pack(read, manifest["edition"], language, facts)
        check_language(language, lines, english)
        say(f"pack {language}: {len(lines)} records, hash, digest and every record as the manifest says")
        for start, size in facts["deltas"].items():
            earlier = chain.get(int(start), {}).get("packs", {}).get(language)
            _check_delta(read, int(start), manifest["edition"], language, size, lines, earlier)
        say(f"deltas {language}: {len(facts['deltas'])} to edition {manifest['edition']}, each leads to this pack")
        if language == ENGLISH:
            warning = _check_platform_files(read, lines, manifest["edition"], manifest["published"])
            if warning:
                warnings.append(warning)
            else:
                say(f"platform files: {counts[0]} platforms, each equal to its records")
    return Verified(head["edition"], *counts, tuple(warnings))


def _follow_roots(read: Read, root_file: bytes | None, say: Say) -> Root:
    root = open_first_root(root_file if root_file is not None else read("v1/root/1.json", ROOT_LIMIT))
    if root_file is not None and read(f"v1/root/{root.version}.json", ROOT_LIMIT) != root_file:
        raise Untrusted(f"v1/root/{root.version}.json is not the root that you trust.")
    for _ in range(ROOT_STEPS):
        try:
            following = read(f"v1/root/{root.version + 1}.json", ROOT_LIMIT)
        except NotFound:
            break
        root = open_next_root(root, following)
    thresholds = ", ".join(f"{name} {role.threshold} of {len(role.keys)}" for name, role in root.roles.items())
    say(f"root: version {root.version} of {root.catalogue!r}, {thresholds}")
    return root


def _read_signed(read: Read, path: str, limit: int, kind: str, root: Root, role: str) -> dict[str, Any]:
    try:
        payload = open_envelope(read(path, limit), kind, root.roles[role]).payload
    except Untrusted as error:
        raise Untrusted(f"{path}: {error}") from None
    if payload.get("catalogue") != root.catalogue or payload.get("format") != 1:
        raise Untrusted(f"{path} is not of the catalogue {root.catalogue!r} in format 1.")
    return payload


def _read_chain(read: Read, manifest: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """Answer the manifests before `manifest`, each vouched for by the hash in the one after it, as far as they go."""
    chain: dict[int, dict[str, Any]] = {}
    edition, previous = manifest["edition"] - 1, manifest["previous"]
    while previous is not None and len(chain) < OFFERED:
        path = f"v1/manifests/{edition}-{previous[:16]}.json"
        try:
            data = read(path, MANIFEST_LIMIT)
        except NotFound:
            break
        if hash_hex(data) != previous:
            raise Untrusted(f"{path} is not the manifest that the one after it names.")
        # No signature is checked: the hash is signed, and the key that signed then may have been replaced since.
        chain[edition] = open_envelope(data, MANIFEST_TYPE, Role({}, 0)).payload
        previous = chain[edition]["previous"]
        edition -= 1
    return chain


def _read_pack(read: Read, edition: int, language: str, facts: Mapping[str, Any]) -> list[Line]:
    path = f"v1/packs/{language}/{edition}-{facts['sha256'][:16]}.jsonl"
    data = read(path, facts["bytes"])
    if len(data) != facts["bytes"] or hash_hex(data) != facts["sha256"]:
        raise Untrusted(f"{path} is not the pack that the manifest names.")
    _check_compressed(read, path, data)
    lines = [read_line(text) for text in data.decode("ascii").splitlines()]
    in_order = all(one.id < other.id for one, other in pairwise(lines))
    if not in_order or len(lines) != facts["records"] or compute_digest(lines) != facts["digest"]:
        raise Untrusted(f"{path} does not have the order, count or digest that the manifest states.")
    return lines


def _check_compressed(read: Read, path: str, data: bytes) -> None:
    """The compressed forms, where they can be read on their own, give the file. They cannot inflate past it."""
    limit = len(data) + 1024
    for ending, inflate in ((".gz", _inflate_gzip), (".br", _inflate_brotli)):
        try:
            compressed = read(path + ending, limit)
        except NotFound:
            continue
        if inflate(compressed, limit) != data:
            raise Untrusted(f"{path}{ending} does not give {path}.")


def _inflate_gzip(compressed: bytes, limit: int) -> bytes | None:
    inflater = zlib.decompressobj(wbits=31)
    try:
        data = inflater.decompress(compressed, limit)
    except zlib.error:
        return None
    return data if inflater.eof and not inflater.unused_data else None


def _inflate_brotli(compressed: bytes, limit: int) -> bytes | None:
    inflater = brotli.Decompressor()
    try:
        data: bytes = inflater.process(compressed, output_buffer_limit=limit)
    except brotli.error:
        return None
    return data if inflater.is_finished() else None


def _check_delta(
    read: Read,
    start: int,
    edition: int,
    language: str,
    size: int,
    lines: list[Line],
    earlier: Mapping[str, Any] | None,
) -> None:
    """Applied to the pack it starts from it gives this one. Where that pack is gone: it adds and removes nothing else.

    `earlier` is what the manifest of `start` says of that pack, when it is at hand.
    """
    path = f"v1/deltas/{language}/{start}-{edition}.jsonl"
    data = read(path, size)
    _check_compressed(read, path, data)
    held = _read_earlier_pack(read, start, language, earlier) if earlier else None
    if held is not None:
        leads_here = apply_delta(held, data, from_edition=start, to_edition=edition, pack=language) == lines
    else:
        rows = [json.loads(row) for row in data.decode("ascii").splitlines()]
        present, ids = {line.text for line in lines}, {line.id for line in lines}
        leads_here = rows[0] == {"from": start, "to": edition, "pack": language} and all(
            value in present if sign == "+" else sign == "-" and value not in ids for sign, value in rows[1:]
        )
    if len(data) != size or not leads_here:
        raise Untrusted(f"{path} does not lead to this edition.")


def _read_earlier_pack(read: Read, edition: int, language: str, facts: Mapping[str, Any]) -> list[Line] | None:
    try:
        return _read_pack(read, edition, language, facts)
    except NotFound:
        return None


def _check_platform_files(read: Read, lines: list[Line], edition: int, published: str) -> str | None:
    """Answer a warning when these files, which are not signed, are newer than the head: it is written after them."""
    wanted, platforms = describe_platforms(lines, edition, published)
    listed = json.loads(read("v1/platforms.json", LIST_LIMIT))
    if listed["edition"] > edition:
        return (
            f"The platform files are of edition {listed['edition']} already and were not compared; publishing is under "
            "way, or was cut: the next start of the server finishes it."
        )
    if listed != wanted:
        raise Untrusted("v1/platforms.json does not list the platforms of this edition.")
    for id, platform in platforms.items():
        path = f"v1/platforms/{id}.json"
        if json.loads(read(path, LIST_LIMIT)) != platform:
            raise Untrusted(f"{path} differs from the signed records.")
    return None
