"""How large the body of a request may be, at every address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from werkzeug.wrappers import Response

WSGIApp = Callable[[dict[str, Any], Any], Iterable[bytes]]
Problem = Callable[..., Response]


class BodyLimit:
    """Answers 413 to a request that states a body that is too large, and hands others to `application`.

    `limits` maps the beginning of a path to the bytes allowed there; the first that fits counts, and "/" fits all.
    What other sites' pages may not read begins with one of `closed`.
    Flask looks at the size only where a view reads the body; a body that states no size is cut there.
    """

    def __init__(
        self, application: WSGIApp, limits: Mapping[str, int], make_problem: Problem, *, closed: tuple[str, ...] = ()
    ) -> None:
        self._application = application
        self._limits = limits
        self._closed = closed
        self._make_problem = make_problem

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        stated = environ.get("CONTENT_LENGTH") or "0"
        path = environ.get("PATH_INFO", "")
        limit = next((limit for start, limit in self._limits.items() if path.startswith(start)), 0)
        if stated.isdecimal() and int(stated[:20]) > limit:
            response = self._make_problem(413)
            if not path.startswith(self._closed):
                response.headers["Access-Control-Allow-Origin"] = "*"
            return response(environ, start_response)
        return self._application(environ, start_response)
