"""Start and stop real redis-server processes on free loopback ports."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

READY_SECONDS = 15.0


def find_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


class RedisServer:
    """A redis-server that keeps its data in `folder`; `settings` are lines of redis.conf."""

    def __init__(self, folder: Path, *settings: str, sentinel: bool = False) -> None:
        program = shutil.which("redis-server")
        if program is None:
            pytest.fail("These tests need a real redis-server on the PATH: install the package redis-server.")
        folder.mkdir(parents=True, exist_ok=True)
        self.port = find_free_port()
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        configuration = folder / "redis.conf"
        lines = (f"port {self.port}", "bind 127.0.0.1", f"dir {folder}", *settings)
        configuration.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self._command = [program, str(configuration), *(["--sentinel"] if sentinel else [])]

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it and return when it has loaded its data and answers."""
        with (self.folder / "redis.log").open("ab") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log)
        deadline = time.monotonic() + READY_SECONDS
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                pytest.fail(f"redis-server did not start:\n{(self.folder / 'redis.log').read_text()}")
            time.sleep(0.005)

    def ask(self, *words: str) -> bytes:
        """Send one command and answer what came back first, as the protocol spells it."""
        command = f"*{len(words)}\r\n" + "".join(f"${len(word.encode())}\r\n{word}\r\n" for word in words)
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall(command.encode())
            return connection.recv(65536)

    def stop(self) -> None:
        """Let it end in order."""
        self._end(kill=False)

    def kill(self) -> None:
        """End it without warning, as kill -9 does."""
        self._end(kill=True)

    def _end(self, *, kill: bool) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if kill:
            process.kill()
        else:
            process.terminate()
        process.wait(timeout=15)

    def _is_ready(self) -> bool:
        try:
            return self.ask("PING").startswith((b"+PONG", b"-NOAUTH"))
        except OSError:
            return False
