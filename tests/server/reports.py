"""Makes reports that keep the rules and prove their work, so that a test says only what it is about."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from fairnotice.workflow.report_body import is_proven


def prove(begin: str, end: str) -> bytes:
    """Answer `begin`, a number and `end` as bytes that prove their work."""
    number = 0
    while not is_proven(body := f"{begin}{number}{end}".encode()):
        number += 1
    return body


def make_body(**changes: Any) -> bytes:
    """Answer the body of a report about x/ai-sharing, changed as told; None leaves nothing out."""
    fields = {
        "notice_id": "x/ai-sharing",
        "revision": 1,
        "action_id": "privacy-form",
        "kind": "dead-link",
        "text": "It says 404.",
        "made_on": datetime.now(UTC).strftime("%Y-%m-%d"),
        "nonce": "test-",
    } | changes
    nonce = fields.pop("nonce")
    return prove(f'{json.dumps(fields)[:-1]}, "nonce": {json.dumps(nonce)[:-1]}', '"}')
