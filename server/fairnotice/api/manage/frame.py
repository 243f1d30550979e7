"""What every view for maintainers' programs shares: who asks, what they may do, and how pages of a list look."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast

from flask import Flask, Response, current_app, g, request
from flask_smorest import Api, Blueprint
from marshmallow import Schema, fields, validate
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from fairnotice.errors import Refused
from fairnotice.store.contract import Store
from fairnotice.workflow.access import TOKEN, Access, declare, read_access
from fairnotice.workflow.actors import ROLE_OF_SCOPE, Actor
from fairnotice.workflow.tokens import Token, read_token

PREFIX = "/v1/manage"
MAX_BODY = 2 * 1024 * 1024
MAX_LIMIT, DEFAULT_LIMIT = 200, 50
MAX_NUMBER = 999_999_999
SCHEME = "token"
View = TypeVar("View", bound=Callable[..., Any])
Item = TypeVar("Item")
_BEARER = re.compile(r"Bearer +(\S+)\Z", re.I)


@dataclass(frozen=True)
class Manage:
    """What the views work with."""

    store: Store
    now: Callable[[], datetime]
    is_solo: bool

    @property
    def actor(self) -> Actor:
        """Who asks."""
        return cast(Token, g.token).actor


class LimitSchema(Schema):
    """How much of a list."""

    limit = fields.Integer(
        load_default=DEFAULT_LIMIT,
        validate=validate.Range(1, MAX_LIMIT),
        metadata={"description": f"How many at most, up to {MAX_LIMIT}."},
    )


class PageSchema(LimitSchema):
    """Which part of a list."""

    after = fields.String(
        load_default="",
        validate=validate.Length(max=100),
        metadata={"description": "Go on after this one: the `next` of the answer before."},
    )


class NumberedPageSchema(LimitSchema):
    """Which part of a list in order of numbers."""

    after = fields.Integer(
        load_default=0,
        validate=validate.Range(0, MAX_NUMBER),
        metadata={"description": "Go on after this number: the `next` of the answer before."},
    )


def needs(role: str | None = None) -> Callable[[View], View]:
    """Declare a view for whoever has a token, and the role when one is named."""
    scopes = [scope for scope, meant in ROLE_OF_SCOPE.items() if meant == role]

    def note(view: View) -> View:
        declared = declare(Access(TOKEN, role))(view)
        return cast(View, Blueprint.doc(security=[{SCHEME: scopes}])(declared))

    return note


def find_rule(app: Flask, endpoint: str, method: str) -> Access | None:
    """Answer what was declared for one method of an endpoint, or None when nothing was."""
    view = app.view_functions[endpoint]
    methods = getattr(view, "view_class", None)
    return read_access(getattr(methods, "get" if method == "HEAD" else method.lower(), None) if methods else view)


def guard(blueprint: Blueprint, manage: Manage) -> None:
    """Refuse what is not declared or not allowed. Cookies are not looked at: a browser sends them unasked."""

    @blueprint.before_request
    def check() -> None:
        request.max_content_length = MAX_BODY + 1  # a body that states no size is cut there; the one byte shows it
        g.token = _read_token(manage)
        if request.method == "OPTIONS":
            return
        access = find_rule(current_app, request.endpoint or "", request.method)
        if access is None or access.way != TOKEN:
            raise Refused("Nobody may ask this address.")
        if access.role is not None:
            manage.actor.require(access.role)

    @blueprint.after_request
    def forbid_caching(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def describe_scheme(api: Api) -> None:
    """Say in the document how a token is sent."""
    description = "A token of an account, made in the console or with `fairnotice tokens make`."
    api.spec.components.security_scheme(SCHEME, {"type": "http", "scheme": "bearer", "description": description})


def cut_page(found: Sequence[Item], limit: int, name: Callable[[Item], object]) -> dict[str, Any]:
    """Answer a page of at most `limit`. One more was looked for, which says whether there is a next page."""
    shown = found[:limit]
    return {"items": shown, "next": name(shown[-1]) if len(found) > limit else None}


def _read_token(manage: Manage) -> Token:
    given = request.headers.get("Authorization")
    if given is None:
        raise Unauthorized(www_authenticate=WWWAuthenticate("bearer", {"realm": "fairnotice"}))
    match = _BEARER.match(given)
    token = read_token(manage.store, match[1], manage.now()) if match else None
    if token is None:
        challenge = WWWAuthenticate("bearer", {"realm": "fairnotice", "error": "invalid_token"})
        raise Unauthorized(www_authenticate=challenge)
    return token
