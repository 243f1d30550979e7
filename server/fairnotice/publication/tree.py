"""The tree of static files: brought up to the newest edition, the head last (PROTOCOL.md, section 2)."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

from fairnotice.publication.edition import LICENCE, Current, make_deltas, read_current
from fairnotice.publication.envelope import MANIFEST_TYPE, Role, hash_hex, open_envelope
from fairnotice.publication.head import read_head
from fairnotice.publication.pack import compress_brotli, compress_gzip, write_pack
from fairnotice.publication.pages.plan import PagePlan, plan_pages
from fairnotice.publication.records import Line, group_records
from fairnotice.publication.tickets import TICKETS, read_tickets, write_tickets
from fairnotice.publication.times import read_time, write_time
from fairnotice.publication.trust import read_root_files
from fairnotice.store.contract import Store

HEAD = "v1/head.json"
KEEP = timedelta(days=30)
_REPLACED = ".replaced.json"
_PAGES = ".pages.json"
Step = Callable[[str], None]


def bring_up(store: Store, folder: Path, *, now: datetime, step: Step = lambda _: None, address: str = "") -> int:
    """Write what is missing in `folder` so that it serves the newest edition; answer the edition's number.

    Everything else is written first and the head last, each file in one step, so a reader always sees a whole
    edition, and a kill at any moment leaves the one before. `step` is told about each stage in a few words.
    `address` is where the tree is published, for what needs complete links; without it they are relative.
    Without a signed head for this edition the head that is there stays. Raises `NotFound` when nothing is published.
    """
    current = read_current(store)
    head = read_head(store)
    while head is not None and head.payload["edition"] > current.edition:
        current = read_current(store)
    step(f"Writing the files of edition {current.edition}")
    bring_up_tickets(store, folder)
    wanted = {TICKETS}
    for planned in _plan_files(current, read_root_files(store)):
        wanted.add(planned.path)
        target = folder / planned.path
        if not (planned.is_final and target.exists()):
            _write_if_other(target, planned.make())
    wanted |= _bring_up_pages(plan_pages(store, current, address), folder)
    if head is not None and head.payload["manifest"] == hash_hex(current.manifest):
        _write_if_other(folder / HEAD, head.file)
        # Only now: while the head still names the edition before, that edition's files are in use.
        _sweep(folder, wanted | {HEAD}, now)
    return current.edition


def _bring_up_pages(plan: PagePlan, folder: Path) -> set[str]:
    """Write pages and feeds, and answer their paths. They are made anew only when what they are made from is other."""
    # Syncing each of hundreds of small files takes seconds. Without it the machine may lose some when it loses power,
    # so the mark holds for one start of the machine only.
    stated = plan.mark + _read_boot()
    mark = folder / _PAGES
    is_made = mark.exists() and mark.read_bytes() == stated
    if not is_made:
        # Killed from here on, the next run must not take a mixture for whole.
        mark.unlink(missing_ok=True)
    for path, make in plan.files.items():
        target = folder / path
        if not (is_made and target.exists()):
            _write_if_other(target, make(), is_synced=False)
    if not is_made:
        write_file(mark, stated, is_synced=False)
    return set(plan.files)


def _read_boot() -> bytes:
    """Answer what is other after each start of the machine; where nobody tells, what is other in each process."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_bytes()
    except OSError:
        return str(os.getpid()).encode()


def bring_up_tickets(store: Store, folder: Path) -> None:
    """Write the list of tickets as it stands. It changes on its own, and belongs to no edition."""
    _write_if_other(folder / TICKETS, write_tickets(read_tickets(store)[0]))


def write_file(path: Path, data: bytes, *, is_synced: bool = True) -> None:
    """Write a file so that a reader sees the old one or the new one whole: temporary file, fsync, rename, fsync.

    Without `is_synced` it may be lost or cut when the machine loses power.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with draft.open("wb") as file:
            file.write(data)
            if is_synced:
                file.flush()
                os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    if is_synced:
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@dataclass(frozen=True)
class _Planned:
    """A file of the tree. `is_final`: the content of this path can never change, so what is there is right."""

    path: str
    make: Callable[[], bytes]
    is_final: bool = True


def _plan_files(current: Current, roots: Mapping[int, bytes]) -> Iterator[_Planned]:
    for version, file in roots.items():
        yield _Planned(f"v1/root/{version}.json", partial(bytes, file))
    payload = open_envelope(current.manifest, MANIFEST_TYPE, Role({}, 0)).payload
    for language, facts in payload["packs"].items():
        pack = cache(partial(write_pack, current.lines[language]))
        yield from _plan_compressed(f"v1/packs/{language}/{current.edition}-{facts['sha256'][:16]}.jsonl", pack)
        deltas = cache(partial(make_deltas, current.steps, current.edition, language))
        for start in facts["deltas"]:
            path = f"v1/deltas/{language}/{start}-{current.edition}.jsonl"
            yield from _plan_compressed(path, partial(_pick, deltas, int(start)))
    for number, manifest in current.manifests.items():
        yield _Planned(f"v1/manifests/{number}-{hash_hex(manifest)[:16]}.json", partial(bytes, manifest))
    yield from _plan_platform_files(current, payload["published"])


def _plan_compressed(path: str, make: Callable[[], bytes]) -> Iterator[_Planned]:
    yield _Planned(path, make)
    yield _Planned(f"{path}.gz", lambda: compress_gzip(make()))
    yield _Planned(f"{path}.br", lambda: compress_brotli(make()))


def _plan_platform_files(current: Current, published: str) -> Iterator[_Planned]:
    listed, platforms = describe_platforms(current.lines["en"], current.edition, published)
    # The list comes first: cut in between, its edition tells that the files beside it may be newer than the head.
    yield _Planned("v1/platforms.json", partial(_write_json, listed), is_final=False)
    for id, platform in platforms.items():
        yield _Planned(f"v1/platforms/{id}.json", partial(_write_json, platform), is_final=False)


def describe_platforms(
    lines: Iterable[Line], edition: int, published: str
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Answer what programs read as plain JSON: the list of all platforms, and each platform by its id.

    `lines` are sorted by id; `published` is the manifest's.
    """
    platforms = group_records(lines)
    listed = [
        {
            "id": id,
            "name": p["name"],
            "hosts": p["hosts"],
            "notices": len(p["notices"]),
            "href": f"/v1/platforms/{id}.json",
        }
        for id, p in platforms.items()
    ]
    whole = {"edition": edition, "published": published, "licence": LICENCE, "platforms": listed}
    return whole, platforms


def _pick(deltas: Callable[[], Mapping[int, bytes]], start: int) -> bytes:
    return deltas()[start]


def _write_if_other(path: Path, data: bytes, *, is_synced: bool = True) -> None:
    if not path.exists() or path.read_bytes() != data:
        write_file(path, data, is_synced=is_synced)


def _write_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def _sweep(folder: Path, wanted: set[str], now: datetime) -> None:
    """Remove files that no edition needs any more, 30 days after they were replaced."""
    note = folder / _REPLACED
    try:
        noted: dict[str, str] = json.loads(note.read_bytes())
    except (FileNotFoundError, ValueError):
        noted = {}
    present = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        # A draft whose writer was killed goes as a replaced file does; a draft in use is gone long before.
        if path.is_file() and (not path.name.startswith(".") or path.name.endswith(".tmp"))
    }
    replaced = {path: noted.get(path, write_time(now)) for path in sorted(present - wanted)}
    for path, moment in list(replaced.items()):
        if now - read_time(moment) > KEEP:
            (folder / path).unlink(missing_ok=True)
            del replaced[path]
    if replaced != noted:
        write_file(note, _write_json(replaced))
