"""Proposals: the list, and each from its first draft on, with what its author does with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request, url_for
from flask.views import MethodView
from flask_smorest import Blueprint

from fairnotice.api.manage.bodies import takes
from fairnotice.api.manage.frame import Manage, cut_page, needs
from fairnotice.api.manage.proposal_schemas import (
    ChoicesSchema,
    NewSchema,
    ProposalPageSchema,
    ProposalSchema,
    ProposalsSchema,
    SavedSchema,
    TextsSchema,
    describe,
)
from fairnotice.api.manage.versions import needs_version, read_seen, write_tag
from fairnotice.catalogue.schema import load_platform
from fairnotice.errors import Conflict
from fairnotice.store.contract import Put
from fairnotice.workflow import drafting
from fairnotice.workflow.actors import CONTRIBUTOR
from fairnotice.workflow.marks import Mark
from fairnotice.workflow.proposals import DRAFT, STATES, Proposal, list_proposals, read_proposal
from fairnotice.workflow.repeats import MAX_KEY, find_answer, note_answer
from fairnotice.workflow.translating import save_translation

Answer = tuple[Mapping[str, Any], int, dict[str, str]]
_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "description": "With the same key and body within 24 hours nothing is made twice; the first answer comes again.",
    "schema": {"type": "string", "minLength": 1, "maxLength": MAX_KEY, "pattern": "^[!-~]+$"},
}
SAVED = {
    "title": "The switch moved",
    "content": None,
    "marks": {"ai-sharing": {"material": True, "reason": "The switch moved to another page."}},
}


def add_views(blueprint: Blueprint, manage: Manage) -> None:
    """Add the views of proposals."""
    store = manage.store

    def answer(proposal: Proposal) -> Answer:
        return describe(store, proposal), 200, {"ETag": write_tag(proposal.version)}

    @blueprint.route("/proposals")
    class Proposals(MethodView):
        @needs()
        @blueprint.arguments(ProposalPageSchema, location="query")
        @blueprint.response(200, ProposalsSchema)
        def get(self, page: dict[str, Any]) -> dict[str, Any]:
            """List proposals, of all states unless one is named."""
            found = list_proposals(
                store,
                states=[page["state"]] if "state" in page else STATES,
                platform=page.get("platform"),
                author=page.get("author"),
                after=page["after"],
                limit=page["limit"] + 1,
            )
            return cut_page(found, page["limit"], lambda proposal: proposal.number)

        @needs(CONTRIBUTOR)
        @takes(NewSchema, {"platform_id": "x", "state": "draft"} | SAVED)
        @blueprint.doc(parameters=[_KEY])
        @blueprint.response(201, ProposalSchema)
        def post(self, given: dict[str, Any]) -> Answer:
            """Begin a proposal, as a draft or at once for review."""
            key = request.headers.get("Idempotency-Key")
            first = _find_first(manage, key)
            if first is None:
                try:
                    first = _begin(manage, given, key)
                except Conflict:
                    first = _find_first(manage, key)  # the same request came twice at once, and the other was first
                    if first is None:
                        raise
            place = url_for("manage.Proposal", number=first["number"])
            return first, 201, {"ETag": write_tag(first["version"]), "Location": place}

    @blueprint.route("/proposals/<int:number>", endpoint="Proposal")
    class OneProposal(MethodView):
        @needs()
        @blueprint.response(200, ProposalSchema)
        def get(self, number: int) -> Answer:
            """Read a proposal, with what it changes field by field."""
            return answer(read_proposal(store, number))

        @needs(CONTRIBUTOR)
        @needs_version
        @takes(SavedSchema, SAVED)
        @blueprint.response(200, ProposalSchema)
        def put(self, given: dict[str, Any], number: int) -> Answer:
            """Keep another content, title and marks in a draft of your own."""
            seen = read_seen(store, number)
            fields = {"title": given["title"], "marks": _read_marks(given)}
            return answer(
                drafting.save(store, manage.actor, number, given["content"], **fields, seen=seen, now=manage.now())
            )

    @blueprint.route("/proposals/<int:number>/translations/<language>")
    class Translations(MethodView):
        @needs(CONTRIBUTOR)
        @needs_version
        @takes(TextsSchema, {"texts": {"ai-sharing/headline": {"source": "0123456789abcdef", "text": "Ein Text"}}})
        @blueprint.response(200, ProposalSchema)
        def put(self, given: dict[str, Any], number: int, language: str) -> Answer:
            """Keep all translations to one language in a draft of your own."""
            seen = read_seen(store, number)
            return answer(
                save_translation(store, manage.actor, number, language, given["texts"], seen=seen, now=manage.now())
            )

    @blueprint.route("/proposals/<int:number>/submit")
    class Submit(MethodView):
        @needs(CONTRIBUTOR)
        @needs_version
        @blueprint.response(200, ProposalSchema)
        def post(self, number: int) -> Answer:
            """Ask for review of your draft."""
            seen = read_seen(store, number)
            return answer(drafting.submit(store, manage.actor, number, seen=seen, now=manage.now()))

    @blueprint.route("/proposals/<int:number>/take-back")
    class TakeBack(MethodView):
        @needs(CONTRIBUTOR)
        @needs_version
        @blueprint.response(200, ProposalSchema)
        def post(self, number: int) -> Answer:
            """Withdraw your proposal while it is not published."""
            seen = read_seen(store, number)
            return answer(drafting.take_back(store, manage.actor, number, seen=seen, now=manage.now()))

    @blueprint.route("/proposals/<int:number>/reopen")
    class Reopen(MethodView):
        @needs(CONTRIBUTOR)
        @needs_version
        @blueprint.response(200, ProposalSchema)
        def post(self, number: int) -> Answer:
            """Make a draft of your proposal again, to go on editing it."""
            seen = read_seen(store, number)
            return answer(drafting.reopen(store, manage.actor, number, seen=seen, now=manage.now()))

    @blueprint.route("/proposals/<int:number>/rebase")
    class Rebase(MethodView):
        @needs(CONTRIBUTOR)
        @needs_version
        @takes(ChoicesSchema, {"choices": {"notices/ai-sharing/headline": "mine"}}, is_optional=True)
        @blueprint.response(200, ProposalSchema)
        def post(self, given: dict[str, Any], number: int) -> Answer:
            """Bring your proposal up to date with what is published.

            A field that both sides changed needs a choice; without one this is 409 and names the fields.
            """
            seen, choices = read_seen(store, number), given.get("choices", {})
            return answer(drafting.rebase(store, manage.actor, number, choices, seen=seen, now=manage.now()))


def _find_first(manage: Manage, key: str | None) -> Mapping[str, Any] | None:
    if key is None:
        return None
    return find_answer(manage.store, manage.actor, key, request.get_data(), manage.now())


def _begin(manage: Manage, given: dict[str, Any], key: str | None) -> Mapping[str, Any]:
    store, actor, now = manage.store, manage.actor, manage.now()

    def note(proposal: Proposal) -> Sequence[Put]:
        if key is None:
            return ()
        return [note_answer(store, actor, key, request.get_data(), describe(store, proposal), now)]

    id, content, title, marks = given["platform_id"], given["content"], given["title"], _read_marks(given)
    if given["state"] == DRAFT:
        return describe(store, drafting.start(store, actor, id, content, title=title, marks=marks, now=now, more=note))
    new = None if content is None else load_platform(content)
    return describe(store, drafting.propose(store, actor, id, new, title=title, marks=marks, now=now, more=note))


def _read_marks(given: dict[str, Any]) -> dict[str, Mark]:
    return {notice: Mark(**mark) for notice, mark in given["marks"].items()}
