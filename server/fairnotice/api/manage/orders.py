"""Orders to publish: placed here, carried out where the catalogue key is; and what is hidden at once."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from fairnotice.api.manage.bodies import takes
from fairnotice.api.manage.frame import MAX_NUMBER, Manage, NumberedPageSchema, cut_page, needs
from fairnotice.workflow.actors import PUBLISHER
from fairnotice.workflow.orders import (
    STATES,
    WAITING,
    Order,
    cancel_order,
    list_orders,
    order_publication,
    order_roll_back,
    read_order,
)

MAX_PROPOSALS = 200
_NUMBER = validate.Range(1, MAX_NUMBER)
_PLACES = {"Location": {"description": "Where to ask what became of it.", "schema": {"type": "string"}}}


class OrderSchema(Schema):
    """An order, and what came of it."""

    number = fields.Integer(required=True)
    what = fields.String(required=True, metadata={"description": "`publish` or `roll back`."})
    proposals = fields.List(fields.Integer(), required=True)
    target = fields.Integer(required=True, allow_none=True, metadata={"description": "The edition to go back to."})
    reason = fields.String(required=True)
    is_material = fields.Boolean(required=True)
    by = fields.String(required=True)
    placed_on = fields.String(required=True)
    due = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    edition = fields.Integer(required=True, allow_none=True, metadata={"description": "The edition that it made."})
    fault = fields.String(required=True, allow_none=True, metadata={"description": "Why it was not carried out."})


class OrdersSchema(Schema):
    """A page of orders, in order of number."""

    items = fields.List(fields.Nested(OrderSchema), required=True)
    next = fields.Integer(required=True, allow_none=True)


class OrderPageSchema(NumberedPageSchema):
    """Which orders."""

    state = fields.String(validate=validate.OneOf(STATES))


class NewOrderSchema(Schema):
    """What to do: publish proposals, now or at a moment, or go back to an edition."""

    proposals = fields.List(
        fields.Integer(strict=True, validate=_NUMBER),
        validate=validate.Length(1, MAX_PROPOSALS),
        metadata={"description": "Numbers of approved proposals, to be published as one edition."},
    )
    at = fields.AwareDateTime(
        format="iso", metadata={"description": "When, with its offset from UTC, up to a year ahead; else at once."}
    )
    edition = fields.Integer(
        strict=True, validate=_NUMBER, metadata={"description": "The edition whose content is published again."}
    )
    reason = fields.String(metadata={"description": "With `edition`: why, in one sentence that readers may see."})
    is_material = fields.Boolean(
        truthy={True}, falsy={False}, metadata={"description": "With `edition`: whether readers must look again."}
    )

    @validates_schema
    def _check(self, data: dict[str, Any], **_: Any) -> None:
        if ("proposals" in data) == ("edition" in data):
            raise ValidationError("Give either proposals or edition.")
        strange = {"at"} if "edition" in data else {"reason", "is_material"}
        if strange & data.keys():
            raise ValidationError(f"{min(strange & data.keys())} does not belong to such an order.")
        if "edition" in data and "reason" not in data:
            raise ValidationError("Give a reason for going back.", "reason")


def add_views(blueprint: Blueprint, manage: Manage) -> None:
    """Add the views of orders."""
    store = manage.store

    def answer(order: Order, status: int) -> tuple[Order, int, dict[str, str]]:
        return order, status, {"Location": url_for("manage.Order", number=order.number)}

    @blueprint.route("/orders")
    class Orders(MethodView):
        @needs()
        @blueprint.arguments(OrderPageSchema, location="query")
        @blueprint.response(200, OrdersSchema)
        def get(self, page: dict[str, Any]) -> dict[str, Any]:
            """List orders, of all states unless one is named."""
            states = [page["state"]] if "state" in page else STATES
            found = list_orders(store, states=states, after=page["after"], limit=page["limit"] + 1)
            return cut_page(found, page["limit"], lambda order: order.number)

        @needs(PUBLISHER)
        @takes(NewOrderSchema, {"proposals": [1], "at": "2027-01-15T09:00:00Z"})
        @blueprint.response(202, OrderSchema, headers=_PLACES)
        def post(self, given: dict[str, Any]) -> tuple[Order, int, dict[str, str]]:
            """Order approved proposals to be published, or an earlier edition to come back.

            The process that holds the catalogue key carries it out; ask at Location what became of it.
            """
            now = manage.now()
            if "edition" in given:
                return answer(order_roll_back(store, manage.actor, **given, now=now), 202)
            numbers, at = given["proposals"], given.get("at")
            return answer(order_publication(store, manage.actor, numbers, at=at, now=now), 202)

    @blueprint.route("/orders/<int:number>", endpoint="Order")
    class OneOrder(MethodView):
        @needs()
        @blueprint.response(200, OrderSchema, description="It came to an end.")
        @blueprint.alt_response(202, schema=OrderSchema, description="It waits.", headers=_PLACES)
        def get(self, number: int) -> tuple[Order, int, dict[str, str]]:
            """Read what became of an order: 202 while it waits, 200 once it is done, failed or cancelled."""
            order = read_order(store, number)
            return answer(order, 202) if order.state == WAITING else (order, 200, {})

    @blueprint.route("/orders/<int:number>/cancel")
    class Cancel(MethodView):
        @needs(PUBLISHER)
        @blueprint.response(200, OrderSchema)
        def post(self, number: int) -> Order:
            """Take back an order that waits."""
            return cancel_order(store, manage.actor, number, now=manage.now())
