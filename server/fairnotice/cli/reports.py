"""`fairnotice reports`: what readers reported, and what becomes of it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from fairnotice.cli.output import choose_actor, choose_settings, now, opened_store, with_actor, with_settings
from fairnotice.workflow import reports as workflow
from fairnotice.workflow.report_body import KINDS, read_ticket

_SAYS = {
    "dead-link": ("says this link is dead", "say this link is dead"),
    "moved": ("says the page or steps moved", "say the page or steps moved"),
    "wrong": ("says a statement is wrong", "say a statement is wrong"),
    "other": ("says something else", "say something else"),
}


@click.group(invoke_without_command=True)
@click.option("--json", "is_json", is_flag=True, help="Print JSON, for programs.")
@click.option("--all", "is_all", is_flag=True, help="Those that are fixed or declined too.")
@with_settings
@click.pass_context
def reports(context: click.Context, is_json: bool, is_all: bool, data: Path | None, store: str | None) -> None:
    """List what readers reported, grouped by what it is about, the most frequent first."""
    context.default_map = {"set": {"data": data, "store": store}}
    if context.invoked_subcommand:
        return
    with opened_store(choose_settings(data=data, store=store)) as opened:
        groups = workflow.group_reports(workflow.list_reports(opened, is_open=not is_all))
    if is_json:
        click.echo(json.dumps([_describe(group) for group in groups], indent=1))
        return
    for group in groups:
        count, (one, many) = len(group.reports), _SAYS[group.kind]
        about = f"{group.notice_id}/{group.action_id}" if group.action_id else group.notice_id
        says = f"1 person {one}" if count == 1 else f"{count} people {many}"
        click.echo(f"{about}, revision {group.revision}: {says}")
        for report in group.reports:
            click.echo(f"    {report.ticket}  {report.made_on}  {_write_state(report):20} {report.text}".rstrip())
    if not groups:
        click.echo("There are no reports." if is_all else "There are no open reports.")


@reports.command("set")
@click.argument("tickets", nargs=-1)
@click.option("--notice", "notice_id", metavar="ID", help="All open reports about this notice, such as x/ai-sharing.")
@click.option("--action", "action_id", metavar="ID", help="With --notice: only those about this action of it.")
@click.option("--kind", type=click.Choice(KINDS), help="With --notice: only those of this kind.")
@click.option("--state", required=True, type=click.Choice(workflow.STATES[1:]), help="What becomes of them.")
@click.option("--edition", type=int, help="With --state fixed: the edition that mends it; by default the newest.")
@click.option(
    "--reason",
    help=f"With --state declined: {', '.join(workflow.REASONS)} (their senders see which), or a sentence for us.",
)
@with_settings
@with_actor
def set_state(
    tickets: tuple[str, ...],
    notice_id: str | None,
    action_id: str | None,
    kind: str | None,
    state: str,
    edition: int | None,
    reason: str | None,
    data: Path | None,
    store: str | None,
    actor: str | None,
) -> None:
    """Say what becomes of the reports with TICKETS, or of all open ones about a notice."""
    if bool(tickets) == bool(notice_id):
        raise click.UsageError("Name tickets, or a notice with --notice.")
    if not notice_id and (action_id or kind):
        raise click.UsageError("--action and --kind go with --notice.")
    with opened_store(choose_settings(data=data, store=store)) as opened:
        who = choose_actor(opened, actor)
        chosen = [read_ticket(ticket) for ticket in tickets]
        if notice_id:
            found = workflow.list_reports(opened, notice_id=notice_id, action_id=action_id, kind=kind)
            chosen = [report.ticket for report in found]
        count = workflow.set_state(opened, who, chosen, state, edition=edition, reason=reason, now=now())
    click.echo(
        f"{'1 report is' if count == 1 else f'{count} reports are'} {state}; running servers tell so in seconds."
    )


def _write_state(report: workflow.Kept) -> str:
    more = {workflow.FIXED: f" in edition {report.edition}", workflow.DECLINED: f" ({report.reason})"}
    return f"{report.state}{more.get(report.state, '')}"


def _describe(group: workflow.Group) -> dict[str, Any]:
    shown = ("ticket", "state", "edition", "reason", "made_on", "text")
    kept = [{name: getattr(report, name) for name in shown} for report in group.reports]
    return asdict(group) | {"count": len(kept), "reports": kept}
