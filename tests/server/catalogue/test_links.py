"""Which addresses an action or a source may carry."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fairnotice.catalogue.links import find_link_fault, find_source_fault, find_style_fault

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[2] / "vectors" / "links.json").read_bytes())["cases"]
NEITHER = ", which is neither one of the platform's hosts nor in its link_hosts"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{ascii(case['url'])[:40]} {case['why']}")
def test_every_shared_example_is_judged_as_written(case: dict[str, Any]) -> None:
    fault = find_link_fault(case["url"], case["hosts"], case["link_hosts"])
    assert (fault is None) == case["allowed"], fault


def test_there_are_many_shared_examples() -> None:
    assert len(CASES) >= 40
    assert {case["allowed"] for case in CASES} == {True, False}


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://x.example/" + "a" * 495, "is longer than 512 characters"),
        ("https://x.example/a b", "holds characters that an address does not have; percent-encode them"),
        ("https://x.example/\u202e", "holds characters that an address does not have; percent-encode them"),
        ("http://x.example/", "is not a complete https address; start it with https://"),
        ("https://me@x.example/", "holds a user name"),
        ("https://x.example:443/", "holds a port"),
        ("https://[::1]/", "does not name a public host in A-label form"),
        ("https://10.0.0.1/", "does not name a public host in A-label form"),
        ("https://x%2eexample/", "does not name a public host in A-label form"),
        ("https://x.example/?to=https://y.example", "hands over another address in its parameter 'to'"),
        ("https://y.example/", f"leads to y.example{NEITHER}"),
        ("mailto:a@x.example,b@x.example", "is not one plain mail address"),
        ("mailto:a@x.example?cc=b@x.example", "sets more than the subject of the mail"),
        ("mailto:a@x.example?subject=%0a", "holds a line break in the subject"),
        ("mailto:a@y.example", f"writes to y.example{NEITHER}"),
    ],
)  # fmt: skip
def test_a_link_is_refused_with_its_reason(url: str, reason: str) -> None:
    assert find_link_fault(url, ["x.example"], ["help.example"]) == reason


@pytest.mark.parametrize("query", ["utm_source=a", "a=b&fbclid=c", "gclid=", "_hsenc=x"])
def test_tracking_parameters_are_a_matter_of_maintainers(query: str) -> None:
    url = f"https://x.example/?{query}"
    assert find_link_fault(url, ["x.example"], []) is None
    assert "tracking parameter" in (find_style_fault(url) or "")
    assert "tracking parameter" in (find_source_fault(url) or "")


def test_maintainers_write_addresses_in_ascii() -> None:
    assert find_style_fault("https://x.example/über") == "holds characters beyond ASCII; percent-encode them"
    assert find_style_fault("https://x.example/%C3%BCber?a=b#utm_source=c") is None


def test_a_source_is_a_page() -> None:
    assert find_source_fault("https://anywhere.example/a") is None
    assert find_source_fault("mailto:a@x.example") == "is a mail address; a source is a page"
