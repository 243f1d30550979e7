"""The platforms: found by name, host or topic, each with its notices and all that happened to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request

from fairnotice.catalogue.model import CATEGORIES, TOPICS
from fairnotice.catalogue.schema import dump_platform, is_id
from fairnotice.console.frame import Console, go, needs, show
from fairnotice.errors import Conflict, Fault, Invalid, NotFound
from fairnotice.publication.head import read_withdrawn
from fairnotice.workflow.drafting import start
from fairnotice.workflow.history import read_history
from fairnotice.workflow.platforms import list_contents, read_platform, read_published_platform
from fairnotice.workflow.proposals import OPEN, list_proposals
from fairnotice.workflow.publish import restore, withdraw


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """Add the pages of the platforms."""
    store = console.store

    @blueprint.get("/platforms")
    @needs()
    def show_platforms() -> Response:
        """List the platforms that fit the search and the filters."""
        asked = {key: request.args.get(key, "").strip() for key in ("q", "category", "topic", "attention")}
        found = [_sum_up(each) for each in list_contents(store) if _fits(each, asked)]
        return show(
            "platforms.html",
            platforms=sorted(found, key=lambda p: (asked["q"].casefold() not in p["hosts"], p["name"].casefold())),
            asked=asked,
            categories=CATEGORIES,
            topics=TOPICS,
        )

    @blueprint.post("/platforms")
    @needs("contributor")
    def add_platform() -> Response:
        """Begin a draft of a platform that is new."""
        id, name = request.form.get("id", "").strip(), request.form.get("name", "").strip()
        if not is_id(id):
            reason = "has small letters, digits and single hyphens, at most 40"
            raise Invalid(f"The id {reason}.", [Fault("", "id", reason)])
        if read_platform(store, id).platform is not None:
            raise Conflict(f"There is a platform {id!r} already; change that one.")
        draft = start(
            store, console.actor, id, _make_empty(id, name), title=f"Adds {name}" if name else "", now=console.now()
        )
        return go("console.edit_proposal", number=draft.number)

    @blueprint.get("/platforms/<id>")
    @needs()
    def show_platform(id: str) -> Response:
        """Show what is published of a platform, its open proposals and its history."""
        kept = read_platform(store, id)
        if not kept.version:
            raise NotFound(f"There is no platform {id!r}.")
        return show(
            "platform.html",
            id=id,
            platform=dump_platform(kept.platform) if kept.platform else None,
            revisions=kept.revisions,
            proposals=list_proposals(store, states=OPEN, platform=id),
            history=read_history(store, platform=id, limit=20),
            withdrawn=read_withdrawn(store),
        )

    @blueprint.post("/platforms/<id>/edit")
    @needs("contributor")
    def begin_draft(id: str) -> Response:
        """Begin a draft from what is published, or go on with the own one that is open already."""
        platform = read_published_platform(store, id)
        own = [p for p in list_proposals(store, states=OPEN, platform=id, author=console.actor.name) if p.content]
        if own:
            return go("console.show_proposal", number=own[-1].number)
        draft = start(store, console.actor, id, dump_platform(platform), now=console.now())
        return go("console.edit_proposal", number=draft.number)

    @blueprint.post("/platforms/<id>/retire")
    @needs("contributor")
    def begin_retiring(id: str) -> Response:
        """Begin a proposal that takes a platform out of the catalogue."""
        platform = read_published_platform(store, id)
        draft = start(store, console.actor, id, None, title=f"Retires {platform.name}", now=console.now())
        return go("console.show_proposal", number=draft.number)

    @blueprint.post("/withdraw")
    @needs("publisher")
    def withdraw_id() -> Response:
        """Hide a notice or an action in all browsers at their next poll."""
        id, reason = request.form.get("id", ""), request.form.get("reason", "")
        withdraw(store, console.actor, id, reason=reason, now=console.now())
        return go("console.show_platform", "withdrawn", id=id.partition("/")[0])

    @blueprint.post("/restore")
    @needs("publisher")
    def restore_id() -> Response:
        """Show again what was hidden."""
        id, reason = request.form.get("id", ""), request.form.get("reason", "")
        restore(store, console.actor, id, reason=reason, now=console.now())
        return go("console.show_platform", "restored", id=id.partition("/")[0])


def _fits(platform: Mapping[str, Any], asked: Mapping[str, str]) -> bool:
    notices = platform["notices"]
    text = json.dumps([platform[k] for k in ("id", "name", "former_names", "company", "hosts")], ensure_ascii=False)
    return (
        asked["q"].casefold() in text.casefold()
        and asked["category"] in ("", platform["category"])
        and (not asked["topic"] or any(n["topic"] == asked["topic"] for n in notices))
        and (not asked["attention"] or any(n["attention"] == asked["attention"] for n in notices))
    )


def _sum_up(platform: Mapping[str, Any]) -> dict[str, Any]:
    notices = platform["notices"]
    verified = [n["verified_on"] for n in notices if n["verified_on"]]
    return {
        "id": platform["id"],
        "name": platform["name"],
        "hosts": platform["hosts"],
        "category": platform["category"],
        "notices": len(notices),
        "act": sum(n["attention"] == "act" for n in notices),
        "oldest": min(verified, default=None) if len(verified) == len(notices) else None,
    }


def _make_empty(id: str, name: str) -> dict[str, Any]:
    return {
        "id": id, "name": name, "former_names": [], "company": "", "category": "other", "hosts": [], "link_hosts": [],
        "surface": "page", "policies": [], "notices": [],
    }  # fmt: skip
