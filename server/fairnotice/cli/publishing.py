"""`fairnotice publish`, `history`, `rollback`, `withdraw`, `restore`: what browsers get to see."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

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
from fairnotice.publication.keys import KeyFolder
from fairnotice.publication.times import read_moment
from fairnotice.settings import Settings
from fairnotice.workflow import publish as workflow
from fairnotice.workflow.history import read_history
from fairnotice.workflow.orders import Order, order_publication, order_roll_back
from fairnotice.workflow.proposals import APPROVED, list_proposals


def _read_moment(context: click.Context, parameter: click.Parameter, text: str | None) -> datetime | None:
    """Answer the moment that a person wrote, which is in UTC unless it says otherwise."""
    if text is None:
        return None
    try:
        return read_moment(text)
    except ValueError:
        raise click.BadParameter(f"write {text!r} like 2026-12-01T09:00, in UTC.", context, parameter) from None


@click.command()
@click.argument("numbers", type=int, nargs=-1)
@click.option(
    "--at", callback=_read_moment, metavar="MOMENT", help="When, such as 2026-12-01T09:00 (UTC); else at once."
)
@with_json
@with_settings
@with_actor
def publish(
    numbers: tuple[int, ...],
    at: datetime | None,
    is_json: bool,
    data: Path | None,
    store: str | None,
    actor: str | None,
) -> None:
    """Publish the approved proposals NUMBERS (by default all) as one new edition.

    With a moment, or where the catalogue key is not, this is an order that the process with the key carries out.
    """
    settings = choose_settings(data=data, store=store)
    with opened_store(settings) as opened:
        chosen = numbers or tuple(proposal.number for proposal in list_proposals(opened, states=[APPROVED]))
        who = choose_actor(opened, actor)
        if at is not None or not _has_key(settings):
            _tell_order(order_publication(opened, who, chosen, at=at, now=now()), settings, is_json)
            return
        edition = workflow.publish(opened, who, chosen, _make_publisher(settings))
    tell(
        f"Edition {edition} is published; running servers serve it within two seconds.",
        is_json,
        edition=edition,
        proposals=chosen,
    )


@click.command()
@click.option("--platform", metavar="ID", help="Only editions that changed this platform.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many.")
@with_json
@with_settings
def history(platform: str | None, limit: int, is_json: bool, data: Path | None, store: str | None) -> None:
    """List the newest editions: number, time, how many records changed, title."""
    with opened_store(choose_settings(data=data, store=store)) as opened:
        rows = [asdict(edition) for edition in read_history(opened, platform=platform, limit=limit)]
    print_rows(rows, is_json, {"edition": 5, "published": 20, "records": 5, "title": 0})


@click.command()
@click.argument("edition", type=int)
@click.option("--reason", required=True, help="Why, in one sentence that readers may see.")
@click.option("--material", "is_material", is_flag=True, help="Ask readers to look again at what changes back.")
@with_json
@with_settings
@with_actor
def rollback(
    edition: int,
    reason: str,
    is_material: bool,
    is_json: bool,
    data: Path | None,
    store: str | None,
    actor: str | None,
) -> None:
    """Publish the content of EDITION again, as a new edition. Where the catalogue key is not, this is an order."""
    settings = choose_settings(data=data, store=store)
    with opened_store(settings) as opened:
        who = choose_actor(opened, actor)
        if not _has_key(settings):
            order = order_roll_back(opened, who, edition, reason=reason, is_material=is_material, now=now())
            _tell_order(order, settings, is_json)
            return
        publisher = _make_publisher(settings)
        new = workflow.roll_back(opened, who, edition, publisher, reason=reason, is_material=is_material)
    tell(f"Edition {new} has the content of edition {edition}.", is_json, edition=new, target=edition)


@click.command()
@click.argument("id")
@click.option("--reason", required=True, help="Why, for the audit log.")
@with_json
@with_settings
@with_actor
def withdraw(id: str, reason: str, is_json: bool, data: Path | None, store: str | None, actor: str | None) -> None:
    """Hide the notice (x/ai-sharing) or action (x/ai-sharing/privacy-form) ID in all browsers at their next poll."""
    with opened_store(choose_settings(data=data, store=store)) as opened:
        held = workflow.withdraw(opened, choose_actor(opened, actor), id, reason=reason, now=now())
    tell(f"{id} is hidden. Withdrawn now: {', '.join(held)}.", is_json, withdrawn=held)


@click.command()
@click.argument("id")
@click.option("--reason", required=True, help="Why, for the audit log.")
@with_json
@with_settings
@with_actor
def restore(id: str, reason: str, is_json: bool, data: Path | None, store: str | None, actor: str | None) -> None:
    """Show the withdrawn notice or action ID again."""
    with opened_store(choose_settings(data=data, store=store)) as opened:
        held = workflow.restore(opened, choose_actor(opened, actor), id, reason=reason, now=now())
    tell(f"{id} is shown again. Withdrawn now: {', '.join(held) or 'nothing'}.", is_json, withdrawn=held)


def _has_key(settings: Settings) -> bool:
    return KeyFolder(settings.keys).path_of("catalogue").exists()


def _tell_order(order: Order, settings: Settings, is_json: bool) -> None:
    why = "" if _has_key(settings) else "The catalogue key is not on this machine, so this is an order. "
    tell(
        f"{why}Order {order.number} waits until {order.due}; `fairnotice serve` or `fairnotice sign` carries it out "
        "where the key is.",
        is_json,
        order=order.number,
        due=order.due,
    )


def _make_publisher(settings: Settings) -> workflow.Publisher:
    return workflow.Publisher(settings.catalogue, KeyFolder(settings.keys).read("catalogue"), now())
