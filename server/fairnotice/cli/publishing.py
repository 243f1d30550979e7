"""`fairnotice publish`, `history`, `rollback`, `withdraw`, `restore`: what browsers get to see."""

from __future__ import annotations

from pathlib import Path

import click

from fairnotice.cli.output import choose_actor, choose_settings, now, opened_store, with_actor, with_settings
from fairnotice.publication.keys import KeyFolder
from fairnotice.settings import Settings
from fairnotice.workflow import publish as workflow
from fairnotice.workflow.history import read_history
from fairnotice.workflow.proposals import APPROVED, list_proposals


@click.command()
@click.argument("numbers", type=int, nargs=-1)
@with_settings
@with_actor
def publish(numbers: tuple[int, ...], data: Path | None, store: str | None, actor: str | None) -> None:
    """Publish the approved proposals NUMBERS (by default all) as one new edition."""
    settings = choose_settings(data=data, store=store)
    with opened_store(settings) as opened:
        chosen = numbers or tuple(proposal.number for proposal in list_proposals(opened, states=[APPROVED]))
        edition = workflow.publish(opened, choose_actor(opened, actor), chosen, _make_publisher(settings))
    click.echo(f"Edition {edition} is published; running servers serve it within two seconds.")


@click.command()
@click.option("--platform", metavar="ID", help="Only editions that changed this platform.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many.")
@with_settings
def history(platform: str | None, limit: int, data: Path | None, store: str | None) -> None:
    """List the newest editions: number, time, changed records, title."""
    with opened_store(choose_settings(data=data, store=store)) as opened:
        for item in read_history(opened, platform=platform, limit=limit):
            click.echo(f"{item.edition:5}  {item.published}  {item.records:5} records  {item.title}")


@click.command()
@click.argument("edition", type=int)
@click.option("--reason", required=True, help="Why, in one sentence that readers may see.")
@click.option("--material", "is_material", is_flag=True, help="Ask readers to look again at what changes back.")
@with_settings
@with_actor
def rollback(
    edition: int, reason: str, is_material: bool, data: Path | None, store: str | None, actor: str | None
) -> None:
    """Publish the content of EDITION again, as a new edition."""
    settings = choose_settings(data=data, store=store)
    with opened_store(settings) as opened:
        who, publisher = choose_actor(opened, actor), _make_publisher(settings)
        new = workflow.roll_back(opened, who, edition, publisher, reason=reason, is_material=is_material)
    click.echo(f"Edition {new} has the content of edition {edition}.")


@click.command()
@click.argument("id")
@click.option("--reason", required=True, help="Why, for the audit log.")
@with_settings
@with_actor
def withdraw(id: str, reason: str, data: Path | None, store: str | None, actor: str | None) -> None:
    """Hide the notice (x/ai-sharing) or action (x/ai-sharing/privacy-form) ID in all browsers at their next poll."""
    with opened_store(choose_settings(data=data, store=store)) as opened:
        held = workflow.withdraw(opened, choose_actor(opened, actor), id, reason=reason, now=now())
    click.echo(f"{id} is hidden. Withdrawn now: {', '.join(held)}.")


@click.command()
@click.argument("id")
@click.option("--reason", required=True, help="Why, for the audit log.")
@with_settings
@with_actor
def restore(id: str, reason: str, data: Path | None, store: str | None, actor: str | None) -> None:
    """Show the withdrawn notice or action ID again."""
    with opened_store(choose_settings(data=data, store=store)) as opened:
        held = workflow.restore(opened, choose_actor(opened, actor), id, reason=reason, now=now())
    click.echo(f"{id} is shown again. Withdrawn now: {', '.join(held) or 'nothing'}.")


def _make_publisher(settings: Settings) -> workflow.Publisher:
    return workflow.Publisher(settings.catalogue, KeyFolder(settings.keys).read("catalogue"), now())
