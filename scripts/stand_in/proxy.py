"""A forward proxy that records every request and leads all of them to this machine: nothing can leave it."""

import http.client
import select
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from scripts.stand_in.serving import LoopbackServer

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
HOP_BY_HOP = frozenset({"connection", "keep-alive", "proxy-connection", "proxy-authorization", "te", "upgrade"})
ANSWER_SECONDS = 60


@dataclass
class Exchange:
    """One request as the proxy saw it. A tunnel (CONNECT) shows neither path nor what went through it.

    `at` is in seconds since the epoch; `status` is None until the answer began; `up` and `down` count bytes of
    bodies, in a tunnel all bytes. `request_line`, `headers` and `body` are as the browser sent them.
    """

    at: float
    method: str
    host: str
    port: int
    path: str | None
    request_line: str
    headers: tuple[tuple[str, str], ...]
    status: int | None = None
    up: int = 0
    down: int = 0
    body: bytes = b""

    def __str__(self) -> str:
        return f"{self.method} {self.host}:{self.port}{self.path or ''}"


class RecordingProxy:
    """A proxy on a free loopback port.

    Ports 443 and 80 of any host lead to the stand-in pages; a loopback host with a port leads to that port here;
    everything else is refused with 502. There is no code that could open a connection to another machine.
    """

    def __init__(self, https_port: int, http_port: int) -> None:
        self._ports = {443: https_port, 80: http_port}
        self._record: list[Exchange] = []
        self._changed = threading.Condition()
        self._server = LoopbackServer(_make_handler(self))

    @property
    def port(self) -> int:
        """The loopback port to give to the browser."""
        return self._server.port

    @property
    def faults(self) -> list[str]:
        """Tracebacks of requests that the proxy itself failed to pass on."""
        return self._server.faults

    def exchanges(self, host: str | None = None) -> list[Exchange]:
        """Give the record so far, oldest first; only that of `host` when it is given."""
        with self._changed:
            return [exchange for exchange in self._record if host in (None, exchange.host)]

    def forget(self) -> None:
        """Begin an empty record."""
        with self._changed:
            self._record.clear()

    def wait_for(self, is_wanted: Callable[[Exchange], bool], seconds: float = 10) -> Exchange:
        """Wait until the record holds an exchange that `is_wanted`, and give the first; raises TimeoutError."""
        end = time.monotonic() + seconds
        with self._changed:
            while True:
                for exchange in self._record:
                    if is_wanted(exchange):
                        return exchange
                if not self._changed.wait(end - time.monotonic()):
                    raise TimeoutError(
                        f"not asked for within {seconds} s; asked: {[str(each) for each in self._record]}"
                    )

    def add(self, exchange: Exchange) -> None:
        """Put a request that just came in into the record."""
        with self._changed:
            self._record.append(exchange)
            self._changed.notify_all()

    def mark(self, exchange: Exchange, *, status: int | None = None, up: int = 0, down: int = 0) -> None:
        """Note the status, or more bytes, of a request in the record."""
        with self._changed:
            exchange.status = status or exchange.status
            exchange.up += up
            exchange.down += down
            self._changed.notify_all()

    def find_port(self, host: str, port: int) -> int | None:
        """Give the port on this machine that stands in for `host`:`port`, or None when nothing does."""
        return port if host in LOOPBACK else self._ports.get(port)

    def close(self) -> None:
        """Stop, and end all tunnels."""
        self._server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _make_handler(proxy: RecordingProxy) -> type[BaseHTTPRequestHandler]:
    class ProxyHandler(BaseHTTPRequestHandler):
        """Passes requests on, one after the other, for as long as the browser keeps the connection."""

        protocol_version = "HTTP/1.1"

        def do_CONNECT(self) -> None:
            """Make a tunnel, after which this connection serves nothing else."""
            target = urlsplit(f"//{self.path}")
            exchange = self._record(target.hostname or "", target.port or 443, None)
            self.close_connection = True
            upstream = self._connect(exchange)
            if upstream is None:
                return
            with upstream:
                self.send_response_only(200, "Connection established")
                self.end_headers()
                proxy.mark(exchange, status=200)
                relay(self.connection, upstream, lambda up, down: proxy.mark(exchange, up=up, down=down))

        def _forward(self) -> None:
            target = urlsplit(self.path)
            path = (target.path or "/") + (f"?{target.query}" if target.query else "")
            exchange = self._record((target.hostname or "").rstrip("."), target.port or 80, path)
            if target.scheme != "http" or self.headers.get("Transfer-Encoding"):
                self.close_connection = True
                self._refuse(exchange, "this proxy takes http:// requests with a known length")
                return
            exchange.body = body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            proxy.mark(exchange, up=len(body))
            upstream = self._connect(exchange)
            if upstream is None:
                return
            # One upstream connection a request: the browser's connection may go on to other hosts.
            connection = http.client.HTTPConnection(exchange.host, exchange.port)
            connection.sock = upstream
            try:
                connection.putrequest(self.command, path, skip_host=True, skip_accept_encoding=True)
                for name, value in exchange.headers:
                    if name.lower() not in HOP_BY_HOP:
                        connection.putheader(name, value)
                connection.putheader("Connection", "close")
                connection.endheaders(body or None)
                with connection.getresponse() as answer:
                    self._give_back(exchange, answer)
            finally:
                connection.close()

        do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _forward  # noqa: N815 - see above

        def _give_back(self, exchange: Exchange, answer: http.client.HTTPResponse) -> None:
            proxy.mark(exchange, status=answer.status)
            has_body = self.command != "HEAD" and answer.status not in (204, 304)
            is_chunked = has_body and answer.headers.get("Content-Length") is None
            self.send_response_only(answer.status, answer.reason)
            for name, value in answer.headers.items():
                if name.lower() not in HOP_BY_HOP | {"transfer-encoding"}:
                    self.send_header(name, value)
            if is_chunked:
                self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            while has_body and (piece := answer.read1(65536)):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if is_chunked else piece)
                proxy.mark(exchange, down=len(piece))
            if is_chunked:
                self.wfile.write(b"0\r\n\r\n")

        def _record(self, host: str, port: int, path: str | None) -> Exchange:
            line = self.requestline
            exchange = Exchange(time.time(), self.command, host, port, path, line, tuple(self.headers.items()))
            proxy.add(exchange)
            return exchange

        def _connect(self, exchange: Exchange) -> socket.socket | None:
            port = proxy.find_port(exchange.host, exchange.port)
            if port is None:
                self._refuse(exchange, "nothing stands in for this port")
                return None
            # `localhost` servers may listen on either family; both addresses are this machine.
            for address in ("127.0.0.1", "::1"):
                try:
                    upstream = socket.create_connection((address, port), timeout=ANSWER_SECONDS)
                except OSError:
                    continue
                upstream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return upstream
            self._refuse(exchange, "nothing listens there")
            return None

        def _refuse(self, exchange: Exchange, reason: str) -> None:
            proxy.mark(exchange, status=502)
            self.send_error(502, explain=reason)

        def log_message(self, *_: object) -> None:
            """Say nothing: the record is in `proxy`."""

    return ProxyHandler


def relay(browser: socket.socket, upstream: socket.socket, count: Callable[[int, int], None]) -> None:
    """Pass bytes both ways until one side ends; `count` is told the bytes that went up and down."""
    upstream.settimeout(None)
    while True:
        ready, _, _ = select.select([browser, upstream], [], [])
        for source in ready:
            piece = source.recv(65536)
            if not piece:
                return
            if source is browser:
                upstream.sendall(piece)
                count(len(piece), 0)
            else:
                browser.sendall(piece)
                count(0, len(piece))
