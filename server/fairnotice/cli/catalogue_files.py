"""`fairnotice catalogue export` and `import`: platforms as files, for those who work with git."""

from __future__ import annotations

import json
from collections.abc import Sequence
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
from fairnotice.errors import Fault, Invalid
from fairnotice.store.contract import Store
from fairnotice.workflow.catalogue_files import Change, compare_files, export_catalogue, find_open, offer
from fairnotice.workflow.marks import Mark, check_sentence
from fairnotice.workflow.wording import show_hidden, write_line


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@with_settings
def export(folder: Path, data: Path | None, store: str | None) -> None:
    """Write every published platform to FOLDER, one file each, as maintainers keep them (with their notes)."""
    with opened_store(choose_settings(data=data, store=store)) as opened:
        done = export_catalogue(opened, folder)
    click.echo(f"{done.written} files written, {done.same} were the same, {done.removed} of retired platforms removed.")
    if done.kept:
        say(f"{done.kept} files of retired platforms stay: {folder} was not begun by an export, so nothing is removed.")


@click.command("import")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--as-proposals", is_flag=True, help="Make one proposal for each platform that differs.")
@click.option("--dry-run", is_flag=True, help="Only print what differs.")
@click.option("--title", default="Changes from files", show_default=True, help="What changes, in one sentence.")
@click.option("--material", metavar="REASON", help="Readers must look again at every changed notice, and why.")
@click.option("--cosmetic", metavar="REASON", help="Readers need not look again at changed notices, and why.")
@click.option("--draft", "is_draft", is_flag=True, help="Make drafts, to be completed before review.")
@with_json
@with_settings
@with_actor
def import_files(
    folder: Path,
    as_proposals: bool,
    dry_run: bool,
    title: str,
    material: str | None,
    cosmetic: str | None,
    is_draft: bool,
    is_json: bool,
    data: Path | None,
    store: str | None,
    actor: str | None,
) -> None:
    """Compare the platform files of FOLDER with what is published; what differs becomes proposals.

    Nothing is published without review. A second run makes nothing twice. Files that break a rule are listed and the
    rest goes on; the exit code is 1 then.
    """
    if not (as_proposals or dry_run):
        raise click.UsageError("Say --as-proposals to make proposals, or --dry-run to see what they would be.")
    mark, title = _read_mark(material, cosmetic), check_sentence("title", title)
    with opened_store(choose_settings(data=data, store=store)) as opened:
        found = compare_files(opened, folder)
        faults = list(found.faults)
        if dry_run:
            for change in found.changes:
                _print_change(change, is_json)
            made = known = 0
        else:
            if not (mark or is_draft) and any(change.needs_marks for change in found.changes):
                raise click.UsageError(
                    "Published notices change: say --material REASON or --cosmetic REASON for all of them, or --draft "
                    "to say it of each one later."
                )
            made, known = _offer_all(opened, actor, found.changes, title, mark, is_draft, is_json, faults)
    for fault in faults:
        _print_fault(fault, is_json)
    new = sum(change.is_new for change in found.changes)
    say(
        f"{len(found.changes)} platforms differ ({new} are new), {found.same} are the same, {len(faults)} faults; "
        f"{len(found.without_file)} published platforms have no file and stay as they are."
    )
    if not dry_run:
        say(f"{made} proposals made, {known} were there already.")
    if faults:
        raise click.exceptions.Exit(FAILURE)


def _offer_all(
    store: Store,
    actor: str | None,
    changes: Sequence[Change],
    title: str,
    mark: Mark | None,
    is_draft: bool,
    is_json: bool,
    faults: list[Fault],
) -> tuple[int, int]:
    who = choose_actor(store, actor)
    known, made, there = find_open(store, who.name), 0, 0
    for change in changes:
        id = change.platform.id
        try:
            number, is_made = offer(store, who, change, known, title=title, mark=mark, is_draft=is_draft, now=now())
        except Invalid as error:
            faults.append(Fault(f"{id}.json", "", str(error)))
            continue
        made, there = made + is_made, there + (not is_made)
        state = "is made" if is_made else "was there already"
        if is_json:
            click.echo(json.dumps({"platform": id, "proposal": number, "is_made": is_made}))
        else:
            click.echo(f"Proposal {number} for {id} {state}.")
    return made, there


def _print_change(change: Change, is_json: bool) -> None:
    if is_json:
        differences = [
            {"field": each.name, "kind": each.kind, "before": each.before, "after": each.after}
            for each in change.differences
        ]
        click.echo(json.dumps({"platform": change.platform.id, "is_new": change.is_new, "differences": differences}))
        return
    click.echo(f"{change.platform.id}: {len(change.differences)} differences")
    for difference in change.differences:
        click.echo(f"    {write_line(difference)}")


def _print_fault(fault: Fault, is_json: bool) -> None:
    if is_json:
        click.echo(json.dumps({"file": fault.file, "field": fault.field, "reason": fault.reason}))
    else:
        click.echo(show_hidden(str(fault)))


def _read_mark(material: str | None, cosmetic: str | None) -> Mark | None:
    if material is not None and cosmetic is not None:
        raise click.UsageError("Say --material or --cosmetic, not both.")
    reason = material if material is not None else cosmetic
    return None if reason is None else Mark(material is not None, check_sentence("reason", reason))
