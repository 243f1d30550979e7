"""`fairnotice keys`: make, rotate and look at the keys."""

from __future__ import annotations

from pathlib import Path

import click

from fairnotice.cli.output import choose_actor, choose_settings, now, opened_store, say, with_actor, with_settings
from fairnotice.errors import Misconfigured
from fairnotice.publication.keys import KeyFolder, read_key
from fairnotice.publication.root import ROLES
from fairnotice.publication.times import write_time
from fairnotice.publication.trust import read_newest_root, read_root_version
from fairnotice.store.open import open_store
from fairnotice.workflow.first_start import init_keys, rotate_key

EXPIRY_WARNING_DAYS = 90


@click.group()
def keys() -> None:
    """Make, rotate and look at the keys that sign the catalogue."""


@keys.command()
@with_settings
@with_actor
def init(data: Path | None, store: str | None, actor: str | None) -> None:
    """Make every key and the first root. Done by the first `fairnotice serve` too."""
    settings = choose_settings(data=data, store=store)
    settings.data.mkdir(parents=True, exist_ok=True)
    opened = open_store(settings.store_url)
    try:
        folder = KeyFolder(settings.keys)
        init_keys(opened, folder, choose_actor(opened, actor), catalogue=settings.catalogue, now=now())
    finally:
        opened.close()
    click.echo(f"Made the keys in {settings.keys}.")
    click.echo(f"Move {folder.offline} to a place off this machine, two of its three keys in different places.")


@keys.command()
@click.argument("role", type=click.Choice(ROLES))
@click.option("--root-key", "paths", multiple=True, type=click.Path(path_type=Path), help="A root key file; give two.")
@with_settings
@with_actor
def rotate(role: str, paths: tuple[Path, ...], data: Path | None, store: str | None, actor: str | None) -> None:
    """Replace the key of ROLE by a new root, signed with two root keys.

    Root keys that still lie in the key folder are found there; others are named with --root-key.
    """
    settings = choose_settings(data=data, store=store)
    folder = KeyFolder(settings.keys)
    with opened_store(settings) as opened:
        root_keys = [read_key(path) for path in paths or folder.find_root_keys()]
        who = choose_actor(opened, actor)
        version = rotate_key(opened, folder, who, role, root_keys, now=now())
    click.echo(f"Root {version} names a new {role} key; browsers follow at their next poll.")


@keys.command()
@with_settings
def status(data: Path | None, store: str | None) -> None:
    """Print which keys the newest root names, and which of them are on this machine."""
    settings = choose_settings(data=data, store=store)
    folder = KeyFolder(settings.keys)
    with opened_store(settings) as opened:
        if not read_root_version(opened):
            raise Misconfigured("There are no keys yet; `fairnotice keys init` makes them.")
        root = read_newest_root(opened)
    click.echo(f"root {root.version} of {root.catalogue}, expires {write_time(root.expires)}, floor {root.floor}")
    here = _find_keys_here(folder)
    for role, named in root.roles.items():
        for id in named.keys:
            click.echo(f"{role:10} {id[:16]}  {here.get(id, 'not on this machine')}")
    days = (root.expires - now()).days
    if days < EXPIRY_WARNING_DAYS:
        say(f"The root expires in {days} days; `fairnotice keys rotate root` makes the next one.")
    if folder.find_root_keys():
        say(f"The root keys lie on this machine; move {folder.offline} to a place off it.")


def _find_keys_here(folder: KeyFolder) -> dict[str, str]:
    paths = [folder.path_of("catalogue"), folder.path_of("timestamp"), *folder.find_root_keys()]
    return {read_key(path).id: str(path) for path in paths if path.exists()}
