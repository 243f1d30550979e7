"""What maintainers' programs read and settle: lists in pages, platforms, withdrawals, reports, accounts, tokens."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from fairnotice.workflow.report_body import read_report
from fairnotice.workflow.reports import receive
from fairnotice.workflow.tokens import list_tokens
from server.api.manage_kit import PEOPLE, Programs
from server.api.test_problems import check_problem
from server.installation import PLATFORMS
from server.reports import make_body
from server.workflow.kit import ADMINISTRATOR, DELETION


@pytest.fixture
def programs(app: Flask) -> Programs:
    return Programs(app)


def read_pages(programs: Programs, path: str, scope: str = "read", *, limit: int) -> list[list[Any]]:
    """Answer the pages of a list, each as what stands in it."""
    pages, after = [], ""
    while True:
        page = programs.get(f"{path}?limit={limit}{after}", scope)
        assert page.keys() == {"items", "next"}
        pages.append(page["items"])
        if page["next"] is None:
            return pages
        after = f"&after={page['next']}"


@pytest.mark.parametrize(("path", "scope"), [
    ("/platforms", "read"), ("/proposals", "read"), ("/orders", "read"), ("/accounts", "accounts"),
    ("/audit", "accounts"), ("/history", "read"),
])  # fmt: skip
def test_a_list_comes_whole_in_pages(programs: Programs, path: str, scope: str) -> None:
    for _ in range(5):
        number = programs.propose()
        programs.step("review", number, "approve", 1)
        programs.ask("publish", "POST", "/orders", json={"proposals": [number]})
    whole = programs.get(path, scope)["items"]
    pages = read_pages(programs, path, scope, limit=2)
    assert [item for page in pages for item in page] == whole
    assert [len(page) for page in pages[:-1]] == [2] * (len(pages) - 1)
    assert 1 <= len(pages[-1]) <= 2
    assert len(whole) == {"/platforms": len(PLATFORMS), "/accounts": len(PEOPLE), "/history": 1}.get(path, len(whole))
    for wrong in ("limit=0", "limit=201", "limit=x", "after=-1" if whole[0].get("number") else "limit="):
        check_problem(programs.ask(scope, "GET", f"{path}?{wrong}"), 422, "invalid")


def test_proposals_are_chosen_by_state_platform_and_author(programs: Programs) -> None:
    one, two = programs.propose(), programs.propose(state="draft", platform_id="x")
    programs.step("review", one, "approve", 1)
    for query, found in {
        "state=approved": [one], "state=draft": [two], "platform=x": [two], "platform=lemon8": [],
        "author=wren": [one, two], "author=robin": [], "state=approved&limit=1": [one],
    }.items():  # fmt: skip
        assert [line["number"] for line in programs.get(f"/proposals?{query}")["items"]] == found, query
    check_problem(programs.ask("read", "GET", "/proposals?state=lost"), 422, "invalid")


def test_a_platform_comes_with_its_revisions_and_what_is_withdrawn(programs: Programs) -> None:
    first = programs.ask("read", "GET", "/platforms/rumble")
    assert first.get_json()["content"]["id"] == "rumble"
    assert first.get_json()["revisions"][DELETION]["number"] == 1
    assert first.get_json()["withdrawn"] == []
    hide = {"id": f"rumble/{DELETION}", "reason": "It is wrong."}
    hidden = programs.ask("publish", "POST", "/withdrawals", json=hide)
    assert hidden.get_json()["items"] == [{"id": hide["id"]}]
    second = programs.ask("read", "GET", "/platforms/rumble")
    assert second.get_json()["withdrawn"] == [hide["id"]]
    assert second.headers["ETag"] != first.headers["ETag"]
    path = f"/withdrawals/{hide['id']}"
    check_problem(programs.ask("publish", "DELETE", path), 422, "invalid")
    assert programs.ask("publish", "DELETE", f"{path}?reason=It%20is%20right.").get_json()["items"] == []
    assert programs.get("/withdrawals")["items"] == []
    why = [line["why"] for line in programs.get("/audit", "accounts")["items"][-2:]]
    assert why == ["It is wrong.", "It is right."]
    check_problem(programs.ask("read", "GET", "/platforms/nobody"), 404, "not-found")


def test_reports_are_read_in_groups_and_settled(programs: Programs) -> None:
    about = {"notice_id": f"rumble/{DELETION}", "action_id": "delete"}
    now = datetime.now(UTC)
    tickets = [receive(programs.store, read_report(make_body(**about, text=t), now)).ticket for t in ("Gone.", "404")]
    (group,) = programs.get("/reports")["items"]
    assert (group["kind"], sorted(r["ticket"] for r in group["reports"])) == ("dead-link", sorted(tickets))
    declined = {"tickets": [tickets[0].lower()], "state": "declined", "reason": "as-stated"}
    assert programs.ask("review", "POST", "/reports/states", json=declined).get_json() == {"count": 1}
    assert [r["ticket"] for g in programs.get("/reports")["items"] for r in g["reports"]] == [tickets[1]]
    assert len(programs.get("/reports?is_open=false")["items"][0]["reports"]) == 2
    check_problem(programs.ask("review", "POST", "/reports/states", json=declined), 409, "conflict")


def test_a_token_is_listed_and_ended_by_its_account(programs: Programs) -> None:
    (own,) = programs.get("/tokens", "accounts")["items"]
    assert (own["account"], own["scopes"], own["is_stopped"]) == ("ada", ["accounts"], False)
    assert programs.tokens["accounts"] not in programs.ask("accounts", "GET", "/tokens").text
    (others,) = list_tokens(programs.store, ADMINISTRATOR, account="wren")
    ended = programs.ask("accounts", "DELETE", f"/tokens/{others.id}")
    assert (ended.status_code, ended.data) == (204, b"")
    assert programs.ask("propose", "GET", "/platforms").status_code == 401
    check_problem(programs.ask("accounts", "DELETE", f"/tokens/{others.id}"), 404, "not-found")


def test_accounts_are_shown_without_what_keeps_them_safe(programs: Programs) -> None:
    for account in programs.get("/accounts", "accounts")["items"]:
        assert account.keys() == {"name", "roles", "is_active", "has_password", "has_totp", "made_on"}
