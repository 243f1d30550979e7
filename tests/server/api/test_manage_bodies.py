"""What cannot be read is answered by one clear problem, never by a fault of ours."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from fairnotice.api.manage.bodies import MAX_DEPTH, MAX_INTEGER, read_json
from fairnotice.api.manage.frame import MAX_BODY
from fairnotice.errors import Invalid
from server.api.manage_kit import PROPOSAL, Programs
from server.api.test_problems import check_problem

pytestmark = pytest.mark.slow


@pytest.fixture
def programs(app: Flask) -> Programs:
    return Programs(app)


UNREADABLE = {
    "nothing": (b"", "not JSON"),
    "half": (b'{"title": ', "not JSON"),
    "not UTF-8": (b'{"title": "\xff"}', "not JSON in UTF-8"),
    "a list": (b"[]", "not a JSON object"),
    "a number": (b"7", "not a JSON object"),
    "NaN": (b'{"title": NaN}', "NaN is no whole number"),
    "infinity": (b'{"title": -Infinity}', "-Infinity is no whole number"),
    "a fraction": (b'{"title": 1.5}', "1.5 is no whole number"),
    "1e999": (b'{"title": 1e999}', "1e999 is no whole number"),
    "a large number": (f'{{"title": {MAX_INTEGER + 1}}}'.encode(), "is too large"),
    "a huge number": (b'{"title": ' + b"9" * 100_000 + b"}", "is too large"),
    "a name twice": (b'{"title": "a", "title": "b"}', '"title" stands twice'),
    "half a character": (b'{"title": "\\ud800"}', "half a character"),
    "half a character in a name": (b'{"\\ud800": 1}', "half a character"),
    "10,000 lists": (b'{"title": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", "levels"),
    "10,000 objects": (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "levels"),
    "900 objects": (b'{"a":' * 900 + b"1" + b"}" * 900, "levels"),
}
WRONG = {
    "no field": {},
    "title": {**PROPOSAL, "title": 7},
    "platform_id": {**PROPOSAL, "platform_id": "../x"},
    "content": {**PROPOSAL, "content": "text"},
    "marks": {**PROPOSAL, "marks": [1]},
    "marks/x/value": {**PROPOSAL, "marks": {"x": True}},
    "marks/x/value/material": {**PROPOSAL, "marks": {"x": {"material": "yes", "reason": "So."}}},
    "state": {**PROPOSAL, "state": "approved"},
    "author": {**PROPOSAL, "author": "robin"},
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_one_clear_problem(programs: Programs, name: str) -> None:
    body, part = UNREADABLE[name]
    response = programs.ask("propose", "POST", "/proposals", data=body, content_type="application/json")
    check_problem(response, 422, "invalid")
    assert part in response.get_json()["detail"]
    assert len(response.get_json()["detail"]) < 120


@pytest.mark.parametrize("name", WRONG)
def test_each_wrong_field_is_named(programs: Programs, name: str) -> None:
    response = programs.ask("propose", "POST", "/proposals", json=WRONG[name])
    check_problem(response, 422, "invalid")
    fields = {error["field"] for error in response.get_json()["errors"]}
    assert fields == ({"platform_id", "title", "content"} if name == "no field" else {name})
    assert programs.get("/proposals")["items"] == []


def test_content_that_breaks_the_format_is_told_field_by_field(programs: Programs) -> None:
    content = {**PROPOSAL["content"], "hosts": ["localhost"], "category": "cooking"}
    response = programs.ask("propose", "POST", "/proposals", json={**PROPOSAL, "content": content})
    check_problem(response, 422, "invalid")
    assert len(response.get_json()["errors"]) >= 2


def test_only_json_is_read(programs: Programs) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        response = programs.ask("propose", "POST", "/proposals", data=json.dumps(PROPOSAL), content_type=kind)
        check_problem(response, 415, "unsupported-media-type")


@pytest.mark.parametrize("is_stated", [True, False])
def test_a_body_may_be_two_megabytes_and_no_larger(programs: Programs, is_stated: bool) -> None:
    def send(size: int) -> Any:
        body = json.dumps(PROPOSAL).encode()
        more: dict[str, Any] = {"data": body + b" " * (size - len(body)), "content_type": "application/json"}
        if not is_stated:
            more |= {"environ_overrides": {"wsgi.input_terminated": True, "CONTENT_LENGTH": ""}}
        return programs.ask("propose", "POST", "/proposals", **more)

    assert send(MAX_BODY).status_code == 201
    response = send(MAX_BODY + 1)
    assert response.status_code == 413
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize("path", ["/proposals/{}", "/history/{}", "/orders/{}", "/proposals/{}/approve"])
@pytest.mark.parametrize("number", ["0", "10000000000", "9" * 5000, "-1", "1.5", "\u0663"])
def test_a_number_that_nothing_has_is_not_found(programs: Programs, path: str, number: str) -> None:
    method = "POST" if "approve" in path else "GET"
    response = programs.ask("review", method, path.format(number), seen=1)
    check_problem(response, 404, "not-found")


def test_the_deepest_body_that_is_read_has_no_more_levels_than_it_says() -> None:
    read_json(b'{"a":' * (MAX_DEPTH - 1) + b"1" + b"}" * (MAX_DEPTH - 1))
    with pytest.raises(Invalid, match="levels"):
        read_json(b'{"a":' * (MAX_DEPTH + 1) + b"1" + b"}" * (MAX_DEPTH + 1))
