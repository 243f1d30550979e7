"""The second step of signing in: codes of an authenticator (RFC 6238), and recovery codes for when it is lost.

The secret of the authenticator has to be read again to check a code, so it stands in the store as it is: whoever can
read the store can make codes, and still lacks the password, of which only an argon2 hash is kept. It is not encrypted
with a key beside the store, which would be read by whoever reads the store. Recovery codes are kept as hashes.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from fairnotice.errors import Conflict, WrongSignIn
from fairnotice.store.contract import Batch, Store
from fairnotice.workflow import audit
from fairnotice.workflow.account_records import Record, put_record, read_record
from fairnotice.workflow.actors import Actor
from fairnotice.workflow.one_way import hash_secret
from fairnotice.workflow.passwords import is_password
from fairnotice.workflow.throttle import PROOF, Throttle

ISSUER = "Fairnotice"
STEP_SECONDS, DIGITS, DRIFT = 30, 6, 1
RECOVERY_CODES = 10
_SECRET_BYTES, _RECOVERY_BYTES = 20, 10
_NOT_RIGHT = "This code is not right; wait for the next one that your authenticator shows, and enter that."


@dataclass(frozen=True)
class Enrolment:
    """What an authenticator needs, shown once: the secret to type (base32), and the same as an otpauth URI."""

    secret: str
    uri: str


def begin_totp(store: Store, actor: Actor, now: datetime) -> Enrolment:
    """Make a secret for one's own account. It counts only after `confirm_totp`; another begin replaces it."""
    actor.require_person()
    record = read_record(store, actor.name)
    if record.has_totp:
        raise Conflict("Codes are asked for already; turn them off first to move to another authenticator.")
    secret = base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()
    body = {"secret": secret, "is_on": False, "last_step": 0, "recovery": []}
    entry = audit.note(actor, "begin codes", actor.name, now)
    store.commit(Batch(puts=[put_record(replace(record, totp=body))], appends=[entry]))
    return Enrolment(secret, _make_totp(secret).get_provisioning_uri(actor.name, ISSUER))


def confirm_totp(store: Store, actor: Actor, code: str, now: datetime) -> list[str]:
    """Ask for codes from now on, after a first right one; answer the recovery codes, which nobody can read again."""
    actor.require_person()
    record = read_record(store, actor.name)
    if record.has_totp or record.totp is None:
        raise Conflict("There is nothing to confirm; begin again.")
    used = use_code(record.totp, code, now)
    if used is None:
        raise WrongSignIn(_NOT_RIGHT)
    codes = [_make_recovery_code() for _ in range(RECOVERY_CODES)]
    body = {**used, "is_on": True, "recovery": [hash_secret(_plain(code)) for code in codes]}
    entry = audit.note(actor, "turn codes on", actor.name, now)
    store.commit(Batch(puts=[put_record(replace(record, totp=body))], appends=[entry]))
    return codes


def turn_off_totp(store: Store, actor: Actor, now: datetime, *, password: str = "", code: str = "") -> None:
    """Ask one's own account for no codes any more. It takes the password or a code. Raises `WrongSignIn`, `TooMany`."""
    actor.require_person()
    record = read_record(store, actor.name)
    if not record.has_totp:
        raise Conflict("No codes are asked for.")
    attempt = Throttle(store, now).count_attempt((PROOF, actor.name))
    is_own = is_password(record.password, password) if password else use_code(record.totp, code, now) is not None
    if not is_own:
        raise WrongSignIn("The password or the code is not right; codes are still asked for.")
    attempt.clear()
    entry = audit.note(actor, "turn codes off", actor.name, now)
    store.commit(Batch(puts=[put_record(without_totp(record))], appends=[entry]))


def without_totp(record: Record) -> Record:
    """Answer the account without its authenticator and recovery codes."""
    return replace(record, totp=None)


def use_code(held: Mapping[str, Any] | None, code: str, now: datetime) -> Mapping[str, Any] | None:
    """Answer what is kept after `code` was used, or None when it is not right or was used before.

    A code is good in its own 30 seconds and in those before and after, for clocks that differ (RFC 6238, 5.2). With
    it every earlier one is used up as well, so whoever looks over a shoulder comes too late.
    """
    if held is None:
        return None
    typed = _plain(code)
    if re.fullmatch(r"[0-9]{6}", typed):
        totp, step = _make_totp(held["secret"]), int(now.timestamp()) // STEP_SECONDS
        for candidate in range(max(step - DRIFT, held["last_step"] + 1), step + DRIFT + 1):
            if hmac.compare_digest(totp.generate(candidate * STEP_SECONDS), typed.encode()):
                return {**held, "last_step": candidate}
        return None
    left = [kept for kept in held["recovery"] if not hmac.compare_digest(kept, hash_secret(typed))]
    return {**held, "recovery": left} if len(left) < len(held["recovery"]) else None


def _make_totp(secret: str) -> TOTP:
    # SHA-1 is what authenticators know; HMAC does not lean on what is broken about it (RFC 4226, appendix B.2).
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303


def _make_recovery_code() -> str:
    text = base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode().lower()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def _plain(code: str) -> str:
    return re.sub(r"[\s-]", "", code).lower()
