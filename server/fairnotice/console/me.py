"""One's own account: password, codes, sessions and tokens."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, Response, request

from fairnotice.console.cookies import read_token
from fairnotice.console.frame import Console, go, needs, show
from fairnotice.errors import Invalid, WrongSignIn
from fairnotice.workflow.accounts import read_account, set_password
from fairnotice.workflow.actors import SCOPES, covers
from fairnotice.workflow.sessions import end_all, end_session, list_sessions
from fairnotice.workflow.tokens import list_tokens, make_token, revoke_token
from fairnotice.workflow.totp import begin_totp, confirm_totp, turn_off_totp

DEFAULT_LIFE = timedelta(days=90)


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """Add the pages of one's own account."""
    store = console.store

    @blueprint.get("/me")
    @needs()
    def show_me() -> Response:
        """Show one's own account."""
        return _show()

    @blueprint.post("/me/password")
    @needs()
    def change_password() -> Response:
        """Change the password; every other session ends."""
        old, new = request.form.get("old", ""), request.form.get("new", "")
        try:
            set_password(store, console.actor, old, new, console.now(), held_token=read_token(request))
        except (Invalid, WrongSignIn) as fault:
            return _show(faults={"password": str(fault)}, status=422)
        return go("console.show_me", "password-changed")

    @blueprint.post("/me/codes/begin")
    @needs()
    def begin_codes() -> Response:
        """Show the secret for an authenticator, once."""
        return _show(enrolment=begin_totp(store, console.actor, console.now()))

    @blueprint.post("/me/codes/confirm")
    @needs()
    def confirm_codes() -> Response:
        """Turn codes on after a first right one, and show the recovery codes, once."""
        try:
            codes = confirm_totp(store, console.actor, request.form.get("code", "").strip(), console.now())
        except WrongSignIn as fault:
            return _show(faults={"confirm": str(fault)}, status=422)
        return _show(recovery=codes)

    @blueprint.post("/me/codes/off")
    @needs()
    def turn_off_codes() -> Response:
        """Ask for no codes any more."""
        form = request.form
        try:
            turn_off_totp(
                store,
                console.actor,
                console.now(),
                password=form.get("password", ""),
                code=form.get("code", "").strip(),
            )
        except WrongSignIn as fault:
            return _show(faults={"codes": str(fault)}, status=422)
        return go("console.show_me", "codes-off")

    @blueprint.post("/me/sessions/<id>/end")
    @needs()
    def end_one_session(id: str) -> Response:
        """End a session of one's own."""
        end_session(store, console.actor, id, console.now())
        return go("console.show_me", "session-ended")

    @blueprint.post("/me/sessions/end-others")
    @needs()
    def end_other_sessions() -> Response:
        """End every session but this one."""
        end_all(store, console.actor, console.actor.name, console.now(), held_token=read_token(request))
        return go("console.show_me", "session-ended")

    @blueprint.post("/me/tokens")
    @needs()
    def add_token() -> Response:
        """Make a token, and show its secret, once."""
        form = request.form
        try:
            expires = date.fromisoformat(form.get("expires", ""))
        except ValueError:
            return _show(faults={"token": "Write the last day as YYYY-MM-DD."}, status=422)
        try:
            secret, _ = make_token(
                store, console.actor, form.get("name", ""), form.getlist("scope"), expires, console.now()
            )
        except Invalid as fault:
            return _show(faults={"token": str(fault)}, status=422)
        return _show(secret=secret)

    @blueprint.post("/me/tokens/<id>/revoke")
    @needs()
    def revoke_own_token(id: str) -> Response:
        """End a token for good."""
        revoke_token(store, console.actor, id, console.now())
        return go("console.show_me", "token-revoked")

    def _show(*, status: int = 200, faults: dict[str, str] | None = None, **once: object) -> Response:
        actor, now = console.actor, console.now()
        account = read_account(store, actor.name)
        return show(
            "me.html",
            status,
            account=account,
            sessions=list_sessions(store, actor, now, account=actor.name),
            tokens=list_tokens(store, actor, account=actor.name),
            scopes=[scope for scope in SCOPES if covers(account.roles, scope)],
            expires=(now + DEFAULT_LIFE).date().isoformat(),
            today=now.date(),
            faults=faults or {},
            once=once,
        )
