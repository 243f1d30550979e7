"""What readers reported, in groups, and what becomes of it."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from fairnotice.api.manage.bodies import takes
from fairnotice.api.manage.frame import MAX_NUMBER, Manage, needs
from fairnotice.workflow.actors import REVIEWER
from fairnotice.workflow.report_body import KINDS, read_ticket
from fairnotice.workflow.reports import REASONS, STATES, group_reports, list_reports, set_state

MAX_TICKETS = 200


class ReportedSchema(Schema):
    """One report of a group."""

    ticket = fields.String(required=True)
    text = fields.String(required=True)
    made_on = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    edition = fields.Integer(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)


class GroupSchema(Schema):
    """Reports that say the same of the same thing."""

    notice_id = fields.String(required=True)
    revision = fields.Integer(required=True)
    action_id = fields.String(required=True, allow_none=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    reports = fields.List(fields.Nested(ReportedSchema), required=True)


class GroupsSchema(Schema):
    """All groups, the largest first. They are made anew each time, so there are no pages."""

    items = fields.List(fields.Nested(GroupSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class WhichSchema(Schema):
    """Which reports."""

    is_open = fields.Boolean(load_default=True, metadata={"description": "Only those that are not final."})


class NewStateSchema(Schema):
    """What becomes of which reports."""

    tickets = fields.List(
        fields.String(validate=validate.Length(max=20)), required=True, validate=validate.Length(1, MAX_TICKETS)
    )
    state = fields.String(required=True, validate=validate.OneOf(STATES[1:]))
    edition = fields.Integer(
        strict=True,
        validate=validate.Range(1, MAX_NUMBER),
        metadata={"description": "Of what is fixed; else the newest."},
    )
    reason = fields.String(
        metadata={"description": f"Of what is declined: {', '.join(REASONS)}, or a sentence for us."}
    )


class CountSchema(Schema):
    """How many reports were changed."""

    count = fields.Integer(required=True)


def add_views(blueprint: Blueprint, manage: Manage) -> None:
    """Add the views of reports."""
    store = manage.store

    @blueprint.route("/reports")
    class Reports(MethodView):
        @needs()
        @blueprint.arguments(WhichSchema, location="query")
        @blueprint.response(200, GroupsSchema)
        def get(self, which: dict[str, Any]) -> dict[str, Any]:
            """List what readers reported, grouped by what it is about."""
            return {"items": group_reports(list_reports(store, is_open=which["is_open"])), "next": None}

    @blueprint.route("/reports/states")
    class States(MethodView):
        @needs(REVIEWER)
        @takes(NewStateSchema, {"tickets": ["7F3K-M2QX"], "state": "declined", "reason": "as-stated"})
        @blueprint.response(200, CountSchema)
        def post(self, given: dict[str, Any]) -> dict[str, Any]:
            """Say what becomes of reports."""
            tickets = [read_ticket(text) for text in given.pop("tickets")]
            return {"count": set_state(store, manage.actor, tickets, **given, now=manage.now())}
