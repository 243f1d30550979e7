"""The desk: what waits for whoever is signed in, first."""

from __future__ import annotations

from flask import Blueprint, Response

from fairnotice.console.frame import Console, needs, show
from fairnotice.watch.findings import list_findings
from fairnotice.workflow.drafting import is_behind
from fairnotice.workflow.orders import FAILED, list_orders, list_waiting
from fairnotice.workflow.proposals import APPROVED, CHANGES_REQUESTED, DRAFT, IN_REVIEW, OPEN, list_proposals
from fairnotice.workflow.reports import group_reports, list_reports
from fairnotice.workflow.upkeep import find_expiries, find_stale_translations, find_unverified

MAX_SHOWN = 20


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """Add the desk."""

    @blueprint.get("/")
    @needs()
    def show_desk() -> Response:
        """Show what waits: reviews, own proposals, what can be published, reports, what went stale, what expires."""
        store, actor, now = console.store, console.actor, console.now()
        proposals = list_proposals(store, states=OPEN)
        own = [p for p in proposals if p.author == actor.name]
        unverified, findings = find_unverified(store, now), list_findings(store)
        return show(
            "desk.html",
            to_review=[p for p in proposals if p.state == IN_REVIEW and (p.author != actor.name or console.is_solo)],
            to_mend=[p for p in own if p.state == CHANGES_REQUESTED or is_behind(store, p)],
            drafts=[p for p in own if p.state == DRAFT],
            waiting=[p for p in own if p.state == IN_REVIEW],
            approved=[p for p in proposals if p.state == APPROVED],
            orders=list_waiting(store),
            failed=[o for o in list_orders(store, states=[FAILED]) if o.by == actor.name][-3:],
            findings=findings[:MAX_SHOWN],
            findings_count=len(findings),
            reports=group_reports(list_reports(store))[:MAX_SHOWN],
            unverified=unverified[:MAX_SHOWN],
            unverified_count=len(unverified),
            stale=find_stale_translations(store),
            expiries=find_expiries(store, now),
        )
