"""Look-ups: the notices of one site, by its address or its host."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fairnotice.workflow.actors import make_operator
from fairnotice.workflow.publish import withdraw


@pytest.mark.parametrize(
    ("question", "host", "platform"),
    [
        ({"url": "https://x.com/home?a=b#c"}, "x.com", "x"),
        ({"url": "http://mobile.x.com:8080/"}, "mobile.x.com", "x"),
        ({"host": "twitter.com"}, "twitter.com", "x"),
        ({"host": "mobile.x.com"}, "mobile.x.com", "x"),
        ({"host": "X.COM."}, "x.com", "x"),
        ({"host": " rumble.com "}, "rumble.com", "rumble"),
        ({"host": "bücher.example"}, "xn--bcher-kva.example", None),
        ({"url": "https://xx.com/"}, "xx.com", None),
    ],
)
def test_a_site_is_found(
    lasting_client: FlaskClient, question: dict[str, str], host: str, platform: str | None
) -> None:
    answer = lasting_client.get("/v1/lookup", query_string=question)
    body = answer.get_json()
    assert (answer.status_code, body["host"], body["edition"]) == (200, host, 1)
    assert (body["platform"] or {}).get("id") == platform
    assert bool(body["notices"]) == (platform is not None)


def test_the_answer_is_what_the_platforms_file_says(lasting_client: FlaskClient) -> None:
    body = lasting_client.get("/v1/lookup?host=x.com").get_json()
    file = lasting_client.get("/v1/platforms/x.json").get_json()
    assert body["platform"] | {"notices": body["notices"]} == file


@pytest.mark.parametrize(
    "question",
    [
        {},
        {"url": "https://x.com/", "host": "x.com"},
        {"host": "x" * 2049},
        {"url": "https://x.com/" + "a" * 2048},
        {"host": ""},
        {"host": "not a host"},
        {"url": "x.com"},
        {"url": "javascript:alert(1)"},
        {"url": "ftp://x.com/"},
    ],
)
def test_a_question_that_names_no_site_is_refused(lasting_client: FlaskClient, question: dict[str, str]) -> None:
    answer = lasting_client.get("/v1/lookup", query_string=question)
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert answer.get_json()["type"] == "urn:fairnotice:problem:invalid"


def test_what_is_withdrawn_is_hidden(app: Flask, client: FlaskClient) -> None:
    parts = app.extensions["fairnotice"]
    for id in ("x/ads", "x/data-sale/business-partners"):
        withdraw(parts["store"], make_operator("ada"), id, reason="Wrong", now=datetime.now(UTC))
    parts["keeper"].look()
    notices = {notice["id"]: notice for notice in client.get("/v1/lookup?host=x.com").get_json()["notices"]}
    assert "x/ads" not in notices
    assert notices["x/data-sale"]["actions"] == []
    assert notices["x/location"]["actions"]


def test_asking_too_often_is_answered_with_429(
    make_app: Callable[..., Flask], caplog: pytest.LogCaptureFixture
) -> None:
    client = make_app(lookup_limit="2 per minute").test_client()
    caplog.set_level(logging.DEBUG)
    logging.getLogger("flask-limiter").propagate = True
    asked = {"path": "/v1/lookup?host=x.com", "environ_base": {"REMOTE_ADDR": "192.0.2.7"}}
    assert [client.get(**asked).status_code for _ in range(3)] == [200, 200, 429]
    refused = client.get(**asked)
    assert refused.mimetype == "application/problem+json"
    assert int(refused.headers["Retry-After"]) > 0
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert "192.0.2.7" not in caplog.text
    other = client.get("/v1/lookup?host=x.com", environ_base={"REMOTE_ADDR": "192.0.2.8"})
    assert other.status_code == 200


def test_the_address_of_who_asks_stays_in_memory(app: Flask) -> None:
    (limiter,) = app.extensions["limiter"]
    assert type(limiter.storage).__name__ == "MemoryStorage"
    assert app.config["RATELIMIT_STORAGE_URI"] == "memory://"


@pytest.mark.parametrize("origin", [None, "https://a.example", "moz-extension://b2", "null"])
@pytest.mark.parametrize("path", ["/v1/lookup?host=x.com", "/v1/lookup", "/v1/nothing"])
def test_every_origin_may_read_and_none_with_credentials(
    lasting_client: FlaskClient, origin: str | None, path: str
) -> None:
    answer = lasting_client.get(path, headers={"Origin": origin} if origin else {})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Set-Cookie" not in answer.headers
    assert "Origin" not in answer.headers.get("Vary", "")
