"""`fairnotice serve`: make what is missing, then answer requests until told to stop."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from flask import Flask
from granian import Granian
from granian.constants import Interfaces

from fairnotice.app import create_app
from fairnotice.cli.output import choose_settings, now, opened_store, say, with_settings
from fairnotice.errors import InUse, Misconfigured
from fairnotice.ops.logs import start_logging
from fairnotice.publication.head import find_head_due, sign_head
from fairnotice.publication.keys import KeyFolder
from fairnotice.publication.tree import bring_up
from fairnotice.publication.trust import read_root_files
from fairnotice.settings import Settings
from fairnotice.store.contract import Store
from fairnotice.store.open import open_store
from fairnotice.workflow.first_start import make_ready
from fairnotice.workflow.setup_link import make_setup_token
from fairnotice.workflow.signer import Signer

THREADS = 16


@dataclass(frozen=True)
class Ready:
    """An installation that can be served. `root` is the file of root 1; `setup_link` is None once there is an admin."""

    address: str
    root: bytes
    setup_link: str | None


@click.command()
@click.option("--host", help="Address to listen on (FAIRNOTICE_HOST).")
@click.option("--port", type=int, help="Port to listen on (FAIRNOTICE_PORT).")
@with_settings
def serve(host: str | None, port: int | None, data: Path | None, store: str | None) -> None:
    """Serve the catalogue. The first start makes keys, edition 1 and a one-time link for the first admin."""
    settings = choose_settings(host=host, port=port, data=data, store=store)
    with hold_data_folder(settings):
        ready = make_installation(settings)
        say(f"Serving on {ready.address}")
        if ready.setup_link:
            say(f"First admin (works once, for a day): {ready.setup_link}")
        with running_signer(settings):
            run_server(settings)


@click.command()
@with_settings
def sign(data: Path | None, store: str | None) -> None:
    """Carry out orders to publish, on the machine with the catalogue key. Where the key is, `serve` does it too."""
    settings = choose_settings(data=data, store=store)
    KeyFolder(settings.keys).read("catalogue")  # a missing key is said at once
    say("Signing; stop with Ctrl-C")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with opened_store(settings) as opened:
        make_signer(settings, opened).run(stop)


def make_signer(settings: Settings, store: Store) -> Signer:
    """Answer the signer of an installation."""
    keys = KeyFolder(settings.keys)
    return Signer(store, lambda: keys.read("catalogue"), catalogue=settings.catalogue, now=now)


def sign_until_parent_ends(settings: Settings) -> None:
    """Sign in a process of its own, beside the workers, which never see the key; end when the server has ended."""
    start_logging()
    parent, stop = os.getppid(), threading.Event()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; the parent says when to end
    signal.signal(signal.SIGTERM, lambda *_: stop.set())

    def watch() -> None:
        while not stop.wait(1):
            if os.getppid() != parent:
                stop.set()

    threading.Thread(target=watch, daemon=True).start()
    store = open_store(settings.store_url)
    try:
        make_signer(settings, store).run(stop)
    finally:
        store.close()


@contextmanager
def running_signer(settings: Settings) -> Iterator[None]:
    """Run the signer beside the server, where the catalogue key is on this machine."""
    if not KeyFolder(settings.keys).path_of("catalogue").exists():
        yield
        return
    process = multiprocessing.get_context("spawn").Process(target=sign_until_parent_ends, args=(settings,))
    process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join()


@contextmanager
def hold_data_folder(settings: Settings) -> Iterator[None]:
    """Make the data folder and hold it alone. Raises `InUse` while another process serves from it."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = (settings.data / ".serving").open("w")
    except OSError as error:
        raise Misconfigured(f"The data folder {settings.data} cannot be written: {error.strerror}.") from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(
                f"Another Fairnotice serves from {settings.data.absolute()}; stop it first, or name another folder "
                "with --data."
            ) from None
        yield


def make_installation(settings: Settings) -> Ready:
    """Make keys, edition 1 and the files where they are missing; say each long step."""
    address = f"http://{settings.host}:{settings.port}"
    _refuse_taken_port(settings)
    store = open_store(settings.store_url)
    try:
        for warning in store.warnings():
            say(f"Take care: {warning}")
        keys = KeyFolder(settings.keys)
        was_made = make_ready(store, keys, catalogue=settings.catalogue, now=now(), say=say)
        if find_head_due(store, now()) and keys.path_of("timestamp").exists():
            sign_head(store, keys.read("timestamp"), catalogue=settings.catalogue, now=now())
        step = say if was_made else lambda _: None
        bring_up(store, settings.public, now=now(), step=step, address=settings.address)
        if was_made:
            say(f"Keep {keys.offline} off this machine: its keys can replace every other key.")
        token = make_setup_token(store, now())
        link = f"{address}/console/setup/{token}" if token else None
        return Ready(address, read_root_files(store)[1], link)
    finally:
        store.close()


def create_worker_app() -> Flask:
    """Make the application in a worker process, which ends when its parent says so and not by Ctrl-C itself.

    A terminal sends Ctrl-C to parent and workers alike. Granian's worker does not end when that and the parent's own
    signal come at the same moment (seen in Granian 2.8), so only the parent hears it.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    return create_app()


def run_server(settings: Settings) -> None:
    """Answer requests until a signal ends it."""
    os.environ.update(settings.to_environment())
    start_logging()
    Granian(
        "fairnotice.cli.serving:create_worker_app",
        factory=True,
        interface=Interfaces.WSGI,
        address=settings.host,
        port=settings.port,
        workers=settings.workers,
        blocking_threads=THREADS,
        log_enabled=False,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()


def _refuse_taken_port(settings: Settings) -> None:
    try:
        with socket.create_server((settings.host, settings.port)):
            pass
    except OSError as error:
        raise Misconfigured(
            f"{settings.host}:{settings.port} cannot be listened on ({error.strerror}); stop what uses it, or choose "
            "another with --port."
        ) from None
