"""The maintainers' API: the whole way of a change by programs, and what is refused on it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from fairnotice.errors import Stale
from fairnotice.publication.keys import KeyFolder
from fairnotice.workflow.drafting import take_back
from fairnotice.workflow.proposals import read_proposal
from fairnotice.workflow.repeats import COLLECTION, KEEP, forget_old_answers
from fairnotice.workflow.signer import Signer
from server.api.manage_kit import PROPOSAL, Programs
from server.api.test_problems import check_problem
from server.workflow.kit import DELETION, WRITER, Interrupted

SAVED = {key: PROPOSAL[key] for key in ("title", "content", "marks")}
KEY = {"Idempotency-Key": "import-7"}
MARK = {"notice": DELETION, "material": False, "reason": "It was always so."}
STEPS: dict[str, tuple[str, Any]] = {
    "submit": ("propose", None),
    "take-back": ("propose", None),
    "reopen": ("propose", None),
    "rebase": ("propose", {"choices": {}}),
    "approve": ("review", None),
    "request-changes": ("review", {"reason": "A step is missing."}),
    "decline": ("review", {"reason": "No source."}),
    "marks": ("review", MARK),
    "comments": ("review", {"text": "Good."}),
}


@pytest.fixture
def programs(app: Flask) -> Programs:
    return Programs(app)


@pytest.fixture
def sign(programs: Programs, tmp_path: Path) -> Callable[[], int]:
    """Carry out what is ordered, as the process with the key does."""
    keys = KeyFolder(tmp_path / "data/keys")
    signer = Signer(
        programs.store, lambda: keys.read("catalogue"), catalogue="fairnotice", now=lambda: datetime.now(UTC)
    )
    return signer.look


def test_a_proposal_goes_the_whole_way(programs: Programs, sign: Callable[[], int]) -> None:
    number = programs.propose(state="draft", title="", content={"id": "rumble"})
    saved = programs.ask("propose", "PUT", f"/proposals/{number}", seen=1, json=SAVED)
    assert (saved.status_code, saved.headers["ETag"]) == (200, '"2"')
    assert programs.step("propose", number, "submit", 2).get_json()["state"] == "in-review"
    assert programs.step("review", number, "marks", 3, MARK).get_json()["marks"][DELETION]["material"] is False
    assert programs.step("review", number, "comments", 4, {"text": "I looked."}).status_code == 200
    assert programs.step("review", number, "approve", 5, {"text": "Right."}).get_json()["reviewed_by"] == "robin"
    shown = programs.get(f"/proposals/{number}")
    assert [(d["path"], d["kind"]) for d in shown["differences"]] == [(f"notices/{DELETION}/headline", "changed")]
    assert [(c["step"], c["text"]) for c in shown["comments"]][1:] == [("comment", "I looked."), ("approve", "Right.")]
    ordered = programs.ask("publish", "POST", "/orders", json={"proposals": [number]})
    assert ordered.status_code == 202
    place = ordered.headers["Location"].removeprefix("/v1/manage")
    waiting = programs.ask("read", "GET", place)
    assert (waiting.status_code, waiting.headers["Location"]) == (202, ordered.headers["Location"])
    assert sign() == 1
    done = programs.ask("read", "GET", place)
    assert (done.status_code, done.get_json()["state"], done.get_json()["edition"]) == (200, "done", 2)
    assert programs.get("/history/2")["platforms"] == ["rumble"]
    assert programs.get("/platforms/rumble")["revisions"][DELETION]["number"] == 2
    back = {"edition": 1, "reason": "Edition 2 named the wrong page."}
    assert programs.ask("publish", "POST", "/orders", json=back).status_code == 202
    assert sign() == 1
    assert [line["edition"] for line in programs.get("/history?after=1")["items"]] == [2, 3]


def test_an_order_with_a_date_waits_and_can_be_cancelled(programs: Programs, sign: Callable[[], int]) -> None:
    number = programs.propose()
    programs.step("review", number, "approve", 1)
    at = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    order = programs.ask("publish", "POST", "/orders", json={"proposals": [number], "at": at}).get_json()
    assert sign() == 0
    assert [o["number"] for o in programs.get("/orders?state=waiting")["items"]] == [order["number"]]
    assert programs.ask("publish", "POST", f"/orders/{order['number']}/cancel").get_json()["state"] == "cancelled"
    assert programs.ask("publish", "POST", f"/orders/{order['number']}/cancel").status_code == 409
    assert programs.get("/orders?state=waiting")["items"] == []


@pytest.mark.parametrize("step", STEPS)
def test_a_change_names_the_version_that_was_looked_at(programs: Programs, step: str) -> None:
    scope, body = STEPS[step]
    more = {} if body is None else {"json": body}
    number = programs.propose()
    programs.step("review", number, "comments", 1, {"text": "Let me see."})
    path = f"/proposals/{number}/{step}"
    check_problem(programs.ask(scope, "POST", path, **more), 428, "precondition-required")
    check_problem(programs.ask(scope, "POST", path, headers={"If-Match": "*"}, **more), 428, "precondition-required")
    check_problem(programs.ask(scope, "POST", path, headers={"If-Match": 'W/"2"'}, **more), 412, "stale")
    check_problem(programs.ask(scope, "POST", path, seen=1, **more), 412, "stale")
    assert read_proposal(programs.store, number).version == 2
    assert programs.ask(scope, "POST", path, headers={"If-Match": '"1", "2"'}, **more).status_code in (200, 409)


def test_whoever_is_second_at_one_moment_is_told_so(programs: Programs) -> None:
    number, now = programs.propose(), datetime.now(UTC)
    others = Interrupted(programs.store, "commit", (), lambda: programs.step("review", number, "approve", 1))
    with pytest.raises(Stale):
        take_back(others, WRITER, number, seen=1, now=now)  # type: ignore[arg-type]  # it passes every call on
    assert read_proposal(programs.store, number).state == "approved"


def test_the_same_request_twice_makes_one_proposal(programs: Programs) -> None:
    first, second = (programs.ask("propose", "POST", "/proposals", json=PROPOSAL, headers=KEY) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.data == second.data
    assert first.headers["ETag"] == second.headers["ETag"]
    assert [line["number"] for line in programs.get("/proposals")["items"]] == [1]


def test_the_same_request_twice_at_once_makes_one_proposal(programs: Programs) -> None:
    def ask(_: int) -> TestResponse:
        return programs.ask("propose", "POST", "/proposals", json=PROPOSAL, headers=KEY)

    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(ask, range(6)))
    assert [answer.status_code for answer in answers] == [201] * 6
    assert len({answer.data for answer in answers}) == 1
    assert len(programs.get("/proposals")["items"]) == 1


def test_the_first_answer_comes_again_also_when_the_proposal_went_on(programs: Programs) -> None:
    first = programs.ask("propose", "POST", "/proposals", json=PROPOSAL, headers=KEY)
    programs.step("review", 1, "approve", 1)
    assert programs.ask("propose", "POST", "/proposals", json=PROPOSAL, headers=KEY).data == first.data


def test_a_key_is_for_one_body_and_one_account(programs: Programs) -> None:
    programs.ask("propose", "POST", "/proposals", json=PROPOSAL, headers=KEY)
    other = programs.ask("propose", "POST", "/proposals", json={**PROPOSAL, "title": "Another"}, headers=KEY)
    check_problem(other, 422, "invalid")
    assert "Idempotency-Key" in other.get_json()["errors"][0]["field"]
    check_problem(
        programs.ask("propose", "POST", "/proposals", json=PROPOSAL, headers={"Idempotency-Key": "\u00fc"}),
        422,
        "invalid",
    )
    assert len(programs.get("/proposals")["items"]) == 1


def test_a_request_that_failed_may_be_mended_under_its_key(programs: Programs) -> None:
    wrong = {**PROPOSAL, "content": {"id": "rumble"}}
    assert programs.ask("propose", "POST", "/proposals", json=wrong, headers=KEY).status_code == 422
    assert programs.ask("propose", "POST", "/proposals", json=PROPOSAL, headers=KEY).status_code == 201


def test_keys_are_forgotten_after_a_day(programs: Programs) -> None:
    programs.ask("propose", "POST", "/proposals", json=PROPOSAL, headers=KEY)
    now = datetime.now(UTC)
    assert forget_old_answers(programs.store, now) == 0
    assert forget_old_answers(programs.store, now + KEEP) == 1
    assert programs.store.list(COLLECTION) == []
