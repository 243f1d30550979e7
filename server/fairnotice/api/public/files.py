"""The published tree over HTTP: WhiteNoise with the headers of PROTOCOL.md, section 2, swapped whole on a change."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import Any
from wsgiref.headers import Headers

from werkzeug.utils import redirect
from werkzeug.wrappers import Response
from whitenoise import WhiteNoise

WSGIApp = Callable[[dict[str, Any], Any], Iterable[bytes]]
Problem = Callable[..., Response]

HEAD = "/v1/head.json"
INDEX = "/index.html"
_TREE = re.compile(
    r"/v1/(?:head\.json|platforms\.json|tickets\.json|(?:root|manifests|packs|deltas|platforms)/.*)\Z"
    r"|/(?:(?:index|about)(?:\.html)?|sitemap\.xml|(?:platforms|topics|categories|feeds|static)/.*)?\Z"
)
_FINAL = re.compile(r"/(?:v1/(?:root|manifests|packs|deltas)|static)/")
_YEAR = 365 * 24 * 60 * 60
_TYPES = {
    ".jsonl": "application/jsonl",
    ".html": "text/html; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
}
_FEED_TYPE = "application/feed+json"
_PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_NOTHING = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Fairnotice</title>
<main><h1>Nothing is published yet</h1>
<p>This Fairnotice has no edition so far. Come back later. Programs find their <a href="/v1/docs">description</a>
already.</p></main></html>
"""
_METHODS = "GET, HEAD, OPTIONS"


class PublicFiles:
    """Answers the addresses of the tree from `folder` and hands every other one to `application`."""

    def __init__(self, application: WSGIApp, folder: Path, make_problem: Problem) -> None:
        self._application = application
        self._folder = folder
        self._make_problem = make_problem
        self._head: bytes | None = None
        self._files = self._scan()

    def reload(self) -> None:
        """Read the tree anew; a request sees the old one or the new one whole."""
        files, head = self._scan(), self._read_head()
        self._files, self._head = files, head

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not _TREE.match(path):
            return self._application(environ, start_response)
        method = environ["REQUEST_METHOD"]
        if method == "OPTIONS":
            headers = {"Allow": _METHODS, "Access-Control-Allow-Methods": _METHODS, "Access-Control-Max-Age": "86400"}
            return _open(Response(status=204, headers=headers))(environ, start_response)
        if method not in ("GET", "HEAD"):
            response = self._make_problem(405)
            response.headers["Allow"] = _METHODS
            return _open(response)(environ, start_response)
        if environ.get("QUERY_STRING"):
            # An address with a query could carry a mark from one request to another.
            return _open(self._make_problem(404, detail="Published files take no query."))(environ, start_response)
        if path == HEAD and self._head is not None:
            response = Response(self._head, content_type="application/json")
            response.headers["Cache-Control"] = "public, max-age=60, stale-if-error=86400"
            response.headers["X-Content-Type-Options"] = "nosniff"
            return _open(response)(environ, start_response)
        if path == "/":
            path = INDEX
            if path not in self._files.files:
                return _open(_answer_nothing())(environ, start_response)
        if path in self._files.files and not _FINAL.match(path):
            return self._answer_changing(path, environ)(environ, start_response)
        if f"{path}.html" in self._files.files:
            return _open(_protect(redirect(f"{path}.html", 308)))(environ, start_response)
        answer: Iterable[bytes] = self._files(environ, start_response)
        return answer

    def _answer_changing(self, path: str, environ: dict[str, Any]) -> Response:
        # Such a file may be replaced at any moment; WhiteNoise would send its new content with its old length.
        try:
            body = (self._folder / path.removeprefix("/")).read_bytes()
        except FileNotFoundError:
            return _open(self._make_problem(404))
        response = Response(body, content_type=_find_type(path))
        response.headers["Cache-Control"] = "public, max-age=300"
        response.headers["X-Content-Type-Options"] = "nosniff"
        if path.endswith(".html"):
            _protect(response)
        response.add_etag()
        return _open(response.make_conditional(environ, accept_ranges=True, complete_length=len(body)))

    def _answer_missing(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return _open(self._make_problem(404))(environ, start_response)

    def _scan(self) -> WhiteNoise:
        self._folder.mkdir(parents=True, exist_ok=True)
        files = WhiteNoise(
            self._answer_missing,
            max_age=300,
            mimetypes=_TYPES,
            add_headers_function=_add_headers,
        )
        files.add_files(str(self._folder), prefix="/")
        # The lock, notes and unfinished files of the writer are not part of the tree; the head is answered from memory.
        files.files = {url: f for url, f in files.files.items() if "/." not in url and url != HEAD}
        return files

    def _read_head(self) -> bytes | None:
        try:
            return (self._folder / HEAD.removeprefix("/")).read_bytes()
        except FileNotFoundError:
            return None


def _add_headers(headers: Headers, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    if _FINAL.match(url):
        headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    else:
        headers["Cache-Control"] = "public, max-age=300"


def _find_type(path: str) -> str:
    if path.startswith("/feeds/") and path.endswith(".json"):
        return _FEED_TYPE
    return _TYPES.get(PurePosixPath(path).suffix, "application/json")


def _answer_nothing() -> Response:
    response = Response(_NOTHING, 503, content_type=_TYPES[".html"])
    response.headers["Cache-Control"] = "no-store"
    response.headers["Retry-After"] = "60"
    return _protect(response)


def _protect(response: Response) -> Response:
    """Put on a page what keeps it from loading anything from elsewhere, and links from telling where they stand."""
    response.headers["Content-Security-Policy"] = _PAGE_POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _open(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
