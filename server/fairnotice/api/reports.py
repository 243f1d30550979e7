"""Readers' reports: the one thing that anybody may write, and nothing of who wrote it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate
from werkzeug.exceptions import UnsupportedMediaType

from fairnotice.store.contract import Store
from fairnotice.workflow.report_body import MAX_BODY, ReportSchema, read_report
from fairnotice.workflow.reports import STATES, receive

PATH = "/v1/reports"
# The extension sends text/plain: before application/json a browser would ask the server whether it may (a preflight).
MEDIA_TYPES = ("application/json", "text/plain")


class TicketSchema(Schema):
    """The ticket of a report; /v1/tickets.json tells what becomes of it."""

    ticket = fields.String(required=True, metadata={"example": "7F3K-M2QX"})
    state = fields.String(required=True, validate=validate.OneOf(STATES), metadata={"example": "received"})


_EXAMPLE = {
    "notice_id": "x/ai-sharing",
    "revision": 1,
    "action_id": "privacy-form",
    "kind": "dead-link",
    "text": "The page says that it does not exist.",
    "made_on": "2026-11-24",
    "nonce": "Qm3zT0pFkJ8-31337",
}
_BODY = {
    "required": True,
    "content": {kind: {"schema": ReportSchema, "example": _EXAMPLE} for kind in MEDIA_TYPES},
}


def make_reports(store: Store, now: Callable[[], datetime]) -> Blueprint:
    """Answer the blueprint of /v1/reports."""
    blueprint = Blueprint("reports", __name__, url_prefix="/v1", description="What readers report.")

    @blueprint.route(PATH.removeprefix("/v1"))
    class Reports(MethodView):
        @blueprint.doc(requestBody=_BODY)
        @blueprint.response(202, TicketSchema)
        def post(self) -> dict[str, Any]:
            """Report a dead link, a page or steps that moved, or a wrong statement.

            The body is JSON, as application/json or text/plain, of at most 4,096 bytes. The SHA-256 of its exact bytes
            begins with 16 zero bits: try values of `nonce` until it does. The same body again is the same report and
            gets the same ticket. Nothing of who sends it is kept or logged.
            """
            if request.mimetype not in MEDIA_TYPES:
                raise UnsupportedMediaType
            request.max_content_length = MAX_BODY
            kept = receive(store, read_report(request.get_data(), now()))
            return {"ticket": kept.ticket, "state": kept.state}

    @blueprint.after_request
    def forbid_caching(response: Any) -> Any:
        response.headers["Cache-Control"] = "no-store"
        return response

    return blueprint
