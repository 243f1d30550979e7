"""Serves HTTP on a free loopback port in threads, and ends every connection when it is closed."""

import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from types import TracebackType
from typing import Any, Self

HANDSHAKE_SECONDS = 10


class LoopbackServer(ThreadingMixIn, TCPServer):
    """A threaded server on 127.0.0.1; over TLS when given a context."""

    daemon_threads = True
    # Browsers open many connections at once; the default of five makes some of them wait a second.
    request_queue_size = 128

    def __init__(self, handler: type[BaseHTTPRequestHandler], context: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.port: int = self.server_address[1]
        self.faults: list[str] = []
        self._context = context
        self._open: set[socket.socket] = set()
        self._answering: list[threading.Thread] = []
        self._closing = False
        self._lock = threading.Lock()
        self._loop = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._loop.start()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer one connection in its own thread, remembered so that closing can end it."""
        thread = threading.Thread(target=self.process_request_thread, args=(request, client_address), daemon=True)
        with self._lock:
            self._answering = [known for known in self._answering if known.is_alive()]
            self._answering.append(thread)
        thread.start()

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Shake hands when this server speaks TLS, then let the handler answer until the connection ends."""
        if self._context is None:
            self._answer(request, client_address)
            return
        # Here, in the connection's own thread: in the accepting one a slow client would hold up all others.
        request.settimeout(HANDSHAKE_SECONDS)
        try:
            secure = self._context.wrap_socket(request, server_side=True)
        except OSError:
            return  # a browser that hangs up during the handshake (a preconnect, say) asked for nothing
        secure.settimeout(None)
        try:
            self._answer(secure, client_address)
        finally:
            secure.close()

    def _answer(self, connection: socket.socket, client_address: Any) -> None:
        with self._lock:
            if self._closing:
                return
            self._open.add(connection)
        try:
            super().finish_request(connection, client_address)
        except (ConnectionError, TimeoutError, ssl.SSLError):
            pass  # a closed tab ends its connections in the middle of anything
        finally:
            with self._lock:
                self._open.discard(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep what went wrong in `faults`, where a test can look, instead of printing it."""
        import traceback

        self.faults.append(traceback.format_exc())

    def close(self) -> None:
        """Stop accepting, end open connections and wait for their threads."""
        self.shutdown()
        self._loop.join()
        with self._lock:
            self._closing = True
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # the other side was faster
            threads = list(self._answering)
        for thread in threads:
            thread.join(timeout=5)
        self.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
