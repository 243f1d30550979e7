"""Every error is a problem document of one shape, and tells nothing about the inside."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from flask import Blueprint, Flask, request
from flask.testing import FlaskClient
from werkzeug.exceptions import TooManyRequests

from fairnotice import errors
from fairnotice.app import MAX_BODY, MAX_FORM

SECRET = "redis://me:hush@10.0.0.1"
RAISED: dict[str, Exception] = {
    "invalid": errors.Invalid("Wrong", [errors.Fault("a.json", "hosts", "is empty")]),
    "refused": errors.Refused("Not you"),
    "conflict": errors.Conflict("Changed"),
    "in-use": errors.InUse("Held"),
    "not-found": errors.NotFound("Gone"),
    "untrusted": errors.Untrusted(SECRET),
    "misconfigured": errors.Misconfigured(SECRET),
    "store": errors.StoreUnavailable(SECRET),
    "bug": RuntimeError(SECRET),
    "often": TooManyRequests(),
    "guesses": errors.TooMany("Wait", 30),
    "wrong-sign-in": errors.WrongSignIn("Not right"),
}
EXPECTED = [
    ("GET", "/nothing", 404, "not-found"),
    ("GET", "/v1/nothing", 404, "not-found"),
    ("GET", "/v1/platforms/nobody.json", 404, "not-found"),
    ("POST", "/v1/head.json", 405, "method-not-allowed"),
    ("DELETE", "/v1/lookup", 405, "method-not-allowed"),
    ("POST", "/livez", 405, "method-not-allowed"),
    ("GET", "/v1/reports", 405, "method-not-allowed"),
    ("POST", "/v1/reports", 415, "unsupported-media-type"),
    ("GET", "/v1/lookup", 422, "invalid"),
    ("GET", "/test/invalid", 422, "invalid"),
    ("GET", "/test/refused", 403, "refused"),
    ("GET", "/test/conflict", 409, "conflict"),
    ("GET", "/test/in-use", 409, "in-use"),
    ("GET", "/test/not-found", 404, "not-found"),
    ("GET", "/test/often", 429, "too-many-requests"),
    ("GET", "/test/guesses", 429, "too-many-requests"),
    ("GET", "/test/wrong-sign-in", 403, "refused"),
    ("GET", "/test/untrusted", 500, "internal-server-error"),
    ("GET", "/test/misconfigured", 500, "internal-server-error"),
    ("GET", "/test/bug", 500, "internal-server-error"),
    ("GET", "/test/store", 503, "store-unavailable"),
    ("POST", "/test/body", 415, "unsupported-media-type"),
]


def add_test_pages(app: Flask) -> None:
    pages = Blueprint("test", __name__, url_prefix="/test")

    @pages.get("/<name>")
    def fail(name: str) -> str:
        raise RAISED[name]

    @pages.post("/body")
    def read_body() -> dict[str, Any]:
        return {"read": request.get_json()}

    app.register_blueprint(pages)


@pytest.fixture
def problem_client(make_app: Callable[..., Flask]) -> FlaskClient:
    app = make_app()
    add_test_pages(app)
    return app.test_client()


def check_problem(response: Any, status: int, kind: str) -> None:
    body = response.get_json()
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert (body["type"], body["status"]) == (f"urn:fairnotice:problem:{kind}", status)
    assert body["title"]
    assert len(body["detail"]) > 3
    assert body.keys() <= {"type", "title", "status", "detail", "errors"}
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "hush" not in response.text
    assert "Traceback" not in response.text
    assert ("Retry-After" in response.headers) == (status in (429, 503))
    assert ("Allow" in response.headers) == (status == 405)


def test_every_error_has_the_one_shape(problem_client: FlaskClient) -> None:
    for method, path, status, kind in EXPECTED:
        check_problem(problem_client.open(path, method=method), status, kind)


def test_each_fault_of_an_input_is_listed(problem_client: FlaskClient) -> None:
    body = problem_client.get("/test/invalid").get_json()
    assert body["errors"] == [{"file": "a.json", "field": "hosts", "reason": "is empty"}]


def test_a_body_that_is_no_json_is_400(problem_client: FlaskClient) -> None:
    response = problem_client.post("/test/body", data="{", content_type="application/json")
    check_problem(response, 400, "bad-request")


LIMITS = {"/v1/head.json": MAX_BODY, "/v1/lookup": MAX_BODY, "/livez": MAX_BODY, "/nothing": MAX_BODY}
LIMITS |= {"/console/setup/x": MAX_FORM}


@pytest.mark.parametrize("path", LIMITS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_large_body_is_refused_at_every_address(lasting_client: FlaskClient, path: str, method: str) -> None:
    response = lasting_client.open(path, method=method, data=b"x" * (LIMITS[path] + 1))
    check_problem(response, 413, "content-too-large" if "content" in response.text else "request-entity-too-large")
    assert lasting_client.open(path, method=method, data=b"x" * LIMITS[path]).status_code != 413


def test_an_unexpected_error_is_logged_without_the_address_asked_for(
    problem_client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        problem_client.get("/test/bug?host=private.example")
    assert "test.fail" in caplog.text
    assert "RuntimeError" in caplog.text
    assert "/test/bug" not in caplog.text
    assert "private.example" not in caplog.text


def test_reading_goes_on_while_the_store_is_down(make_app: Callable[..., Flask], tmp_path: Any) -> None:
    app = make_app()
    client = app.test_client()
    app.extensions["fairnotice"]["store"].close()
    assert client.get("/v1/head.json").status_code == 200
    assert client.get("/v1/platforms/x.json").status_code == 200
    assert client.get("/v1/lookup?host=x.com").get_json()["platform"]["id"] == "x"
    response = client.post("/console/setup/x", headers={"Sec-Fetch-Site": "same-origin"}, data={})
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert str(tmp_path) not in response.text


def test_whoever_has_to_wait_is_told_how_long(problem_client: FlaskClient) -> None:
    response = problem_client.get("/test/guesses")
    assert (response.headers["Retry-After"], response.get_json()["detail"]) == ("30", "Wait")
