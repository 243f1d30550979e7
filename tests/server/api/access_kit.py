"""Who may come with what, and how an answer tells whether they were let in."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

from flask import Flask
from werkzeug.test import TestResponse

from fairnotice.api.manage.frame import PREFIX, find_rule
from fairnotice.console.cookies import PLAIN_NAME
from fairnotice.publication.times import write_time
from fairnotice.store.contract import Batch
from fairnotice.workflow.access import SESSION, TOKEN, Access
from fairnotice.workflow.account_records import read_record
from fairnotice.workflow.actors import ADMIN, ROLE_OF_SCOPE, ROLES, SCOPES
from fairnotice.workflow.one_way import hash_secret
from fairnotice.workflow.session_records import Kept, put_kept
from server.api.manage_kit import PEOPLE, make_tokens

OPEN: Mapping[tuple[str, str], str] = {
    ("/livez", "GET"): "health",
    ("/readyz", "GET"): "health",
    ("/v1/lookup", "GET"): "published data, limited per address",
    ("/v1/reports", "POST"): "anybody may report; limited per address, with a proof of work",
    ("/v1/openapi.json", "GET"): "documentation",
    ("/v1/docs", "GET"): "documentation",
    ("/console/static/<path:filename>", "GET"): "style and scripts",
}
"""What is open without a declaration, and why."""
VALUES = {"number": "999", "edition": "999", "filename": "console.css"}
"""What stands in addresses; everything else is `nobody`. Nothing of it is there, so that asking changes nothing."""
ROLE_WORDS = "ask an admin for that role"
SCOPE_WORDS = "This token does not cover that"
SITE_WORDS = "sent from another site"
HOLDERS = {role: name for name, role in reversed(PEOPLE.values())}


@dataclass(frozen=True)
class Caller:
    """Somebody who asks: with a session of a role, the token of a scope, something wrong, or nothing."""

    role: str | None = None
    scope: str | None = None
    is_wrong: bool = False
    site: str | None = "same-origin"

    def __str__(self) -> str:
        who = f"session of {self.role}" if self.role else f"token to {self.scope}" if self.scope else "nobody"
        return f"{'wrong ' if self.is_wrong else ''}{who}, {self.site}"

    def expect(self, access: Access | None, method: str) -> str:
        """Answer how this caller is met where `access` is declared (None: open)."""
        if access is None:
            return "let in"
        if access.way == TOKEN:
            if self.scope is None or self.is_wrong:
                return "asked for a token"
            is_covered = access.role in (None, ROLE_OF_SCOPE.get(self.scope))
            return "let in" if is_covered else "scope missing"
        if method not in ("GET", "HEAD") and self.site != "same-origin":
            return "another site"
        if access.way != SESSION:
            return "let in"
        if self.role is None or self.is_wrong:
            return "asked to sign in"
        return "let in" if access.role in (None, self.role) or self.role == ADMIN else "role missing"


CALLERS = (
    Caller(),
    *(Caller(role=role) for role in ROLES),
    *(Caller(scope=scope) for scope in SCOPES),
    Caller(role=ADMIN, is_wrong=True),
    Caller(scope="read", is_wrong=True),
    *(Caller(role=ADMIN, site=site) for site in ("cross-site", "same-site", None)),
    *(Caller(scope=scope, site="cross-site") for scope in ("read", "publish")),
    Caller(site="cross-site"),
)


@dataclass
class Doors:
    """All addresses of an application, and asking them."""

    app: Flask
    tokens: Mapping[str, str] = field(init=False)
    numbers: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.store = self.app.extensions["fairnotice"]["store"]
        self.tokens = make_tokens(self.store)

    def list_all(self) -> list[tuple[str, str, Access | None]]:
        """Answer every address and method with what is declared for it."""
        return [
            (rule.rule, method, find_rule(self.app, rule.endpoint, method))
            for rule in self.app.url_map.iter_rules()
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        ]

    def ask(self, caller: Caller, method: str, rule: str) -> TestResponse:
        """Ask an address; each time from elsewhere, so that no limit is reached."""
        path = re.sub(r"<(?:[a-z]+:)?([a-z_]+)>", lambda match: VALUES.get(match[1], "nobody"), rule)
        headers = {} if caller.site is None else {"Sec-Fetch-Site": caller.site}
        if caller.role:
            token = "wrong" if caller.is_wrong else self._sign_in(HOLDERS[caller.role])
            headers["Cookie"] = f"{PLAIN_NAME}={token}"
        if caller.scope:
            token = self.tokens[caller.scope]
            headers["Authorization"] = f"Bearer {token[:-4]}AAAA" if caller.is_wrong else f"Bearer {token}"
        number = next(self.numbers)
        address = {"REMOTE_ADDR": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}
        return self.app.test_client(use_cookies=False).open(
            path, method=method, headers=headers, environ_overrides=address
        )

    def _sign_in(self, name: str) -> str:
        """Make a session; a new one each time, as some addresses end theirs."""
        record, token, moment = read_record(self.store, name), secrets.token_urlsafe(32), write_time(datetime.now(UTC))
        kept = Kept(hash_secret(token), 0, name, record.access, record.sign_in, moment, moment, "", False)
        self.store.commit(Batch(puts=[put_kept(kept)]))
        return token


def tell(response: TestResponse, rule: str) -> str:
    """Answer how an answer met its caller."""
    if response.status_code >= 500:
        return f"fault {response.status_code}"
    if response.status_code == 401:
        is_api = rule.startswith(f"{PREFIX}/")
        assert ("WWW-Authenticate" in response.headers) == is_api
        return "asked for a token" if is_api else "asked to sign in"
    if response.status_code == 403:
        words = {SITE_WORDS: "another site", ROLE_WORDS: "role missing", SCOPE_WORDS: "scope missing"}
        return next((met for text, met in words.items() if text in response.text), "let in")
    return "let in"
