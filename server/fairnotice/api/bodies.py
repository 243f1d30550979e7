"""How large the body of a request may be, at every address."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.wrappers import Response

WSGIApp = Callable[[dict[str, Any], Any], Iterable[bytes]]
Problem = Callable[..., Response]


class BodyLimit:
    """Answers 413 to a request that states a body of more than `limit` bytes, and hands others to `application`.

    Flask looks at the size only where a view reads the body; a body that states no size is cut there.
    """

    def __init__(self, application: WSGIApp, limit: int, make_problem: Problem) -> None:
        self._application = application
        self._limit = limit
        self._make_problem = make_problem

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        stated = environ.get("CONTENT_LENGTH") or "0"
        if stated.isdecimal() and int(stated[:20]) > self._limit:
            response = self._make_problem(413)
            response.headers["Access-Control-Allow-Origin"] = "*"
            return response(environ, start_response)
        return self._application(environ, start_response)
