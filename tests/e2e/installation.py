"""A real Fairnotice for the end-to-end tests: a server process, its data, and the stamped extension."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from scripts.package_extension import package

from fairnotice.catalogue.model import Notice, Platform
from fairnotice.publication.keys import KeyFolder
from fairnotice.store.contract import Store
from fairnotice.store.open import open_store
from fairnotice.workflow.actors import ADMIN, Actor, make_operator
from fairnotice.workflow.drafting import propose
from fairnotice.workflow.invitations import accept, invite
from fairnotice.workflow.marks import Mark
from fairnotice.workflow.platforms import read_published_platform
from fairnotice.workflow.publish import Publisher, publish, restore, withdraw
from fairnotice.workflow.reviewing import approve
from fairnotice.workflow.setup_link import make_first_admin, make_setup_token

PASSWORD = "a kettle that sings at noon"
AUTHOR, REVIEWER = make_operator("mira"), make_operator("noor")


@dataclass
class Installation:
    """A running server. Its catalogue is the built-in one until a test publishes something."""

    data: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        """Give the server's address."""
        return f"http://127.0.0.1:{self.port}"

    @classmethod
    def start(cls, data: Path) -> Installation:
        """Start a server on a free port with a new data folder, and wait until it serves."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        program = Path(sys.executable).with_name("fairnotice")
        command = [str(program), "serve", "--data", str(data), "--port", str(port)]
        with (data.parent / "serve.log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, "FAIRNOTICE_REVIEW": "two"})
        made = cls(data, port, process)
        made.wait_for_edition(1)
        return made

    def stop(self) -> None:
        """Stop the server."""
        self.process.terminate()
        self.process.wait(20)

    def write_extension(self, out: Path, *, is_granted: bool) -> Path:
        """Write the extension that belongs to this server."""
        root = (self.data / "public/v1/root/1.json").read_bytes()
        package(self.address, root, str(self.data / "public"), out, is_granted=is_granted)
        return out

    def change_notice(self, platform: str, notice: str, *, is_material: bool, **changes: str) -> int:
        """Publish a change of one notice the long way: proposed, approved by somebody else, published."""
        store = self.open()
        try:
            held = read_published_platform(store, platform)
            new = replace(held, notices=tuple(_change(each, notice, changes) for each in held.notices))
            return self._publish(store, new, {notice: Mark(is_material, "The switch moved to another page.")})
        finally:
            store.close()

    def hide(self, id: str) -> None:
        """Withdraw a notice or action."""
        store = self.open()
        try:
            withdraw(store, AUTHOR, id, reason="a test", now=datetime.now(UTC))
        finally:
            store.close()

    def show(self, id: str) -> None:
        """Restore what was withdrawn."""
        store = self.open()
        try:
            restore(store, AUTHOR, id, reason="a test", now=datetime.now(UTC))
        finally:
            store.close()

    def add_account(self, name: str, *roles: str) -> None:
        """Make an account that signs in with PASSWORD; the first one is an admin."""
        store, now = self.open(), datetime.now(UTC)
        try:
            token = make_setup_token(store, now)
            if token:
                make_first_admin(store, token, name, PASSWORD, now)
            else:
                link, _ = invite(store, Actor("ada", frozenset({ADMIN})), name, roles, now)
                accept(store, link, PASSWORD, now)
        finally:
            store.close()

    def open(self) -> Store:
        """Open the server's store beside it."""
        return open_store(f"sqlite:///{self.data / 'fairnotice.sqlite3'}")

    def wait_for_edition(self, edition: int, seconds: float = 30) -> None:
        """Wait until the server serves an edition."""
        end = time.monotonic() + seconds
        while True:
            try:
                with urllib.request.urlopen(f"{self.address}/readyz", timeout=5) as answer:
                    if f'"edition":{edition},' in answer.read().decode().replace(" ", ""):
                        return
            except OSError:
                pass
            if time.monotonic() > end or self.process.poll() is not None:
                raise AssertionError((self.data.parent / "serve.log").read_text())
            time.sleep(0.05)

    def _publish(self, store: Store, new: Platform, marks: dict[str, Mark]) -> int:
        now = datetime.now(UTC)
        made = propose(store, AUTHOR, new.id, new, title="A test's change", marks=marks, now=now)
        approve(store, REVIEWER, made.number, is_solo=False, now=now)
        publisher = Publisher("fairnotice", KeyFolder(self.data / "keys").read("catalogue"), now)
        edition = publish(store, AUTHOR, [made.number], publisher)
        self.wait_for_edition(edition)
        return edition


def _change(held: Notice, id: str, changes: dict[str, str]) -> Notice:
    return replace(held, **changes) if held.id == id else held  # type: ignore[arg-type]  # fields named by the test
