"""What is hidden in all browsers at their next poll, and shown again."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from fairnotice.api.manage.bodies import takes
from fairnotice.api.manage.frame import Manage, needs
from fairnotice.publication.head import read_withdrawn
from fairnotice.workflow.actors import PUBLISHER
from fairnotice.workflow.publish import restore, withdraw

MAX_ID = 130


class WithdrawalSchema(Schema):
    """A notice or action that is hidden."""

    id = fields.String(required=True)


class WithdrawalsSchema(Schema):
    """All that is hidden; it is never more than one page."""

    items = fields.List(fields.Nested(WithdrawalSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class NewWithdrawalSchema(Schema):
    """What to hide, and why."""

    id = fields.String(required=True, validate=validate.Length(1, MAX_ID))
    reason = fields.String(required=True)


class WhySchema(Schema):
    """Why."""

    reason = fields.String(required=True, metadata={"description": "One sentence, for the audit log."})


def add_views(blueprint: Blueprint, manage: Manage) -> None:
    """Add the views of what is withdrawn."""
    store = manage.store

    @blueprint.route("/withdrawals")
    class Withdrawals(MethodView):
        @needs()
        @blueprint.response(200, WithdrawalsSchema)
        def get(self) -> dict[str, Any]:
            """List the notices and actions that are hidden."""
            return _list(read_withdrawn(store))

        @needs(PUBLISHER)
        @takes(NewWithdrawalSchema, {"id": "x/ai-sharing/privacy-form", "reason": "The form is gone."})
        @blueprint.response(200, WithdrawalsSchema)
        def post(self, given: dict[str, Any]) -> dict[str, Any]:
            """Hide a notice or an action in all browsers at their next poll; answer all that is hidden."""
            return _list(withdraw(store, manage.actor, **given, now=manage.now()))

    @blueprint.route("/withdrawals/<path:id>")
    class Withdrawal(MethodView):
        @needs(PUBLISHER)
        @blueprint.arguments(WhySchema, location="query")
        @blueprint.response(200, WithdrawalsSchema)
        def delete(self, why: dict[str, Any], id: str) -> dict[str, Any]:
            """Show again what was hidden; answer all that is still hidden."""
            return _list(restore(store, manage.actor, id, reason=why["reason"], now=manage.now()))


def _list(ids: list[str]) -> dict[str, Any]:
    return {"items": [{"id": id} for id in ids], "next": None}
