"""What readers report, grouped: seven people who say the same of a link are one thing to do."""

from __future__ import annotations

from flask import Blueprint, Response, request

from fairnotice.console.frame import Console, go, needs, read_number, show
from fairnotice.errors import Invalid
from fairnotice.workflow.reports import FIXED, REASONS, STATES, group_reports, list_reports, set_state


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """Add the page of the reports."""
    store = console.store

    @blueprint.get("/reports")
    @needs()
    def show_reports() -> Response:
        """Show the open reports in groups, the largest first."""
        return show("reports.html", groups=group_reports(list_reports(store)), states=STATES[1:], reasons=REASONS)

    @blueprint.post("/reports")
    @needs("reviewer")
    def settle_reports() -> Response:
        """Say what becomes of the reports of a group."""
        form = request.form
        state, edition = form.get("state", ""), form.get("edition", "").strip()
        number = read_number(edition)
        if edition and number is None:
            raise Invalid("The edition is a number; leave it empty for the newest.")
        reason = form.get("own_reason", "").strip() or form.get("reason", "")
        set_state(
            store, console.actor, form.getlist("ticket"), state,
            edition=number if state == FIXED else None,
            reason=(reason or None) if state == "declined" else None, now=console.now(),
        )  # fmt: skip
        return go("console.show_reports", "settled")
