"""`fairnotice catalogue`: check and format platform files, write what is published, and offer files as proposals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from fairnotice.catalogue.files import BUILT_IN, check_catalogue, find_platform_files, read_platform, write_platform
from fairnotice.catalogue.model import Platform
from fairnotice.catalogue.translation_files import (
    check_translations,
    find_translation_files,
    format_texts,
    read_texts,
    read_translations,
)
from fairnotice.catalogue.translations import LANGUAGES, Translations, count_translated
from fairnotice.cli.output import FAILURE


@click.group()
def catalogue() -> None:
    """Check and format the files of a catalogue; write what is published to files and offer files as proposals."""


@catalogue.command()
@click.argument("folder", type=click.Path(path_type=Path), default=BUILT_IN)
def check(folder: Path) -> None:
    """Print file, field and reason of every fault in FOLDER (by default the built-in catalogue), translations too."""
    platforms, faults = check_catalogue(folder)
    faults += check_translations(folder, platforms)
    for fault in faults:
        click.echo(str(fault))
    notices = sum(len(platform.notices) for platform in platforms)
    hosts = sum(len(platform.hosts) for platform in platforms)
    click.echo(f"{len(platforms)} platforms, {hosts} hosts, {notices} notices read; {len(faults)} faults.", err=True)
    if faults:
        raise click.exceptions.Exit(FAILURE)
    _count_translations(platforms, read_translations(folder))


def _count_translations(platforms: Sequence[Platform], translations: Mapping[str, Translations]) -> None:
    for language in LANGUAGES if translations else ():
        counts = [count_translated(platform, translations.get(platform.id, {}), language) for platform in platforms]
        current, stale, missing = (sum(column) for column in zip(*counts, strict=True))
        click.echo(
            f"{language}: of the texts that `act` notices need {current} are translated, {stale} are stale, "
            f"{missing} are missing.",
            err=True,
        )


@catalogue.command("format")
@click.argument("folder", type=click.Path(path_type=Path))
def format_files(folder: Path) -> None:
    """Write the files of FOLDER, and its translations, in their normal form."""
    changed = 0
    for path in find_platform_files(folder):
        before = path.read_bytes()
        write_platform(path.parent, read_platform(path))
        changed += path.read_bytes() != before
    for path in find_translation_files(folder):
        before = path.read_bytes()
        path.write_text(format_texts(read_texts(path)), encoding="utf-8")
        changed += path.read_bytes() != before
    click.echo(f"{changed} files changed.")
