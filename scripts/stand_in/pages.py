"""Stands in for every platform: answers any host over HTTPS and HTTP with plain local pages, and records who asked."""

import html
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from scripts.stand_in.certificate import Certificate, make_certificate
from scripts.stand_in.serving import LoopbackServer
from scripts.stand_in.settings_page import draw_settings, read_controls

LIGHT = """
:root { color-scheme: light }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: #1c1e21; background: #f5f6f7 }
header { padding: 14px 24px; background: #fff; border-bottom: 1px solid #dcdfe3; font-weight: 600 }
main { max-width: 640px; margin: 24px auto; padding: 0 24px }
article { margin: 0 0 16px; padding: 16px 20px; background: #fff; border: 1px solid #dcdfe3; border-radius: 10px }
"""
DARK = """
:root { color-scheme: dark }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: #e4e6e9; background: #101214 }
header { padding: 14px 24px; background: #181b1e; border-bottom: 1px solid #2c3034; font-weight: 600 }
main { max-width: 640px; margin: 24px auto; padding: 0 24px }
article { margin: 0 0 16px; padding: 16px 20px; background: #181b1e; border: 1px solid #2c3034; border-radius: 10px }
"""
STRICT_POLICY = "default-src 'none'; style-src 'none'; require-trusted-types-for 'script'"


@dataclass(frozen=True)
class PageRequest:
    """One request as the stand-in saw it; `host` without port and in lower case, `path` with its query."""

    scheme: str
    method: str
    host: str
    path: str
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Page:
    """What is answered: a body, headers besides Content-Length, and a status."""

    body: str
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


Answer = Callable[[PageRequest], Page]


class StandInPages:
    """The stand-in's two servers, on free loopback ports, with one record of the requests to both."""

    def __init__(self, certificate: Certificate | None = None) -> None:
        self.certificate = certificate or make_certificate()
        self._answers: dict[str, Answer] = dict(PAGES)
        self._requests: list[PageRequest] = []
        self._lock = threading.Lock()
        self._secure = LoopbackServer(_make_handler(self, "https"), self.certificate.context)
        self._plain = LoopbackServer(_make_handler(self, "http"))

    @property
    def https_port(self) -> int:
        """The loopback port that answers over TLS."""
        return self._secure.port

    @property
    def http_port(self) -> int:
        """The loopback port that answers without TLS."""
        return self._plain.port

    @property
    def faults(self) -> list[str]:
        """Tracebacks of answers that failed: empty unless a page set by `serve` has a mistake."""
        return self._secure.faults + self._plain.faults

    def serve(self, path: str, answer: Answer) -> None:
        """Answer `path` (without query) on every host by calling `answer`, until `restore`."""
        with self._lock:
            self._answers[path] = answer

    def restore(self) -> None:
        """Go back to the pages of this module and forget the requests so far."""
        with self._lock:
            self._answers = dict(PAGES)
            self._requests.clear()

    def requests(self, host: str | None = None) -> list[PageRequest]:
        """Give the requests so far, oldest first; only those to `host` when it is given."""
        with self._lock:
            return [request for request in self._requests if host in (None, request.host)]

    def answer(self, request: PageRequest) -> Page:
        """Record `request` and give its page."""
        with self._lock:
            self._requests.append(request)
            answer = self._answers.get(urlsplit(request.path).path, show_path)
        return answer(request)

    def close(self) -> None:
        """Stop both servers."""
        self._secure.close()
        self._plain.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def show_home(request: PageRequest) -> Page:
    """Give the light page at `/`."""
    return Page(_draw(request, LIGHT))


def show_dark(request: PageRequest) -> Page:
    """Give the same page with a dark color scheme."""
    return Page(_draw(request, DARK))


def show_strict(request: PageRequest) -> Page:
    """Give a page whose policy allows no script, no style and no markup made by script."""
    return Page(_draw(request, ""), {"Content-Security-Policy": STRICT_POLICY})


def show_hostile(request: PageRequest) -> Page:
    """Give the page for which a test is expected to put in its own with `serve("/hostile", ...)`."""
    return Page(_draw(request, LIGHT, "A test may put a page here that works against the extension."))


def show_path(request: PageRequest) -> Page:
    """Give a settings page where the catalogue knows of a control, else a plain page that says which path it is."""
    if labels := read_controls().get(f"{request.host}{urlsplit(request.path).path}"):
        return Page(draw_settings(request.host, labels))
    return Page(_draw(request, LIGHT, f"This is the page at {request.path}"))


PAGES: Mapping[str, Answer] = {
    "/": show_home,
    "/dark": show_dark,
    "/strict": show_strict,
    "/hostile": show_hostile,
}


def _draw(request: PageRequest, style: str, lead: str = "Good to see you. Here is what is new.") -> str:
    host = html.escape(request.host)
    # The empty icon keeps browsers from asking for /favicon.ico, which would blur the record of requests.
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{host}</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1">{f"<style>{style}</style>" if style else ""}</head>
<body><header>{host}</header><main>
<article><p>A local page that stands in for {host}</p><p>{html.escape(lead)}</p></article>
<article><p>Nothing on this page comes from {host}, and nothing you do here reaches it.</p></article>
<article><p><a href="/settings/privacy">Settings and privacy</a> · <a href="/dark">Dark</a> ·
<a href="/strict">Strict</a></p></article>
</main></body></html>
"""


def _make_handler(pages: StandInPages, scheme: str) -> type[BaseHTTPRequestHandler]:
    class PageHandler(BaseHTTPRequestHandler):
        """Turns one HTTP request into a PageRequest, and a Page into its answer."""

        protocol_version = "HTTP/1.1"

        def _reply(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            host = (self.headers.get("Host") or "").lower()
            headers = tuple(self.headers.items())
            page = pages.answer(PageRequest(scheme, self.command, host.partition(":")[0], self.path, headers))
            body = page.body.encode()
            self.send_response(page.status)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **page.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = _reply  # noqa: N815 - the names are those of http.server

        def log_message(self, *_: object) -> None:
            """Say nothing: the record of requests is in `pages`."""

    return PageHandler
