"""Every error as a problem document (RFC 9457), made in this one place."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from fairnotice import errors

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
PREFIX = "urn:fairnotice:problem:"
RETRY_SECONDS = 5

_STATUS: dict[type[errors.FairnoticeError], tuple[int, str]] = {
    errors.Invalid: (422, "invalid"),
    errors.NotFound: (404, "not-found"),
    errors.Stale: (412, "stale"),
    errors.Conflict: (409, "conflict"),
    errors.Refused: (403, "refused"),
    errors.InUse: (409, "in-use"),
    errors.TooMany: (429, "too-many-requests"),
    errors.StoreUnavailable: (503, "store-unavailable"),
}
_DETAIL = {
    401: "This address needs a token that works; send it as Authorization: Bearer fn_...",
    404: "There is nothing at this address.",
    405: "This address does not answer that method.",
    413: "The body is larger than this address accepts.",
    415: "The body has a media type that this address does not read; send application/json.",
    428: "Say with If-Match which version you looked at: the ETag of what you read.",
    429: "Too many requests from your address; try again later.",
    500: "Something went wrong on our side; it has been logged.",
}


def make_problem(status: int, *, kind: str | None = None, detail: str | None = None, **more: Any) -> Response:
    """Answer a problem response. `kind` is the last part of its stable URN, by default that of the status."""
    phrase = HTTPStatus(status).phrase
    body = {
        "type": PREFIX + (kind or phrase.lower().replace(" ", "-")),
        "title": phrase,
        "status": status,
        "detail": detail or _DETAIL.get(status, phrase),
    } | more
    response = Response(json.dumps(body) + "\n", status, content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def register_problems(app: Flask) -> None:
    """Turn every error of `app` into a problem document."""
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(errors.FairnoticeError, _answer_domain)
    app.register_error_handler(Exception, _answer_unexpected)


def _answer_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400 or error.response is not None:
        return error.get_response()  # type: ignore[return-value]  # a redirect is no problem; a made answer stands
    more: dict[str, Any] = {}
    data = getattr(error, "data", None) or {}
    if "messages" in data:
        more["errors"] = data["messages"]
    detail = "A parameter or field is missing or wrong; see errors." if more else None
    response = make_problem(status, kind="invalid" if status == 422 else None, detail=detail, **more)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After", "WWW-Authenticate"):
            response.headers[name] = value
    if status == 429 and "Retry-After" not in response.headers:
        response.headers["Retry-After"] = "60"
    return response


def _answer_unexpected(error: Exception) -> Response:
    # By its endpoint: the path may hold a one-time link.
    log.error("Unexpected error in %s", request.endpoint, exc_info=error)
    return make_problem(500)


def _answer_domain(error: errors.FairnoticeError) -> Response:
    found = next((answer for kind, answer in _STATUS.items() if isinstance(error, kind)), None)
    if found is None:
        log.error("Unexpected fault: %s", error)
        return make_problem(500)
    status, kind = found
    more: dict[str, Any] = {}
    if isinstance(error, errors.Invalid) and error.faults:
        more["errors"] = [{"file": f.file, "field": f.field, "reason": f.reason} for f in error.faults]
    # The store's own words name its address, which is the operator's business.
    detail = "Nothing was changed; try again in a moment." if status == 503 else str(error)
    response = make_problem(status, kind=kind, detail=detail, **more)
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    if isinstance(error, errors.TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response
