"""Platforms as files: one JSON file each, written in one normal form."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

from fairnotice.catalogue.model import Platform
from fairnotice.catalogue.schema import dump_platform, load_platform
from fairnotice.errors import Fault, Invalid, Misconfigured

BUILT_IN = Path(__file__).parent / "platforms"
"""The catalogue that comes with this package."""


def find_platform_files(folder: Path) -> list[Path]:
    """Answer the platform files of `folder` (or of its `platforms/`), by name. Raises `Misconfigured` without any."""
    inner = folder / "platforms"
    place = inner if inner.is_dir() else folder
    if not place.is_dir():
        raise Misconfigured(f"There is no folder {folder}; name one that holds platform files.")
    files = sorted(place.glob("*.json"))
    if not files:
        raise Misconfigured(f"The folder {place} holds no platform file (<id>.json).")
    return files


def read_platform(path: Path) -> Platform:
    """Read one file. Raises `Invalid` with its faults."""
    try:
        platform = load_platform(json.loads(path.read_bytes().decode("utf-8")), file=path.name)
    except (ValueError, RecursionError) as error:
        raise _fail(path, "", f"is not UTF-8 JSON: {error}") from None
    if platform.id != path.stem:
        raise _fail(path, "id", f"{platform.id!r} is not the name of the file")
    return platform


def format_platform(platform: Platform) -> str:
    """Answer the text of the platform's file in its normal form."""
    return json.dumps(dump_platform(platform), indent=2, ensure_ascii=False) + "\n"


def write_platform(folder: Path, platform: Platform) -> Path:
    """Write the platform's file in one step (temporary file, then rename); answer its path."""
    path = folder / f"{platform.id}.json"
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    draft.write_text(format_platform(platform), encoding="utf-8")
    draft.replace(path)
    return path


def read_catalogue(folder: Path) -> list[Platform]:
    """Read all platforms of `folder`, in order of id. Raises `Invalid` with the faults of every file."""
    platforms, faults = check_catalogue(folder)
    if faults:
        more = f" (and {len(faults) - 1} more; see `fairnotice catalogue check`)" if faults[1:] else ""
        raise Invalid(f"{faults[0]}{more}", faults)
    return platforms


def check_catalogue(folder: Path) -> tuple[list[Platform], list[Fault]]:
    """Read all platforms of `folder` and find every fault, in the files and between them."""
    platforms: list[Platform] = []
    faults: list[Fault] = []
    for path in find_platform_files(folder):
        try:
            platform = read_platform(path)
        except Invalid as error:
            faults += error.faults
            continue
        platforms.append(platform)
        if path.read_bytes() != format_platform(platform).encode():
            faults.append(Fault(path.name, "", "is not in normal form; `fairnotice catalogue format` writes it"))
    return platforms, faults + find_shared_hosts(platforms)


def find_shared_hosts(platforms: Iterable[Platform]) -> list[Fault]:
    """Find hosts that two platforms claim: a visit belongs to one platform."""
    owners: dict[str, str] = {}
    faults = []
    for platform in platforms:
        for host in platform.hosts:
            owner = owners.setdefault(host, platform.id)
            if owner != platform.id:
                faults.append(Fault(f"{platform.id}.json", "hosts", f"{host} belongs to {owner} already"))
    return faults


def _fail(path: Path, field: str, reason: str) -> Invalid:
    fault = Fault(path.name, field, reason)
    return Invalid(str(fault), [fault])
