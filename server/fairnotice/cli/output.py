"""How commands speak: results on standard output, progress and faults on standard error, one sentence each."""

from __future__ import annotations

import getpass
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from fairnotice.errors import FairnoticeError, Invalid, Misconfigured
from fairnotice.settings import Settings, read_settings
from fairnotice.store.contract import Store
from fairnotice.store.open import open_store
from fairnotice.workflow.accounts import find_actor
from fairnotice.workflow.actors import Actor

FAILURE, USAGE = 1, 2
_SHOWN_FAULTS = 20


class ExitingGroup(click.Group):
    """A group of commands that turns the domain's faults into one sentence and an exit code."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(context)
        except Misconfigured as error:
            _fail(str(error), USAGE)
        except Invalid as error:
            for fault in error.faults[:_SHOWN_FAULTS] if len(error.faults) > 1 else ():
                click.echo(str(fault), err=True)
            _fail(str(error), FAILURE)
        except FairnoticeError as error:
            _fail(str(error), FAILURE)
        except OSError as error:
            _fail(f"{error.strerror or error}: {error.filename}" if error.filename else str(error), FAILURE)


def say(text: str) -> None:
    """Tell about progress."""
    click.echo(text, err=True)


def now() -> datetime:
    """Answer the present moment."""
    return datetime.now(UTC)


def with_settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options --data and --store, which stand above FAIRNOTICE_DATA and FAIRNOTICE_STORE."""
    command = click.option("--store", metavar="URL", help="Where documents are kept (FAIRNOTICE_STORE).")(command)
    return click.option("--data", type=click.Path(path_type=Path), help="The data folder (FAIRNOTICE_DATA).")(command)


def with_actor(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option --as."""
    return click.option("--as", "actor", metavar="NAME", help="The account that acts; by default your user name.")(
        command
    )


def with_json(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option --json, which `print_rows` and `tell` want to know."""
    return click.option("--json", "is_json", is_flag=True, help="Print JSON, one object a line, for programs.")(command)


def tell(sentence: str, is_json: bool, **facts: Any) -> None:
    """Say what was done: in a sentence for people, or as one JSON object of `facts` for programs."""
    click.echo(json.dumps(facts, default=str) if is_json else sentence)


def print_rows(rows: Sequence[Mapping[str, Any]], is_json: bool, columns: Mapping[str, int]) -> None:
    """Print rows: as JSON lines with all that they hold, or `columns` of them, each at least so many characters wide.

    Lists are joined by commas, what is empty is a hyphen, and yes is the column's own name without "is" or "has".
    """
    for row in rows:
        if is_json:
            click.echo(json.dumps(row, default=str))
        else:
            click.echo("  ".join(_write_cell(name, row[name]).ljust(columns[name]) for name in columns).rstrip())


def show_text(text: str) -> str:
    """Answer a text that somebody wrote so that a terminal shows it and does nothing: what is invisible is spelled."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def choose_settings(**chosen: str | int | Path | None) -> Settings:
    """Answer the settings with the options of a command on top."""
    return read_settings(os.environ, **chosen)


@contextmanager
def opened_store(settings: Settings) -> Iterator[Store]:
    """Open the store of an installation that exists; close it after."""
    if not settings.store and not settings.data.is_dir():
        raise Misconfigured(
            f"There is no data folder {settings.data}; `fairnotice serve` makes one, or name yours with --data."
        )
    store = open_store(settings.store_url)
    try:
        yield store
    finally:
        store.close()


def choose_actor(store: Store, name: str | None) -> Actor:
    """Answer who acts: the account named with --as, by default that of the user at the machine."""
    return find_actor(store, name or _find_user())


def _write_cell(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return name.partition("_")[2] if value else "-"
    if isinstance(value, list | tuple):
        return show_text(", ".join(map(str, value))) or "-"
    return show_text(str(value or "-"))


def _find_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        # As in a container that runs under a number without a name.
        raise Misconfigured("Your user has no name on this machine; say who acts with --as.") from None


def _fail(sentence: str, code: int) -> None:
    click.echo(f"fairnotice: {sentence}", err=True)
    raise click.exceptions.Exit(code)
