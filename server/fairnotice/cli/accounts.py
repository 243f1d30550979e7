"""`fairnotice accounts`: who may do what."""

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
    say,
    with_actor,
    with_json,
    with_settings,
)
from fairnotice.settings import Settings
from fairnotice.workflow import accounts as workflow
from fairnotice.workflow import invitations
from fairnotice.workflow import sessions as sign_ins
from fairnotice.workflow.actors import ROLES

with_roles = click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice(ROLES), help="What it may do; give several."
)


@click.group()
def accounts() -> None:
    """See, make and change the accounts of maintainers."""


@accounts.command("list")
@with_json
@with_settings
def show(is_json: bool, data: Path | None, store: str | None) -> None:
    """List the accounts: their roles, whether they may act, and how they sign in."""
    with opened_store(choose_settings(data=data, store=store)) as opened:
        rows = [asdict(account) for account in workflow.list_accounts(opened)]
    print_rows(rows, is_json, {"name": 20, "is_active": 6, "has_password": 8, "has_totp": 4, "roles": 0})


@accounts.command()
@click.argument("name")
@with_roles
@with_settings
@with_actor
def add(name: str, roles: tuple[str, ...], data: Path | None, store: str | None, actor: str | None) -> None:
    """Make the account NAME, which acts at the command line with --as NAME."""
    with opened_store(choose_settings(data=data, store=store)) as opened:
        workflow.add_account(opened, choose_actor(opened, actor), name, roles, now())
    click.echo(f"{name} is {', '.join(roles)}.")


@accounts.command("roles")
@click.argument("name")
@with_roles
@with_settings
@with_actor
def change_roles(name: str, roles: tuple[str, ...], data: Path | None, store: str | None, actor: str | None) -> None:
    """Give the account NAME these roles instead of its own. Its sessions end and its tokens stop."""
    with opened_store(choose_settings(data=data, store=store)) as opened:
        changed = workflow.change_roles(opened, choose_actor(opened, actor), name, roles, now())
    click.echo(f"{name} is {', '.join(changed.roles)}.")


@accounts.command()
@click.argument("name")
@with_settings
@with_actor
def disable(name: str, data: Path | None, store: str | None, actor: str | None) -> None:
    """Let the account NAME do nothing any more. Its sessions end and its tokens stop."""
    with opened_store(choose_settings(data=data, store=store)) as opened:
        workflow.disable(opened, choose_actor(opened, actor), name, now())
    click.echo(f"{name} is disabled.")


@accounts.command()
@click.argument("name")
@with_settings
@with_actor
def enable(name: str, data: Path | None, store: str | None, actor: str | None) -> None:
    """Let the disabled account NAME act again."""
    with opened_store(choose_settings(data=data, store=store)) as opened:
        workflow.enable(opened, choose_actor(opened, actor), name, now())
    click.echo(f"{name} is enabled.")


@accounts.command()
@click.argument("name")
@with_roles
@with_settings
@with_actor
def invite(name: str, roles: tuple[str, ...], data: Path | None, store: str | None, actor: str | None) -> None:
    """Print a link, good once and for 72 hours, by which somebody makes the account NAME with a password."""
    settings = choose_settings(data=data, store=store)
    with opened_store(settings) as opened:
        token, made = invitations.invite(opened, choose_actor(opened, actor), name, roles, now())
    _print_link(settings, token, made)


@accounts.command("reset-password")
@click.argument("name")
@click.option("--remove-codes", is_flag=True, help="Ask for no code of an authenticator after it, for a lost one.")
@with_settings
@with_actor
def reset_password(name: str, remove_codes: bool, data: Path | None, store: str | None, actor: str | None) -> None:
    """Print a link, good once and for 24 hours, by which the holder of NAME chooses a new password."""
    settings = choose_settings(data=data, store=store)
    with opened_store(settings) as opened:
        who = choose_actor(opened, actor)
        token, made = invitations.invite_to_new_password(opened, who, name, now(), removes_totp=remove_codes)
    _print_link(settings, token, made)


@accounts.command()
@click.argument("name", required=False)
@click.option("--end", "id", metavar="ID", help="End this session.")
@click.option("--end-all", "is_all", is_flag=True, help="End all sessions of NAME.")
@with_json
@with_settings
@with_actor
def sessions(
    name: str | None,
    id: str | None,
    is_all: bool,
    is_json: bool,
    data: Path | None,
    store: str | None,
    actor: str | None,
) -> None:
    """List who is signed in - NAME, or everybody - or end that."""
    if is_all and (id or not name):
        raise click.UsageError("--end-all goes with a NAME, and without --end.")
    with opened_store(choose_settings(data=data, store=store)) as opened:
        who = choose_actor(opened, actor)
        if id:
            sign_ins.end_session(opened, who, id, now())
            click.echo(f"Session {id} has ended.")
        elif is_all and name:
            sign_ins.end_all(opened, who, name, now())
            click.echo(f"All sessions of {name} have ended.")
        else:
            shown = ("id", "account", "made_on", "seen_on", "client")
            found = sign_ins.list_sessions(opened, who, now(), account=name)
            rows = [{part: getattr(session, part) for part in shown} for session in found]
            print_rows(rows, is_json, {"id": 12, "account": 20, "made_on": 20, "seen_on": 20, "client": 0})


def _print_link(settings: Settings, token: str, made: invitations.Invitation) -> None:
    say(f"For {made.name}, good once and until {made.expires}; whoever holds it can use it:")
    base = settings.address.rstrip("/") or f"http://{settings.host}:{settings.port}"
    click.echo(f"{base}/console/invitations/{token}")
