"""The editor: all fields of a platform in one form that loses nothing, and with scripts saves by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, request

from fairnotice.catalogue.schema import find_faults
from fairnotice.console.fields import INSIDE, LISTS, PLATFORM
from fairnotice.console.form import group_faults, obey, read_content, read_marks, shape, write_value
from fairnotice.console.frame import Console, go, needs, read_seen, show
from fairnotice.errors import Conflict, Invalid
from fairnotice.workflow.differences import compare
from fairnotice.workflow.drafting import save, submit
from fairnotice.workflow.marks import Mark
from fairnotice.workflow.platforms import read_version_content
from fairnotice.workflow.proposals import EDITABLE, Proposal, expect_state, read_own, read_proposal


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """Add the editor."""
    store = console.store

    @blueprint.get("/proposals/<int:number>/edit")
    @needs("contributor")
    def edit_proposal(number: int) -> Response:
        """Show the draft in its form; with `check`, also what is wrong in it."""
        proposal = _read_draft(number)
        return _show_form(
            proposal, proposal.content or {}, is_checked="check" in request.args, at=request.args.get("at", "")
        )

    @blueprint.post("/proposals/<int:number>/edit")
    @needs("contributor")
    def save_proposal(number: int) -> Response:
        """Save what the form holds, then do what its button says."""
        form = request.form
        proposal = read_own(store, console.actor, number)
        content, marks = read_content(form, proposal.content or {}), read_marks(form)
        title, do = form.get("title", "").strip(), form.get("do", "save")
        place = obey(content, do) if " " in do else ""
        seen = read_seen()
        try:
            saved = save(store, console.actor, number, content, title=title, marks=marks, seen=seen, now=console.now())
        except Conflict as fault:
            if do == "autosave":
                return _answer_json(str(fault), proposal.version, 409)
            held = read_proposal(store, number)
            changed = (
                "This draft was saved in another window meanwhile. What you wrote is below and not saved yet; save "
                "again to keep yours in its place."
                if held.state in EDITABLE
                else f"{fault} What you wrote is below and not saved; edit the proposal again in another window."
            )
            return _show_form(held, content, title=title, marks=marks, fault=changed, status=409)
        except Invalid as fault:
            if do == "autosave":
                return _answer_json(str(fault), proposal.version, 422)
            return _show_form(proposal, content, title=title, marks=marks, fault=str(fault), status=422)
        if do == "autosave":
            return _answer_json("", saved.version, 200, list_changed(_read_base(saved), content))
        if do == "submit":
            return _submit(saved)
        if do == "preview":
            return go("console.show_preview", number=number)
        if place:
            return go("console.edit_proposal", number=number, at=place, _anchor=place)
        return go("console.edit_proposal", "saved", number=number)

    def _submit(saved: Proposal) -> Response:
        try:
            submit(store, console.actor, saved.number, seen=saved.version, now=console.now())
        except Conflict:
            return go("console.show_conflicts", number=saved.number)
        except Invalid as fault:
            sentence = "It is saved, but not ready for review yet: " + str(fault)
            return _show_form(saved, saved.content or {}, fault=sentence, is_checked=True, status=422)
        return go("console.show_proposal", "submitted", number=saved.number)

    def _read_base(proposal: Proposal) -> Mapping[str, Any] | None:
        return read_version_content(store, proposal.platform, proposal.base)

    def _read_draft(number: int) -> Proposal:
        proposal = read_own(store, console.actor, number)
        expect_state(proposal, *EDITABLE)
        if proposal.content is None:
            raise Conflict(f"Proposal {number} retires {proposal.platform}; there is nothing to edit.")
        return proposal

    def _show_form(
        proposal: Proposal,
        content: Mapping[str, Any],
        *,
        title: str | None = None,
        marks: Mapping[str, Mark] | None = None,
        fault: str | None = None,
        is_checked: bool = False,
        at: str = "",
        status: int = 200,
    ) -> Response:
        old, content = _read_base(proposal), shape(content)
        marks = proposal.marks if marks is None else marks
        changed = list_changed(old, content)
        faults = group_faults(find_faults(content)) if is_checked else {}
        for id in changed:
            if is_checked and (id not in marks or not marks[id].reason):
                faults[f"mark.{id}"] = ["say whether that is material or cosmetic, and why"]
        return show(
            "editor.html",
            status,
            proposal=proposal,
            content=content,
            title=proposal.title if title is None else title,
            marks=marks,
            changed=changed,
            published=[notice["id"] for notice in old["notices"]] if old else [],
            faults=faults,
            fault=fault,
            at=at,
            platform_fields=PLATFORM,
            lists=LISTS,
            inside=INSIDE,
            write_value=write_value,
            count_faults=lambda here: sum(name == here or name.startswith(f"{here}.") for name in faults),
        )


def list_changed(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> list[str]:
    """Answer the ids of the notices that were published and read otherwise now; a new one needs no mark."""
    if old is None:
        return []
    before = {notice["id"] for notice in old["notices"]}
    found: dict[str, None] = {}
    for difference in compare(old, new):
        path = difference.path
        is_published = len(path) < 3 or path[-1] not in ("notes", "seen_in", "confidence")
        if len(path) > 1 and path[0] == "notices" and path[1] in before and is_published:
            found[path[1]] = None
    still = {notice.get("id") for notice in new.get("notices", []) if isinstance(notice, Mapping)}
    return [id for id in found if id in still]


def _answer_json(fault: str, version: int, status: int, changed: Sequence[str] = ()) -> Response:
    response = jsonify({"fault": fault, "seen": version, "changed": list(changed)})
    response.status_code = status
    return response
