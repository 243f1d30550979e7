"""`fairnotice watch`: look where links lead and whether policies changed."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from fairnotice.cli.output import choose_settings, now, opened_store, say, with_settings
from fairnotice.errors import Misconfigured
from fairnotice.settings import Settings
from fairnotice.watch.answers import Stopped
from fairnotice.watch.extract import Selectors, extract
from fairnotice.watch.fetch import Line
from fairnotice.watch.fetcher import Fetcher
from fairnotice.watch.run import Told, Watcher
from fairnotice.watch.schedule import Kind

SELECTORS = "selectors.json"
"""The file in the data folder that says where the text of a policy stands, for pages on which that is not found."""


@click.group()
def watch() -> None:
    """Fetch what the catalogue points to, and note what a maintainer should look at."""


@watch.command()
@click.option("--due", "is_due_only", is_flag=True, help="Only those whose time has come.")
@click.option("--platform", metavar="ID", help="Only those of one platform.")
@with_settings
def links(is_due_only: bool, platform: str | None, data: Path | None, store: str | None) -> None:
    """Follow the link of every action as somebody who is signed out."""
    _run("links", choose_settings(data=data, store=store), platform, is_due_only)


@watch.command()
@click.option("--due", "is_due_only", is_flag=True, help="Only those whose time has come.")
@click.option("--platform", metavar="ID", help="Only those of one platform.")
@with_settings
def policies(is_due_only: bool, platform: str | None, data: Path | None, store: str | None) -> None:
    """Fetch every policy and compare it with the version before."""
    _run("policies", choose_settings(data=data, store=store), platform, is_due_only)


@watch.command("run")
@with_settings
def run_service(data: Path | None, store: str | None) -> None:
    """Look at whatever is due, until told to stop."""
    with _opened_watcher(choose_settings(data=data, store=store)) as watcher:
        watcher.serve()
        raise Stopped


def _run(kind: Kind, settings: Settings, platform: str | None, is_due_only: bool) -> None:
    with _opened_watcher(settings) as watcher:
        tally = watcher.run_round(kind, platform=platform, is_due_only=is_due_only)
        say(f"{tally.checked} {kind} looked at.")
        if tally.left:
            say(f"{tally.left} are left to another process that is at their platforms; run this again later.")


@contextmanager
def _opened_watcher(settings: Settings) -> Iterator[Watcher]:
    """Make the watcher of an installation; SIGTERM and Ctrl-C end it in order, at any moment."""
    if not settings.contact:
        raise Misconfigured(
            "The watchers tell every site whom to write to: set FAIRNOTICE_CONTACT to a page such as "
            "https://notices.example/watch, or to a mail address."
        )
    selectors = read_selectors(settings.data / SELECTORS)
    with opened_store(settings) as store:
        watcher = Watcher(store, Fetcher(Line(), settings.contact), now=now, tell=tell, selectors=selectors)
        for number in (signal.SIGTERM, signal.SIGINT):
            # In a thread: the handler may have interrupted the very wait whose lock `stop` needs.
            signal.signal(number, lambda *_: threading.Thread(target=watcher.stop).start())
        try:
            yield watcher
        except Stopped:
            say("Stopped; the next run goes on from here.")


def tell(told: Told) -> None:
    """Tell a person on one line that is written over, a program in a line of JSON each."""
    if sys.stdout.isatty():
        end = "\n" if told.number >= told.total else ""
        click.echo(f"\r\033[K{told.number} of {told.total}  {told.id}  {told.says}{end}", nl=False)
    else:
        entry = {"at": now().isoformat(timespec="seconds").replace("+00:00", "Z"), "kind": told.kind, "id": told.id}
        click.echo(json.dumps({**entry, "says": told.says, "number": told.number, "total": told.total}))


def read_selectors(path: Path) -> dict[str, Selectors]:
    """Read the file of selectors, when there is one: an object of addresses, each with `keep` and `remove` lists."""
    try:
        held = json.loads(path.read_bytes())
        found = {url: Selectors(_read_list(one, "keep"), _read_list(one, "remove")) for url, one in held.items()}
        for selectors in found.values():
            extract(b"<p>", selectors=selectors)  # raises Invalid for what is no selector
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise Misconfigured(
            f'{path} cannot be read ({error}); write it like {{"https://x.example/privacy": {{"keep": ["main"]}}}}.'
        ) from None
    return found


def _read_list(one: dict[str, object], name: str) -> tuple[str, ...]:
    found = one.get(name, [])
    if not isinstance(found, list):
        raise TypeError(f"{name} is no list")
    return tuple(str(selector) for selector in found)
