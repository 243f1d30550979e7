"""The session's cookie: only for this host, never for scripts, never from another site."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from flask import Request, Response

LIFE = 30 * 24 * 60 * 60
"""Seconds a browser keeps it. The session ends long before; later the cookie only shows that this browser is known."""
SECURE_NAME, PLAIN_NAME = "__Host-fairnotice", "fairnotice-session"


def read_token(request: Request) -> str | None:
    """Answer the token that the browser sent, or None."""
    return request.cookies.get(_name(request))


def keep_token(response: Response, request: Request, token: str) -> None:
    """Give the browser its token."""
    response.set_cookie(
        _name(request), token, max_age=LIFE, path="/", secure=not is_plain(request), httponly=True, samesite="Strict"
    )


def is_plain(request: Request) -> bool:
    """Say whether the console is asked on this machine itself without TLS, where no cookie can be secure."""
    if request.scheme == "https":
        return False
    host = urlsplit(f"//{request.host}").hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _name(request: Request) -> str:
    return PLAIN_NAME if is_plain(request) else SECURE_NAME
