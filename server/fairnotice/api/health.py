"""Whether this process lives, and whether it can answer (for load balancers and monitors)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, jsonify

from fairnotice.api.problems import make_problem
from fairnotice.api.public.published import Shelf
from fairnotice.errors import StoreUnavailable
from fairnotice.store.contract import Store


def make_health(store: Store, shelf: Shelf, read_fault: Callable[[], str | None]) -> Blueprint:
    """Answer the blueprint of /livez and /readyz. `read_fault` tells why the files are not being kept up."""
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/livez")
    def live() -> dict[str, str]:
        """Answer as long as the process does."""
        return {"status": "ok"}

    @blueprint.get("/readyz")
    def ready() -> Response:
        """Answer 200 when an edition is served, also while the store is down: reading goes on without it."""
        edition = shelf.current.edition
        if not edition:
            return make_problem(503, kind="nothing-published", detail="No edition is published yet.")
        try:
            store.ping()
            is_store_up = True
        except StoreUnavailable:
            is_store_up = False
        body: dict[str, Any] = {
            "status": "ok",
            "edition": edition,
            "store": "ok" if is_store_up else "unavailable",
            "files": "ok" if read_fault() is None else "not kept up",
        }
        return jsonify(body)

    @blueprint.after_request
    def forbid_caching(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        return response

    return blueprint
