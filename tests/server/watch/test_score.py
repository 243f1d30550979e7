"""The public score: the watcher on the tests' own corpus, and the script that prints it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fairnotice.watch.classify import classify
from server.watch.kit import reading
from server.watch.own_corpus import write_corpus

SCRIPT = Path(__file__).parents[3] / "scripts" / "bench" / "watch_score.py"


def run_script(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, SCRIPT, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpus(tmp_path_factory.mktemp("watch") / "corpus")


@pytest.fixture(scope="module")
def score(corpus: Path) -> dict[str, Any]:
    done = run_script(corpus, "--cases")
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_the_corpus_has_every_label_several_times(score: dict[str, Any]) -> None:
    counts = {label: sum(given.values()) for label, given in score["labels"].items()}
    assert set(counts) == {"material", "announcement", "effect", "editorial", "noise", "extraction-failure"}
    assert min(counts.values()) >= 4
    assert score["decisions"] >= 70


def test_maintainers_are_told_what_matters_and_nothing_else(score: dict[str, Any]) -> None:
    assert score["tell_maintainer"]["precision"] >= 0.97, score["wrong"]
    assert score["tell_maintainer"]["recall"] >= 0.97, score["wrong"]


def test_nearly_every_label_is_right(score: dict[str, Any]) -> None:
    assert score["labels_right"] >= 0.95, score["labels"]


def test_effective_dates_are_found_and_never_invented(score: dict[str, Any]) -> None:
    dates = score["effective_dates"]
    assert dates["stated"] >= 10
    assert dates["share"] >= 0.95
    assert dates["wrong"] == dates["invented"] == 0


def test_it_beats_both_baselines_by_far(score: dict[str, Any]) -> None:
    assert len(score["baselines"]) == 2
    for baseline in score["baselines"].values():
        assert score["tell_maintainer"]["f1"] >= baseline["f1"] + 0.3


def test_the_first_baseline_tells_every_change(score: dict[str, Any]) -> None:
    assert score["baselines"]["any change"]["recall"] == 1.0


def test_the_same_corpus_gives_the_same_answer(corpus: Path, score: dict[str, Any]) -> None:
    again = json.loads(run_script(corpus, "--cases").stdout)
    assert {**again, "seconds": 0} == {**score, "seconds": 0}


def test_a_wrong_answer_lowers_the_score_and_is_listed(corpus: Path, tmp_path: Path) -> None:
    cases = json.loads((corpus / "cases.json").read_text(encoding="utf-8"))
    [case] = [case for case in cases if case["id"] == "retention-number"]
    case |= {"tell_maintainer": False, "label": "noise"}
    (tmp_path / "cases.json").write_text(json.dumps([case]), encoding="utf-8")
    (tmp_path / "texts").symlink_to(corpus / "texts")
    score = json.loads(run_script(tmp_path, "--cases").stdout)
    assert score["tell_maintainer"]["precision"] == 0.0
    assert [wrong["id"] for wrong in score["wrong"]] == ["retention-number"]


def test_a_folder_without_a_corpus_is_said_to_be_none(tmp_path: Path) -> None:
    done = run_script(tmp_path)
    assert done.returncode == 2
    assert "cases.json" in done.stderr


def test_every_case_is_told_in_sentences(corpus: Path) -> None:
    for case in json.loads((corpus / "cases.json").read_text(encoding="utf-8")):
        if case["type"] == "pair":
            before, after = (reading((corpus / case[which]).read_text("utf-8")) for which in ("before", "after"))
            reasons = classify(before, after).reasons
            assert reasons, case["id"]
            assert all(len(reason) > 10 for reason in reasons), case["id"]
