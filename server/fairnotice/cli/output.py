"""How commands speak: results on standard output, progress and faults on standard error, one sentence each."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Iterator
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


def _find_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        # As in a container that runs under a number without a name.
        raise Misconfigured("Your user has no name on this machine; say who acts with --as.") from None


def _fail(sentence: str, code: int) -> None:
    click.echo(f"fairnotice: {sentence}", err=True)
    raise click.exceptions.Exit(code)
