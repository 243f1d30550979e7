"""Accounts and tokens: who there is, and what programs may do."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from fairnotice.api.manage.frame import Manage, PageSchema, cut_page, needs
from fairnotice.workflow.accounts import list_accounts
from fairnotice.workflow.actors import ADMIN, ROLES, SCOPES
from fairnotice.workflow.tokens import list_tokens, revoke_token


class AccountSchema(Schema):
    """An account."""

    name = fields.String(required=True)
    roles = fields.List(fields.String(validate=validate.OneOf(ROLES)), required=True)
    is_active = fields.Boolean(required=True)
    has_password = fields.Boolean(required=True)
    has_totp = fields.Boolean(required=True)
    made_on = fields.String(required=True)


class AccountsSchema(Schema):
    """A page of accounts, by name."""

    items = fields.List(fields.Nested(AccountSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class TokenSchema(Schema):
    """A token; its secret is shown to nobody again."""

    id = fields.String(required=True)
    account = fields.String(required=True)
    name = fields.String(required=True)
    scopes = fields.List(fields.String(validate=validate.OneOf(SCOPES)), required=True)
    made_on = fields.String(required=True)
    expires_on = fields.Date(required=True)
    last_used_on = fields.Date(required=True, allow_none=True)
    is_stopped = fields.Boolean(required=True, metadata={"description": "Its account was changed since it was made."})


class TokensSchema(Schema):
    """The tokens of an account, the newest first; they are never more than one page."""

    items = fields.List(fields.Nested(TokenSchema), required=True)
    next = fields.String(required=True, allow_none=True)


def add_views(blueprint: Blueprint, manage: Manage) -> None:
    """Add the views of accounts and tokens."""
    store = manage.store

    @blueprint.route("/accounts")
    class Accounts(MethodView):
        @needs(ADMIN)
        @blueprint.arguments(PageSchema, location="query")
        @blueprint.response(200, AccountsSchema)
        def get(self, page: dict[str, Any]) -> dict[str, Any]:
            """List the accounts."""
            found = list_accounts(store, after=page["after"], limit=page["limit"] + 1)
            return cut_page(found, page["limit"], lambda account: account.name)

    @blueprint.route("/tokens")
    class Tokens(MethodView):
        @needs(ADMIN)
        @blueprint.response(200, TokensSchema)
        def get(self) -> dict[str, Any]:
            """List the tokens of the account that asks."""
            return {"items": list_tokens(store, manage.actor, account=manage.actor.name), "next": None}

    @blueprint.route("/tokens/<id>")
    class Token(MethodView):
        @needs(ADMIN)
        @blueprint.response(204)
        def delete(self, id: str) -> None:
            """End a token for good."""
            revoke_token(store, manage.actor, id, manage.now())
