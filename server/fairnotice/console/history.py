"""The history: every edition with what it changed, who wrote and approved it, and the way back to it."""

from __future__ import annotations

from flask import Blueprint, Response, request

from fairnotice.console.frame import Console, go, needs, show
from fairnotice.console.publish import wait_for
from fairnotice.console.reading import read_differences
from fairnotice.errors import NotFound
from fairnotice.publication.edition import read_edition_number
from fairnotice.workflow.differences import compare
from fairnotice.workflow.history import read_edition, read_history
from fairnotice.workflow.orders import order_roll_back
from fairnotice.workflow.platforms import read_version_content
from fairnotice.workflow.proposals import PUBLISHED, list_proposals

MAX_SHOWN = 20
"""So many platforms of an edition are compared on its page; the first edition has hundreds."""


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """Add the pages of the history."""
    store = console.store

    @blueprint.get("/history")
    @needs()
    def show_history() -> Response:
        """List the editions, the newest first."""
        platform = request.args.get("platform", "").strip()
        return show(
            "history.html", editions=read_history(store, platform=platform or None, limit=100), platform=platform
        )

    @blueprint.get("/history/<int:edition>")
    @needs()
    def show_edition(edition: int) -> Response:
        """Show what an edition changed."""
        published = read_edition(store, edition)
        compared = []
        for id in published.platforms[:MAX_SHOWN] if edition > 1 else ():
            forms = (read_version_content(store, id, number) for number in (edition - 1, edition))
            compared.append((id, read_differences(compare(*forms))))
        proposals = [p for p in list_proposals(store, states=[PUBLISHED]) if p.edition == edition]
        newest = read_edition_number(store)
        return show(
            "edition.html", published=published, compared=compared, proposals=proposals, is_newest=edition == newest
        )

    @blueprint.post("/history/<int:edition>/roll-back")
    @needs("publisher")
    def roll_back_to(edition: int) -> Response:
        """Order the content of this edition to be published again."""
        if not 1 <= edition < read_edition_number(store):
            raise NotFound(f"Edition {edition} cannot be brought back.")
        form = request.form
        order = order_roll_back(
            store, console.actor, edition, reason=form.get("reason", ""), is_material=form.get("material") == "yes",
            now=console.now(),
        )  # fmt: skip
        wait_for(console, order.number)
        return go("console.show_order", number=order.number)
