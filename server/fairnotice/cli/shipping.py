"""`fairnotice export` and `verify`: the published files for a static host, and the proof that they hold."""

from __future__ import annotations

from pathlib import Path

import click

from fairnotice.cli.output import choose_settings, now, opened_store, say, with_settings
from fairnotice.errors import Misconfigured, NotFound, Untrusted
from fairnotice.publication import verify as verifying
from fairnotice.publication.head import find_head_due, sign_head
from fairnotice.publication.keys import KeyFolder
from fairnotice.publication.tree import bring_up
from fairnotice.watch.fetch import Site


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@with_settings
def export(folder: Path, data: Path | None, store: str | None) -> None:
    """Bring FOLDER up to the newest edition, for any static host. Safe to run beside readers."""
    settings = choose_settings(data=data, store=store)
    if folder.exists() and not folder.is_dir():
        raise Misconfigured(f"{folder} is a file; name a folder.")
    with opened_store(settings) as opened:
        if find_head_due(opened, now()):
            key = KeyFolder(settings.keys).read("timestamp")
            sign_head(opened, key, catalogue=settings.catalogue, now=now())
        edition = bring_up(opened, folder, now=now(), step=say, address=settings.address)
    click.echo(f"{folder} holds edition {edition}.")


@click.command()
@click.argument("place")
@click.option("--root", "root_file", type=click.Path(path_type=Path), help="The root you trust; proves who signed.")
def verify(place: str, root_file: Path | None) -> None:
    """Check the catalogue at PLACE (an address or a folder) as a browser would, and print each step."""
    root = _read_root(root_file) if root_file else None
    found = verifying.verify(open_place(place), root, now=now(), say=lambda text: click.echo(f"ok  {text}"))
    for warning in found.warnings:
        say(f"note: {warning}")
    click.echo(
        f"All is well: edition {found.edition} with {found.platforms} platforms, {found.notices} notices and "
        f"{found.actions} actions."
    )


def open_place(place: str) -> verifying.Read:
    """Answer how to read the published files at an address or in a folder. Raises `Misconfigured`."""
    if "://" in place:
        return Site(place).read
    folder = Path(place)
    if not folder.is_dir():
        raise Misconfigured(f"There is no folder {place}; name a folder, or an address such as http://127.0.0.1:8787.")

    def read(path: str, limit: int) -> bytes:
        try:
            data = (folder / path).read_bytes()
        except FileNotFoundError:
            raise NotFound(f"{folder / path} does not exist.") from None
        if len(data) > limit:
            raise Untrusted(f"{folder / path} is longer than the {limit} bytes it may have.")
        return data

    return read


def _read_root(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Misconfigured(f"The root file {path} cannot be read: {error.strerror}.") from None
