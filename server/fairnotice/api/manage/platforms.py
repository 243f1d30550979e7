"""Platforms as they are published, with all that maintainers keep of them."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from fairnotice.api.manage.frame import Manage, PageSchema, cut_page, needs
from fairnotice.api.manage.versions import write_tag
from fairnotice.catalogue.schema import dump_platform
from fairnotice.errors import NotFound
from fairnotice.publication.head import read_withdrawn
from fairnotice.workflow.platforms import Kept, list_published, read_platform


class PlatformLineSchema(Schema):
    """A platform in a list."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    hosts = fields.List(fields.String(), required=True)
    notices = fields.List(fields.String(), required=True, metadata={"description": "The ids of its notices."})
    edition = fields.Integer(required=True, metadata={"description": "The edition that brought it into this form."})


class PlatformsSchema(Schema):
    """A page of platforms, in order of id."""

    items = fields.List(fields.Nested(PlatformLineSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class RevisionSchema(Schema):
    """Which revision of a notice is published."""

    number = fields.Integer(required=True)
    on = fields.String(required=True, metadata={"description": "The day of its publication."})
    history = fields.List(
        fields.Dict(), required=True, metadata={"description": "The material ones: revision, on, reason."}
    )


class PlatformSchema(Schema):
    """A platform as it is kept. Retired: its content is null."""

    id = fields.String(required=True)
    edition = fields.Integer(required=True)
    content = fields.Dict(
        required=True, allow_none=True, metadata={"description": "The platform, in catalogue format."}
    )
    revisions = fields.Dict(keys=fields.String(), values=fields.Nested(RevisionSchema), required=True)
    withdrawn = fields.List(
        fields.String(), required=True, metadata={"description": "Its notices and actions that are hidden."}
    )


def add_views(blueprint: Blueprint, manage: Manage) -> None:
    """Add the views of platforms."""
    store = manage.store

    @blueprint.route("/platforms")
    class Platforms(MethodView):
        @needs()
        @blueprint.arguments(PageSchema, location="query")
        @blueprint.response(200, PlatformsSchema)
        def get(self, page: dict[str, Any]) -> dict[str, Any]:
            """List the published platforms."""
            found = list_published(store, after=page["after"], limit=page["limit"] + 1)
            return cut_page([_describe(kept) for kept in found], page["limit"], lambda line: line["id"])

    @blueprint.route("/platforms/<id>")
    class Platform(MethodView):
        @needs()
        @blueprint.response(200, PlatformSchema)
        def get(self, id: str) -> tuple[dict[str, Any], int, dict[str, str]]:
            """Read one platform: its content, the revisions of its notices, and what is withdrawn."""
            kept = read_platform(store, id)
            if not kept.version:
                raise NotFound(f"There is no platform {id!r}.")
            withdrawn = [each for each in read_withdrawn(store) if each.partition("/")[0] == id]
            answer = {
                "id": id,
                "edition": kept.edition,
                "content": dump_platform(kept.platform) if kept.platform else None,
                "revisions": kept.revisions,
                "withdrawn": withdrawn,
            }
            return answer, 200, {"ETag": write_tag(kept.version, *withdrawn)}


def _describe(kept: Kept) -> dict[str, Any]:
    platform = kept.platform
    if platform is None:
        raise NotFound(f"There is no published platform {kept.id!r}.")
    notices = [notice.id for notice in platform.notices]
    return {"id": kept.id, "name": platform.name, "hosts": platform.hosts, "notices": notices, "edition": kept.edition}
