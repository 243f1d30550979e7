"""What keeps a console page safe: headers on every answer, and no writing request from another site."""

from __future__ import annotations

from flask import Request, Response

from fairnotice.errors import Refused

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors "
)
SAME_ORIGIN = "SAMEORIGIN"


def refuse_other_sites(request: Request) -> None:
    """Raise `Refused` for a writing request that another site's page sent.

    Browsers say where a request comes from in Sec-Fetch-Site, older ones in Origin; a page cannot forge either.
    """
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        is_own = site in ("same-origin", "none")
    else:
        is_own = origin is not None and origin.partition("://")[2] == request.host
    if not is_own:
        raise Refused("This form was sent from another site; open the page here and send it again.")


def protect(response: Response) -> Response:
    """Put the safety headers on an answer. Only a page that says so itself may be framed, and by our own pages only."""
    is_framed = response.headers.get("X-Frame-Options") == SAME_ORIGIN
    response.headers["Content-Security-Policy"] = POLICY + ("'self'" if is_framed else "'none'")
    response.headers["X-Frame-Options"] = SAME_ORIGIN if is_framed else "DENY"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
