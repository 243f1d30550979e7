"""`fairnotice propose`, `retire`, `proposals`, `approve`, `decline`: a change on its way to being published."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from fairnotice.catalogue.files import read_platform
from fairnotice.cli.output import (
    choose_actor,
    choose_settings,
    now,
    opened_store,
    print_rows,
    tell,
    with_actor,
    with_json,
    with_settings,
)
from fairnotice.workflow import drafting, reviewing
from fairnotice.workflow.marks import Mark
from fairnotice.workflow.proposals import STATES, Proposal, list_proposals


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--title", required=True, help="What changes, in one sentence.")
@click.option("--material", "material", metavar="NOTICE=REASON", multiple=True, help="A change readers must look at.")
@click.option("--cosmetic", "cosmetic", metavar="NOTICE=REASON", multiple=True, help="A change they need not look at.")
@with_json
@with_settings
@with_actor
def propose(
    file: Path,
    title: str,
    material: tuple[str, ...],
    cosmetic: tuple[str, ...],
    is_json: bool,
    data: Path | None,
    store: str | None,
    actor: str | None,
) -> None:
    """Offer the platform in FILE for review. Every changed notice is marked material or cosmetic, with a reason."""
    if not file.is_file():
        raise click.UsageError(f"There is no file {file}.")
    platform = read_platform(file)
    marks = _read_marks(material, True) | _read_marks(cosmetic, False)
    with opened_store(choose_settings(data=data, store=store)) as opened:
        who = choose_actor(opened, actor)
        made = drafting.propose(opened, who, platform.id, platform, title=title, marks=marks, now=now())
    tell(f"Proposal {made.number} for {made.platform} is in review.", is_json, **_describe(made))


@click.command()
@click.argument("id")
@click.option("--title", required=True, help="Why, in one sentence.")
@with_json
@with_settings
@with_actor
def retire(id: str, title: str, is_json: bool, data: Path | None, store: str | None, actor: str | None) -> None:
    """Offer for review that the platform ID leaves the catalogue."""
    with opened_store(choose_settings(data=data, store=store)) as opened:
        made = drafting.propose(opened, choose_actor(opened, actor), id, None, title=title, marks={}, now=now())
    tell(f"Proposal {made.number} to retire {made.platform} is in review.", is_json, **_describe(made))


@click.command()
@click.option("--state", type=click.Choice(STATES), help="Only these.")
@click.option("--platform", metavar="ID", help="Only those for this platform.")
@click.option("--author", metavar="NAME", help="Only those by NAME.")
@with_json
@with_settings
def proposals(
    state: str | None,
    platform: str | None,
    author: str | None,
    is_json: bool,
    data: Path | None,
    store: str | None,
) -> None:
    """List proposals, the oldest first."""
    states = [state] if state else STATES
    with opened_store(choose_settings(data=data, store=store)) as opened:
        found = list_proposals(opened, states=states, platform=platform, author=author)
    columns = {"number": 5, "state": 17, "platform": 20, "author": 12, "title": 0}
    print_rows([_describe(proposal) for proposal in found], is_json, columns)


@click.command()
@click.argument("number", type=int)
@click.option("--seen", type=int, metavar="VERSION", help="The version that `review` showed; no other is approved.")
@with_json
@with_settings
@with_actor
def approve(
    number: int, seen: int | None, is_json: bool, data: Path | None, store: str | None, actor: str | None
) -> None:
    """Approve proposal NUMBER. Its author cannot, unless the setting review is solo."""
    settings = choose_settings(data=data, store=store)
    with opened_store(settings) as opened:
        who = choose_actor(opened, actor)
        done = reviewing.approve(opened, who, number, is_solo=settings.review == "solo", seen=seen, now=now())
    tell(f"Proposal {number} is approved; `fairnotice publish` ships it.", is_json, **_describe(done))


@click.command()
@click.argument("number", type=int)
@click.option("--reason", required=True, help="Why, in one sentence for its author.")
@with_json
@with_settings
@with_actor
def decline(number: int, reason: str, is_json: bool, data: Path | None, store: str | None, actor: str | None) -> None:
    """Decline proposal NUMBER with a reason."""
    with opened_store(choose_settings(data=data, store=store)) as opened:
        done = reviewing.decline(opened, choose_actor(opened, actor), number, reason=reason, now=now())
    tell(f"Proposal {number} is declined.", is_json, **_describe(done))


def _describe(proposal: Proposal) -> dict[str, Any]:
    """Answer a proposal without its content, which `review --json` prints."""
    row = asdict(replace(proposal, content=None))
    del row["content"]
    return row


def _read_marks(given: tuple[str, ...], is_material: bool) -> dict[str, Mark]:
    marks = {}
    for text in given:
        notice, separator, reason = text.partition("=")
        if not separator or not reason:
            raise click.UsageError(f"Write {text!r} as NOTICE=REASON, such as ai-sharing='new opt-out page'.")
        marks[notice] = Mark(is_material, reason)
    return marks
