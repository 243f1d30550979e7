"""What must never leave: maintainers' names and notes, private keys, and the sites that people asked about."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairnotice.app import create_app
from fairnotice.catalogue.files import BUILT_IN, read_platform
from fairnotice.publication.head import sign_head
from fairnotice.publication.keys import KeyFolder
from fairnotice.publication.tree import bring_up
from fairnotice.settings import Settings
from fairnotice.store.sqlite import SqliteStore
from fairnotice.workflow.actors import make_operator
from fairnotice.workflow.drafting import propose
from fairnotice.workflow.first_start import init_keys
from fairnotice.workflow.marks import Mark
from fairnotice.workflow.publish import Publisher, publish, publish_first
from fairnotice.workflow.report_body import read_report
from fairnotice.workflow.reports import receive, set_state
from fairnotice.workflow.reviewing import approve
from server.reports import make_body

AUTHOR, REVIEWER = make_operator("wilhelmina"), make_operator("bartholomew")
ASKER = {"REMOTE_ADDR": "127.9.8.7"}
NOTE = "Ask Ottoline before this goes out."


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Make an installation in which two people have published a change with an internal note."""
    settings = Settings(data=tmp_path)
    store = SqliteStore(tmp_path / "fairnotice.sqlite3")
    keys, now = KeyFolder(settings.keys), datetime.now(UTC)
    init_keys(store, keys, AUTHOR, catalogue="fairnotice", now=now)
    publisher = Publisher("fairnotice", keys.read("catalogue"), now)
    platform = read_platform(BUILT_IN / "x.json")
    publish_first(store, [platform], publisher)
    changed = replace(platform.notices[0], headline="X may pass your posts on", notes=NOTE)
    new = replace(platform, notices=(changed, *platform.notices[1:]))
    marks = {changed.id: Mark(True, "The policy changed.")}
    made = propose(store, AUTHOR, "x", new, title="New policy", marks=marks, now=now)
    approve(store, REVIEWER, made.number, is_solo=False, now=now)
    publish(store, AUTHOR, [made.number], publisher)
    report = read_report(make_body(text="The zebra switch is gone."), now)
    receive(store, report)
    set_state(store, REVIEWER, [report.ticket], "declined", reason="Ottoline saw it there.", now=now)
    sign_head(store, keys.read("timestamp"), catalogue="fairnotice", now=now)
    bring_up(store, settings.public, now=now)
    store.close()
    return settings


def test_nothing_internal_is_in_a_published_file(settings: Settings) -> None:
    secrets = [
        b"wilhelmina",
        b"bartholomew",
        b"Ottoline",
        b"zebra",
        b"PRIVATE KEY",
        b'"confidence"',
        b'"seen_in"',
        b'"notes"',
    ]
    for key in settings.keys.rglob("*.pem"):
        secrets.append(b"".join(key.read_bytes().splitlines()[1:-1]))
    files = [path for path in settings.public.rglob("*") if path.is_file() and path.suffix not in (".gz", ".br")]
    assert len(files) > 5
    assert b"declined" in (settings.public / "v1/tickets.json").read_bytes()
    for path in files:
        data = path.read_bytes()
        assert not [secret for secret in secrets if secret in data], path


def test_no_log_line_tells_what_was_asked_or_who_asked(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    app = create_app(settings)
    try:
        client = app.test_client()
        for _ in range(3):
            client.get("/v1/lookup?url=https://private-site.x.com/a-secret-page", environ_base=ASKER)
        client.get("/v1/lookup?host=another-private-site.example", environ_base=ASKER)
        client.post("/v1/reports", data=make_body(text="A secret page"), content_type="text/plain", environ_base=ASKER)
        client.get("/console/setup/a-secret-token", environ_base=ASKER)
        client.get("/no-such-secret-page", environ_base=ASKER)
    finally:
        app.extensions["fairnotice"]["keeper"].stop()
        app.extensions["fairnotice"]["store"].close()
    for secret in ("private-site", "secret", "127.9.8.7"):
        assert secret not in caplog.text
