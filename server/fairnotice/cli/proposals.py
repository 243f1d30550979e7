"""`fairnotice propose`, `proposals`, `approve`, `decline`: a change on its way to being published."""

from __future__ import annotations

from pathlib import Path

import click

from fairnotice.catalogue.files import read_platform
from fairnotice.cli.output import choose_actor, choose_settings, now, opened_store, with_actor, with_settings
from fairnotice.workflow import drafting, reviewing
from fairnotice.workflow.marks import Mark
from fairnotice.workflow.proposals import STATES, list_proposals


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--title", required=True, help="What changes, in one sentence.")
@click.option("--material", "material", metavar="NOTICE=REASON", multiple=True, help="A change readers must look at.")
@click.option("--cosmetic", "cosmetic", metavar="NOTICE=REASON", multiple=True, help="A change they need not look at.")
@with_settings
@with_actor
def propose(
    file: Path,
    title: str,
    material: tuple[str, ...],
    cosmetic: tuple[str, ...],
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
    click.echo(f"Proposal {made.number} for {made.platform} is in review.")


@click.command()
@click.option("--state", type=click.Choice(STATES), help="Only these.")
@with_settings
def proposals(state: str | None, data: Path | None, store: str | None) -> None:
    """List proposals."""
    with opened_store(choose_settings(data=data, store=store)) as opened:
        for proposal in list_proposals(opened, states=[state] if state else STATES):
            click.echo(
                f"{proposal.number:5} {proposal.state:17} {proposal.platform:20} {proposal.author}: {proposal.title}"
            )


@click.command()
@click.argument("number", type=int)
@with_settings
@with_actor
def approve(number: int, data: Path | None, store: str | None, actor: str | None) -> None:
    """Approve proposal NUMBER. Its author cannot, unless the setting review is solo."""
    settings = choose_settings(data=data, store=store)
    with opened_store(settings) as opened:
        who = choose_actor(opened, actor)
        reviewing.approve(opened, who, number, is_solo=settings.review == "solo", now=now())
    click.echo(f"Proposal {number} is approved; `fairnotice publish` ships it.")


@click.command()
@click.argument("number", type=int)
@click.option("--reason", required=True, help="Why, in one sentence for its author.")
@with_settings
@with_actor
def decline(number: int, reason: str, data: Path | None, store: str | None, actor: str | None) -> None:
    """Decline proposal NUMBER with a reason."""
    with opened_store(choose_settings(data=data, store=store)) as opened:
        reviewing.decline(opened, choose_actor(opened, actor), number, reason=reason, now=now())
    click.echo(f"Proposal {number} is declined.")


def _read_marks(given: tuple[str, ...], is_material: bool) -> dict[str, Mark]:
    marks = {}
    for text in given:
        notice, separator, reason = text.partition("=")
        if not separator or not reason:
            raise click.UsageError(f"Write {text!r} as NOTICE=REASON, such as ai-sharing='new opt-out page'.")
        marks[notice] = Mark(is_material, reason)
    return marks
