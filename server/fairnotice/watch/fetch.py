"""The only outbound connections: one bounded request over HTTP at a time."""

from __future__ import annotations

import http.client
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from fairnotice.errors import FairnoticeError, Misconfigured, NotFound, Untrusted
from fairnotice.watch.addresses import Target, is_allowed
from fairnotice.watch.answers import FaultKind, NotFetched, Stopped

TIMEOUT = urllib3.Timeout(connect=10, read=30)
CONNECT_SECONDS, READ_SECONDS = 10.0, 30.0
"""After so long without a sign a thread that nobody waits for any more ends by itself."""
CANDIDATES = 4
"""Addresses of one name that are tried."""
CHUNK = 65_536
_GLANCE = 0.1
"""Seconds between two looks whether to stop."""


class Unreachable(FairnoticeError):
    """The address does not answer, or not as expected."""


class Site:
    """A web site that files are read from. `base` is an http or https address without a query, else `Misconfigured`."""

    def __init__(self, base: str) -> None:
        try:
            parsed = urllib3.util.parse_url(base)
        except urllib3.exceptions.LocationParseError:
            parsed = urllib3.util.Url()
        if parsed.scheme not in ("http", "https") or not parsed.host or parsed.query or parsed.fragment or parsed.auth:
            raise Misconfigured(f"{base!r} is not an address like https://notices.example; correct it.")
        self.base = base.rstrip("/")
        self._pool = urllib3.PoolManager(timeout=TIMEOUT, retries=False)

    def read(self, path: str, limit: int) -> bytes:
        """Answer the file at `path`, at most `limit` bytes uncompressed.

        Raises `NotFound` for 404 and 410, `Untrusted` when it is longer, `Unreachable` for anything else.
        """
        url = f"{self.base}/{path}"
        try:
            response = self._pool.request("GET", url, preload_content=False, redirect=False)
            try:
                body: bytes = response.read(limit + 1, decode_content=True)
            finally:
                response.drain_conn() if response.status >= 400 else response.release_conn()
        except urllib3.exceptions.HTTPError as error:
            raise Unreachable(
                f"{url} does not answer ({type(error).__name__}); check the address and the server."
            ) from None
        if response.status in (404, 410):
            raise NotFound(f"{url} does not exist.")
        if response.status != 200:
            raise Unreachable(f"{url} answered {response.status}.")
        if len(body) > limit:
            raise Untrusted(f"{url} is longer than the {limit} bytes it may have.")
        return body

    def close(self) -> None:
        """Close the connections."""
        self._pool.clear()


@dataclass(frozen=True)
class Reply:
    """What one request brought; the names of `headers` are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Resolve = Callable[[str, int], Sequence[str]]
"""Answers the IP addresses of a host name, or raises OSError."""


def resolve(host: str, port: int) -> Sequence[str]:
    """Answer the IP addresses of `host` by the resolver of this machine."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Line:
    """Asks addresses of the internet, one request per connection.

    A name is resolved once, every address of it is checked, and the connection goes to exactly a checked one.
    `loopback` are ports of this machine that may be asked (for tests), `trust` the certificates to believe.
    """

    def __init__(
        self, *, resolve: Resolve = resolve, loopback: Collection[int] = (), trust: ssl.SSLContext | None = None
    ) -> None:
        self.stopping = threading.Event()
        self._resolve = resolve
        self._loopback = frozenset(loopback)
        self._trust = trust

    def stop(self) -> None:
        """End what runs, and refuse what comes: both raise `Stopped`. Called from another thread."""
        self.stopping.set()

    def ask(self, target: Target, headers: Mapping[str, str], *, seconds: float, limit: int) -> Reply:
        """Send one GET; answer within `seconds`, whatever the server does. A body counts up to `limit` bytes decoded.

        Raises `NotFetched` and `Stopped`.
        """
        # A thread of its own is what can be left behind: neither the resolver nor a handshake listens to anybody, and
        # a timeout of the socket starts anew with every byte that drips.
        call = _Call(target, {"Host": target.netloc, **headers}, limit, self._resolve, self._loopback, self._trust)
        deadline = time.monotonic() + seconds
        if not self.stopping.is_set():
            threading.Thread(target=call.run, daemon=True).start()
        while True:
            if self.stopping.is_set():
                call.give_up()
                raise Stopped
            left = deadline - time.monotonic()
            if left <= 0:
                call.give_up()
                raise _explain(TimeoutError(), target)
            try:
                found = call.box.get(timeout=min(left, _GLANCE))
            except queue.Empty:
                continue
            if isinstance(found, Reply):
                return found
            raise _explain(found, target) from None


class _Call:
    """One request, run in a thread. `box` gets its reply, or the exception that ended it."""

    def __init__(
        self,
        target: Target,
        headers: Mapping[str, str],
        limit: int,
        resolve: Resolve,
        loopback: Collection[int],
        trust: ssl.SSLContext | None,
    ) -> None:
        self._target, self._headers, self._limit = target, headers, limit
        self._resolve, self._loopback, self._trust = resolve, loopback, trust
        self.box: queue.SimpleQueue[Reply | Exception] = queue.SimpleQueue()
        self._socket: socket.socket | None = None
        self._is_given_up = False

    def run(self) -> None:
        """Send the request, and put what comes of it into the box."""
        try:
            self.box.put(self._send())
        except Exception as error:  # noqa: BLE001 - whoever waits at the box raises it
            self.box.put(error)

    def give_up(self) -> None:
        """Send nothing more, and close the connection under the thread that reads from it."""
        self._is_given_up = True
        if self._socket is not None:
            try:
                # Of the plain socket: SSLSocket.shutdown takes the TLS object away from under that thread.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
            except OSError:
                return  # it ended by itself

    def _send(self) -> Reply:
        target = self._target
        with closing(self._connect()) as connection:
            self._socket = connection.sock
            if self._is_given_up:
                raise TimeoutError
            connection.request("GET", target.path, headers=self._headers, preload_content=False)
            # The response holds the socket too, also after the connection has let it go.
            with closing(connection.getresponse()) as response:
                body = bytearray()
                while len(body) <= self._limit and (chunk := response.read(CHUNK, decode_content=True)):
                    body += chunk
        if len(body) > self._limit:
            raise NotFetched(FaultKind.TOO_LARGE, f"{target.url} is longer than {self._limit} bytes.", final=target.url)
        kept = {name.lower(): value for name, value in response.headers.items()}
        return Reply(response.status, kept, bytes(body))

    def _connect(self) -> HTTPConnection:
        target = self._target
        fault: Exception = OSError("it has no address")
        for address in self._find_addresses()[:CANDIDATES]:
            if self._is_given_up:
                break
            if target.scheme == "http":
                connection = HTTPConnection(address, target.port, timeout=CONNECT_SECONDS)
            else:
                # The certificate has to be that of the name, though the connection goes to an address.
                connection = HTTPSConnection(
                    address, target.port, timeout=CONNECT_SECONDS, server_hostname=target.host.rstrip("."),
                    cert_reqs="CERT_REQUIRED", ssl_context=self._trust,
                )  # fmt: skip
            try:
                connection.connect()
            except (OSError, urllib3.exceptions.HTTPError) as error:
                connection.close()
                fault = error
            else:
                if connection.sock is not None:
                    connection.sock.settimeout(READ_SECONDS)
                return connection
        raise fault

    def _find_addresses(self) -> Sequence[str]:
        target = self._target
        found = self._resolve(target.host, target.port)
        refused = [address for address in found if not is_allowed(address, target.port, self._loopback)]
        if refused:
            raise NotFetched(
                FaultKind.REFUSED_ADDRESS,
                f"{target.url} leads to {refused[0]} at port {target.port}, which is no web server of the public "
                "internet.",
                final=target.url,
            )
        return found


def _explain(error: Exception, target: Target) -> Exception:
    """Answer the fault that an exception of a library means; what is none of theirs as it is."""
    if not isinstance(error, OSError | UnicodeError | http.client.HTTPException | urllib3.exceptions.HTTPError):
        return error
    causes = (error, error.__cause__, *error.args)
    if isinstance(error, TimeoutError | urllib3.exceptions.TimeoutError):
        kind, says = FaultKind.TIMEOUT, "does not answer in time"
    elif any(isinstance(cause, ssl.SSLError | urllib3.exceptions.SSLError) for cause in causes):
        kind, says = FaultKind.TLS, "has no certificate that holds"
    else:
        kind, says = FaultKind.UNREACHABLE, "cannot be reached"
    return NotFetched(kind, f"{target.url} {says} ({type(error).__name__}).", final=target.url)
