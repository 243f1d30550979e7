"""Signing in and out."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote

from flask import Blueprint, Response, g, redirect, request, url_for

from fairnotice.console.cookies import keep_token, read_token
from fairnotice.console.frame import Console, go, needs, open_to_all, show
from fairnotice.errors import CodeNeeded, TooMany, WrongSignIn
from fairnotice.workflow.sessions import end_session, sign_in

_BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux")


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """Add the pages of signing in and out."""

    @blueprint.get("/sign-in")
    @open_to_all
    def show_sign_in() -> Response:
        """Show the form; who is signed in already is led on."""
        if g.session is not None:
            return go("console.show_desk")
        return show(
            "sign_in.html",
            name=request.args.get("name", "")[:40],
            fault=None,
            next=_check_path(request.args.get("next", "")),
            kept="",
        )

    @blueprint.post("/sign-in")
    @open_to_all
    def do_sign_in() -> Response:
        """Make a session, and lead back to where one wanted to be."""
        form = request.form
        name, path, kept = form.get("name", "").strip(), _check_path(form.get("next", "")), form.get("kept", "")
        address, held = request.remote_addr or "", read_token(request)
        try:
            token, _ = sign_in(
                console.store, name, form.get("password", ""), form.get("code", "").strip(), address, console.now(),
                held, name_browser(request.headers.get("User-Agent", "")),
            )  # fmt: skip
        except (WrongSignIn, CodeNeeded, TooMany) as fault:
            status = 429 if isinstance(fault, TooMany) else 401
            response = show("sign_in.html", status, name=name, fault=str(fault), next=path, kept=kept)
            if isinstance(fault, TooMany):
                response.headers["Retry-After"] = str(fault.retry_after)
            return response
        if kept and path:
            response = show("send_again.html", path=path, fields=parse_qsl(kept, keep_blank_values=True))
        else:
            response = go("console.check_cookie", next=path or url_for("console.show_desk"))
        keep_token(response, request, token)
        return response

    @blueprint.get("/signed-in")
    @open_to_all
    def check_cookie() -> Response:
        """Lead on once the browser has kept its cookie; say so where it did not."""
        if g.session is None:
            text = (
                "Your browser did not keep the cookie that signs you in. Open the console by https, and allow its "
                "cookie."
            )
            return show("message.html", 401, title="Not signed in", text=text, faults=[])
        return redirect(_check_path(request.args.get("next", "")) or url_for("console.show_desk"), 303)  # type: ignore[return-value]

    @blueprint.post("/sign-out")
    @needs()
    def do_sign_out() -> Response:
        """End the session."""
        end_session(console.store, g.session.actor, g.session.id, console.now())
        # The browser keeps its cookie: it opens nothing any more, but shows at the next sign-in that it is no stranger.
        return go("console.show_sign_in", "signed-out")


def name_browser(agent: str) -> str:
    """Answer coarsely which browser sends `agent`, such as "Firefox, Linux", so that its owner knows it in a list."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "another browser")
    system = next((name for name in _SYSTEMS if name in agent), "")
    return ", ".join(part for part in (browser, system) if part)


def _check_path(text: str) -> str:
    """Answer a path of the console to go on to, or nothing: an address from outside must not lead people away."""
    steps = unquote(text.partition("?")[0]).split("/")
    is_own = text.startswith("/console/") and "." not in steps and ".." not in steps
    return text if is_own and "\\" not in text and text.isprintable() and len(text) <= 2000 else ""
