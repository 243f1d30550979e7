"""Look-ups for programs: the notices of one site. Asking tells the server which; the extension never asks."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError, fields, validates_schema

from fairnotice.api.public.published import Shelf
from fairnotice.catalogue.hosts import host_of_url, normalize_host
from fairnotice.errors import Invalid

MAX_QUESTION = 2048


class QuestionSchema(Schema):
    """Which site: exactly one of the two."""

    url = fields.String(metadata={"description": "An http or https address.", "example": "https://mobile.x.com/home"})
    host = fields.String(metadata={"description": "A host name.", "example": "mobile.x.com"})

    @validates_schema
    def _check(self, data: dict[str, str], **_: Any) -> None:
        if len(data) != 1:
            raise ValidationError("Give exactly one of url and host.")
        if len(next(iter(data.values()))) > MAX_QUESTION:
            raise ValidationError(f"Give at most {MAX_QUESTION} characters.")


class AnswerSchema(Schema):
    """The platform that the site belongs to, or null, and its notices as in /v1/platforms/<id>.json."""

    host = fields.String(required=True, metadata={"description": "The host as it was looked up."})
    edition = fields.Integer(required=True, metadata={"description": "The edition that answers."})
    platform = fields.Dict(required=True, allow_none=True)
    notices = fields.List(fields.Dict(), required=True)


def make_lookup(shelf: Shelf) -> Blueprint:
    """Answer the blueprint of /v1/lookup over what `shelf` holds."""
    blueprint = Blueprint("lookup", __name__, url_prefix="/v1", description="Notices of one site.")

    @blueprint.route("/lookup")
    class Lookup(MethodView):
        @blueprint.arguments(QuestionSchema, location="query")
        @blueprint.response(200, AnswerSchema)
        def get(self, question: dict[str, str]) -> dict[str, Any]:
            """Find the notices of a site.

            This tells the server which site you ask about. Programs that should not do that take the whole
            catalogue from /v1/head.json and look up on the device, as the browser extension does.
            """
            asked = question.get("url") or question.get("host") or ""
            host = host_of_url(asked) if "url" in question else normalize_host(asked)
            if host is None:
                what = "an http or https address" if "url" in question else "a host name"
                raise Invalid(f"What was asked about is not {what}; correct it.")
            published = shelf.current
            found = published.find(host)
            platform, notices = found if found else (None, [])
            return {"host": host, "edition": published.edition, "platform": platform, "notices": notices}

    return blueprint
