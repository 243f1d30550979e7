"""`fairnotice tokens`: what programs may do in the name of an account."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from fairnotice.cli.output import (
    choose_actor,
    choose_settings,
    now,
    opened_store,
    print_rows,
    say,
    with_actor,
    with_json,
    with_settings,
)
from fairnotice.workflow import tokens as workflow
from fairnotice.workflow.actors import SCOPES

DEFAULT_DAYS = 90


@click.group()
def tokens() -> None:
    """Make, see and revoke the tokens by which programs use the API."""


@tokens.command()
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, required=True, type=click.Choice(SCOPES), help="Give several.")
@click.option(
    "--days",
    type=click.IntRange(0, workflow.MAX_LIFE.days),
    default=DEFAULT_DAYS,
    show_default=True,
    help="So many days from today it works.",
)
@with_settings
@with_actor
def make(
    name: str, scopes: tuple[str, ...], days: int, data: Path | None, store: str | None, actor: str | None
) -> None:
    """Print a new token for your account. NAME says what uses it."""
    moment = now()
    with opened_store(choose_settings(data=data, store=store)) as opened:
        who = choose_actor(opened, actor)
        secret, made = workflow.make_token(opened, who, name, scopes, moment.date() + timedelta(days=days), moment)
    say(f"Token {made.id} of {made.account} works through {made.expires_on}; it is shown this once:")
    click.echo(secret)


@tokens.command("list")
@click.option("--all", "is_all", is_flag=True, help="Those of all accounts, for an admin.")
@with_json
@with_settings
@with_actor
def show(is_all: bool, is_json: bool, data: Path | None, store: str | None, actor: str | None) -> None:
    """List your tokens, also those that ended, until they are revoked."""
    with opened_store(choose_settings(data=data, store=store)) as opened:
        who = choose_actor(opened, actor)
        found = workflow.list_tokens(opened, who, account=None if is_all else who.name)
    columns = {"id": 10, "account": 20, "expires_on": 10, "last_used_on": 10, "is_stopped": 7, "scopes": 24, "name": 0}
    print_rows([_describe(token) for token in found], is_json, columns)


@tokens.command()
@click.argument("id")
@with_settings
@with_actor
def revoke(id: str, data: Path | None, store: str | None, actor: str | None) -> None:
    """End the token with ID for good."""
    with opened_store(choose_settings(data=data, store=store)) as opened:
        workflow.revoke_token(opened, choose_actor(opened, actor), id, now())
    click.echo(f"Token {id} is revoked.")


def _describe(token: workflow.Token) -> dict[str, Any]:
    row = asdict(token)
    del row["actor"]
    return row
