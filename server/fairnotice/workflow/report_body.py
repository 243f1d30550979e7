"""What a reader's report may hold, and the work it proves: checks of the exact bytes that were sent."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from fairnotice.catalogue.texts import holds_hidden_characters
from fairnotice.errors import Fault, Invalid

MAX_BODY = 4096
"""Bytes of a report."""
MAX_TEXT = 500
"""Characters of the words in it."""
KINDS = ("dead-link", "moved", "wrong", "other")

PROOF_BITS = 16
"""The SHA-256 of a report's bytes begins with so many zero bits.

2026-11: anybody may report and nobody signs in, so something has to make a flood dear. A puzzle picture or an account
would tell who reports. A proof of work, as of Hashcash (Back, 2002), tells nothing: 65,536 hashes are a few seconds in
a browser, once per report, and the limit per address does the rest.
"""

NO_ADDRESSES = "Leave addresses out: they could tell where you were. Describe the page in words."
_ADDRESS = re.compile(r"://|\bwww\.|\.[a-z]{2,}/\S", re.I)
_SLUG = "[a-z0-9]+(?:-[a-z0-9]+)*"
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True)
class Report:
    """A report that keeps the rules. `ticket` and `sha256` follow from its bytes, so the same bytes are one report."""

    ticket: str
    sha256: str
    notice_id: str
    revision: int
    action_id: str | None
    kind: str
    text: str
    made_on: str


def _check_text(text: str) -> None:
    if len(text) > MAX_TEXT:
        raise ValidationError(f"has {len(text)} characters, {MAX_TEXT} are allowed")
    if holds_hidden_characters(text):
        raise ValidationError("holds control, direction or invisible characters; leave them out")
    if _ADDRESS.search(text):
        raise ValidationError(NO_ADDRESSES)


class ReportSchema(Schema):
    """A report. Nothing in it says who sends it, or where they were."""

    class Meta:
        """A field that nobody knows could carry what nobody should send."""

        unknown = RAISE

    notice_id = fields.String(
        required=True,
        validate=validate.Regexp(rf"{_SLUG}/{_SLUG}\Z", error="is not the id of a notice, such as x/ai-sharing"),
        metadata={"description": "The notice.", "example": "x/ai-sharing"},
    )
    revision = fields.Integer(
        required=True,
        strict=True,
        validate=validate.Range(1, 1_000_000),
        metadata={"description": "The revision of it that the reader saw.", "example": 1},
    )
    action_id = fields.String(
        required=True,
        allow_none=True,
        validate=validate.Regexp(rf"{_SLUG}\Z", error="is not the id of an action, such as privacy-form"),
        metadata={"description": "The action it is about, null for the notice as a whole.", "example": "privacy-form"},
    )
    kind = fields.String(required=True, validate=validate.OneOf(KINDS), metadata={"example": "dead-link"})
    text = fields.String(
        required=True,
        validate=_check_text,
        metadata={"description": f"Words, at most {MAX_TEXT} characters, no addresses.", "example": "It says 404."},
    )
    made_on = fields.Date(
        required=True, metadata={"description": "Today or yesterday in UTC.", "example": "2026-11-24"}
    )
    nonce = fields.String(
        required=True,
        validate=validate.Regexp(r"[A-Za-z0-9_-]{1,64}\Z", error="has 1 to 64 letters, digits, - or _"),
        metadata={
            "description": f"Chosen so that the SHA-256 of the whole body begins with {PROOF_BITS} zero bits.",
            "example": "Qm3zT0pFkJ8-31337",
        },
    )


def read_report(body: bytes, now: datetime) -> Report:
    """Answer the report that `body` holds. Raises `Invalid` with every rule it breaks."""
    try:
        value = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise Invalid("The report is not JSON in UTF-8.") from None
    if not isinstance(value, dict):
        raise Invalid("The report is not a JSON object.")
    try:
        loaded: dict[str, Any] = ReportSchema().load(value)
    except ValidationError as error:
        faults = [Fault("", field[:40], reasons[0]) for field, reasons in sorted(error.messages_dict.items())]
        raise Invalid(str(faults[0]), faults) from None
    if loaded["made_on"] not in (now.date(), now.date() - timedelta(days=1)):
        raise Invalid("made_on is neither today nor yesterday in UTC; set the date of your device and send it again.")
    if not is_proven(body):
        raise Invalid(
            f"The proof of work does not hold: the SHA-256 of the body has to begin with {PROOF_BITS} zero bits."
        )
    return Report(
        ticket=make_ticket(body),
        sha256=hashlib.sha256(body).hexdigest(),
        notice_id=loaded["notice_id"],
        revision=loaded["revision"],
        action_id=loaded["action_id"],
        kind=loaded["kind"],
        text=loaded["text"],
        made_on=loaded["made_on"].isoformat(),
    )


def is_proven(body: bytes) -> bool:
    """Say whether the hash of `body` begins with enough zero bits."""
    return int.from_bytes(hashlib.sha256(body).digest()) >> (256 - PROOF_BITS) == 0


def make_ticket(body: bytes) -> str:
    """Answer eight Crockford base32 characters from the end of the body's hash; its beginning is spent on the proof."""
    number = int.from_bytes(hashlib.sha256(body).digest()[-5:])
    code = "".join(_CROCKFORD[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{code[:4]}-{code[4:]}"


def read_ticket(text: str) -> str:
    """Answer the ticket that a person typed, in its one form. Raises `Invalid`."""
    code = text.upper().replace("-", "").translate(str.maketrans("OIL", "011"))
    if len(code) != 8 or not set(code) <= set(_CROCKFORD):
        raise Invalid(f"{text!r} is not a ticket; it looks like 7F3K-M2QX.")
    return f"{code[:4]}-{code[4:]}"
