"""The one-time page on which the first admin makes their account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, make_response, render_template, request

from fairnotice.console.guard import protect, refuse_other_sites
from fairnotice.errors import Invalid, NotFound, Refused, StoreUnavailable
from fairnotice.store.contract import Store
from fairnotice.workflow.accounts import check_setup_token, make_first_admin


def make_setup(store: Store, now: Callable[[], datetime]) -> Blueprint:
    """Answer the blueprint of /console/setup/<token>."""
    blueprint = Blueprint("setup", __name__, url_prefix="/console", template_folder="templates", static_folder="static")

    @blueprint.before_request
    def check_site() -> None:
        refuse_other_sites(request)

    blueprint.after_request(protect)

    @blueprint.get("/setup/<token>")
    def show_form(token: str) -> Response:
        """Show the form, as long as the link is good."""
        check_setup_token(store, token, now())
        return make_response(render_template("setup.html", name="", fault=None))

    @blueprint.post("/setup/<token>")
    def make_account(token: str) -> Response:
        """Make the account; a fault of the input shows the form again with what was typed, but the password."""
        name = request.form.get("name", "")
        try:
            make_first_admin(store, token, name, request.form.get("password", ""), now())
        except Invalid as fault:
            return make_response(render_template("setup.html", name=name, fault=str(fault)), 422)
        return make_response(render_template("setup_done.html", name=name))

    @blueprint.errorhandler(NotFound)
    def show_closed(fault: NotFound) -> Response:
        return make_response(render_template("message.html", title="This link is closed", text=str(fault)), 404)

    @blueprint.errorhandler(Refused)
    def show_refused(fault: Refused) -> Response:
        return make_response(render_template("message.html", title="Not sent", text=str(fault)), 403)

    @blueprint.errorhandler(StoreUnavailable)
    def show_unavailable(_: StoreUnavailable) -> Response:
        text = "Nothing was changed; try again in a moment."
        response = make_response(render_template("message.html", title="Not available now", text=text), 503)
        response.headers["Retry-After"] = "5"
        return response

    return blueprint
