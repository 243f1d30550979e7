"""Whatever text a program sends: it is kept and answered as JSON, and nothing that is markup goes into review."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from fairnotice.catalogue.texts import find_text_fault
from server.api.manage_kit import PROPOSAL, Programs
from server.publication.hostile import HOSTILE


def write(text: str) -> dict[str, Any]:
    """Answer the content of PROPOSAL with this text in a headline, a summary and the label of an action."""
    notice = PROPOSAL["content"]["notices"][0]
    actions = [{**notice["actions"][0], "label": text}, *notice["actions"][1:]]
    return {
        **PROPOSAL["content"],
        "notices": [{**notice, "headline": text, "summary": text, "actions": actions}],
    }


@pytest.fixture
def programs(app: Flask) -> Programs:
    return Programs(app)


def test_a_hostile_text_stays_a_text(programs: Programs) -> None:
    for text in HOSTILE:
        check(programs, text)


def check(programs: Programs, text: str) -> None:
    body = {**PROPOSAL, "content": write(text), "title": "A better text"}
    made = programs.ask("propose", "POST", "/proposals", json={**body, "state": "draft"})
    assert made.status_code == 201
    assert made.mimetype == "application/json"
    assert made.headers["X-Content-Type-Options"] == "nosniff"
    assert programs.get(f"/proposals/{made.json['number']}")["content"] == body["content"]
    answer = programs.ask("propose", "POST", "/proposals", json=body)
    is_fine = all(find_text_fault(text, limit=limit) is None for limit in (80, 400, 60))
    assert answer.status_code == (201 if is_fine else 422)
