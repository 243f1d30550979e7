"""What keeps a console page safe: headers on every answer, and no writing request from another site."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Request, Response

from fairnotice.errors import Refused

POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


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
        is_own = origin is not None and urlsplit(origin).netloc == request.host
    if not is_own:
        raise Refused("This form was sent from another site; open the page here and send it again.")


def protect(response: Response) -> Response:
    """Put the safety headers on an answer."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
