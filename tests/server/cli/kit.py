"""What the command line's tests begin with: a small installation, commands in it, and a real server process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fairnotice.cli import main
from server.redis_server import find_free_port

WAIT_SECONDS = 30.0


def run(*words: str | Path, **environment: str) -> Result:
    """Run a command in this process, with no settings but those given."""
    clean: dict[str, str | None] = {name: None for name in os.environ if name.startswith("FAIRNOTICE_")}
    return CliRunner().invoke(main, [str(word) for word in words], env=clean | environment)


def expect(result: Result, code: int, *parts: str) -> None:
    """Check that a command failed with one sentence that holds `parts`, and no traceback."""
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    assert isinstance(result.exception, SystemExit), result.exception
    last = result.stderr.strip().splitlines()[-1]
    assert last.startswith(("fairnotice: ", "Error: ")), last
    for part in parts:
        assert part in result.stderr


def find_files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


@dataclass
class Server:
    """A `fairnotice serve` process on a free port; what it says is kept in `log`."""

    data: Path
    store: str = ""
    port: int = field(default_factory=find_free_port)

    def start(self) -> float:
        """Start it and return, in seconds, how long it took until it was ready."""
        begun = time.monotonic()
        self.process = self.launch()
        while True:
            try:
                if self.get("/readyz"):
                    return time.monotonic() - begun
            except OSError:
                pass
            if self.process.poll() is not None or time.monotonic() - begun > WAIT_SECONDS:
                self.kill()
                pytest.fail(f"The server did not start:\n{self.read_log()}")
            time.sleep(0.02)

    def launch(self) -> subprocess.Popen[bytes]:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("FAIRNOTICE_")}
        command = [sys.executable, "-c", "from fairnotice.cli import main; main()", "serve"]
        command += ["--data", str(self.data), "--port", str(self.port)]
        command += ["--store", self.store] if self.store else []
        with self.log.open("ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, env=environment, start_new_session=True)

    @property
    def log(self) -> Path:
        return self.data.with_suffix(".log")

    def read_log(self) -> str:
        return self.log.read_text()

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=15) as answer:
            body: bytes = answer.read()
        return body

    def wait_for(self, path: str, part: bytes, seconds: float) -> None:
        """Return when the answer at `path` holds `part`."""
        deadline = time.monotonic() + seconds
        found = b""
        while part not in found:
            if time.monotonic() > deadline:
                pytest.fail(f"{path} did not hold {part!r} within {seconds} s, but {found!r}\n{self.read_log()}")
            try:
                found = self.get(path)
            except urllib.error.URLError:
                found = b""
            time.sleep(0.02)

    def interrupt(self) -> tuple[int, float]:
        """Press Ctrl-C, as a terminal does to the whole group; answer the exit code and the seconds it took."""
        begun = time.monotonic()
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(WAIT_SECONDS), time.monotonic() - begun

    def kill(self) -> None:
        if hasattr(self, "process") and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
