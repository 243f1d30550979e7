"""What a second person does with a proposal, and what everybody may say about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from fairnotice.api.manage.bodies import takes
from fairnotice.api.manage.frame import Manage, needs
from fairnotice.api.manage.proposal_schemas import (
    NoticeMarkSchema,
    ProposalSchema,
    ReasonSchema,
    RemarkSchema,
    TextSchema,
    describe,
)
from fairnotice.api.manage.versions import needs_version, read_seen, write_tag
from fairnotice.workflow import reviewing
from fairnotice.workflow.actors import REVIEWER
from fairnotice.workflow.marks import Mark
from fairnotice.workflow.proposals import Proposal

Answer = tuple[Mapping[str, Any], int, dict[str, str]]


def add_views(blueprint: Blueprint, manage: Manage) -> None:
    """Add the views of reviewing."""
    store = manage.store

    def answer(proposal: Proposal) -> Answer:
        return describe(store, proposal), 200, {"ETag": write_tag(proposal.version)}

    @blueprint.route("/proposals/<int:number>/approve")
    class Approve(MethodView):
        @needs(REVIEWER)
        @needs_version
        @takes(RemarkSchema, {"text": "I saw the page today."}, is_optional=True)
        @blueprint.response(200, ProposalSchema)
        def post(self, given: dict[str, Any], number: int) -> Answer:
            """Approve exactly the version that If-Match names."""
            seen, say = read_seen(store, number), given.get("text", "")
            return answer(
                reviewing.approve(
                    store, manage.actor, number, is_solo=manage.is_solo, say=say, seen=seen, now=manage.now()
                )
            )

    @blueprint.route("/proposals/<int:number>/request-changes")
    class RequestChanges(MethodView):
        @needs(REVIEWER)
        @needs_version
        @takes(ReasonSchema, {"reason": "The second step is missing."})
        @blueprint.response(200, ProposalSchema)
        def post(self, given: dict[str, Any], number: int) -> Answer:
            """Give a proposal back to its author, with what is to be changed."""
            seen = read_seen(store, number)
            return answer(reviewing.request_changes(store, manage.actor, number, **given, seen=seen, now=manage.now()))

    @blueprint.route("/proposals/<int:number>/decline")
    class Decline(MethodView):
        @needs(REVIEWER)
        @needs_version
        @takes(ReasonSchema, {"reason": "No source supports it."})
        @blueprint.response(200, ProposalSchema)
        def post(self, given: dict[str, Any], number: int) -> Answer:
            """Decline a proposal, with a reason that its author will read."""
            seen = read_seen(store, number)
            return answer(reviewing.decline(store, manage.actor, number, **given, seen=seen, now=manage.now()))

    @blueprint.route("/proposals/<int:number>/marks")
    class Marks(MethodView):
        @needs(REVIEWER)
        @needs_version
        @takes(NoticeMarkSchema, {"notice": "ai-sharing", "material": False, "reason": "Only the wording is new."})
        @blueprint.response(200, ProposalSchema)
        def post(self, given: dict[str, Any], number: int) -> Answer:
            """Say otherwise what the change of one notice means to its readers."""
            seen, mark = read_seen(store, number), Mark(given["material"], given["reason"])
            return answer(
                reviewing.change_mark(store, manage.actor, number, given["notice"], mark, seen=seen, now=manage.now())
            )

    @blueprint.route("/proposals/<int:number>/comments")
    class Comments(MethodView):
        @needs()
        @needs_version
        @takes(TextSchema, {"text": "Their help page says so too."})
        @blueprint.response(200, ProposalSchema)
        def post(self, given: dict[str, Any], number: int) -> Answer:
            """Say something about a proposal, in whatever state it is. A token that may only read may not."""
            seen = read_seen(store, number)
            return answer(reviewing.comment(store, manage.actor, number, given["text"], seen=seen, now=manage.now()))
