"""Check a published catalogue as a client would, and a little more: signatures, hashes, every record, every link."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fairnotice.catalogue.links import find_link_fault, find_source_fault
from fairnotice.errors import NotFound, Untrusted
from fairnotice.publication.envelope import HEAD_TYPE, MANIFEST_TYPE, hash_hex, open_envelope
from fairnotice.publication.pack import compute_digest
from fairnotice.publication.records import Line, write_record
from fairnotice.publication.root import Root, open_first_root, open_next_root
from fairnotice.publication.times import read_time

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
    counts = (0, 0, 0)
    for language, facts in manifest["packs"].items():
        lines = _read_pack(read, manifest["edition"], language, facts)
        counts = _check_records(lines)
        say(f"pack {language}: {len(lines)} records, hash, digest and every record as the manifest says")
        for start, size in facts["deltas"].items():
            _check_delta(read, int(start), manifest["edition"], language, size, lines)
        say(f"deltas {language}: {len(facts['deltas'])} to edition {manifest['edition']}, each leads to this pack")
        if language == "en":
            _check_platform_files(read, lines, manifest["edition"])
            say(f"platform files: {counts[0]} platforms, each equal to its records")
    return Verified(head["edition"], *counts, tuple(warnings))


def _follow_roots(read: Read, root_file: bytes | None, say: Say) -> Root:
    root = open_first_root(root_file if root_file is not None else read("v1/root/1.json", ROOT_LIMIT))
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


def _read_pack(read: Read, edition: int, language: str, facts: Mapping[str, Any]) -> list[Line]:
    path = f"v1/packs/{language}/{edition}-{facts['sha256'][:16]}.jsonl"
    data = read(path, facts["bytes"])
    if len(data) != facts["bytes"] or hash_hex(data) != facts["sha256"]:
        raise Untrusted(f"{path} is not the pack that the manifest names.")
    lines = [Line(str(json.loads(text)["id"]), text) for text in data.decode("ascii").splitlines()]
    if lines != sorted(lines) or len(lines) != facts["records"] or compute_digest(lines) != facts["digest"]:
        raise Untrusted(f"{path} does not have the order, count or digest that the manifest states.")
    return lines


def _check_records(lines: list[Line]) -> tuple[int, int, int]:
    platforms: dict[str, dict[str, Any]] = {}
    notices = actions = 0
    for line in lines:
        record = json.loads(line.text)
        if write_record(record) != line.text:
            raise Untrusted(f"The record {line.id} is not written in the one form.")
        owner, _, notice = line.id.partition("/")
        if not notice:
            platforms[line.id] = record
            continue
        notices += 1
        if owner not in platforms:
            raise Untrusted(f"The notice {line.id} belongs to no platform.")
        for action in record["actions"]:
            actions += 1
            fault = find_link_fault(action["url"], platforms[owner]["hosts"], platforms[owner]["link_hosts"])
            if fault:
                raise Untrusted(f"The link of {line.id}/{action['id']} {fault}.")
        for source in record["sources"]:
            fault = find_source_fault(source["url"])
            if fault:
                raise Untrusted(f"A source of {line.id} {fault}.")
    return len(platforms), notices, actions


def _check_delta(read: Read, start: int, edition: int, language: str, size: int, lines: list[Line]) -> None:
    """Every line that a delta adds stands in the pack, and nothing that it removes does."""
    path = f"v1/deltas/{language}/{start}-{edition}.jsonl"
    data = read(path, size)
    rows = [json.loads(row) for row in data.decode("ascii").splitlines()]
    present, ids = {line.text for line in lines}, {line.id for line in lines}
    leads_here = all(value in present if sign == "+" else value not in ids for sign, value in rows[1:])
    if len(data) != size or rows[0] != {"from": start, "to": edition, "pack": language} or not leads_here:
        raise Untrusted(f"{path} does not lead to this edition.")


def _check_platform_files(read: Read, lines: list[Line], edition: int) -> None:
    records = {line.id: json.loads(line.text) for line in lines}
    listed = json.loads(read("v1/platforms.json", LIST_LIMIT))
    if listed["edition"] != edition or [p["id"] for p in listed["platforms"]] != [i for i in records if "/" not in i]:
        raise Untrusted("v1/platforms.json does not list the platforms of this edition.")
    for platform in listed["platforms"]:
        path = platform["href"].removeprefix("/")
        shown = json.loads(read(path, LIST_LIMIT))
        own = [record for id, record in records.items() if id.startswith(f"{platform['id']}/")]
        if shown != records[platform["id"]] | {"notices": own}:
            raise Untrusted(f"{path} differs from the signed records.")
