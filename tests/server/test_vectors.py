"""The shared examples: Python agrees with every one, and each file is what the script makes."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fairnotice.errors import Untrusted
from fairnotice.publication.delta import apply_delta
from fairnotice.publication.envelope import Role, open_envelope
from fairnotice.publication.pack import compute_digest, write_pack
from fairnotice.publication.records import Line, read_line, write_record
from fairnotice.publication.root import open_first_root, open_next_root

HOUSE = Path(__file__).parents[2]
VECTORS = HOUSE / "tests" / "vectors"
MADE = ("records.json", "digests.json", "envelopes.json", "deltas.json", "roots.json")


def read_vectors(name: str) -> Any:
    return json.loads((VECTORS / name).read_bytes())


def parse_lines(texts: list[str]) -> list[Line]:
    return [Line(json.loads(text)["id"], text) for text in texts]


def test_every_file_is_what_the_script_makes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, HOUSE / "scripts" / "make_vectors.py", tmp_path], check=True, timeout=60)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(MADE)
    for name in MADE:
        assert (tmp_path / name).read_bytes() == (VECTORS / name).read_bytes(), name


def test_every_file_is_described() -> None:
    described = (VECTORS / "README.md").read_text()
    assert {path.name for path in VECTORS.glob("*.json")} == {*MADE, "hosts.json", "links.json", "reports.json"}
    assert all(f"`{path.name}`" in described for path in VECTORS.glob("*.json"))


def test_a_record_is_written_as_its_line_and_read_back() -> None:
    cases = read_vectors("records.json")
    assert len(cases) >= 20
    for case in cases:
        assert write_record(case["record"]) == case["line"]
        assert read_line(case["line"]).id == case["record"]["id"]
        assert json.loads(case["line"]) == case["record"]


def test_lines_have_their_digest() -> None:
    cases = read_vectors("digests.json")
    assert len(cases) >= 5
    assert [] in [case["lines"] for case in cases]
    for case in cases:
        lines = parse_lines(case["lines"])
        assert compute_digest(lines) == case["digest"]
        assert write_pack(lines).decode().splitlines() == case["lines"]


ENVELOPES = read_vectors("envelopes.json")


@pytest.mark.parametrize("case", ENVELOPES["cases"], ids=lambda case: case["name"])
def test_an_envelope_is_accepted_or_refused(case: dict[str, Any]) -> None:
    keys = {id: base64.b64decode(text) for id, text in ENVELOPES["keys"].items()}
    role = Role({id: keys[id] for id in case["role"]["keys"] if id in keys}, case["role"]["threshold"])
    if case["accepted"]:
        assert open_envelope(case["envelope"].encode(), case["type"], role).payload == case["payload"]
    else:
        with pytest.raises(Untrusted):
            open_envelope(case["envelope"].encode(), case["type"], role)


@pytest.mark.parametrize("case", read_vectors("deltas.json"), ids=lambda case: case["name"])
def test_a_delta_gives_its_lines_or_is_refused(case: dict[str, Any]) -> None:
    try:
        header = json.loads(case["delta"].splitlines()[0])
    except (ValueError, IndexError):
        header = {}
    expected = (header if isinstance(header, dict) else {}) | case.get("expected", {})
    found = None
    try:
        found = apply_delta(
            parse_lines(case["from_lines"]),
            case["delta"].encode(),
            from_edition=expected["from"],
            to_edition=expected["to"],
            pack=expected["pack"],
        )
    except Untrusted:
        pass
    else:
        found = found if compute_digest(found) == case["digest"] else None
    assert (found and [line.text for line in found]) == case["to_lines"]


ROOTS = read_vectors("roots.json")


@pytest.mark.parametrize("case", ROOTS["cases"], ids=lambda case: case["name"])
def test_a_next_root_is_accepted_or_refused(case: dict[str, Any]) -> None:
    held = open_first_root(ROOTS["root"].encode())
    assert (held.catalogue, held.version) == (ROOTS["catalogue"], 1)
    if case["accepted"]:
        assert open_next_root(held, case["next"].encode()).version == 2
    else:
        with pytest.raises(Untrusted):
            open_next_root(held, case["next"].encode())
