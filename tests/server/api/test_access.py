"""Deny by default: every address says who may ask it, and everybody else is turned away, whatever they come with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fairnotice.api.manage.frame import PREFIX
from fairnotice.app import create_app
from fairnotice.settings import Settings
from fairnotice.workflow.access import EVERYONE, LINK, SESSION, TOKEN
from fairnotice.workflow.actors import ADMIN
from server.api.access_kit import CALLERS, OPEN, Caller, Doors, tell
from server.api.conftest import Client, make_installation

WITHOUT_SIGNING_IN = {
    ("/console/setup/<token>", "GET"),
    ("/console/setup/<token>", "POST"),
    ("/console/invitations/<token>", "GET"),
    ("/console/invitations/<token>", "POST"),
    ("/console/sign-in", "GET"),
    ("/console/sign-in", "POST"),
    ("/console/signed-in", "GET"),
    ("/console/<path:rest>", "GET"),
}
WITHOUT_A_ROLE = {
    ("/console/sign-out", "POST"),
    ("/console/proposals/<int:number>/comment", "POST"),
    ("/console/me/password", "POST"),
    ("/console/me/codes/begin", "POST"),
    ("/console/me/codes/confirm", "POST"),
    ("/console/me/codes/off", "POST"),
    ("/console/me/sessions/<id>/end", "POST"),
    ("/console/me/sessions/end-others", "POST"),
    ("/console/me/tokens", "POST"),
    ("/console/me/tokens/<id>/revoke", "POST"),
    ("/v1/manage/proposals/<int:number>/comments", "POST"),
}
"""What changes something and needs no certain role: what is everybody's own, and comments."""
READ_BY_ADMINS = {"/console/accounts", "/v1/manage/accounts", "/v1/manage/tokens", "/v1/manage/audit"}
SELF_JUDGING = {"/console/sign-in", "/console/signed-in"}
"""These answer 401 by themselves: to a wrong password, and to whoever asks whether they are signed in."""


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    settings = Settings(data=tmp_path_factory.mktemp("data"))
    make_installation(settings)
    app = create_app(settings)
    app.test_client_class = Client
    yield Doors(app)
    app.extensions["fairnotice"]["keeper"].stop()
    app.extensions["fairnotice"]["store"].close()


def test_every_address_has_a_declared_rule(doors: Doors) -> None:
    undeclared = {(rule, method) for rule, method, access in doors.list_all() if access is None}
    assert undeclared == OPEN.keys()


def test_each_half_is_opened_in_its_own_way(doors: Doors) -> None:
    for rule, method, access in doors.list_all():
        if access is not None:
            is_api = rule.startswith(f"{PREFIX}/")
            assert access.way in ((TOKEN,) if is_api else (EVERYONE, LINK, SESSION)), (rule, method)


def test_what_needs_no_session_is_known(doors: Doors) -> None:
    found = {(r, m) for r, m, access in doors.list_all() if access and access.way in (EVERYONE, LINK)}
    assert found == WITHOUT_SIGNING_IN


def test_what_changes_something_without_a_role_is_known(doors: Doors) -> None:
    found = {
        (rule, method)
        for rule, method, access in doors.list_all()
        if access and access.way in (SESSION, TOKEN) and access.role is None and method != "GET"
    }
    assert found == WITHOUT_A_ROLE


def test_what_only_admins_read_is_known(doors: Doors) -> None:
    found = {rule for rule, method, access in doors.list_all() if access and access.role == ADMIN and method == "GET"}
    assert found == READ_BY_ADMINS


@pytest.mark.parametrize("caller", CALLERS, ids=str)
def test_everybody_is_met_as_declared(doors: Doors, caller: Caller) -> None:
    wrong = []
    for rule, method, access in doors.list_all():
        response = doors.ask(caller, method, rule)
        met, expected = tell(response, rule), caller.expect(access, method)
        if met != expected and not (rule in SELF_JUDGING and response.status_code == 401):
            wrong.append((method, rule, met, f"expected: {expected}"))
        if rule.startswith((f"{PREFIX}/", "/console/")):
            assert "Access-Control-Allow-Origin" not in response.headers, rule
    assert wrong == []
