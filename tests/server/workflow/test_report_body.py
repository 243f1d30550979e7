"""What a report may hold, and the work it proves: the rules hold for the exact bytes, and nothing is passed over."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from fairnotice.errors import Invalid
from fairnotice.workflow.report_body import PROOF_BITS, is_proven, make_ticket, read_report, read_ticket
from server.reports import make_body, prove
from server.workflow.kit import NOW

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "reports.json").read_text())
TODAY = {"made_on": NOW.strftime("%Y-%m-%d")}
FAULTS = {"long": "has 501 characters", "hidden": "invisible characters", "address": VECTORS["address_sentence"]}


def test_a_report_is_read_as_it_was_written() -> None:
    body = make_body(**TODAY, action_id=None, kind="wrong", text="Ça dit «non» <b>!</b> 🔒")
    report = read_report(body, NOW)
    assert (report.notice_id, report.revision, report.action_id) == ("x/ai-sharing", 1, None)
    assert (report.kind, report.text, report.made_on) == ("wrong", "Ça dit «non» <b>!</b> 🔒", TODAY["made_on"])
    assert (report.ticket, report.sha256) == (make_ticket(body), hashlib.sha256(body).hexdigest())


@pytest.mark.parametrize("case", VECTORS["texts"], ids=lambda case: case["why"])
def test_words_keep_the_rules(case: dict[str, Any]) -> None:
    body = make_body(**TODAY, text=case["text"])
    if case["fault"] is None:
        assert read_report(body, NOW).text == case["text"]
        return
    with pytest.raises(Invalid) as caught:
        read_report(body, NOW)
    assert FAULTS[case["fault"]] in str(caught.value)
    assert [fault.field for fault in caught.value.faults] == ["text"]


@pytest.mark.parametrize("case", VECTORS["bodies"], ids=lambda case: case["ticket"])
def test_proof_and_ticket_follow_from_the_bytes(case: dict[str, Any]) -> None:
    body = case["body"].encode()
    assert (hashlib.sha256(body).hexdigest(), is_proven(body)) == (case["sha256"], case["is_proven"])
    assert make_ticket(body) == case["ticket"]


def test_one_bit_too_few_proves_nothing() -> None:
    hashes = [case["sha256"] for case in VECTORS["bodies"] if not case["is_proven"]]
    assert any(int(found, 16) >> (256 - PROOF_BITS) == 1 for found in hashes)


def test_a_proof_holds_for_its_own_bytes_only() -> None:
    body = make_body(**TODAY)
    for other in (body + b" ", body.replace(b"404", b"405"), body.replace(b", ", b",")):
        with pytest.raises(Invalid, match="proof of work does not hold"):
            read_report(other, NOW)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("notice_id", "x"), ("notice_id", "x/"), ("notice_id", "x/a/b"), ("notice_id", "X/a"), ("notice_id", 1),
        ("notice_id", None), ("notice_id", "x/a\n"), ("notice_id", ["x/a"]), ("notice_id", "https://x.com/a"),
        ("revision", 0), ("revision", -1), ("revision", 1.5), ("revision", 1.0), ("revision", "1"), ("revision", True),
        ("revision", None), ("revision", 10**30), ("revision", {}), ("revision", float("nan")),
        ("action_id", ""), ("action_id", "a/b"), ("action_id", 1), ("action_id", "A"), ("action_id", False),
        ("kind", "rude"), ("kind", None), ("kind", []), ("kind", 3),
        ("text", None), ("text", 1), ("text", ["a"]), ("text", {"a": "b"}),
        ("made_on", "yesterday"), ("made_on", 20261124), ("made_on", None), ("made_on", "2026-11-24T09:00:00Z"),
        ("nonce", ""), ("nonce", "a b"), ("nonce", "x" * 65), ("nonce", "é"),
        ("host", "x.com"), ("url", "https://x.com"), ("__proto__", {}), ("", 1),
    ],
)  # fmt: skip
def test_a_wrong_or_unknown_field_is_named(field: str, value: object) -> None:
    fields = json.loads(make_body(**TODAY)) | {field: value}
    with pytest.raises(Invalid) as caught:
        read_report(json.dumps(fields).encode(), NOW)
    assert [fault.field for fault in caught.value.faults] == [field]


@pytest.mark.parametrize("field", ["notice_id", "revision", "action_id", "kind", "text", "made_on", "nonce"])
def test_every_field_is_needed(field: str) -> None:
    fields = json.loads(make_body(**TODAY))
    del fields[field]
    with pytest.raises(Invalid, match=f"{field}: Missing"):
        read_report(json.dumps(fields).encode(), NOW)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"[]", b'"x"', b"1", b"\xff\xfe", b"[" * 4000, b'{"a":' * 800, b"\xef\xbb\xbf{}", b"NaN"],
)
def test_what_is_no_json_object_is_refused(body: bytes) -> None:
    with pytest.raises(Invalid, match="is not"):
        read_report(body, NOW)


@pytest.mark.parametrize(("days", "is_taken"), [(1, False), (0, True), (-1, True), (-2, False), (-400, False)])
def test_a_report_is_of_today_or_yesterday(days: int, is_taken: bool) -> None:
    body = make_body(made_on=(NOW + timedelta(days=days)).strftime("%Y-%m-%d"))
    if is_taken:
        assert read_report(body, NOW)
    else:
        with pytest.raises(Invalid, match="neither today nor yesterday"):
            read_report(body, NOW)


@pytest.mark.parametrize("typed", ["7F3K-M2QX", "7f3k-m2qx", "7F3KM2QX"])
def test_a_ticket_is_read_as_people_type_it(typed: str) -> None:
    assert read_ticket(typed) == "7F3K-M2QX"
    assert read_ticket("oil0-0000") == "0110-0000"


@pytest.mark.parametrize("typed", ["", "7F3K", "7F3K-M2QXX", "7F3K-M2QU", "7F3K M2QX", "../../..", "７F3K-M2QX"])
def test_what_is_no_ticket_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(Invalid, match="looks like 7F3K-M2QX"):
        read_ticket(typed)


def test_tickets_differ_although_all_proofs_begin_alike() -> None:
    tickets = {make_ticket(prove(f"{number}:", "")) for number in range(20)}
    assert len(tickets) == 20
