"""How programs come in: by a bearer token and nothing else, and not too often with one that does not work."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from fairnotice.workflow.accounts import disable
from server.api.manage_kit import Programs
from server.api.test_problems import check_problem
from server.workflow.kit import ADMINISTRATOR


@pytest.fixture
def programs(app: Flask) -> Programs:
    return Programs(app)


def ask_with(programs: Programs, header: str | None, address: str = "192.0.2.1") -> int:
    headers = {} if header is None else {"Authorization": header}
    response = programs.app.test_client().get(
        "/v1/manage/platforms", headers=headers, environ_overrides={"REMOTE_ADDR": address}
    )
    if response.status_code == 401:
        check_problem(response, 401, "unauthorized")
        assert response.headers["WWW-Authenticate"].startswith("Bearer ")
        assert ("invalid_token" in response.headers["WWW-Authenticate"]) == (header is not None)
    return response.status_code


def test_only_a_bearer_token_that_works_opens(programs: Programs) -> None:
    token = programs.tokens["read"]
    assert ask_with(programs, f"Bearer {token}") == 200
    assert ask_with(programs, f"bearer {token}") == 200
    for wrong in (
        None,
        "",
        token,
        f"Basic {token}",
        "Bearer",
        f"Bearer {token[:-1]}",
        f"Bearer {token}, x",
        "Bearer \xe9",
    ):
        assert ask_with(programs, wrong) == 401, wrong


def test_a_token_stops_with_its_account_and_with_its_day(programs: Programs) -> None:
    header = f"Bearer {programs.tokens['read']}"
    with time_machine.travel(datetime.now(UTC) + timedelta(days=2), tick=False):
        assert ask_with(programs, header) == 401
    assert ask_with(programs, header) == 200
    disable(programs.store, ADMINISTRATOR, "rook", datetime.now(UTC))
    assert ask_with(programs, header) == 401


def test_an_address_sends_sixty_wrong_tokens_a_minute_and_no_more(programs: Programs) -> None:
    right = f"Bearer {programs.tokens['read']}"
    assert {ask_with(programs, right) for _ in range(70)} == {200}  # right ones are not counted
    assert {ask_with(programs, "Bearer fn_wrong") for _ in range(60)} == {401}
    response = programs.app.test_client().get(
        "/v1/manage/platforms", headers={"Authorization": right}, environ_overrides={"REMOTE_ADDR": "192.0.2.1"}
    )
    check_problem(response, 429, "too-many-requests")
    assert 1 <= int(response.headers["Retry-After"]) <= 61
    assert ask_with(programs, right, "192.0.2.2") == 200


@pytest.mark.parametrize("path", ["/v1/manage/platforms", "/v1/manage/proposals/1", "/v1/manage/nothing"])
def test_no_other_site_may_read_or_ask_whether_it_may(programs: Programs, path: str) -> None:
    asking = {"Origin": "https://other.example", "Access-Control-Request-Method": "GET"}
    for method in ("OPTIONS", "GET", "POST"):
        for more in ({}, {"Authorization": f"Bearer {programs.tokens['read']}"}):
            response = programs.app.test_client().open(path, method=method, headers={**asking, **more})
            assert not [name for name, _ in response.headers if name.startswith("Access-Control-")], (method, more)
    open_one = programs.app.test_client().get("/v1/lookup?host=x.com", headers=asking)
    assert open_one.headers["Access-Control-Allow-Origin"] == "*"


def test_answers_are_kept_by_nobody(programs: Programs) -> None:
    for path, status in (("/platforms", 200), ("/platforms/nobody", 404), ("/audit", 403)):
        response = programs.ask("read", "GET", path)
        assert (response.status_code, response.headers["Cache-Control"]) == (status, "no-store")
