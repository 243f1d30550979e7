"""What happened: the editions, and the audit log."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from fairnotice.api.manage.frame import Manage, NumberedPageSchema, cut_page, needs
from fairnotice.workflow.actors import ADMIN
from fairnotice.workflow.audit import read_audit
from fairnotice.workflow.history import Published, list_editions, read_edition


class EditionSchema(Schema):
    """A published state of the catalogue."""

    edition = fields.Integer(required=True)
    published = fields.String(required=True)
    title = fields.String(required=True)
    platforms = fields.List(fields.String(), required=True, metadata={"description": "The platforms it changed."})
    records = fields.Integer(required=True, metadata={"description": "How many records it changed."})


class HistorySchema(Schema):
    """A page of editions, in order of number."""

    items = fields.List(fields.Nested(EditionSchema), required=True)
    next = fields.Integer(required=True, allow_none=True)


class HistoryPageSchema(NumberedPageSchema):
    """Which editions."""

    platform = fields.String(
        validate=validate.Length(max=40), metadata={"description": "Only editions that changed this platform."}
    )


class EntrySchema(Schema):
    """A line of the audit log."""

    number = fields.Integer(required=True)
    at = fields.String(required=True)
    who = fields.String(required=True)
    via = fields.String(required=True, metadata={"description": "By what: session, link, a token; empty: a command."})
    what = fields.String(required=True)
    about = fields.String(required=True)
    why = fields.String(required=True)
    before = fields.Raw(required=True, allow_none=True)
    after = fields.Raw(required=True, allow_none=True)


class AuditSchema(Schema):
    """A page of the audit log, oldest first."""

    items = fields.List(fields.Nested(EntrySchema), required=True)
    next = fields.Integer(required=True, allow_none=True)


def add_views(blueprint: Blueprint, manage: Manage) -> None:
    """Add the views of what happened."""
    store = manage.store

    @blueprint.route("/history")
    class History(MethodView):
        @needs()
        @blueprint.arguments(HistoryPageSchema, location="query")
        @blueprint.response(200, HistorySchema)
        def get(self, page: dict[str, Any]) -> dict[str, Any]:
            """List editions, the oldest first: whoever keeps `next` reads on from there later."""
            found = list_editions(store, platform=page.get("platform"), after=page["after"], limit=page["limit"] + 1)
            return cut_page(found, page["limit"], lambda edition: edition.edition)

    @blueprint.route("/history/<int:edition>")
    class Edition(MethodView):
        @needs()
        @blueprint.response(200, EditionSchema)
        def get(self, edition: int) -> Published:
            """Read one edition's line of the history."""
            return read_edition(store, edition)

    @blueprint.route("/audit")
    class Audit(MethodView):
        @needs(ADMIN)
        @blueprint.arguments(NumberedPageSchema, location="query")
        @blueprint.response(200, AuditSchema)
        def get(self, page: dict[str, Any]) -> dict[str, Any]:
            """List who did what, when and why, the oldest first."""
            entries = read_audit(store, after=page["after"], limit=page["limit"] + 1)
            # Lines from before 2026-12 do not say by what their actor acted.
            lines = [{"number": entry.number, "via": ""} | dict(entry.body) for entry in entries]
            return cut_page(lines, page["limit"], lambda line: line["number"])
