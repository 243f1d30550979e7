"""Reporting: anybody may, with a proof of work and within a limit, and nothing of who did it stays anywhere."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from fairnotice.api.senders import Senders
from fairnotice.workflow.actors import make_operator
from fairnotice.workflow.report_body import MAX_BODY
from fairnotice.workflow.reports import set_state
from server.reports import make_body, prove

PLAIN = "text/plain;charset=UTF-8"
FREE = "1000 per minute"


@pytest.fixture
def free_client(make_app: Callable[..., Flask]) -> FlaskClient:
    """A client whose reports are not limited."""
    return make_app(report_limit=FREE).test_client()


def send(client: FlaskClient, body: bytes | None = None, **more: Any) -> TestResponse:
    more = {"content_type": PLAIN, "environ_base": {"REMOTE_ADDR": "192.0.2.7"}} | more
    return client.post("/v1/reports", data=make_body() if body is None else body, **more)


def check_refused(answer: TestResponse, status: int, part: str) -> None:
    body = answer.get_json()
    assert (answer.status_code, answer.mimetype, body["status"]) == (status, "application/problem+json", status)
    assert part in body["detail"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("media_type", [PLAIN, "text/plain", "application/json", "application/json; charset=utf-8"])
@pytest.mark.parametrize("origin", [None, "null", "chrome-extension://abcdefghijklmnopabcdefghijklmnop"])
def test_a_report_gets_a_ticket(free_client: FlaskClient, media_type: str, origin: str | None) -> None:
    answer = send(free_client, content_type=media_type, headers={"Origin": origin} if origin else {})
    assert answer.status_code == 202
    body = answer.get_json()
    assert body.keys() == {"ticket", "state"}
    assert body["state"] == "received"
    assert len(body["ticket"]) == 9
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_the_same_body_again_gets_the_same_ticket_and_another_another(free_client: FlaskClient) -> None:
    body = make_body()
    first, again, other = send(free_client, body), send(free_client, body), send(free_client, make_body(nonce="b"))
    assert first.get_json() == again.get_json()
    assert other.get_json()["ticket"] != first.get_json()["ticket"]
    assert len(free_client.application.extensions["fairnotice"]["store"].list("reports")) == 2


def test_within_two_seconds_the_ticket_is_listed_and_so_is_what_becomes_of_it(app: Flask, client: FlaskClient) -> None:
    def wait_for(expected: dict[str, Any]) -> None:
        end = time.monotonic() + 2
        while (found := client.get("/v1/tickets.json").get_json()["tickets"]) != expected and time.monotonic() < end:
            time.sleep(0.02)
        assert found == expected

    wait_for({})
    ticket = send(client).get_json()["ticket"]
    wait_for({ticket: {"state": "received", "edition": None, "reason": None}})
    store = app.extensions["fairnotice"]["store"]
    set_state(store, make_operator("ada"), [ticket], "fixed", now=datetime.now(UTC))
    wait_for({ticket: {"state": "fixed", "edition": 1, "reason": None}})


@pytest.mark.parametrize(
    ("body", "status", "part"),
    [
        (b"", 422, "not JSON"),
        (b"{", 422, "not JSON"),
        (b"[" * 4000, 422, "not JSON"),
        (b'{"text":' * 500, 422, "not JSON"),
        (b"\xff", 422, "not JSON"),
        (b"[]", 422, "not a JSON object"),
        (b"x" * (MAX_BODY + 1), 413, "larger than this address accepts"),
        (b"x" * (1024 * 1024), 413, "larger than this address accepts"),
    ],
    ids=lambda value: value[:8] if isinstance(value, bytes) else None,
)  # fmt: skip
def test_what_is_no_report_is_refused(lasting_client: FlaskClient, body: bytes, status: int, part: str) -> None:
    check_refused(send(lasting_client, body), status, part)


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"text": "It is at https://x.com/home"}, "text: Leave addresses out"),
        ({"text": "a\u202eb"}, "text: holds control, direction or invisible characters"),
        ({"text": "a" * 501}, "text: has 501 characters"),
        ({"kind": "rude"}, "kind: Must be one of"),
        ({"revision": "1"}, "revision: Not a valid integer"),
        ({"revision": 2}, "x/ai-sharing has 1 revisions"),
        ({"notice_id": "x/no-such"}, "no published notice 'x/no-such'"),
        ({"action_id": "no-such"}, "no published action x/ai-sharing/no-such"),
        ({"made_on": "2026-01-01"}, "neither today nor yesterday"),
        ({"page": "x.com"}, "page: Unknown field"),
    ],
)
def test_a_broken_rule_is_named(lasting_client: FlaskClient, changes: dict[str, Any], part: str) -> None:
    check_refused(send(lasting_client, make_body(**changes)), 422, part)


def test_a_wrong_proof_is_refused_with_the_reason(lasting_client: FlaskClient) -> None:
    check_refused(send(lasting_client, make_body() + b"\n"), 422, "The proof of work does not hold")


def test_a_body_as_large_as_may_be_is_read(free_client: FlaskClient) -> None:
    whole = make_body()
    begin, end = whole[1:].decode().split("test-")[0], '"}'
    body = prove("{" + " " * (MAX_BODY - 7 - len(begin) - len(end)) + begin, end)
    assert MAX_BODY - 7 < len(body) <= MAX_BODY
    assert send(free_client, body).status_code == 202


@pytest.mark.parametrize("media_type", ["text/html", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_another_media_type_is_refused(lasting_client: FlaskClient, media_type: str) -> None:
    check_refused(send(lasting_client, content_type=media_type), 415, "media type")


def test_markup_is_kept_as_the_text_it_is(free_client: FlaskClient) -> None:
    text = '<img src=x onerror="alert(1)"> {{ 7*7 }} & "quoted"'
    assert send(free_client, make_body(text=text)).status_code == 202
    (document,) = free_client.application.extensions["fairnotice"]["store"].list("reports")
    assert document.body["text"] == text


def test_one_address_may_send_so_many_and_no_more(
    make_app: Callable[..., Flask], caplog: pytest.LogCaptureFixture
) -> None:
    client = make_app(report_limit="2 per hour, 3 per day").test_client()
    caplog.set_level(logging.DEBUG)
    logging.getLogger("flask-limiter").propagate = True
    assert [send(client, make_body(nonce=f"n{i}-")).status_code for i in range(3)] == [202, 202, 429]
    refused = send(client)
    check_refused(refused, 429, "many reports from your network")
    assert 3500 < int(refused.headers["Retry-After"]) <= 3601
    other = {"REMOTE_ADDR": "192.0.2.8"}
    assert send(client, environ_base=other).status_code == 202
    assert "192.0.2." not in caplog.text
    assert client.get("/v1/lookup?host=x.com", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 200


@pytest.mark.parametrize(
    ("proxies", "headers", "statuses"),
    [
        (0, ["198.51.100.1", "198.51.100.2"], [202, 429]),
        (1, ["198.51.100.1", "198.51.100.2"], [202, 202]),
        (1, ["198.51.100.1", "203.0.113.9, 198.51.100.1"], [202, 429]),
        (2, ["198.51.100.1, 10.0.0.1", "198.51.100.2, 10.0.0.1"], [202, 202]),
    ],
)
def test_behind_proxies_the_address_is_what_the_outermost_saw(
    make_app: Callable[..., Flask], proxies: int, headers: list[str], statuses: list[int]
) -> None:
    client = make_app(report_limit="1 per hour", proxies=proxies).test_client()
    found = [send(client, headers={"X-Forwarded-For": value}).status_code for value in headers]
    assert found == statuses


def test_what_is_refused_does_not_count(make_app: Callable[..., Flask]) -> None:
    client = make_app(report_limit="1 per hour").test_client()
    for _ in range(3):
        assert send(client, make_body(text="www.a.example")).status_code == 422
        assert client.options("/v1/reports").status_code == 200
    assert [send(client).status_code for _ in range(2)] == [202, 429]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("192.0.2.7", "::ffff:192.0.2.7", True),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:a:b:c:d", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("unix:", "unix:", True),
    ],
)
def test_senders_are_told_apart_by_what_one_household_has(one: str, other: str, is_same: bool) -> None:
    senders = Senders(lambda: datetime.now(UTC).date())
    assert (senders.mark(one) == senders.mark(other)) == is_same
    assert one not in senders.mark(one)


def test_the_salt_is_new_each_day_and_in_each_process() -> None:
    day = datetime(2026, 11, 24, tzinfo=UTC).date()
    senders, today = Senders(lambda: day), None
    today = senders.mark("192.0.2.7")
    assert senders.mark("192.0.2.7") == today
    assert Senders(lambda: day).mark("192.0.2.7") != today
    day += timedelta(days=1)
    assert senders.mark("192.0.2.7") != today
    day -= timedelta(days=1)
    assert senders.mark("192.0.2.7") != today


def test_the_salt_of_yesterday_is_thrown_away_although_nobody_sends(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    keeper, senders = (app.extensions["fairnotice"][name] for name in ("keeper", "senders"))
    keeper.stop()
    today = senders.mark("192.0.2.7")
    keeper.look()
    assert senders.mark("192.0.2.7") == today
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1), tick=False):
        keeper.look()
    assert senders.mark("192.0.2.7") != today


def test_ninety_days_after_a_report_is_settled_the_server_forgets_it(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    parts, client = app.extensions["fairnotice"], app.test_client()
    ticket = send(client).get_json()["ticket"]
    set_state(parts["store"], make_operator("ada"), [ticket], "fixed", now=datetime.now(UTC))
    parts["keeper"].stop()
    for days, is_listed in ((89, True), (90, False)):
        with time_machine.travel(datetime.now(UTC) + timedelta(days=days), tick=False):
            parts["keeper"].look()
            parts["keeper"].look()
            assert (ticket in client.get("/v1/tickets.json").get_json()["tickets"]) == is_listed
    assert parts["store"].list("reports") == []


def test_while_the_store_is_down_nothing_is_taken(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    app.extensions["fairnotice"]["store"].close()
    answer = send(client)
    check_refused(answer, 503, "Nothing was changed; try again")
    assert int(answer.headers["Retry-After"]) > 0
    assert str(tmp_path) not in answer.text
    assert client.get("/v1/tickets.json").status_code == 200


def test_reports_alone_may_be_posted_from_other_origins(lasting_client: FlaskClient) -> None:
    def ask(path: str) -> set[str]:
        headers = {"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}
        answer = lasting_client.options(path, headers=headers)
        assert answer.status_code in (200, 204)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        return set(answer.headers.get("Access-Control-Allow-Methods", "").split(", "))

    assert ask("/v1/reports") == {"POST", "OPTIONS"}
    for path in ("/v1/lookup", "/v1/tickets.json", "/v1/head.json", "/v1/docs"):
        assert "POST" not in ask(path)


def test_nothing_of_the_sender_is_anywhere(
    make_app: Callable[..., Flask], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("flask-limiter", "werkzeug", "flask_cors"):
        logging.getLogger(name).propagate = True
    app = make_app(report_limit="1 per hour")
    client = app.test_client()
    sent = {
        "environ_base": {"REMOTE_ADDR": "198.51.100.77"},
        "headers": {
            "Origin": "moz-extension://5ec2e7-uuid", "User-Agent": "Odd-Browser/9", "Cookie": "id=c00kie",
            "Referer": "https://private-site.example/", "X-Forwarded-For": "203.0.113.88",
            "Accept-Language": "tlh-Piqd-x-odd",
        },
    }  # fmt: skip
    for body in (make_body(), make_body(nonce="b"), make_body(text="www.refused-words.example"), b"{"):
        send(client, body, **sent)
    app.extensions["fairnotice"]["keeper"].look()
    app.extensions["fairnotice"]["keeper"].stop()
    kept = b"".join(path.read_bytes() for path in sorted((tmp_path / "data").rglob("*")) if path.is_file())
    assert b"It says 404." in kept
    secrets = ("198.51.100", "5ec2e7-uuid", "Odd-Browser", "id=c00kie", "private-site", "203.0.113", "tlh-Piqd")
    secrets += ("refused-words",)
    for secret in secrets:
        assert secret.encode() not in kept
        assert secret not in caplog.text
    (limiter,) = app.extensions["limiter"]
    assert type(limiter.storage).__name__ == "MemoryStorage"
    assert limiter.storage.storage
    assert "198.51.100" not in json.dumps(list(limiter.storage.storage))
