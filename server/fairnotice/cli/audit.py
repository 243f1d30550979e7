"""`fairnotice audit`: who did what, when and why."""

from __future__ import annotations

from pathlib import Path

import click

from fairnotice.cli.output import choose_settings, opened_store, print_rows, with_json, with_settings
from fairnotice.workflow.audit import read_newest


@click.command()
@click.option("--about", metavar="TEXT", default="", help="Only lines about something whose name holds TEXT.")
@click.option("--who", metavar="NAME", default="", help="Only what NAME did.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many lines.")
@with_json
@with_settings
def audit(about: str, who: str, limit: int, is_json: bool, data: Path | None, store: str | None) -> None:
    """List what was done, the newest first."""
    with opened_store(choose_settings(data=data, store=store)) as opened:
        # Lines from before 2026-12 do not say by what their actor acted.
        rows = [
            {"number": entry.number, "via": ""} | dict(entry.body)
            for entry in read_newest(opened, about=about, who=who, limit=limit)
        ]
    print_rows(rows, is_json, {"at": 20, "who": 20, "via": 16, "what": 20, "about": 30, "why": 0})
