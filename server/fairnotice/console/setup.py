"""The one-time page on which the first admin makes their account."""

from __future__ import annotations

from flask import Blueprint, Response, request

from fairnotice.console.frame import Console, opens_with_link, show
from fairnotice.errors import Invalid
from fairnotice.workflow.setup_link import check_setup_token, make_first_admin


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """Add the set-up page."""

    @blueprint.get("/setup/<token>")
    @opens_with_link
    def show_setup(token: str) -> Response:
        """Show the form, as long as the link is good."""
        check_setup_token(console.store, token, console.now())
        return show("setup.html", name="", fault=None)

    @blueprint.post("/setup/<token>")
    @opens_with_link
    def make_account(token: str) -> Response:
        """Make the account; a fault of the input shows the form again with what was typed, but the password."""
        name = request.form.get("name", "")
        try:
            make_first_admin(console.store, token, name, request.form.get("password", ""), console.now())
        except Invalid as fault:
            return show("setup.html", 422, name=name, fault=str(fault))
        return show("setup_done.html", name=name)
