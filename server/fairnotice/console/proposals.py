"""Proposals: the list, the page where one is read and judged, and each step as a form of its own."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from fairnotice.catalogue.links import find_source_fault
from fairnotice.console.checks import check_proposal
from fairnotice.console.form import shape
from fairnotice.console.frame import Console, go, needs, read_seen, show
from fairnotice.console.preview import LANGUAGES as NAMES
from fairnotice.console.reading import read_differences, read_translation_differences
from fairnotice.errors import Invalid
from fairnotice.workflow import drafting, reviewing
from fairnotice.workflow.differences import compare
from fairnotice.workflow.marks import Mark
from fairnotice.workflow.merging import CHOICES
from fairnotice.workflow.platforms import read_content, read_version_content
from fairnotice.workflow.proposals import EDITABLE, OPEN, STATES, Proposal, list_proposals, read_proposal
from fairnotice.workflow.wording import name_path, write_plain


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """Add the pages of the proposals."""
    store = console.store

    @blueprint.get("/proposals")
    @needs()
    def show_proposals() -> Response:
        """List the proposals of some states, the newest first."""
        state = request.args.get("state", "open")
        states = [state] if state in STATES else STATES if state == "all" else OPEN
        return show(
            "proposals.html", proposals=list_proposals(store, states=states)[::-1][:200], state=state, states=STATES
        )

    @blueprint.get("/proposals/<int:number>")
    @needs()
    def show_proposal(number: int) -> Response:
        """Show what a proposal changes, word by word, with everything that helps to judge it."""
        proposal = read_proposal(store, number)
        old = read_version_content(store, proposal.platform, proposal.base)
        is_own, is_editable = proposal.author == console.actor.name, proposal.state in EDITABLE
        return show(
            "proposal.html",
            proposal=proposal,
            old=old,
            differences=read_differences(compare(old, proposal.content)),
            sources=list_sources(proposal),
            translations=read_translation_differences(store, proposal),
            names=NAMES,
            checks=check_proposal(store, proposal, console.now()),
            is_own=is_own,
            is_editable=is_editable,
            is_behind=drafting.is_behind(store, proposal),
            may_approve=not is_own or console.is_solo,
        )

    def back(proposal: Proposal, said: str) -> Response:
        return go("console.show_proposal", said, number=proposal.number)

    @blueprint.post("/proposals/<int:number>/submit")
    @needs("contributor")
    def submit_proposal(number: int) -> Response:
        """Ask for review; a draft that breaks a rule is shown in the editor with what is wrong."""
        try:
            proposal = drafting.submit(store, console.actor, number, seen=read_seen(), now=console.now())
        except Invalid:
            if read_proposal(store, number).content is None:
                raise
            return go("console.edit_proposal", number=number, check=1)
        return back(proposal, "submitted")

    @blueprint.post("/proposals/<int:number>/take-back")
    @needs("contributor")
    def take_back_proposal(number: int) -> Response:
        """Withdraw one's own proposal."""
        return back(drafting.take_back(store, console.actor, number, seen=read_seen(), now=console.now()), "taken-back")

    @blueprint.post("/proposals/<int:number>/reopen")
    @needs("contributor")
    def reopen_proposal(number: int) -> Response:
        """Make a draft of one's own proposal again."""
        return back(drafting.reopen(store, console.actor, number, seen=read_seen(), now=console.now()), "reopened")

    @blueprint.post("/proposals/<int:number>/approve")
    @needs("reviewer")
    def approve_proposal(number: int) -> Response:
        """Approve exactly what was shown."""
        say = request.form.get("text", "")
        proposal = reviewing.approve(
            store, console.actor, number, is_solo=console.is_solo, say=say, seen=_expect(read_seen()), now=console.now()
        )
        return back(proposal, "approved")

    @blueprint.post("/proposals/<int:number>/request-changes")
    @needs("reviewer")
    def request_changes(number: int) -> Response:
        """Give it back to its author."""
        text = request.form.get("text", "")
        proposal = reviewing.request_changes(
            store, console.actor, number, reason=text, seen=read_seen(), now=console.now()
        )
        return back(proposal, "changes-requested")

    @blueprint.post("/proposals/<int:number>/decline")
    @needs("reviewer")
    def decline_proposal(number: int) -> Response:
        """Decline it, with a reason."""
        text = request.form.get("text", "")
        proposal = reviewing.decline(store, console.actor, number, reason=text, seen=read_seen(), now=console.now())
        return back(proposal, "declined")

    @blueprint.post("/proposals/<int:number>/comment")
    @needs()
    def comment_on_proposal(number: int) -> Response:
        """Say something about it."""
        text = request.form.get("text", "")
        return back(reviewing.comment(store, console.actor, number, text, now=console.now()), "commented")

    @blueprint.post("/proposals/<int:number>/mark")
    @needs("reviewer")
    def mark_notice(number: int) -> Response:
        """Say otherwise what the change of one notice means to its readers."""
        form = request.form
        mark = Mark(form.get("material") == "yes", form.get("reason", ""))
        proposal = reviewing.change_mark(
            store, console.actor, number, form.get("notice", ""), mark, seen=read_seen(), now=console.now()
        )
        return back(proposal, "marked")

    @blueprint.get("/proposals/<int:number>/conflicts")
    @needs("contributor")
    def show_conflicts(number: int) -> Response:
        """Show field by field what both sides changed, and what bringing it up to date would make."""
        proposal = read_proposal(store, number)
        merged = drafting.preview_rebase(store, proposal, {})
        base = read_version_content(store, proposal.platform, proposal.base)
        theirs = compare(base, read_content(store, proposal.platform))
        return show(
            "conflicts.html",
            proposal=proposal,
            clashes=merged.clashes,
            theirs=read_differences(theirs),
            name_path=name_path,
            write_plain=write_plain,
        )

    @blueprint.post("/proposals/<int:number>/conflicts")
    @needs("contributor")
    def settle_conflicts(number: int) -> Response:
        """Bring it up to date, with a choice for each clash."""
        prefix = "choice."
        choices = {
            name.removeprefix(prefix): value
            for name, value in request.form.items()
            if name.startswith(prefix) and value in CHOICES
        }
        proposal = drafting.rebase(store, console.actor, number, choices, seen=read_seen(), now=console.now())
        if proposal.state in EDITABLE and proposal.content is not None:
            return go("console.edit_proposal", "rebased", number=number)
        return back(proposal, "rebased")


def list_sources(proposal: Proposal) -> list[tuple[str, list[dict[str, Any]]]]:
    """Answer the sources of each notice that reads otherwise; `is_link` says whether an address may be followed."""
    found = []
    for notice in shape(proposal.content or {})["notices"]:
        id = str(notice.get("id"))
        if id in proposal.marks or not proposal.base:
            sources = [{**s, "is_link": not find_source_fault(str(s.get("url")))} for s in notice["sources"]]
            found.append((id, sources))
    return found


def _expect(seen: int | None) -> int:
    if seen is None:
        raise Invalid("The form does not say which version was looked at; open the proposal and approve it there.")
    return seen
