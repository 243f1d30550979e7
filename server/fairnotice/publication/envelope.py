"""Signed envelopes: DSSE over Ed25519 (PROTOCOL.md, section 1). Bytes are signed, never objects."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from fairnotice.errors import Untrusted

ROOT_TYPE: Final = "application/vnd.fairnotice.root+json"
MANIFEST_TYPE: Final = "application/vnd.fairnotice.manifest+json"
HEAD_TYPE: Final = "application/vnd.fairnotice.head+json"


@dataclass(frozen=True)
class SigningKey:
    """A private key with its public id."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        """The 32 raw bytes of the public key."""
        return self.private.public_key().public_bytes_raw()

    @property
    def id(self) -> str:
        """The key id: lower-case hex SHA-256 of `public`."""
        return hash_hex(self.public)


@dataclass(frozen=True)
class Role:
    """Who may sign: public keys by key id (32 raw bytes each), and how many distinct ones it takes."""

    keys: Mapping[str, bytes]
    threshold: int


@dataclass(frozen=True)
class Opened:
    """A verified payload and the ids of the keys that signed it."""

    payload: dict[str, Any]
    signers: frozenset[str]


def hash_hex(data: bytes) -> str:
    """Answer the lower-case hex SHA-256 of `data`."""
    return hashlib.sha256(data).hexdigest()


def encode_for_signing(payload_type: str, payload: bytes) -> bytes:
    """Answer the bytes that are signed: DSSE's pre-authentication encoding."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def seal(payload_type: str, payload: Mapping[str, Any], keys: Sequence[SigningKey]) -> bytes:
    """Sign `payload` with each of `keys`; answer the bytes of the envelope file."""
    body = json.dumps(payload, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")
    signed = encode_for_signing(payload_type, body)
    signatures = [{"keyid": key.id, "sig": base64.b64encode(key.private.sign(signed)).decode()} for key in keys]
    envelope = {"payload": base64.b64encode(body).decode(), "payloadType": payload_type, "signatures": signatures}
    return json.dumps(envelope, separators=(",", ":")).encode("ascii") + b"\n"


def open_envelope(data: bytes, payload_type: str, *roles: Role) -> Opened:
    """Verify an envelope by the threshold of every role in `roles`, then parse its payload.

    Raises `Untrusted` when it is malformed, of another type, or not signed as each role asks.
    """
    try:
        envelope = json.loads(data.decode("utf-8"))
        body = _decode(envelope["payload"])
        found = [(str(s["keyid"]), str(s["sig"])) for s in envelope["signatures"]]
        stated_type = envelope["payloadType"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Untrusted("This is not a signed envelope; the file is cut or altered.") from None
    if stated_type != payload_type:
        raise Untrusted(f"This envelope holds {stated_type!r}, expected {payload_type!r}.")
    signed = encode_for_signing(payload_type, body)
    signers: set[str] = set()
    for role in roles:
        valid = {key_id for key_id, signature in found if _verifies(role.keys.get(key_id), key_id, signature, signed)}
        if len(valid) < role.threshold:
            raise Untrusted(f"{len(valid)} valid signatures of known keys, {role.threshold} are needed.")
        signers |= valid
    try:
        payload = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Untrusted("The signed payload is not JSON.") from None
    if not isinstance(payload, dict):
        raise Untrusted("The signed payload is not an object.")
    return Opened(payload, frozenset(signers))


def _verifies(public: bytes | None, key_id: str, signature: str, signed: bytes) -> bool:
    # A key filed under a foreign id could be counted twice, once under each name.
    if public is None or hash_hex(public) != key_id:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(_decode(signature), signed)
    except (InvalidSignature, ValueError):  # ValueError: not base64, or not the 32 bytes of a key
        return False
    return True


def _decode(text: str) -> bytes:
    """Decode base64 (RFC 4648, section 4) in its one spelling: padded, its unused bits zero. Raises ValueError."""
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("not the one spelling")
    return data
