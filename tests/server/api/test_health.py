"""Health: alive as long as the process, ready as soon as there is an edition to serve."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient


def test_a_process_with_an_edition_is_ready(lasting_client: FlaskClient) -> None:
    response = lasting_client.get("/readyz")
    assert response.get_json() == {"status": "ok", "edition": 1, "store": "ok", "files": "ok"}
    assert response.headers["Cache-Control"] == "no-store"
    assert lasting_client.get("/livez").get_json() == {"status": "ok"}


def test_without_an_edition_it_lives_but_is_not_ready(make_app: Callable[..., Flask]) -> None:
    client = make_app(is_empty=True).test_client()
    response = client.get("/readyz")
    assert (response.status_code, response.mimetype) == (503, "application/problem+json")
    assert response.get_json()["type"] == "urn:fairnotice:problem:nothing-published"
    assert client.get("/livez").status_code == 200
    assert client.get("/v1/head.json").status_code == 404


def test_it_stays_ready_while_the_store_is_down(app: Flask, client: FlaskClient) -> None:
    app.extensions["fairnotice"]["store"].close()
    app.extensions["fairnotice"]["keeper"].look()
    response = client.get("/readyz")
    assert response.status_code == 200
    body = response.get_json()
    assert (body["edition"], body["store"], body["files"]) == (1, "unavailable", "not kept up")


def test_a_server_that_starts_while_the_store_is_down_serves_what_it_has(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    first = make_app()
    first.extensions["fairnotice"]["keeper"].stop()
    second = make_app(is_empty=True, store="redis://127.0.0.1:1/0")
    client = second.test_client()
    assert client.get("/readyz").get_json()["store"] == "unavailable"
    assert client.get("/v1/head.json").status_code == 200
