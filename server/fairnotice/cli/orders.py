"""`fairnotice orders`: what was ordered to be published, and what came of it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from fairnotice.cli.output import (
    choose_actor,
    choose_settings,
    now,
    opened_store,
    print_rows,
    with_actor,
    with_json,
    with_settings,
)
from fairnotice.workflow.orders import STATES, cancel_order, list_orders


@click.group(invoke_without_command=True)
@click.option("--state", type=click.Choice(STATES), help="Only these.")
@with_json
@with_settings
@click.pass_context
def orders(context: click.Context, state: str | None, is_json: bool, data: Path | None, store: str | None) -> None:
    """List orders to publish, the oldest first."""
    context.default_map = {"cancel": {"data": data, "store": store}}
    if context.invoked_subcommand:
        return
    with opened_store(choose_settings(data=data, store=store)) as opened:
        rows = [asdict(order) for order in list_orders(opened, states=[state] if state else STATES)]
    columns = {"number": 5, "state": 9, "what": 9, "due": 20, "by": 12, "proposals": 10, "edition": 7, "fault": 0}
    print_rows(rows, is_json, columns)


@orders.command()
@click.argument("number", type=int)
@with_settings
@with_actor
def cancel(number: int, data: Path | None, store: str | None, actor: str | None) -> None:
    """Take back order NUMBER while it waits."""
    with opened_store(choose_settings(data=data, store=store)) as opened:
        cancel_order(opened, choose_actor(opened, actor), number, now=now())
    click.echo(f"Order {number} is cancelled.")
