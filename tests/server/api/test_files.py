"""The published files over HTTP, with the headers of PROTOCOL.md, section 2, and nothing that could mark a reader."""

from __future__ import annotations

import gzip
import json
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

FINAL = "public, max-age=31536000, immutable"
KINDS = ("head", "root", "manifest", "pack", "platforms", "platform", "tickets")


def find_path(client: FlaskClient, kind: str) -> str:
    """Answer the address of a file of this kind."""
    head = json.loads(b64decode(client.get("/v1/head.json").get_json(force=True)["payload"]))
    manifest = f"/v1/manifests/1-{head['manifest'][:16]}.json"
    if kind == "pack":
        facts = json.loads(b64decode(client.get(manifest).get_json(force=True)["payload"]))["packs"]["en"]
        return f"/v1/packs/en/1-{facts['sha256'][:16]}.jsonl"
    return {
        "head": "/v1/head.json",
        "root": "/v1/root/1.json",
        "manifest": manifest,
        "platforms": "/v1/platforms.json",
        "platform": "/v1/platforms/x.json",
        "tickets": "/v1/tickets.json",
    }[kind]


def get_raw(client: FlaskClient, path: str, method: str = "GET", **more: object) -> TestResponse:
    """Ask for exactly this path, without a client's tidying."""
    return client.open("/", method=method, environ_overrides={"PATH_INFO": path, **more})


@pytest.mark.parametrize(
    ("kind", "caching", "media_type"),
    [
        ("head", "public, max-age=60, stale-if-error=86400", "application/json"),
        ("root", FINAL, "application/json"),
        ("manifest", FINAL, "application/json"),
        ("pack", FINAL, "application/jsonl"),
        ("platforms", "public, max-age=300", "application/json"),
        ("platform", "public, max-age=300", "application/json"),
        ("tickets", "public, max-age=300", "application/json"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_each_kind_has_its_headers(
    lasting_client: FlaskClient, kind: str, caching: str, media_type: str, method: str
) -> None:
    response = lasting_client.open(find_path(lasting_client, kind), method=method)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == caching
    assert response.mimetype == media_type
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers.get("Vary", "Accept-Encoding") == "Accept-Encoding"
    assert "Set-Cookie" not in response.headers
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert bool(response.data) == (method == "GET")
    assert int(response.headers["Content-Length"]) > 0


def test_the_head_carries_nothing_to_recognise_a_reader_by(lasting_client: FlaskClient) -> None:
    response = lasting_client.get("/v1/head.json")
    assert "ETag" not in response.headers
    assert "Last-Modified" not in response.headers
    again = lasting_client.get("/v1/head.json", headers={"If-None-Match": '"x"', "If-Modified-Since": "x"})
    assert again.status_code == 200


@pytest.mark.parametrize(
    ("accepted", "encoding"), [("br", "br"), ("gzip", "gzip"), ("gzip, deflate, br", "br"), ("identity", None)]
)
def test_a_pack_comes_in_the_form_that_was_asked_for(
    lasting_client: FlaskClient, accepted: str, encoding: str | None
) -> None:
    path = find_path(lasting_client, "pack")
    plain = lasting_client.get(path).data
    response = lasting_client.get(path, headers={"Accept-Encoding": accepted})
    assert response.headers.get("Content-Encoding") == encoding
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}.get(encoding or "", lambda data: data)
    assert unpack(response.data) == plain
    assert response.headers["Vary"] == "Accept-Encoding"
    assert len(plain.splitlines()) > 4


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("query", ["a", "t=1", "="])
def test_a_query_is_answered_with_404(lasting_client: FlaskClient, kind: str, query: str) -> None:
    response = lasting_client.get(f"{find_path(lasting_client, kind)}?{query}")
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_files_are_only_read(lasting_client: FlaskClient, kind: str, method: str) -> None:
    response = lasting_client.open(find_path(lasting_client, kind), method=method)
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert response.mimetype == "application/problem+json"


def test_a_preflight_is_answered(lasting_client: FlaskClient) -> None:
    response = lasting_client.options(
        "/v1/head.json", headers={"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}
    )
    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    "path",
    [
        "/v1/.replaced.json",
        "/.replaced.json",
        "/.lock",
        "/v1/platforms/.x.json",
        "/v1/platforms/../../../keys/catalogue.pem",
        "/v1/platforms/..",
        "/v1/platforms/%2e%2e/head.json",
        "/v1/platforms/../head.json",
        "/v1/./platforms.json",
        "//v1/platforms.json",
        "/v1//platforms.json",
        "/v1/platforms//x.json",
        "/v1/platforms/x.json/",
        "/v1/platforms/",
        "/v1/platforms/\x00",
        "/v1/platforms\\x.json",
        "/v1/root/2.json",
        "/keys/catalogue.pem",
        "/fairnotice.sqlite3",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_only_published_files_are_there(lasting_client: FlaskClient, path: str, method: str) -> None:
    response = get_raw(lasting_client, path, method)
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    assert "Set-Cookie" not in response.headers


def test_a_hidden_file_in_the_folder_is_not_served(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    app = make_app()
    client = app.test_client()
    for name in (".secret.json", ".x.json.1.tmp"):
        (tmp_path / "data/public/v1/platforms" / name).write_text("{}")
    (tmp_path / "data/public/v1/platforms/later.json").write_text("{}")
    app.wsgi_app._application.reload()  # type: ignore[attr-defined]
    assert client.get("/v1/platforms/later.json").status_code == 200
    assert client.get("/v1/platforms/.secret.json").status_code == 404
    assert client.get("/v1/platforms/.x.json.1.tmp").status_code == 404


def test_a_part_of_a_file_can_be_asked_for(lasting_client: FlaskClient) -> None:
    path = find_path(lasting_client, "pack")
    whole = lasting_client.get(path).data
    part = lasting_client.get(path, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.data) == (206, whole[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole)}"
    assert lasting_client.get(path, headers={"Range": f"bytes={len(whole)}-"}).status_code == 416


def test_a_file_that_is_replaced_is_whole_before_the_tree_is_read_anew(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    client = make_app().test_client()
    path = tmp_path / "data/public/v1/platforms/x.json"
    draft = path.with_name(".draft")
    draft.write_bytes(b'{"id": "x"}')
    draft.replace(path)
    answer = client.get("/v1/platforms/x.json")
    assert (answer.data, answer.headers["Content-Length"]) == (b'{"id": "x"}', "11")
    again = client.get("/v1/platforms/x.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
