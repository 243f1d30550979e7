"""`fairnotice accounts`: who may do what."""

from __future__ import annotations

from pathlib import Path

import click

from fairnotice.cli.output import choose_actor, choose_settings, now, opened_store, with_actor, with_settings
from fairnotice.workflow import accounts as workflow
from fairnotice.workflow.actors import ROLES


@click.group()
def accounts() -> None:
    """See and make the accounts of maintainers."""


@accounts.command("list")
@with_settings
def show(data: Path | None, store: str | None) -> None:
    """List the accounts and their roles."""
    with opened_store(choose_settings(data=data, store=store)) as opened:
        for name, roles in workflow.list_accounts(opened).items():
            click.echo(f"{name:20} {', '.join(roles)}")


@accounts.command()
@click.argument("name")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice(ROLES), help="What it may do.")
@with_settings
@with_actor
def add(name: str, roles: tuple[str, ...], data: Path | None, store: str | None, actor: str | None) -> None:
    """Make the account NAME, which acts at the command line with --as NAME."""
    with opened_store(choose_settings(data=data, store=store)) as opened:
        workflow.add_account(opened, choose_actor(opened, actor), name, roles, now())
    click.echo(f"{name} is {', '.join(roles)}.")
