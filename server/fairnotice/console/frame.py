"""What every page of the console shares: who is signed in, what they may do, and how a fault looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, g, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException

from fairnotice import errors
from fairnotice.console.cookies import read_token
from fairnotice.console.guard import protect, refuse_other_sites
from fairnotice.console.said import SAID
from fairnotice.store.contract import Store
from fairnotice.workflow.access import EVERYONE, LINK, SESSION, Access, declare, read_access
from fairnotice.workflow.actors import ADMIN, ROLES, Actor
from fairnotice.workflow.sessions import Session, read_session

MAX_BODY = 2 * 1024 * 1024
RETRY_SECONDS = 5
_TITLES: dict[type[errors.FairnoticeError], tuple[int, str]] = {
    errors.Invalid: (422, "Something is missing or wrong"),
    errors.NotFound: (404, "Not there"),
    errors.Conflict: (409, "Changed meanwhile"),
    errors.Refused: (403, "Not allowed"),
    errors.InUse: (409, "In use"),
    errors.TooMany: (429, "Wait a moment"),
}


@dataclass(frozen=True)
class Console:
    """What the pages work with."""

    store: Store
    now: Callable[[], datetime]
    is_solo: bool

    @property
    def actor(self) -> Actor:
        """Who is signed in. Only for views that need a session."""
        return cast(Session, g.session).actor


def open_to_all(view: Any) -> Any:
    """Declare a view that anybody may see."""
    return declare(Access(EVERYONE))(view)


def opens_with_link(view: Any) -> Any:
    """Declare a view that opens with the one-time token in its address."""
    return declare(Access(LINK))(view)


def needs(role: str | None = None) -> Callable[[Any], Any]:
    """Declare a view for whoever is signed in, and has the role when one is named."""
    return declare(Access(SESSION, role))


def guard_pages(blueprint: Blueprint, console: Console) -> None:
    """Refuse what is not declared or not allowed, and show every fault as a page."""

    @blueprint.before_request
    def check() -> Response | None:
        request.max_content_length = MAX_BODY
        refuse_other_sites(request)
        access = read_access(current_app.view_functions[request.endpoint or ""])
        if request.endpoint == f"{blueprint.name}.static":
            return None
        if access is None:
            raise errors.Refused("Nobody may ask this address.")
        token = read_token(request)
        g.session = read_session(console.store, token, console.now()) if token else None
        if access.way != SESSION:
            return None
        if g.session is None:
            return ask_to_sign_in()
        if access.role is not None:
            g.session.actor.require(access.role)
        return None

    blueprint.after_request(protect)

    @blueprint.context_processor
    def give_frame() -> dict[str, Any]:
        session = g.get("session")
        return {
            "session": session,
            "roles": _list_roles(session),
            "is_solo": console.is_solo,
            "said": SAID.get(request.args.get("said", "")),
            "path": request.path,
        }

    @blueprint.errorhandler(errors.FairnoticeError)
    def show_fault(fault: errors.FairnoticeError) -> Response:
        if isinstance(fault, errors.StoreUnavailable):
            response = show_message("Not available now", "Nothing was changed. Go back and try again in a moment.", 503)
            response.headers["Retry-After"] = str(RETRY_SECONDS)
            return response
        found = next((answer for kind, answer in _TITLES.items() if isinstance(fault, kind)), None)
        if found is None:
            raise fault
        status, title = found
        faults = [str(each) for each in fault.faults] if isinstance(fault, errors.Invalid) else []
        response = show_message(title, str(fault), status, faults=faults if len(faults) > 1 else [])
        if isinstance(fault, errors.TooMany):
            response.headers["Retry-After"] = str(fault.retry_after)
        return response

    @blueprint.errorhandler(HTTPException)
    def show_http_fault(fault: HTTPException) -> Response:
        status = fault.code or 500
        if status < 400 or fault.response is not None:
            return make_response(fault.get_response())
        text = {404: "There is nothing at this address.", 413: "That is larger than a form may be."}.get(status)
        response = show_message(fault.name, text or fault.description or fault.name, status)
        if status == 405:
            response.headers["Allow"] = dict(fault.get_headers()).get("Allow", "")
        return response

    def show_nothing(rest: str) -> Response:
        raise errors.NotFound(f"There is no page {rest!r}.")

    blueprint.add_url_rule("/<path:rest>", "nothing", open_to_all(show_nothing))


def show_message(title: str, text: str, status: int, *, faults: list[str] | None = None) -> Response:
    """Answer a page that says one thing."""
    return make_response(render_template("message.html", title=title, text=text, faults=faults or []), status)


def show(template: str, status: int = 200, **values: Any) -> Response:
    """Answer a page."""
    return make_response(render_template(template, **values), status)


def go(endpoint: str, said: str = "", **values: Any) -> Response:
    """Answer a redirection to a page after a form was done; `said` names the sentence shown there."""
    return cast(Response, redirect(url_for(endpoint, **values | ({"said": said} if said else {})), 303))


def read_number(text: str) -> int | None:
    """Answer the whole number that a field of a form holds, or None when it holds none."""
    return int(text) if text.isdecimal() and len(text) < 10 else None


def read_seen() -> int | None:
    """Answer the version that whoever sent the form was looking at, or None when it does not say."""
    return read_number(request.form.get("seen", ""))


def ask_to_sign_in() -> Response:
    """Answer the sign-in page, from which one comes back here. What a form held comes back with it."""
    next_path = request.full_path.rstrip("?") if request.method == "GET" else request.path
    kept = urlencode(list(request.form.items(multi=True))) if request.method == "POST" else ""
    return show("sign_in.html", 401, name="", fault=None, next=next_path, kept=kept)


def _list_roles(session: Session | None) -> set[str]:
    """Answer the roles to show buttons for; the workflow decides what is allowed."""
    if session is None:
        return set()
    return set(ROLES) if ADMIN in session.actor.roles else set(session.actor.roles)
