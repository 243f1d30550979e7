"""`fairnotice backup` and `fairnotice store`: a whole store as one file and back, and from one engine to another.

2026-11-25. `backup make`, `backup check` and `backup restore` are a group because `fairnotice restore` already shows a
withdrawn notice again, and two commands of one name at a person's worst hour would be one too many.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from fairnotice.cli.output import choose_settings, now, opened_store, say, with_settings
from fairnotice.publication.edition import read_edition_number
from fairnotice.store import backup as backups
from fairnotice.store.backup import Begin, Header, Step
from fairnotice.store.contract import Store
from fairnotice.store.open import open_store, refuse_missing

_EVERY = 200
"""How many items pass between two looks at the progress: drawing it for each takes longer than the work."""


@click.group()
def backup() -> None:
    """Keep the whole store in one file, and fill an empty store with it."""


@backup.command()
@click.argument("file", type=click.Path(path_type=Path))
@with_settings
def make(file: Path, data: Path | None, store: str | None) -> None:
    """Write the store to FILE, as of one moment, while the server goes on."""
    settings = choose_settings(data=data, store=store)
    refuse_missing(settings.store_url)
    with opened_store(settings) as opened, _progress("Writing") as begin:
        header = backups.write_backup(opened, file, now=now(), begin=begin)
    click.echo(f"{file} holds {_describe(header)}.")
    say(
        f"The keys are NOT in it: keep a copy of {settings.keys} apart from it. It holds the accounts with their "
        "password hashes, so only you can read it."
    )


@backup.command()
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Read FILE to its end and say what it holds. Nothing is written."""
    header = backups.check_backup(file)
    click.echo(f"{file} is whole: {_describe(header)}, as of {header.made_on}.")


@backup.command()
@click.argument("file", type=click.Path(path_type=Path))
@with_settings
def restore(file: Path, data: Path | None, store: str | None) -> None:
    """Fill an empty store with FILE. When anything fails, the store is still empty."""
    settings = choose_settings(data=data, store=store)
    backups.check_backup(file)  # before a folder or a store is made
    if not settings.store:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with opened_store(settings) as opened, _progress("Restoring") as begin:
        header = backups.restore_backup(opened, file, begin=begin)
        edition = read_edition_number(opened)
    click.echo(f"The store holds {_describe(header)} again, as of {header.made_on}; the newest edition is {edition}.")
    say(f"The keys are NOT in a backup: put yours into {settings.keys} before you serve.")
    say("Browsers that saw a newer edition keep it until an edition with a higher number is published.")


@click.group()
def store() -> None:
    """Move to another store."""


@store.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def copy(source: str, target: str) -> None:
    """Fill the empty store at the URL TO with what the store at FROM holds at this moment."""
    refuse_missing(source)
    with _opened(source) as from_store, _opened(target) as to_store, _progress("Copying") as begin:
        header = backups.copy_store(from_store, to_store, now=now(), begin=begin)
    click.echo(f"Copied {_describe(header)}. What is written to the old store from now on is not in the new one.")


def _describe(header: Header) -> str:
    return f"{header.documents} documents and {header.entries} entries of logs"


@contextmanager
def _opened(url: str) -> Iterator[Store]:
    opened = open_store(url)
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def _progress(label: str) -> Iterator[Begin]:
    """Lend a bar on standard error that begins when it is known how much is to do; nothing where there is no screen."""
    bars: list[Any] = []  # click's own type of a bar is private

    def begin(header: Header) -> Step:
        bar: Any = click.progressbar(length=header.items, label=label, file=sys.stderr, update_min_steps=_EVERY)
        bars.append(bar)
        bar.__enter__()

        def step() -> None:
            bar.update(1)

        return step

    try:
        yield begin
    finally:
        for bar in bars:
            bar.__exit__(None, None, None)
