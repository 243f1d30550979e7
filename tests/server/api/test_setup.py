"""The one-time page on which the first admin makes their account."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fairnotice.workflow.setup_link import make_setup_token

PASSWORD = "correct horse battery"
OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def path(app: Flask) -> str:
    token = make_setup_token(app.extensions["fairnotice"]["store"], datetime.now(UTC))
    return f"/console/setup/{token}"


def count_accounts(app: Flask) -> int:
    return len(app.extensions["fairnotice"]["store"].list("accounts"))


def test_the_link_shows_a_form(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert 'name="password" type="password"' in response.text


def test_the_form_makes_the_account_once(app: Flask, client: FlaskClient, path: str) -> None:
    made = client.post(path, data={"name": "ada", "password": PASSWORD}, headers=OWN)
    assert made.status_code == 200
    assert "ada" in made.text
    assert PASSWORD not in made.text
    assert client.get(path).status_code == 404
    again = client.post(path, data={"name": "eve", "password": PASSWORD}, headers=OWN)
    assert again.status_code == 404
    assert count_accounts(app) == 1


def test_a_wrong_token_is_not_found(app: Flask, client: FlaskClient, path: str) -> None:
    for response in (
        client.get("/console/setup/wrong"),
        client.post("/console/setup/wrong", data={"name": "ada", "password": PASSWORD}, headers=OWN),
    ):
        assert (response.status_code, response.mimetype) == (404, "text/html")
    assert count_accounts(app) == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": ""},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:81"},
        {"Origin": "null"},
        {},
    ],
)
def test_a_form_of_another_site_is_refused(app: Flask, client: FlaskClient, path: str, headers: dict[str, str]) -> None:
    response = client.post(path, data={"name": "ada", "password": PASSWORD}, headers=headers)
    assert response.status_code == 403
    assert count_accounts(app) == 0


def test_an_older_browser_says_its_origin(app: Flask, client: FlaskClient, path: str) -> None:
    response = client.post(path, data={"name": "ada", "password": PASSWORD}, headers={"Origin": "http://localhost"})
    assert response.status_code == 200
    assert count_accounts(app) == 1


@pytest.mark.parametrize(
    ("name", "password"), [("Ada!", PASSWORD), ("ada", "hush-hush-1"), ('"><script>alert(1)</script>', PASSWORD)]
)
def test_a_faulty_form_comes_back_without_the_password(
    app: Flask, client: FlaskClient, path: str, name: str, password: str
) -> None:
    response = client.post(path, data={"name": name, "password": password}, headers=OWN)
    assert response.status_code == 422
    assert password not in response.text
    assert "<script>" not in response.text
    assert 'role="alert"' in response.text
    assert count_accounts(app) == 0


def test_every_answer_is_protected(client: FlaskClient, path: str) -> None:
    answers = [
        client.get(path),
        client.get("/console/setup/wrong"),
        client.post(path, data={}),
        client.post(path, data={"name": "ada", "password": "x"}, headers=OWN),
        client.post(path, data={"name": "ada", "password": PASSWORD}, headers=OWN),
    ]
    assert [answer.status_code for answer in answers] == [200, 404, 403, 422, 200]
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'self'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "Set-Cookie" not in answer.headers
        assert "style=" not in answer.text


def test_its_style_sheet_is_there(client: FlaskClient, path: str) -> None:
    response = client.get("/console/static/console.css")
    assert (response.status_code, response.mimetype) == (200, "text/css")
    assert "/console/static/console.css" in client.get(path).text
