"""A real server: what it says, what it serves beside the command line, and how it ends."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from fairnotice.catalogue.files import write_platform
from fairnotice.store.open import open_store
from server.cli.kit import Server, run
from server.redis_server import RedisServer
from server.workflow.kit import DELETION, change_notice, get_platform, make_account, make_house

MakeServer = Callable[..., Server]


def publish_beside(data: Path, folder: Path, *more: str) -> None:
    """Publish a change by the command line, while the server runs."""
    file = write_platform(folder, change_notice(get_platform("rumble"), DELETION, headline="Takes a month"))
    mark = ("--cosmetic", f"{DELETION}=Clearer")
    for words in (
        ("propose", file, "--title", "t", *mark, "--as", "wren"),
        ("approve", "1", "--as", "robin"),
        ("publish",),
    ):
        result = run(*words, "--data", data, *more)
        assert result.exit_code == 0, result.output


def test_a_publish_beside_it_is_served_and_ctrl_c_ends_it(data: Path, tmp_path: Path, make_server: MakeServer) -> None:
    server = make_server(data)
    assert server.start() < 3
    assert len(re.findall(r"/console/setup/\S+", server.read_log())) == 1
    assert json.loads(server.get("/readyz"))["edition"] == 1
    publish_beside(data, tmp_path)
    server.wait_for("/v1/platforms/rumble.json", b"Takes a month", 2)
    server.wait_for("/readyz", b'"edition":2', 2)
    code, seconds = server.interrupt()
    assert code == 0, server.read_log()
    assert seconds < 3
    assert "Traceback" not in server.read_log()


def test_the_set_up_link_is_gone_once_there_is_an_account(data: Path, make_server: MakeServer) -> None:
    store = open_store(f"sqlite:///{data}/fairnotice.sqlite3")
    make_account(store, "ada", "admin")
    store.close()
    server = make_server(data)
    server.start()
    assert "/console/setup/" not in server.read_log()


def test_a_second_server_on_the_same_folder_is_refused(data: Path, make_server: MakeServer) -> None:
    first, second = make_server(data), make_server(data)
    first.start()
    second.process = second.launch()
    assert second.process.wait(20) == 1
    assert f"Another Fairnotice serves from {data}" in first.read_log()
    assert "Traceback" not in first.read_log()
    assert first.get("/livez")


def test_it_serves_from_redis_and_outlives_it(
    tmp_path: Path, redis_server: RedisServer, make_server: MakeServer
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    store = open_store(redis_server.url)
    make_house(store, data)
    store.close()
    server = make_server(data, redis_server.url)
    server.start()
    redis_server.kill()
    server.wait_for("/readyz", b'"store":"unavailable"', 10)
    assert json.loads(server.get("/readyz"))["edition"] == 1
    assert server.get("/v1/head.json")
    assert server.get("/v1/lookup?host=rumble.com")
    redis_server.start()
    server.wait_for("/readyz", b'"store":"ok"', 10)
    publish_beside(data, tmp_path, "--store", redis_server.url)
    server.wait_for("/v1/platforms/rumble.json", b"Takes a month", 3)
    code, _ = server.interrupt()
    assert code == 0, server.read_log()


@pytest.mark.slow
def test_the_very_first_start_makes_everything(tmp_path: Path, make_server: MakeServer) -> None:
    server = make_server(tmp_path / "data")
    server.start()
    assert json.loads(server.get("/readyz"))["edition"] == 1
    assert len(re.findall(r"/console/setup/\S+", server.read_log())) == 1
    server.interrupt()
    assert server.start() < 3
