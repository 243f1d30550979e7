"""`fairnotice import`: facts from collections of others as draft proposals."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

import click

from fairnotice.cli.output import (
    FAILURE,
    choose_actor,
    choose_settings,
    now,
    opened_store,
    say,
    with_actor,
    with_json,
    with_settings,
)
from fairnotice.errors import Fault
from fairnotice.watch.imports import datarequests, justdeleteme, open_terms_archive, shared_credentials
from fairnotice.watch.imports.facts import Fact, Origin
from fairnotice.watch.imports.matching import Found, match
from fairnotice.watch.imports.proposing import propose, write_fact
from fairnotice.workflow.wording import show_hidden

Read = Callable[[Path], Iterable[Fact | Fault]]
KINDS: dict[str, tuple[Origin, Read]] = {
    "justdeleteme": (justdeleteme.ORIGIN, justdeleteme.read),
    "datarequests": (datarequests.ORIGIN, datarequests.read),
    "shared-credentials": (shared_credentials.ORIGIN, shared_credentials.read),
    "open-terms-archive": (open_terms_archive.ORIGIN, open_terms_archive.read),
}


@click.command("import")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only print the new facts and the counts.")
@with_json
@with_settings
@with_actor
def import_facts(
    kind: str, file: Path, dry_run: bool, is_json: bool, data: Path | None, store: str | None, actor: str | None
) -> None:
    """Take facts of a collection of KIND from FILE (or a folder of files) into one draft for each platform.

    Only addresses, hosts and how hard something is are taken, never sentences, each with its source and licence.
    Nothing is published without review, and a second run makes nothing twice. Bad entries are listed, and the rest
    goes on; the exit code is 1 then.
    """
    origin, read = KINDS[kind]
    with opened_store(choose_settings(data=data, store=store)) as opened:
        who = None if dry_run else choose_actor(opened, actor)
        found = match(opened, read(file))
        if who is None:
            _print_facts(found, is_json)
        else:
            for id, number, is_made in propose(opened, who, origin, found, now=now()):
                if is_json:
                    click.echo(json.dumps({"platform": id, "proposal": number, "is_made": is_made}))
                else:
                    click.echo(f"Draft {number} for {id} {'is made' if is_made else 'was there already'}.")
    for fault in found.faults:
        if is_json:
            click.echo(json.dumps({"file": fault.file, "entry": fault.field, "reason": fault.reason}))
        else:
            click.echo(show_hidden(str(fault)))
    say(
        f"{found.count} new facts for {len(found.new)} platforms, {found.known} known, "
        f"{found.foreign} for no platform of ours, {len(found.faults)} bad. Source: {origin.name}."
    )
    if found.faults:
        raise click.exceptions.Exit(FAILURE)


def _print_facts(found: Found, is_json: bool) -> None:
    for id, (facts, _) in found.new.items():
        for fact in facts:
            if is_json:
                click.echo(json.dumps({"platform": id, "what": type(fact).__name__, **asdict(fact)}))
            else:
                click.echo(show_hidden(f"{id}: {write_fact(fact)} ({fact.entry})"))
