"""`fairnotice catalogue`: check and format platform files."""

from __future__ import annotations

from pathlib import Path

import click

from fairnotice.catalogue.files import BUILT_IN, check_catalogue, find_platform_files, read_platform, write_platform
from fairnotice.cli.output import FAILURE


@click.group()
def catalogue() -> None:
    """Check and format the files of a catalogue."""


@catalogue.command()
@click.argument("folder", type=click.Path(path_type=Path), default=BUILT_IN)
def check(folder: Path) -> None:
    """Print file, field and reason of every fault in FOLDER (by default the built-in catalogue)."""
    platforms, faults = check_catalogue(folder)
    for fault in faults:
        click.echo(str(fault))
    notices = sum(len(platform.notices) for platform in platforms)
    hosts = sum(len(platform.hosts) for platform in platforms)
    click.echo(f"{len(platforms)} platforms, {hosts} hosts, {notices} notices read; {len(faults)} faults.", err=True)
    if faults:
        raise click.exceptions.Exit(FAILURE)


@catalogue.command("format")
@click.argument("folder", type=click.Path(path_type=Path))
def format_files(folder: Path) -> None:
    """Write the files of FOLDER in their normal form."""
    changed = 0
    for path in find_platform_files(folder):
        before = path.read_bytes()
        write_platform(path.parent, read_platform(path))
        changed += path.read_bytes() != before
    click.echo(f"{changed} files changed.")
