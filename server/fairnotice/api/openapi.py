"""What programs can ask, as OpenAPI 3.1 made from the schemas, and a page of it that loads nothing from elsewhere."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, render_template
from flask_smorest import Api
from marshmallow import Schema, fields

from fairnotice.api.problems import MEDIA_TYPE

_TREE: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    ("/v1/head.json", "head", "The signed head: which edition is current.", "application/json", ()),
    ("/v1/root/{version}.json", "root", "A signed root: which keys may sign what.", "application/json", ("version",)),
    (
        "/v1/manifests/{name}.json",
        "manifest",
        "A signed manifest, named <edition>-<sha16>.",
        "application/json",
        ("name",),
    ),
    (
        "/v1/packs/{language}/{name}.jsonl",
        "pack",
        "All records of an edition, one per line, named <edition>-<sha16>.",
        "application/jsonl",
        ("language", "name"),
    ),
    (
        "/v1/deltas/{language}/{name}.jsonl",
        "delta",
        "What changed between two editions, named <from>-<to>.",
        "application/jsonl",
        ("language", "name"),
    ),
    (
        "/v1/platforms.json",
        "platforms",
        "All platforms: id, name, hosts, and where each one's file is.",
        "application/json",
        (),
    ),
    (
        "/v1/platforms/{id}.json",
        "platform",
        "One platform with its notices, as published.",
        "application/json",
        ("id",),
    ),
    (
        "/v1/tickets.json",
        "tickets",
        "What became of each report, by its ticket; one list for everybody, so that asking tells nothing.",
        "application/json",
        (),
    ),
    ("/feeds/all.atom", "feed", "The newest 50 changes as Atom (RFC 4287).", "application/atom+xml", ()),
    ("/feeds/all.json", "feed_json", "The newest 50 changes as JSON Feed 1.1.", "application/feed+json", ()),
    (
        "/feeds/platforms/{id}.atom",
        "platform_feed",
        "The newest changes of one platform as Atom (RFC 4287).",
        "application/atom+xml",
        ("id",),
    ),
    (
        "/feeds/platforms/{id}.json",
        "platform_feed_json",
        "The newest changes of one platform as JSON Feed 1.1.",
        "application/feed+json",
        ("id",),
    ),
    (
        "/feeds/topics/{topic}.atom",
        "topic_feed",
        "The newest changes of one topic as Atom (RFC 4287).",
        "application/atom+xml",
        ("topic",),
    ),
    (
        "/feeds/topics/{topic}.json",
        "topic_feed_json",
        "The newest changes of one topic as JSON Feed 1.1.",
        "application/feed+json",
        ("topic",),
    ),
    ("/livez", "live", "200 as long as the process lives.", "application/json", ()),
    ("/readyz", "ready", "200 when an edition is served, 503 before.", "application/json", ()),
)


class ProblemSchema(Schema):
    """An error (RFC 9457)."""

    type = fields.String(required=True, metadata={"description": "Stable URN of the kind of problem."})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True, metadata={"description": "One sentence: what happened and what to do."})
    errors = fields.Raw(metadata={"description": "Each fault of the input, when there are several."})


class ProblemApi(Api):  # type: ignore[misc]  # flask-smorest has no types
    """flask-smorest's Api, with errors as problem documents (made in problems.py) in place of its own."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_RESPONSE_CONTENT_TYPE: str

    def _register_error_handlers(self) -> None:
        """Leave every error to `register_problems`, which is there for the whole app."""

    def _register_responses(self) -> None:
        """Document errors with the media type they really have."""
        plain: str = self.DEFAULT_RESPONSE_CONTENT_TYPE
        self.DEFAULT_RESPONSE_CONTENT_TYPE = MEDIA_TYPE
        super()._register_responses()
        self.DEFAULT_RESPONSE_CONTENT_TYPE = plain


def make_api(app: Flask, version: str) -> Api:
    """Answer the Api to register blueprints with. Call `add_page` when all are registered."""
    app.config.update(
        API_TITLE="Fairnotice",
        API_VERSION=version,
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/v1",
        OPENAPI_JSON_PATH="openapi.json",
    )
    description = "Signed notices of how platforms use people's data, with deep links to opt out. Data: CC0 1.0."
    # The published files are no views, so their paths are handed over as they stand.
    paths = {path: {"get": _describe_file(name, summary, kind, own)} for path, name, summary, kind, own in _TREE}
    info = {"description": description, "license": {"name": "MIT"}}
    return ProblemApi(app, spec_kwargs={"info": info, "paths": paths})


def add_page(app: Flask, api: Api) -> None:
    """Add the page that shows the document, once every blueprint is registered."""
    pages = Blueprint("documentation", __name__, template_folder="templates")

    @pages.get("/v1/docs")
    def show_documentation() -> str:
        """Show the document as a page."""
        return render_template("docs.html", document=api.spec.to_dict())

    app.register_blueprint(pages)


def _describe_file(name: str, summary: str, media_type: str, parameters: tuple[str, ...]) -> dict[str, Any]:
    return {
        "operationId": f"read_{name}",
        "tags": ["health" if name in ("live", "ready") else "files"],
        "summary": summary,
        "parameters": [{"in": "path", "name": p, "required": True, "schema": {"type": "string"}} for p in parameters],
        "responses": {
            "200": {"description": "OK", "content": {media_type: {}}},
            "default": {"$ref": "#/components/responses/DEFAULT_ERROR"},
        },
    }
