"""What the watchers noticed: each with its evidence, and a proposal that begins where the evidence leads."""

from __future__ import annotations

from flask import Blueprint, Response, request

from fairnotice.catalogue.schema import dump_platform
from fairnotice.console.frame import Console, go, needs, show
from fairnotice.watch.findings import OPEN, Finding, dismiss, finish, list_findings, read_finding, take
from fairnotice.watch.suggest import make_suggestion
from fairnotice.workflow.differences import mark_words
from fairnotice.workflow.drafting import start
from fairnotice.workflow.platforms import read_published_platform

_TITLES = {"link": "Mends the link of {about}", "policy": "Follows the changed policy", "silence": "Follows its policy"}


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """Add the pages of the findings."""
    store = console.store

    @blueprint.get("/findings")
    @needs()
    def show_findings() -> Response:
        """List what is open, or all of the last findings."""
        is_all = request.args.get("state") == "all"
        return show("findings.html", findings=list_findings(store, is_live=not is_all)[:200], is_all=is_all)

    @blueprint.get("/findings/<id>")
    @needs()
    def show_finding(id: str) -> Response:
        """Show a finding with its evidence."""
        finding = read_finding(store, id)
        pairs = [mark_words(before or "", after or "") for before, after in finding.evidence.get("changes", [])]
        return show("finding.html", finding=finding, pairs=pairs)

    @blueprint.post("/findings/<id>/take")
    @needs("contributor")
    def take_finding(id: str) -> Response:
        """Say that one looks after it."""
        take(store, console.actor, id, console.now())
        return go("console.show_finding", "taken", id=id)

    @blueprint.post("/findings/<id>/finish")
    @needs("contributor")
    def finish_finding(id: str) -> Response:
        """Say that it is looked after."""
        finish(store, console.actor, id, console.now())
        return go("console.show_findings", "finished")

    @blueprint.post("/findings/<id>/dismiss")
    @needs("reviewer")
    def dismiss_finding(id: str) -> Response:
        """Say that there is nothing to do, and why."""
        dismiss(store, console.actor, id, request.form.get("reason", ""), console.now())
        return go("console.show_findings", "dismissed")

    @blueprint.post("/findings/<id>/propose")
    @needs("contributor")
    def propose_from_finding(id: str) -> Response:
        """Begin a draft with what the finding suggests filled in."""
        finding = read_finding(store, id)
        suggested = make_suggestion(finding, read_published_platform(store, finding.platform))
        draft = start(
            store, console.actor, finding.platform, dump_platform(suggested), title=_name(finding), now=console.now()
        )
        if finding.state == OPEN:
            take(store, console.actor, id, console.now())
        return go("console.edit_proposal", number=draft.number)


def _name(finding: Finding) -> str:
    return _TITLES[finding.kind].format(about=finding.about)
