#!/usr/bin/env python3
"""Measure the policy watcher on a corpus of labelled changes, beside two naive baselines; print one JSON object.

    watch_score.py CORPUS            precision, recall and F1 of telling the maintainers, labels, dates, spread
    watch_score.py CORPUS --cases    the same, and every decision that went wrong

A corpus is a folder with `cases.json` (a list of pairs and sequences of versions, each step with `label`,
`tell_maintainer` and `effective_date`) and the texts that it names. Each step is one decision.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

from fairnotice.watch.classify import TELL, Judgement, classify
from fairnotice.watch.markdown import read_markdown
from fairnotice.watch.reading import Reading, read

LABELS = {"extraction-fault": "extraction-failure"}
"""Our labels that a corpus calls otherwise."""
FOLDS = 5
THRESHOLDS = [n / 10 for n in range(4, 21)]
MANY_LINES = 4
"""The second baseline tells when more lines than this changed."""


@dataclass(frozen=True)
class Step:
    """One labelled change: where it is from, and the versions (file, date) up to the one it leads to, oldest first."""

    id: str
    service: str
    versions: tuple[tuple[Path, date], ...]
    label: str
    tell: bool
    effective_on: str | None
    is_doubtful: bool


@dataclass(frozen=True)
class Decision:
    """A step and what the watcher made of it."""

    step: Step
    judgement: Judgement

    @property
    def label(self) -> str:
        return LABELS.get(self.judgement.label, self.judgement.label)

    @property
    def effective_on(self) -> str | None:
        return self.judgement.effective_on.isoformat() if self.judgement.effective_on else None

    def tells_at(self, threshold: float) -> bool:
        """Say what the answer would be with another threshold of the score; only material or not depends on it."""
        is_scored = self.judgement.label in ("material", "editorial", "noise")
        if is_scored and self.judgement.tell_maintainer == (self.judgement.score >= TELL):
            return self.judgement.score >= threshold
        return self.judgement.tell_maintainer


def read_steps(corpus: Path) -> Iterator[Step]:
    """Yield every step of the corpus in order."""
    for case in json.loads((corpus / "cases.json").read_bytes()):
        if case["type"] == "pair":
            seen = [(case["before"], case["before_date"]), (case["after"], case["after_date"])]
            steps = [{**case, "from": 0, "to": 1}]
        else:
            seen = [(version["text"], version["date"]) for version in case["versions"]]
            steps = case["steps"]
        versions = [(corpus / name, date.fromisoformat(day[:10])) for name, day in seen]
        for step in steps:
            yield Step(
                id=case["id"] + (f"#{step['step']}" if case["type"] != "pair" else ""),
                service=case.get("family", case["service"]),
                versions=(*versions[: step["from"] + 1], versions[step["to"]]),
                label=step["label"],
                tell=step["tell_maintainer"],
                effective_on=step["effective_date"],
                is_doubtful="doubt" in step,
            )


@cache
def _read_version(path: Path, seen_on: date) -> Reading:
    return read(read_markdown(path.read_text(encoding="utf-8", errors="replace")), seen_on)


def decide(step: Step) -> Decision:
    """Let the watcher judge a step; it knows the versions before it, as it does in service."""
    *earlier, before, after = (_read_version(path, seen_on) for path, seen_on in step.versions)
    return Decision(step, classify(before, after, earlier=earlier))


def rate(answers: Iterable[tuple[bool, bool]]) -> dict[str, float | int]:
    """Answer precision, recall and F1 of pairs (said, truth)."""
    count = Counter(answers)
    told, right, wanted = (
        count[True, True] + count[True, False],
        count[True, True],
        count[True, True] + count[False, True],
    )
    return {
        "precision": round(right / told, 3) if told else 0.0,
        "recall": round(right / wanted, 3) if wanted else 0.0,
        "f1": round(2 * right / (told + wanted), 3) if told + wanted else 0.0,
        "told": told,
        "wanted": wanted,
        "right": right,
    }


def count_changed_lines(before: str, after: str) -> int:
    """Answer the lines removed and added."""
    matcher = SequenceMatcher(None, before.split("\n"), after.split("\n"), autojunk=False)
    return sum(b - a + d - c for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal")


def rate_baseline(steps: Sequence[Step], tells: Callable[[str, str], bool]) -> dict[str, float | int]:
    """Rate a rule that looks at the two texts only."""
    answers = []
    for step in steps:
        before, after = (path.read_text(encoding="utf-8", errors="replace") for path, _ in step.versions[-2:])
        answers.append((tells(before, after), step.tell))
    return rate(answers)


def rate_dates(decisions: Sequence[Decision]) -> dict[str, float | int]:
    """Count the effective dates found right, wrong and not at all, and those found where none is stated."""
    stated = [decision for decision in decisions if decision.step.effective_on]
    right = sum(decision.effective_on == decision.step.effective_on for decision in stated)
    missed = sum(decision.effective_on is None for decision in stated)
    return {
        "stated": len(stated),
        "right": right,
        "share": round(right / len(stated), 3) if stated else 0.0,
        "wrong": len(stated) - right - missed,
        "missed": missed,
        "invented": sum(bool(decision.effective_on) for decision in decisions if not decision.step.effective_on),
    }


def cross_validate(decisions: Sequence[Decision]) -> dict[str, Any]:
    """Rate each fold (services never span two) with the threshold that is best on the other folds."""
    folds: defaultdict[int, list[Decision]] = defaultdict(list)
    for decision in decisions:
        folds[int(hashlib.sha256(decision.step.service.encode()).hexdigest(), 16) % FOLDS].append(decision)
    rated, pooled = [], []
    for number in sorted(folds):
        others = [decision for other, held in folds.items() if other != number for decision in held]
        threshold = max(THRESHOLDS, key=lambda value: (_rate_at(others, value)["f1"], -abs(value - TELL)))
        pooled += [(decision.tells_at(threshold), decision.step.tell) for decision in folds[number]]
        rated.append({"threshold": threshold, "decisions": len(folds[number]), **_rate_at(folds[number], threshold)})
    plateau = [value for value in THRESHOLDS if _rate_at(decisions, value)["f1"] >= _rate_at(decisions, TELL)["f1"]]
    return {"pooled": rate(pooled), "folds": rated, "thresholds_as_good": plateau}


def _rate_at(decisions: Iterable[Decision], threshold: float) -> dict[str, float | int]:
    return rate((decision.tells_at(threshold), decision.step.tell) for decision in decisions)


def count_labels(decisions: Iterable[Decision]) -> dict[str, dict[str, int]]:
    """Answer the confusion table: label of the corpus -> label given -> decisions."""
    table: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for decision in decisions:
        table[decision.step.label][decision.label] += 1
    return {label: dict(sorted(table[label].items())) for label in sorted(table)}


def describe(decision: Decision) -> dict[str, Any]:
    """Answer a decision for study."""
    return {
        "id": decision.step.id,
        "label": decision.step.label,
        "given": decision.label,
        "tell": decision.step.tell,
        "told": decision.judgement.tell_maintainer,
        "effective_date": decision.step.effective_on,
        "effective_date_given": decision.effective_on,
        "doubtful": decision.step.is_doubtful,
        "score": decision.judgement.score,
        "reasons": decision.judgement.reasons,
    }


def measure(corpus: Path, *, with_cases: bool) -> dict[str, Any]:
    """Answer everything that is printed."""
    started = time.perf_counter()
    steps = list(read_steps(corpus))
    decisions = [decide(step) for step in steps]
    seconds = time.perf_counter() - started
    result: dict[str, Any] = {
        "decisions": len(decisions),
        "seconds": round(seconds, 1),
        "tell_maintainer": rate((decision.judgement.tell_maintainer, decision.step.tell) for decision in decisions),
        "without_doubtful": rate(
            (one.judgement.tell_maintainer, one.step.tell) for one in decisions if not one.step.is_doubtful
        ),
        "labels_right": round(sum(one.label == one.step.label for one in decisions) / max(1, len(decisions)), 3),
        "labels": count_labels(decisions),
        "effective_dates": rate_dates(decisions),
        "baselines": {
            "any change": rate_baseline(steps, lambda before, after: before != after),
            f"more than {MANY_LINES} changed lines": rate_baseline(
                steps, lambda before, after: count_changed_lines(before, after) > MANY_LINES
            ),
        },
        "cross_validated": cross_validate(decisions),
    }
    if with_cases:
        result["wrong"] = [
            describe(one)
            for one in decisions
            if one.judgement.tell_maintainer != one.step.tell or one.effective_on != one.step.effective_on
        ]
    return result


def main() -> None:
    """Print the score of the corpus named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, metavar="CORPUS", help="folder with cases.json and its texts")
    parser.add_argument("--cases", action="store_true", help="add the decisions that went wrong")
    arguments = parser.parse_args()
    if not (arguments.corpus / "cases.json").is_file():
        parser.error(f"{arguments.corpus} holds no cases.json; name the folder of a corpus.")
    print(json.dumps(measure(arguments.corpus, with_cases=arguments.cases), indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
