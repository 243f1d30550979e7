"""What the console's tests work with: an installation, people signed in to it, and forms as a browser sends them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser, LexborNode
from werkzeug.test import TestResponse

from fairnotice.catalogue.files import BUILT_IN, read_platform
from fairnotice.catalogue.schema import dump_platform
from fairnotice.console.cookies import SECURE_NAME
from fairnotice.publication.keys import KeyFolder
from fairnotice.publication.times import write_time
from fairnotice.store.contract import Batch, Store
from fairnotice.workflow import drafting, reviewing
from fairnotice.workflow.account_records import make_record, put_record
from fairnotice.workflow.actors import SESSION, Actor
from fairnotice.workflow.one_way import hash_secret
from fairnotice.workflow.passwords import hash_password
from fairnotice.workflow.publish import Publisher, publish
from fairnotice.workflow.session_records import Kept, put_kept
from server.workflow.kit import PASSWORD

ORIGIN = "https://console.example"
OWN = {"Sec-Fetch-Site": "same-origin"}
WRITER, REVIEWER, PUBLISHER, ADMIN = (
    Actor(name, frozenset({role}), SESSION)
    for name, role in (("wren", "contributor"), ("robin", "reviewer"), ("pipit", "publisher"), ("ada", "admin"))
)


@cache
def hash_once() -> str:
    """Answer the hash of PASSWORD; making one takes long on purpose."""
    return hash_password(PASSWORD)


def get_content(id: str = "rumble", **changes: Any) -> dict[str, Any]:
    """Answer a built-in platform as JSON, changed as told."""
    return dump_platform(read_platform(BUILT_IN / f"{id}.json")) | changes


@dataclass(frozen=True)
class Browser:
    """A browser at the console, with the cookie of a session or none."""

    client: FlaskClient

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(f"/console{path}", base_url=ORIGIN, **more)

    def post(self, path: str, form: Any = None, **more: Any) -> TestResponse:
        """Send a form as a browser does: pairs in order, line breaks as CR LF."""
        pairs = list(form.items()) if isinstance(form, Mapping) else list(form or ())
        body = urlencode([(name, value.replace("\n", "\r\n")) for name, value in pairs])
        given: dict[str, Any] = {"headers": OWN, "content_type": "application/x-www-form-urlencoded"}
        return self.client.post(f"/console{path}", base_url=ORIGIN, data=body, **given | more)


@dataclass(frozen=True)
class House:
    """An application over a small published catalogue, and the ways to fill it."""

    app: Flask
    keys: KeyFolder

    @property
    def store(self) -> Store:
        store: Store = self.app.extensions["fairnotice"]["store"]
        return store

    def add(self, name: str, *roles: str, **changes: Any) -> None:
        """Make an account that can sign in with PASSWORD."""
        record = make_record(name, roles, hash_once(), now())
        self.store.commit(Batch(puts=[put_record(replace(record, **changes))]))

    def visit(self) -> Browser:
        """Answer a browser in which nobody is signed in."""
        return Browser(self.app.test_client())

    def enter(self, actor: Actor, token: str = "") -> Browser:
        """Make the actor's account where there is none, and answer a browser signed in to it."""
        if self.store.get("accounts", actor.name) is None:
            self.add(actor.name, *sorted(actor.roles))
        token, moment = token or f"token-of-{actor.name}", write_time(now())
        if self.store.get("sessions", hash_secret(token)) is None:
            kept = Kept(hash_secret(token), 0, actor.name, 1, 1, moment, moment, "Firefox, Linux", is_ended=False)
            self.store.commit(Batch(puts=[put_kept(kept)]))
        browser = self.visit()
        browser.client.set_cookie(SECURE_NAME, token, domain="console.example", secure=True)
        return browser

    def start(self, content: dict[str, Any] | None = None, **more: Any) -> int:
        """Begin a draft of WRITER; answer its number."""
        given: dict[str, Any] = {"title": "A better text", "marks": {}, "now": now()} | more
        content = get_content() if content is None else content
        return drafting.start(self.store, WRITER, str(content["id"]), content, **given).number

    def submit(self, content: dict[str, Any], **more: Any) -> int:
        """Put a change of WRITER into review; answer its number."""
        number = self.start(content, **more)
        drafting.submit(self.store, WRITER, number, now=now())
        return number

    def approve(self, content: dict[str, Any], **more: Any) -> int:
        number = self.submit(content, **more)
        reviewing.approve(self.store, REVIEWER, number, is_solo=False, now=now())
        return number

    def approve_and_publish(self, number: int) -> int:
        """Approve what is in review and publish it; answer the edition."""
        reviewing.approve(self.store, REVIEWER, number, is_solo=False, now=now())
        publisher = Publisher("fairnotice", self.keys.read("catalogue"), now())
        return publish(self.store, PUBLISHER, [number], publisher)

    def publish(self, content: dict[str, Any], **more: Any) -> int:
        """Publish a change; answer the edition."""
        publisher = Publisher("fairnotice", self.keys.read("catalogue"), now())
        return publish(self.store, PUBLISHER, [self.approve(content, **more)], publisher)


def now() -> datetime:
    return datetime.now(UTC)


def read(answer: TestResponse) -> LexborHTMLParser:
    """Answer the page as a browser reads it."""
    return LexborHTMLParser(answer.get_data().decode(errors="replace"))  # a zip is read as nothing


def read_text(answer: TestResponse, css: str = "body") -> str:
    """Answer the text of the first such element, with single spaces."""
    found = read(answer).css_first(css)
    return " ".join(found.text().split()) if found else ""


def read_form(answer: TestResponse, css: str = "#editor") -> list[tuple[str, str]]:
    """Answer what a browser would send of a form, but for its buttons."""
    form = read(answer).css_first(css)
    assert form is not None
    pairs = []
    for node in form.css("input[name], select[name], textarea[name]"):
        value = _read_input(node)
        if value is not None and "disabled" not in node.attributes:
            pairs.append((str(node.attributes["name"]), value))
    return pairs


def _read_input(node: LexborNode) -> str | None:
    attributes = node.attributes
    if node.tag == "textarea":
        return node.text().removeprefix("\n")
    if node.tag == "select":
        options = node.css("option")
        chosen = next((each for each in options if "selected" in each.attributes), options[0])
        return str(chosen.attributes["value"]) if "value" in chosen.attributes else chosen.text()
    if attributes.get("type") in ("radio", "checkbox"):
        return str(attributes.get("value") or "on") if "checked" in attributes else None
    return attributes.get("value") or ""
