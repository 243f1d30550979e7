"""A web site on loopback that behaves in every way in which sites behave."""

from __future__ import annotations

import gzip
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli

POLICY = (
    "We collect your name, your email address and the boats that you follow.",
    "We use this information to send you the times of the tide and to answer your questions.",
    "We do not share your data with anybody who is not named on this page.",
    "You can delete your account at any time. We then erase everything within 30 days.",
    "You have the right to see your data and to object to any use of it.",
    "Children under 13 may not open an account. Parents can ask us to close one.",
    "We store the data in Norway and keep a copy in Iceland for the case of fire.",
)
ADDED = "We sell your personal information to advertising companies that train models with it."
ANNOUNCED = "We are updating this privacy policy. The changes take effect on December 20, 2026."


def write_page(*paragraphs: str, title: str = "Privacy", more: str = "") -> str:
    text = "".join(f"<p>{one}</p>" for one in paragraphs)
    return f"<!doctype html><html><head><title>{title}</title></head><body><main>{text}</main>{more}</body></html>"


@dataclass(frozen=True)
class Page:
    """What the site answers; `act` writes the body by itself, in its own time. Status 0: it hangs up."""

    body: str | bytes = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    act: Callable[[BaseHTTPRequestHandler], None] | None = None


def move(to: str, status: int = 301) -> Page:
    return Page(status=status, headers={"Location": to})


class Naps:
    """A clock that moves only by sleeping, and what was slept."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class Site:
    """The site. `pages` maps a path to what it answers: a page, or pages one after the other, the last one again."""

    def __init__(self, trust: ssl.SSLContext | None = None) -> None:
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.most_at_once = 0
        self.at_once = 0
        self._guard = threading.Lock()
        self._ended = threading.Event()
        self.pages: dict[str, Page | list[Page]] = {}
        self.otherwise = Page(write_page("Nothing is here.", title="404"), status=404)
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        if trust is not None:
            self._server.socket = trust.wrap_socket(self._server.socket, server_side=True)
        self.port: int = self._server.server_address[1]
        self.base = f"http{'s' if trust else ''}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()
        self.pages.update(make_pages(self))

    def close(self) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def url(self, path: str) -> str:
        return f"{self.base}{path}"

    def count(self, path: str) -> int:
        return self.asked.count(path)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        with self._guard:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            self.asked.append(handler.path)
            self.headers.append({name.lower(): value for name, value in handler.headers.items()})
            page = self.pages.get(handler.path, self.otherwise)
            if isinstance(page, list):
                page = page.pop(0) if len(page) > 1 else page[0]
        try:
            self._write(handler, page)
        finally:
            with self._guard:
                self.at_once -= 1

    def drip(self, handler: BaseHTTPRequestHandler, piece: bytes, every: float) -> None:
        """Send `piece` again and again until the site is closed."""
        while not self._ended.wait(every):
            handler.wfile.write(piece)
            handler.wfile.flush()

    def _write(self, handler: BaseHTTPRequestHandler, page: Page) -> None:
        if page.status == 0:
            handler.close_connection = True
            return
        body = page.body.encode() if isinstance(page.body, str) else page.body
        tag = page.headers.get("ETag")
        if tag and handler.headers.get("If-None-Match") == tag:
            page, body = Page(status=304, headers={"ETag": tag}), b""
        handler.send_response(page.status)
        for name, value in ({"Content-Type": "text/html; charset=utf-8"} | dict(page.headers)).items():
            handler.send_header(name, value)
        if page.act:
            handler.close_connection = True
            handler.end_headers()
            page.act(handler)
            return
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)


@cache
def make_bomb(packed: str) -> bytes:
    """Answer 50 MB of nothing, packed in a few KB."""
    nothing = bytes(50_000_000)
    if packed == "br":
        return bytes(brotli.compress(nothing, quality=5))
    return gzip.compress(nothing) if packed == "gzip" else gzip.compress(gzip.compress(nothing))


def make_pages(site: Site) -> dict[str, Page | list[Page]]:
    """Answer the pages that do not depend on a test."""
    good = write_page(*POLICY)
    packed = {"Content-Encoding": "gzip"}
    wall = write_page("Checking your browser before you go on.", title="Just a moment...")

    def end_early(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(good.encode()[:20])

    return {
        "/good": Page(good, headers={"ETag": '"1"'}),
        "/packed": Page(gzip.compress(good.encode()), headers=packed),
        "/brotli": Page(brotli.compress(good.encode()), headers={"Content-Encoding": "br"}),
        "/slow": Page(act=lambda handler: site.drip(handler, b"", 0.05)),
        "/drip": Page(act=lambda handler: site.drip(handler, b"a", 0.05)),
        "/drip-chunks": Page(
            act=lambda handler: site.drip(handler, b"1\r\na\r\n", 0.05), headers={"Transfer-Encoding": "chunked"}
        ),
        "/drip-chunk-size": Page(
            act=lambda handler: site.drip(handler, b"0", 0.05), headers={"Transfer-Encoding": "chunked"}
        ),
        "/endless": Page(act=lambda handler: site.drip(handler, b"a" * 1_000_000, 0.001)),
        "/huge": Page(b"a " * 2_500_001),
        "/bomb": Page(make_bomb("gzip"), headers=packed),
        "/double-bomb": Page(make_bomb("gzip, gzip"), headers={"Content-Encoding": "gzip, gzip"}),
        "/brotli-bomb": Page(make_bomb("br"), headers={"Content-Encoding": "br"}),
        "/broken-gzip": Page(b"no gzip at all", headers=packed),
        "/short": Page(act=end_early, headers={"Content-Length": "1000"}),
        "/gone": Page(good, status=410),
        "/wall": Page(wall, status=403),
        "/wall-200": Page(wall),
        "/wall-503": Page(wall, status=503),
        "/wall-header": Page("", status=202, headers={"X-Amzn-Waf-Action": "challenge"}),
        "/behind-wall": Page(write_page(*POLICY * 3, more="<script src='/cdn-cgi/challenge-platform/x.js'></script>")),
        "/linkedin": Page("", status=999),
        "/teapot": Page("", status=418),
        "/forbidden": Page("", status=451),
        "/hung-up": Page(status=0),
        "/broken": Page("", status=500),
        "/pdf": Page(b"%PDF-1.7 ...", headers={"Content-Type": "application/pdf"}),
        "/pdf-as-html": Page(b"%PDF-1.7 ..."),
        "/picture": Page(b"\x89PNG\r\n", headers={"Content-Type": "image/png"}),
        "/utf16": Page("\ufeff<p>Größe</p>".encode("utf-16-le")),
        "/latin": Page("<p>Größe</p>".encode("latin-1"), headers={"Content-Type": "text/html; charset=iso-8859-1"}),
        "/latin-meta": Page(
            "<meta charset=iso-8859-1><p>Größe</p>".encode("latin-1"), headers={"Content-Type": "text/html"}
        ),
        "/wrong-charset": Page("<p>Größe</p>".encode(), headers={"Content-Type": "text/html; charset=iso-8859-1"}),
        "/no-charset": Page(b"<p>\xc3\xa4\xc3\xb6\xff</p>", headers={"Content-Type": "text/html"}),
        "/line": Page("<p>" + "word " * 200_000),
        "/loop": move("/loop-2", 302),
        "/loop-2": move("/loop", 302),
        **{f"/hop-{n}": move(f"/hop-{n - 1}", 302) for n in range(1, 7)},
        "/hop-0": Page(good),
        "/moved": move("/new/place"),
        "/new/place": Page(good),
        "/to-loopback": move("http://127.0.0.1:9/"),
        "/to-metadata": move("http://169.254.169.254/latest/meta-data/"),
        "/to-number": move("http://0x7f000001/"),
        "/to-file": move("file:///etc/passwd"),
        "/to-user": move("http://user:word@127.0.0.1/"),
        "/nowhere": Page(status=302),
    }


def wait_until(is_so: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.005)
