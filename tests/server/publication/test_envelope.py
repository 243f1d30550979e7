"""Envelopes: exactly the signed bytes count, by enough distinct known keys (more examples in tests/vectors)."""

from __future__ import annotations

import base64
import json

import pytest

from fairnotice.errors import Untrusted
from fairnotice.publication.envelope import (
    HEAD_TYPE,
    MANIFEST_TYPE,
    Role,
    encode_for_signing,
    hash_hex,
    open_envelope,
    seal,
)
from fairnotice.publication.keys import make_key

ONE, TWO = make_key(), make_key()
BOTH = {key.id: key.public for key in (ONE, TWO)}


def test_the_signed_bytes_are_dsses() -> None:
    assert encode_for_signing("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


def test_a_sealed_payload_opens_and_names_its_signers() -> None:
    opened = open_envelope(seal(HEAD_TYPE, {"a": "é"}, [ONE, TWO]), HEAD_TYPE, Role(BOTH, 2))
    assert opened.payload == {"a": "é"}
    assert opened.signers == {ONE.id, TWO.id}


def test_every_role_must_be_satisfied() -> None:
    file = seal(HEAD_TYPE, {}, [ONE])
    open_envelope(file, HEAD_TYPE, Role({ONE.id: ONE.public}, 1), Role(BOTH, 1))
    for roles in ([Role(BOTH, 1), Role({TWO.id: TWO.public}, 1)], [Role({TWO.id: TWO.public}, 1), Role(BOTH, 1)]):
        with pytest.raises(Untrusted, match="0 valid signatures of known keys, 1 are needed"):
            open_envelope(file, HEAD_TYPE, *roles)


def test_a_key_under_a_foreign_id_does_not_count_twice() -> None:
    envelope = json.loads(seal(HEAD_TYPE, {}, [ONE]))
    foreign = hash_hex(b"another")
    envelope["signatures"].append(envelope["signatures"][0] | {"keyid": foreign})
    role = Role({ONE.id: ONE.public, foreign: ONE.public}, 2)
    with pytest.raises(Untrusted, match="1 valid"):
        open_envelope(json.dumps(envelope).encode(), HEAD_TYPE, role)


def test_a_key_of_the_wrong_length_is_no_key() -> None:
    short = ONE.public[:31]
    envelope = json.loads(seal(HEAD_TYPE, {}, [ONE]))
    envelope["signatures"][0]["keyid"] = hash_hex(short)
    with pytest.raises(Untrusted):
        open_envelope(json.dumps(envelope).encode(), HEAD_TYPE, Role({hash_hex(short): short}, 1))


def test_the_type_is_signed_too() -> None:
    file = seal(HEAD_TYPE, {}, [ONE])
    with pytest.raises(Untrusted, match="expected"):
        open_envelope(file, MANIFEST_TYPE, Role(BOTH, 1))
    with pytest.raises(Untrusted, match="0 valid"):
        open_envelope(file.replace(b".head+", b".manifest+"), MANIFEST_TYPE, Role(BOTH, 1))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_an_envelope_is_utf8_and_nothing_else(encoding: str) -> None:
    with pytest.raises(Untrusted, match="not a signed envelope"):
        open_envelope(seal(HEAD_TYPE, {}, [ONE]).decode().encode(encoding), HEAD_TYPE, Role(BOTH, 1))


@pytest.mark.parametrize("body", [b"{", b"[]", b"1", b"\xff", b"[" * 100_000])
def test_a_signed_payload_that_is_no_object_is_refused(body: bytes) -> None:
    signature = ONE.private.sign(encode_for_signing(HEAD_TYPE, body))
    signatures = [{"keyid": ONE.id, "sig": base64.b64encode(signature).decode()}]
    payload = base64.b64encode(body).decode()
    file = json.dumps({"payload": payload, "payloadType": HEAD_TYPE, "signatures": signatures}).encode()
    with pytest.raises(Untrusted, match="signed payload is not"):
        open_envelope(file, HEAD_TYPE, Role(BOTH, 1))


def test_no_byte_can_be_altered() -> None:
    payload = {"edition": 412, "withdrawn": ["x/ai-sharing"]}
    file = seal(HEAD_TYPE, payload, [ONE])
    for place in range(len(file) - 1):
        altered = bytearray(file)
        altered[place] ^= 1
        with pytest.raises(Untrusted):
            open_envelope(bytes(altered), HEAD_TYPE, Role(BOTH, 1))
