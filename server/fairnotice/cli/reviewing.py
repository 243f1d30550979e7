"""`fairnotice review`: a proposal as a second person reads it, and what they say to its author."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from fairnotice.cli.output import (
    choose_actor,
    choose_settings,
    now,
    opened_store,
    print_rows,
    show_text,
    with_actor,
    with_json,
    with_settings,
)
from fairnotice.store.contract import Store
from fairnotice.workflow import reviewing
from fairnotice.workflow.differences import ADDED, MOVED, REMOVED, Difference, compare, mark_words
from fairnotice.workflow.drafting import is_behind
from fairnotice.workflow.platforms import read_version_content
from fairnotice.workflow.proposals import Proposal, read_proposal

_SIGNS = {REMOVED: ("-", "red"), ADDED: ("+", "green")}


@click.command()
@click.argument("number", type=int)
@click.option("--request-changes", metavar="TEXT", help="Give it back to its author, with what is to be changed.")
@click.option("--comment", metavar="TEXT", help="Say something about it.")
@click.option("--seen", type=int, metavar="VERSION", help="The version that was shown; nothing is said about another.")
@with_json
@with_settings
@with_actor
def review(
    number: int,
    request_changes: str | None,
    comment: str | None,
    seen: int | None,
    is_json: bool,
    data: Path | None,
    store: str | None,
    actor: str | None,
) -> None:
    """Show proposal NUMBER: what it changes, what that means to readers, and what was said. Or say something."""
    if request_changes is not None and comment is not None:
        raise click.UsageError("Give either --request-changes or --comment.")
    with opened_store(choose_settings(data=data, store=store)) as opened:
        if request_changes is not None:
            who = choose_actor(opened, actor)
            reviewing.request_changes(opened, who, number, reason=request_changes, seen=seen, now=now())
            click.echo(f"Proposal {number} is with its author again.")
        elif comment is not None:
            reviewing.comment(opened, choose_actor(opened, actor), number, comment, seen=seen, now=now())
            click.echo(f"Your comment stands with proposal {number}.")
        else:
            _show(opened, read_proposal(opened, number), is_json)


def _show(store: Store, proposal: Proposal, is_json: bool) -> None:
    differences = compare(read_version_content(store, proposal.platform, proposal.base), proposal.content)
    if is_json:
        row = asdict(replace(proposal, content=None)) | {"content": proposal.content}
        found = [{"path": d.name, "kind": d.kind, "before": d.before, "after": d.after} for d in differences]
        print_rows([row | {"differences": found}], is_json, {})
        return
    state = proposal.state.replace("-", " ")
    click.secho(f"Proposal {proposal.number} for {proposal.platform}: {show_text(proposal.title) or '-'}", bold=True)
    click.echo(f"{state}, by {proposal.author}, version {proposal.version}, {proposal.changed_on}")
    if is_behind(store, proposal):
        click.echo(f"{proposal.platform} changed since; its author brings it up to date before it is approved.")
    for difference in differences:
        click.echo()
        click.secho(f"{difference.name or proposal.platform} ({difference.kind})", bold=True)
        for line in _write_difference(difference):
            click.echo(f"  {line}")
    if proposal.marks:
        click.echo()
    for notice, mark in proposal.marks.items():
        click.echo(f"{notice} is {'material' if mark.material else 'cosmetic'}: {show_text(mark.reason)}")
    for each in proposal.comments:
        click.echo()
        click.secho(f"{each.who}, {each.at}, {each.step}", bold=True)
        for line in each.text.splitlines():
            click.echo(f"  {show_text(line)}")


def _write_difference(difference: Difference) -> Iterator[str]:
    """Answer the lines of before and after; of two texts with the words that differ in colour."""
    before, after = difference.before, difference.after
    if isinstance(before, str) and isinstance(after, str):
        pieces = mark_words(before, after)
        for kind, (sign, colour) in _SIGNS.items():
            own = [piece for piece in pieces if piece.kind in ("same", kind)]
            words = (
                show_text(p.text) if p.kind == "same" else click.style(show_text(p.text), fg=colour, bold=True)
                for p in own
            )
            yield click.style(sign, fg=colour) + " " + "".join(words)
        return
    for value, kind in ((before, REMOVED), (after, ADDED)):
        if value is not None or difference.kind not in (ADDED, REMOVED):
            sign, colour = _SIGNS[kind]
            for line in _write_value(value, is_flat=difference.kind == MOVED):
                yield click.style(f"{sign} {show_text(line)}", fg=colour)


def _write_value(value: Any, *, is_flat: bool) -> list[str]:
    if isinstance(value, str):
        return [value]
    return json.dumps(value, ensure_ascii=False, indent=None if is_flat else 2).splitlines()
