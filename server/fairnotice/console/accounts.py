"""Accounts: who there is, what each may do, and the one-time links to new ones."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from fairnotice.console.cookies import keep_token
from fairnotice.console.frame import Console, go, needs, opens_with_link, show
from fairnotice.errors import Invalid
from fairnotice.workflow import accounts as workflow
from fairnotice.workflow.actors import ADMIN, ROLES
from fairnotice.workflow.audit import read_newest
from fairnotice.workflow.invitations import (
    accept,
    invite,
    invite_to_new_password,
    list_invitations,
    read_invitation,
    revoke,
)
from fairnotice.workflow.sessions import end_all

LINES = 200
"""Lines of the audit log on its page."""


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """Add the pages of the accounts and of what they did."""
    store = console.store

    @blueprint.get("/accounts")
    @needs(ADMIN)
    def show_accounts() -> Response:
        """List the accounts and the open links."""
        return _show()

    @blueprint.post("/accounts")
    @needs(ADMIN)
    def invite_account() -> Response:
        """Make a link to a new account, and show it, once."""
        form = request.form
        try:
            token, invitation = invite(
                store, console.actor, form.get("name", "").strip(), form.getlist("role"), console.now()
            )
        except Invalid as fault:
            return _show(status=422, fault=str(fault))
        return _show(link=_make_link(token), invited=invitation)

    @blueprint.post("/accounts/<name>/roles")
    @needs(ADMIN)
    def change_roles(name: str) -> Response:
        """Give an account other roles; its sessions and tokens end."""
        workflow.change_roles(store, console.actor, name, request.form.getlist("role"), console.now())
        return go("console.show_accounts", "roles-changed")

    @blueprint.post("/accounts/<name>/disable")
    @needs(ADMIN)
    def disable_account(name: str) -> Response:
        """Let an account do nothing any more; it can be enabled again."""
        workflow.disable(store, console.actor, name, console.now())
        return go("console.show_accounts", "disabled")

    @blueprint.post("/accounts/<name>/enable")
    @needs(ADMIN)
    def enable_account(name: str) -> Response:
        """Let a disabled account work again."""
        workflow.enable(store, console.actor, name, console.now())
        return go("console.show_accounts", "enabled")

    @blueprint.post("/accounts/<name>/end-sessions")
    @needs(ADMIN)
    def end_sessions(name: str) -> Response:
        """Sign an account out everywhere."""
        end_all(store, console.actor, name, console.now())
        return go("console.show_accounts", "session-ended")

    @blueprint.post("/accounts/<name>/new-password")
    @needs(ADMIN)
    def invite_to_password(name: str) -> Response:
        """Make a link to a new password, and show it, once."""
        removes = request.form.get("removes_codes") == "yes"
        token, invitation = invite_to_new_password(store, console.actor, name, console.now(), removes_totp=removes)
        return _show(link=_make_link(token), invited=invitation)

    @blueprint.post("/invitations/<id>/revoke")
    @needs(ADMIN)
    def revoke_invitation(id: str) -> Response:
        """Take an open link back."""
        revoke(store, console.actor, id, console.now())
        return go("console.show_accounts", "link-revoked")

    @blueprint.get("/invitations/<token>")
    @opens_with_link
    def show_invitation(token: str) -> Response:
        """Show what the link leads to, as long as it is good."""
        return show("invitation.html", invitation=read_invitation(store, token, console.now()), fault=None)

    @blueprint.post("/invitations/<token>")
    @opens_with_link
    def accept_invitation(token: str) -> Response:
        """Make the account or give it the password; the link is used up then."""
        try:
            name, held = accept(store, token, request.form.get("password", ""), console.now())
        except Invalid as fault:
            invitation = read_invitation(store, token, console.now())
            return show("invitation.html", 422, invitation=invitation, fault=str(fault))
        response = go("console.show_sign_in", "accepted", name=name)
        keep_token(response, request, held)
        return response

    @blueprint.get("/audit")
    @needs()
    def show_audit() -> Response:
        """Show what was done, the newest first, of one account or about one thing when asked."""
        about, who = request.args.get("about", "").strip(), request.args.get("who", "").strip()
        entries = read_newest(store, about=about, who=who, limit=LINES)
        return show("audit.html", entries=entries, about=about, who=who, limit=LINES)

    def _show(*, status: int = 200, **once: object) -> Response:
        return show(
            "accounts.html",
            status,
            accounts=workflow.list_accounts(store),
            invitations=list_invitations(store, console.actor, console.now()),
            all_roles=ROLES,
            once=once,
        )


def _make_link(token: str) -> str:
    """Answer the whole address of a link, at the host where the admin is now."""
    return url_for("console.show_invitation", token=token, _external=True)
