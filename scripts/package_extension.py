#!/usr/bin/env python3
"""Make a copy of the extension that belongs to one server, with the first catalogue inside, as folder or zips."""

from __future__ import annotations

import json
import os
import shutil
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from fairnotice.cli.output import ExitingGroup
from fairnotice.cli.shipping import open_place
from fairnotice.errors import Misconfigured, NotFound
from fairnotice.publication.envelope import HEAD_TYPE, MANIFEST_TYPE, Role, open_envelope
from fairnotice.publication.verify import HEAD_LIMIT, MANIFEST_LIMIT, ROOT_LIMIT, Read, verify

SOURCE = Path(__file__).resolve().parent.parent / "extension"
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""One time for every file of a zip, so that equal content gives equal bytes."""


def package(
    server: str, root: bytes, seed: str, out: Path, *, also: Sequence[str] = (), is_granted: bool = False
) -> int:
    """Write the stamped extension to the folder `out`, replacing an earlier one; answer the edition inside.

    `seed` is a folder or an address that the first catalogue is read from; it is verified with `root` first.
    `also` are other addresses of the same catalogue: mirrors that its root names, or what an administrator may set.
    `is_granted` moves the covered hosts to the required permissions, for tests and managed installations.
    """
    files = read_seed(open_place(seed), root)
    head = open_envelope(files["head.json"], HEAD_TYPE, Role({}, 0)).payload
    hosts = list_hosts(files["pack-en.jsonl"])
    manifest = stamp_manifest(json.loads((SOURCE / "manifest.json").read_bytes()), [server, *also], hosts, is_granted)
    if out.exists() and not (out / "stamp.json").is_file():
        raise Misconfigured(f"{out} exists and is no extension folder of ours; name another with --out.")
    draft = out.with_name(f".{out.name}.{os.getpid()}.tmp")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(SOURCE, draft, ignore=shutil.ignore_patterns(".*", "*.md"))
    write_json(draft / "manifest.json", manifest)
    write_json(draft / "stamp.json", {"server": server, "also": list(also), "catalogue": head["catalogue"]})
    (draft / "seed").mkdir()
    for name, data in files.items():
        (draft / "seed" / name).write_bytes(data)
    old = out.with_name(f".{out.name}.{os.getpid()}.old")
    if out.exists():
        out.rename(old)
    draft.rename(out)
    shutil.rmtree(old, ignore_errors=True)
    return int(head["edition"])


def read_seed(read: Read, root: bytes) -> dict[str, bytes]:
    """Answer the files of the first catalogue by the names they have in the package. Raises `Untrusted`.

    Every language is there, so that a person's first banner speaks theirs. Each adds a quarter of a megabyte to a zip.
    """
    verify(read, root, now=datetime.now(UTC), say=lambda _: None)
    files = {"root.json": read_newest_root(read, root), "head.json": read("v1/head.json", HEAD_LIMIT)}
    head = open_envelope(files["head.json"], HEAD_TYPE, Role({}, 0)).payload
    files["manifest.json"] = read(f"v1/manifests/{head['edition']}-{head['manifest'][:16]}.json", MANIFEST_LIMIT)
    packs = open_envelope(files["manifest.json"], MANIFEST_TYPE, Role({}, 0)).payload["packs"]
    for language, facts in packs.items():
        path = f"v1/packs/{language}/{head['edition']}-{facts['sha256'][:16]}.jsonl"
        files[f"pack-{language}.jsonl"] = read(path, facts["bytes"])
    return files


def read_newest_root(read: Read, root: bytes) -> bytes:
    """Answer the newest root that follows `root`; the chain was verified before."""
    version = 2
    while True:
        try:
            root = read(f"v1/root/{version}.json", ROOT_LIMIT)
        except NotFound:
            return root
        version += 1


def list_hosts(pack: bytes) -> list[str]:
    """Answer the hosts of every platform in a pack, in order."""
    records = (json.loads(line) for line in pack.splitlines())
    return sorted({host for record in records if "/" not in record["id"] for host in record["hosts"]})


def stamp_manifest(
    manifest: dict[str, Any], servers: Sequence[str], hosts: list[str], is_granted: bool
) -> dict[str, Any]:
    """Answer the manifest for these servers: it may fetch from there, and ask for exactly the covered hosts."""
    parts = [urlsplit(server) for server in servers]
    origins = " ".join(f"{part.scheme}://{part.netloc}" for part in parts)
    # Match patterns have no port; the content policy below does.
    own = list(dict.fromkeys(f"{part.scheme}://{part.hostname}/*" for part in parts))
    covered = [f"https://*.{host}/*" for host in hosts]
    policy = manifest["content_security_policy"]["extension_pages"]
    return manifest | {
        "host_permissions": own + (covered if is_granted else []),
        "optional_host_permissions": [] if is_granted else covered,
        "content_security_policy": {
            "extension_pages": policy.replace("connect-src 'self'", f"connect-src 'self' {origins}")
        },
    }


def write_zips(folder: Path) -> list[Path]:
    """Write one zip for each store beside `folder`; packing the same folder twice gives the same bytes."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    made = []
    for browser, own in for_each_browser(manifest):
        path = folder.with_name(f"{folder.name}-{browser}-{manifest['version']}.zip")
        draft = path.with_suffix(".tmp")
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for file in sorted(path for path in folder.rglob("*") if path.is_file()):
                name = file.relative_to(folder).as_posix()
                data = format_json(own) if name == "manifest.json" else file.read_bytes()
                entry = zipfile.ZipInfo(name, ZIP_TIME)
                entry.external_attr = 0o644 << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, data)
        draft.replace(path)
        made.append(path)
    return made


def for_each_browser(manifest: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Answer the manifest as each store wants it: without the other browser's keys."""
    background = manifest["background"]
    without_worker = {key: value for key, value in background.items() if key != "service_worker"}
    without_scripts = {key: value for key, value in background.items() if key != "scripts"}
    foreign = {"chrome": "browser_specific_settings", "firefox": "minimum_chrome_version"}
    for browser, own in (("chrome", without_scripts), ("firefox", without_worker)):
        kept = {key: value for key, value in manifest.items() if key != foreign[browser]}
        yield browser, kept | {"background": own}


def check_server(server: str) -> str:
    """Answer the address without a slash at its end. Raises `Misconfigured`."""
    parts = urlsplit(server)
    is_local = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
    if not parts.hostname or parts.path.strip("/") or parts.query or not (parts.scheme == "https" or is_local):
        raise Misconfigured(
            f"{server!r} is not an address like https://notices.example; http is for this machine only."
        )
    return server.rstrip("/")


def format_json(value: object) -> bytes:
    """Answer a JSON file as we write it."""
    return json.dumps(value, indent=2, ensure_ascii=False).encode() + b"\n"


def write_json(path: Path, value: object) -> None:
    """Write a JSON file."""
    path.write_bytes(format_json(value))


@click.command()
@click.option("--server", required=True, metavar="URL", help="The server this copy asks for news.")
@click.option("--also", multiple=True, metavar="URL", help="Another address of the same catalogue; may be repeated.")
@click.option("--root", "root_file", required=True, type=click.Path(path_type=Path), help="Root 1 of its catalogue.")
@click.option("--seed", required=True, metavar="DIR|URL", help="Where the first catalogue is read from.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The folder to write.")
@click.option("--zip", "is_zipped", is_flag=True, help="Write a zip for each store beside it.")
@click.option("--grant", "is_granted", is_flag=True, help="Require the covered hosts instead of asking for them.")
def main(
    server: str, also: tuple[str, ...], root_file: Path, seed: str, out: Path, is_zipped: bool, is_granted: bool
) -> None:
    """Make a copy of the extension that belongs to one server."""
    if not root_file.is_file():
        raise Misconfigured(f"There is no root file {root_file}; `fairnotice serve` keeps it at v1/root/1.json.")
    out.parent.mkdir(parents=True, exist_ok=True)
    others = [check_server(address) for address in also]
    edition = package(check_server(server), root_file.read_bytes(), seed, out, also=others, is_granted=is_granted)
    click.echo(f"{out} belongs to {server} and holds edition {edition}.")
    for path in write_zips(out) if is_zipped else ():
        click.echo(str(path))


if __name__ == "__main__":
    group = ExitingGroup(commands={"package": main})
    sys.exit(group(["package", *sys.argv[1:]]))
