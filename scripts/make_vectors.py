"""Write tests/vectors/: the examples that the publisher and the extension must agree on, from fixed keys and times."""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fairnotice.publication.delta import compare, write_delta
from fairnotice.publication.envelope import HEAD_TYPE, MANIFEST_TYPE, ROOT_TYPE, Role, SigningKey, seal
from fairnotice.publication.pack import compute_digest
from fairnotice.publication.records import Line, write_record
from fairnotice.publication.root import Root, seal_root
from fairnotice.publication.times import write_time

FOLDER = Path(__file__).parent.parent / "tests" / "vectors"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
CATALOGUE = "fairnotice"


def make_fixed_key(label: str) -> SigningKey:
    """Answer the key whose seed is the hash of `label`: known to everybody, so good for nothing but examples."""
    return SigningKey(Ed25519PrivateKey.from_private_bytes(hashlib.sha256(label.encode()).digest()))


def make_records() -> list[dict[str, Any]]:
    """Answer records and their lines."""
    texts = {
        "plain": "Plain words.",
        "empty": "",
        "quotes": 'Choose "Privacy" and don\'t "share"',
        "backslash": "C:\\path\\ and a slash / unescaped",
        "latin": "Grüße aus Zürich, déjà vu",
        "composed": "é å ñ 각",
        "greek": "Απόρρητο",
        "cyrillic": "Конфиденциальность",
        "arabic": "الخصوصية",
        "hebrew": "פרטיות",
        "chinese": "隐私设置",
        "japanese": "プライバシー",
        "astral": "🔒 privacy 𝕏 🏳",
        "highest": "\U0010fffd",
        "dashes": "an en dash – and an em dash —, an ellipsis …",
        "markup": "a < b & c > d",
        "delete-edge": "~ is the last character that stays as it is",
        "no-break": "no\u00a0break",
        "script-end": "</script> stays text",
    }
    records: list[dict[str, Any]] = [{"id": f"text/{name}", "summary": text} for name, text in texts.items()]
    records += [
        {"id": "bare"},
        {"id": "order", "b": 1, "a": 2, "B": 3, "A": 4, "_": 5, "aa": 6, "10": 7, "9": 8, "": 9},
        {"id": "keys-beyond-ascii", "é": 1, "z": 2, "😀": 3, "\uff5e": 4},
        {"id": "integers", "all": [0, 1, -1, 10, 43200, 2**31, -(2**31), 2**53 - 1, -(2**53 - 1)]},
        {"id": "words", "all": [True, False, None]},
        {"id": "nothing", "list": [], "object": {}, "text": "", "lists": [[], [[]], {}]},
        {"id": "nested", "a": {"b": {"c": [{"d": [1, {"e": "f"}]}, []]}}},
        make_platform("x", hosts=["x.com", "twitter.com"], former_names=["Twitter"]),
        make_notice("x/ai-sharing"),
        make_notice("x/in-german", headline="Deine Posts können KI trainieren", english=["summary", "recipients"]),
        make_notice("x/in-arabic", headline="قد تدرّب منشوراتك الذكاء الاصطناعي على X", english=["summary"]),
        make_notice("x/not-translated", english=["*"]),
    ]
    return [{"record": record, "line": write_record(record)} for record in records]


def make_platform(id: str, **changes: Any) -> dict[str, Any]:
    """Answer a platform's record."""
    return {
        "id": id, "name": id.upper(), "former_names": [], "company": f"{id} Corp.", "category": "social",
        "hosts": [f"{id}.example"], "link_hosts": [], "surface": "page",
        "documents": [{"kind": "privacy", "url": f"https://{id}.example/privacy"}],
    } | changes  # fmt: skip


def make_notice(id: str, **changes: Any) -> dict[str, Any]:
    """Answer a notice's record."""
    return {
        "id": id, "topic": "ai-sharing", "attention": "act", "headline": "Your posts may train AI",
        "summary": 'The policy lets it share posts with "collaborators".', "data_used": ["public posts"],
        "recipients": ["AI companies"], "default": "on", "applies_to": "all accounts", "regions": ["*"],
        "except_regions": ["EU", "UK"], "announced_on": None, "effective_on": "2024-11-15", "act_by": None,
        "verified_on": "2026-10",
        "actions": [
            {
                "id": "privacy-form", "kind": "opt-out", "label": "Open the form",
                "url": "https://x.com/settings/privacy", "reach": "exact", "device": "web", "needs_login": True,
                "regions": ["*"], "except_regions": [], "steps": ["Clear the box"], "control": "Allow", "limits": None,
            }
        ],
        "sources": [
            {
                "title": "Privacy policy", "publisher": "X", "url": "https://x.com/en/privacy",
                "published_on": "2026-01-15", "kind": "policy",
            }
        ],
        "revision": 2, "revised_on": "2026-11-24",
        "history": [{"revision": 1, "on": "2026-10-02", "reason": "First published"}],
    } | changes  # fmt: skip


def make_lines(records: Sequence[Mapping[str, Any]]) -> list[Line]:
    """Answer the lines of records, in order."""
    return sorted(Line(record["id"], write_record(record)) for record in records)


def make_digests() -> list[dict[str, Any]]:
    """Answer lists of lines and their digests."""
    sets: list[list[Mapping[str, Any]]] = [
        [],
        [{"id": "a"}],
        [{"id": "a"}, {"id": "a-b"}, {"id": "a/b"}, {"id": "ab"}],
        [make_platform("x"), make_notice("x/ai-sharing")],
        [{"id": "x", "name": "Grüße 🔒"}, {"id": "y", "name": 'quoted "name"'}],
        [make_platform(f"p{number}") for number in range(40)],
    ]
    found = []
    for records in sets:
        lines = make_lines(records)
        found.append({"lines": [line.text for line in lines], "digest": compute_digest(lines)})
    return found


def make_envelopes() -> dict[str, Any]:
    """Answer envelopes that must be accepted or refused."""
    one, two, stranger = (make_fixed_key(label) for label in ("envelope one", "envelope two", "envelope stranger"))
    foreign_id = hashlib.sha256(b"an id that is not the hash of its key").hexdigest()
    keys = {key.id: _encode(key.public) for key in (one, two)} | {foreign_id: _encode(one.public)}
    payload = {
        "catalogue": CATALOGUE, "format": 1, "edition": 412, "manifest": "0" * 64, "root": 1,
        "issued": write_time(NOW), "expires": write_time(NOW + timedelta(days=7)), "next": 43200,
        "withdrawn": ["x/ai-sharing"],
    }  # fmt: skip
    by_one, by_both = seal(HEAD_TYPE, payload, [one]).decode(), seal(HEAD_TYPE, payload, [one, two]).decode()
    signature = json.loads(by_one)["signatures"][0]
    by_two = json.loads(seal(HEAD_TYPE, payload, [two]))["signatures"][0]
    other_bytes = _encode(json.dumps(payload | {"edition": 413}, sort_keys=True, separators=(",", ":")).encode())
    flipped = bytearray(base64.b64decode(signature["sig"]))
    flipped[10] ^= 1
    loose = signature["sig"][:-3] + chr(ord(signature["sig"][-3]) + 1) + "=="
    listed: list[tuple[str, str, str, list[str], int, bool]] = [
        ("valid", HEAD_TYPE, by_one, [one.id], 1, True),
        ("valid, one of two keys", HEAD_TYPE, by_one, [one.id, two.id], 1, True),
        ("two signatures, both needed", HEAD_TYPE, by_both, [one.id, two.id], 2, True),
        ("two signatures, one of them known", HEAD_TYPE, by_both, [two.id], 1, True),
        ("unknown extra signature", HEAD_TYPE, seal(HEAD_TYPE, payload, [stranger, one]).decode(), [one.id], 1, True),
        ("an unreadable signature beside a good one", HEAD_TYPE,
         _change(by_one, signatures=[{"keyid": stranger.id, "sig": "not base64"}, signature]), [one.id], 1, True),
        ("a wrong signature by the same key before the good one", HEAD_TYPE,
         _change(by_one, signatures=[{"keyid": one.id, "sig": _encode(bytes(flipped))}, signature]), [one.id], 1, True),
        ("wrong key", HEAD_TYPE, by_one, [two.id], 1, False),
        ("unknown key", HEAD_TYPE, seal(HEAD_TYPE, payload, [stranger]).decode(), [one.id, two.id], 1, False),
        ("a known key that is not in the role", HEAD_TYPE, by_both, [stranger.id], 1, False),
        ("one of two needed", HEAD_TYPE, by_one, [one.id, two.id], 2, False),
        ("one key twice for threshold 2", HEAD_TYPE,
         _change(by_one, signatures=[signature, signature]), [one.id, two.id], 2, False),
        ("one key listed twice for threshold 2", HEAD_TYPE, by_one, [one.id, one.id], 2, False),
        ("a key filed under a foreign id", HEAD_TYPE,
         _change(by_one, signatures=[signature | {"keyid": foreign_id}]), [foreign_id], 1, False),
        ("one key under two ids for threshold 2", HEAD_TYPE,
         _change(by_one, signatures=[signature, signature | {"keyid": foreign_id}]), [one.id, foreign_id], 2, False),
        ("a signature under another key's id", HEAD_TYPE,
         _change(by_one, signatures=[by_two | {"keyid": one.id}]), [one.id], 1, False),
        ("wrong type", MANIFEST_TYPE, by_one, [one.id], 1, False),
        ("type renamed after signing", MANIFEST_TYPE, _change(by_one, payloadType=MANIFEST_TYPE), [one.id], 1, False),
        ("type of a root", ROOT_TYPE, by_one, [one.id], 1, False),
        ("altered payload", HEAD_TYPE, _change(by_one, payload=other_bytes), [one.id], 1, False),
        ("altered signature", HEAD_TYPE,
         _change(by_one, signatures=[signature | {"sig": _encode(bytes(flipped))}]), [one.id], 1, False),
        ("a short signature", HEAD_TYPE,
         _change(by_one, signatures=[signature | {"sig": _encode(bytes(flipped[:63]))}]), [one.id], 1, False),
        ("a signature in another spelling of base64", HEAD_TYPE,
         _change(by_one, signatures=[signature | {"sig": loose}]), [one.id], 1, False),
        ("payload not base64", HEAD_TYPE, _change(by_one, payload="{}!"), [one.id], 1, False),
        ("payload without its padding", HEAD_TYPE,
         _change(seal(HEAD_TYPE, {"a": 1}, [one]).decode(), payload="eyJhIjoxfQ"), [one.id], 1, False),
        ("signature not base64", HEAD_TYPE,
         _change(by_one, signatures=[signature | {"sig": "????"}]), [one.id], 1, False),
        ("no signatures", HEAD_TYPE, _change(by_one, signatures=[]), [one.id], 1, False),
        ("signatures is not a list", HEAD_TYPE, _change(by_one, signatures=None), [one.id], 1, False),
        ("cut in the middle", HEAD_TYPE, by_one[: len(by_one) // 2], [one.id], 1, False),
        ("cut at the end", HEAD_TYPE, by_one.rstrip()[:-1], [one.id], 1, False),
        ("empty file", HEAD_TYPE, "", [one.id], 1, False),
        ("not JSON", HEAD_TYPE, "<!doctype html><title>Sign in to the network</title>", [one.id], 1, False),
        ("a list", HEAD_TYPE, "[]", [one.id], 1, False),
        ("a byte order mark in front", HEAD_TYPE, "\ufeff" + by_one, [one.id], 1, False),
        ("signed, but not an object", HEAD_TYPE, _seal_bytes(b"[1]", one), [one.id], 1, False),
        ("signed, but not JSON", HEAD_TYPE, _seal_bytes(b"{", one), [one.id], 1, False),
    ]  # fmt: skip
    cases = [
        {
            "name": name, "type": kind, "envelope": envelope, "role": {"keys": role, "threshold": threshold},
            "accepted": accepted, "payload": payload if accepted else None,
        }
        for name, kind, envelope, role, threshold, accepted in listed
    ]  # fmt: skip
    return {"keys": keys, "cases": cases}


def make_deltas() -> list[dict[str, Any]]:
    """Answer deltas that must give their lines, or be refused."""
    before = make_lines([make_platform("a"), make_notice("a/ads"), make_notice("a/ai-sharing"), make_platform("m")])
    after = make_lines(
        [make_platform("a"), make_notice("a/ads", summary="Now off — see “Ads”."), make_notice("b/new"),
         make_platform("b"), make_platform("m"), make_platform("z")]
    )  # fmt: skip
    good = _write_delta(before, after)
    header, *rows = good.splitlines(keepends=True)
    removal = next(row for row in rows if row.startswith('["-"'))
    addition = rows[-1]
    stranger = json.dumps(["+", write_record({"id": "zz"})], separators=(",", ":")) + "\n"
    absent = '["-","zzz"]\n'
    loose = json.dumps(["+", json.dumps({"id": "z"})]) + "\n"
    german = make_lines(
        [make_platform("a"), make_notice("a/ads", headline="Deine Posts können KI trainieren", english=["summary"]),
         make_notice("a/ai-sharing", english=["*"]), make_platform("m")]
    )  # fmt: skip
    base, target = _texts(before), _texts(after)
    wanted = compute_digest(after)
    empty = compute_digest([])
    cases: list[dict[str, Any]] = [
        _delta("added, replaced and removed", base, good, target, wanted),
        _delta("nothing changed", base, header, base, compute_digest(before)),
        _delta("from nothing", [], _write_delta([], after), target, wanted),
        _delta("to nothing", base, _write_delta(before, []), [], empty),
        _delta("first and last record replaced", base,
               _write_delta(before, ends := make_lines([make_platform("a", name="A2"), *_parse(before[1:3]),
                                                        make_platform("m", name="M2")])),
               _texts(ends), compute_digest(ends)),
        _delta("of another language's pack", base, _write_delta(before, german, pack="de"), _texts(german),
               compute_digest(german)),
        _delta("cut in a line", base, good[: len(good) // 2], None, wanted),
        _delta("cut before the last line end", base, good[:-1], None, wanted),
        _delta("cut after a line", base, "".join([header, *rows[:-1]]), None, wanted),
        _delta("empty file", base, "", None, wanted, {"from": 411, "to": 412, "pack": "en"}),
        _delta("no header", base, "".join(rows), None, wanted, {"from": 411, "to": 412, "pack": "en"}),
        _delta("a delta from another edition", base, good, None, wanted, {"from": 410}),
        _delta("a delta to another edition", base, good, None, wanted, {"to": 413}),
        _delta("a delta of another pack", base, good, None, wanted, {"pack": "de"}),
        _delta("one record altered", base, good.replace("Now off", "Now on!"), None, wanted),
        _delta("one record more", base, good + stranger, None, wanted),
        _delta("one removal less", base, good.replace(removal, ""), None, wanted),
        _delta("removes what is not there", base, good + absent, None, wanted),
        _delta("out of order", base, "".join([header, *reversed(rows)]), None, wanted),
        _delta("one record twice", base, good + addition, None, wanted),
        _delta("an unknown step", base, good.replace('["-"', '["?"'), None, wanted),
        _delta("a step without a value", base, header + '["+"]\n', None, wanted),
        _delta("a step that is no list", base, header + "{}\n", None, wanted),
        _delta("a line that is not JSON", base, header + '["+","{"]\n', None, wanted),
        _delta("a line without an id", base, header + '["+","{}"]\n', None, wanted),
        _delta("a line whose id is a number", base, header + '["+","{\\"id\\":1}"]\n', None, wanted),
        _delta("a line in another form", base, good.replace(addition, loose), None, wanted),
        _delta("an empty line between", base, good.replace(header, header + "\n"), None, wanted),
        _delta("applied to another edition", target, good, None, wanted),
    ]  # fmt: skip
    return cases


def make_roots() -> dict[str, Any]:
    """Answer a first root, and roots that may or may not follow it."""
    old = [make_fixed_key(f"root {number}") for number in (1, 2, 3)]
    new = [make_fixed_key(f"next root {number}") for number in (1, 2, 3)]
    online = {role: Role(_public([make_fixed_key(role)]), 1) for role in ("catalogue", "timestamp")}
    rotated = {"timestamp": Role(_public([make_fixed_key("next timestamp")]), 1)}
    first = Root(CATALOGUE, 1, NOW + timedelta(days=3 * 365), 0, (), {"root": Role(_public(old), 2), **online})
    same = replace(first, version=2)
    fresh = replace(first, version=2, roles={"root": Role(_public(new), 2), **online})
    lost_keys = [old[0], old[1], new[2]]
    lost = replace(first, version=2, floor=412, roles={"root": Role(_public(lost_keys), 2), **online})
    good = seal_root(same, old[:2]).decode()
    listed: list[tuple[str, str, bool]] = [
        ("same keys, signed by two", good, True),
        ("same keys, signed by the other two", seal_root(same, old[1:]).decode(), True),
        ("timestamp key rotated", seal_root(replace(same, roles={**first.roles, **rotated}), old[:2]).decode(), True),
        ("mirrors and floor", seal_root(replace(same, floor=7, mirrors=("https://m.example",)), old).decode(), True),
        ("all root keys replaced, signed by old and new", seal_root(fresh, [*old[:2], *new[:2]]).decode(), True),
        ("lost key replaced with the other two", seal_root(lost, old[:2]).decode(), True),
        ("a signature by a stranger beside", seal_root(same, [make_fixed_key("stranger"), *old[:2]]).decode(), True),
        ("skipped version", seal_root(replace(same, version=3), old).decode(), False),
        ("same version", seal_root(first, old).decode(), False),
        ("version 0", seal_root(replace(same, version=0), old).decode(), False),
        ("signed by old only", seal_root(fresh, old).decode(), False),
        ("signed by new only", seal_root(fresh, new).decode(), False),
        ("new keys below their threshold", seal_root(fresh, [*old, new[0]]).decode(), False),
        ("old keys below their threshold", seal_root(fresh, [old[0], *new]).decode(), False),
        ("one signature", seal_root(same, old[:1]).decode(), False),
        ("one key twice", _sign_twice(good), False),
        ("signed by the catalogue key", seal_root(same, [make_fixed_key("catalogue")]).decode(), False),
        ("lost key replaced, signed by one old and the new", seal_root(lost, [old[0], new[2]]).decode(), False),
        ("other catalogue", seal_root(replace(same, catalogue="another"), old).decode(), False),
        ("other format", _seal_root_payload(same, old, format=2), False),
        ("a threshold of 0", _seal_root_payload(same, old, roles=_with_threshold(same, 0)), False),
        ("a threshold nobody can meet", _seal_root_payload(same, old, roles=_with_threshold(same, 4)), False),
        ("a role that is missing", _seal_root_payload(same, old, roles=_without(same, "timestamp")), False),
        ("a key that is missing", _seal_root_payload(same, old, keys={}), False),
        ("version as a text", _seal_root_payload(same, old, version="2"), False),
        ("payload of another step", _change(good, payload=json.loads(seal_root(fresh, old))["payload"]), False),
        ("cut", good[: len(good) // 2], False),
        ("type of a head", seal(HEAD_TYPE, same.to_payload(), old).decode(), False),
    ]  # fmt: skip
    cases = [{"name": name, "next": following, "accepted": accepted} for name, following, accepted in listed]
    return {"catalogue": CATALOGUE, "root": seal_root(first, old).decode(), "cases": cases}


def write_vectors(folder: Path) -> None:
    """Write every file that this script makes."""
    makers = {
        "records": make_records,
        "digests": make_digests,
        "envelopes": make_envelopes,
        "deltas": make_deltas,
        "roots": make_roots,
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in makers.items():
        text = json.dumps(make(), indent=1, ensure_ascii=True, allow_nan=False)
        (folder / f"{name}.json").write_text(text + "\n", encoding="ascii")


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _change(envelope: str, **changes: Any) -> str:
    return json.dumps(json.loads(envelope) | changes, separators=(",", ":")) + "\n"


def _seal_bytes(body: bytes, key: SigningKey) -> str:
    signed = b"DSSEv1 %d %b %d %b" % (len(HEAD_TYPE), HEAD_TYPE.encode(), len(body), body)
    signatures = [{"keyid": key.id, "sig": _encode(key.private.sign(signed))}]
    return json.dumps({"payload": _encode(body), "payloadType": HEAD_TYPE, "signatures": signatures}) + "\n"


def _texts(lines: Sequence[Line]) -> list[str]:
    return [line.text for line in lines]


def _parse(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [json.loads(line.text) for line in lines]


def _write_delta(before: Sequence[Line], after: Sequence[Line], *, pack: str = "en") -> str:
    changes = compare({line.id: line.text for line in before}, {line.id: line.text for line in after})
    return write_delta(changes, from_edition=411, to_edition=412, pack=pack).decode()


def _delta(
    name: str,
    from_lines: list[str],
    delta: str,
    to_lines: list[str] | None,
    digest: str,
    expected: dict[str, Any] | None = None,
) -> dict[str, Any]:
    case = {"name": name, "from_lines": from_lines, "delta": delta, "to_lines": to_lines, "digest": digest}
    return case | ({"expected": expected} if expected else {})


def _public(keys: Sequence[SigningKey]) -> dict[str, bytes]:
    return {key.id: key.public for key in keys}


def _sign_twice(envelope: str) -> str:
    first = json.loads(envelope)["signatures"][0]
    return _change(envelope, signatures=[first, first])


def _seal_root_payload(root: Root, signers: Sequence[SigningKey], /, **changes: Any) -> str:
    return seal(ROOT_TYPE, root.to_payload() | changes, signers).decode()


def _with_threshold(root: Root, threshold: int) -> dict[str, Any]:
    roles: dict[str, Any] = root.to_payload()["roles"]
    return roles | {"root": roles["root"] | {"threshold": threshold}}


def _without(root: Root, role: str) -> dict[str, Any]:
    return {name: stated for name, stated in root.to_payload()["roles"].items() if name != role}


def main() -> None:
    """Write the examples into the folder that is named, tests/vectors by default."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    write_vectors(parser.parse_args().folder)


if __name__ == "__main__":
    main()
