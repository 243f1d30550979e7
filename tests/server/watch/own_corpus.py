"""The tests' own corpus: invented policies and edits to them (corpus/), written out in the form of a corpus."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

OWN = Path(__file__).parent / "corpus"
TOLD = ("material", "announcement", "effect")


def write_corpus(folder: Path) -> Path:
    """Write cases.json and its texts to `folder` and answer it.

    A change names a base and its edits ([old, new], each found once), or the whole text; `before` edits the version
    before; `append_base` puts a heading and the unchanged base below, as pages with the old and the new text do;
    `cut` leaves out everything from a passage on.
    """
    (folder / "texts").mkdir(parents=True)
    cases = [_write_case(folder, change) for change in json.loads((OWN / "changes.json").read_bytes())]
    (folder / "cases.json").write_text(json.dumps(cases), encoding="utf-8")
    return folder


def _write_case(folder: Path, change: dict[str, Any]) -> dict[str, Any]:
    base = (OWN / "bases" / f"{change['base']}.md").read_text(encoding="utf-8")
    case: dict[str, Any] = {"id": change["id"], "service": change["base"], "family": change["base"]}
    if "sequence" in change:
        versions = change["sequence"]
        return case | {
            "type": "sequence",
            "versions": [
                {"text": _keep(folder, _make(base, version)), "date": version["date"]} for version in versions
            ],
            "steps": [
                {"step": number, "from": number - 1, "to": number, **_label(version)}
                for number, version in enumerate(versions)
                if number
            ],
        }
    first, second = change.get("dates", ("2026-03-20", "2026-04-20"))
    start = {"edits": change.get("before", []), "append_base": change.get("before_append_base")}
    if "before_whole" in change:
        start["whole"] = change["before_whole"]
    return case | {
        "type": "pair",
        "before": _keep(folder, _make(base, start)),
        "after": _keep(folder, _make(base, change)),
        "before_date": first,
        "after_date": second,
        **_label(change),
    }


def _label(change: dict[str, Any]) -> dict[str, Any]:
    label = change["label"]
    return {"label": label, "tell_maintainer": label in TOLD, "effective_date": change.get("effective_date")}


def _make(base: str, change: dict[str, Any]) -> str:
    if "whole" in change:
        return str(change["whole"])
    text = base
    for old, new in change.get("edits", []):
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the base"
        text = text.replace(old, new)
    if "cut" in change:
        assert text.count(change["cut"]) == 1
        text = text.partition(change["cut"])[0]
    if change.get("append_base"):
        text = f"{text}\n{change['append_base']}{base}"
    return text


def _keep(folder: Path, text: str) -> str:
    name = f"texts/{hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()}.md"
    (folder / name).write_text(text, encoding="utf-8")
    return name
