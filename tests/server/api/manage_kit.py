"""What the tests of the maintainers' API begin with: an installation with people, and a token for each scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from fairnotice.catalogue.schema import dump_platform
from fairnotice.store.contract import Store
from fairnotice.workflow.actors import ADMIN, CONTRIBUTOR, PUBLISHER, REVIEWER, SCOPES, Actor
from fairnotice.workflow.tokens import make_token
from server.workflow.kit import DELETION, change_notice, get_platform, make_account

PEOPLE = {
    "read": ("rook", CONTRIBUTOR),
    "propose": ("wren", CONTRIBUTOR),
    "review": ("robin", REVIEWER),
    "publish": ("pipit", PUBLISHER),
    "accounts": ("ada", ADMIN),
}
"""Who holds the token of each scope."""
EDITED = change_notice(get_platform("rumble"), DELETION, headline="Deleting takes a month")
PROPOSAL: Mapping[str, Any] = {
    "platform_id": "rumble",
    "title": "Says how long",
    "content": dump_platform(EDITED),
    "marks": {DELETION: {"material": True, "reason": "The delay is new."}},
    "state": "in-review",
}


def make_tokens(store: Store) -> dict[str, str]:
    """Make the people, and for each scope a token that has it alone; answer the secrets."""
    now = datetime.now(UTC)
    for name, role in PEOPLE.values():
        make_account(store, name, role)
    expires_on = now.date() + timedelta(days=1)
    return {
        scope: make_token(store, Actor(name, frozenset({role}), "session"), "a test", [scope], expires_on, now)[0]
        for scope, (name, role) in PEOPLE.items()
        if scope in SCOPES
    }


@dataclass
class Programs:
    """Programs that ask /v1/manage, each with the token of one scope."""

    app: Flask
    tokens: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.store: Store = self.app.extensions["fairnotice"]["store"]
        self.tokens = make_tokens(self.store)

    def ask(self, scope: str, method: str, path: str, *, seen: int | None = None, **more: Any) -> TestResponse:
        """Ask with the token of a scope, as one who saw version `seen`."""
        headers = {"Authorization": f"Bearer {self.tokens[scope]}"} | more.pop("headers", {})
        if seen is not None:
            headers["If-Match"] = f'"{seen}"'
        return self.app.test_client().open(f"/v1/manage{path}", method=method, headers=headers, **more)

    def get(self, path: str, scope: str = "read", **more: Any) -> Any:
        """Answer what is read at a path."""
        response = self.ask(scope, "GET", path, **more)
        assert response.status_code in (200, 202), response.text
        return response.get_json()

    def propose(self, **changes: Any) -> int:
        """Make a proposal of PROPOSAL, changed as told; answer its number."""
        response = self.ask("propose", "POST", "/proposals", json={**PROPOSAL, **changes})
        assert response.status_code == 201, response.text
        number: int = response.get_json()["number"]
        return number

    def step(self, scope: str, number: int, step: str, seen: int, body: Any = None) -> TestResponse:
        """Take a step of a proposal."""
        more = {} if body is None else {"json": body}
        return self.ask(scope, "POST", f"/proposals/{number}/{step}", seen=seen, **more)
