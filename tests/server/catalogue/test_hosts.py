"""Which hosts a platform may claim, and whose a host is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fairnotice.catalogue.hosts import find_host_fault, find_platform, host_of_url, normalize_host

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[2] / "vectors" / "hosts.json").read_bytes())


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: f"{ascii(case['url'])[:40]} {case['why']}")
def test_every_shared_example_is_judged_as_written(case: dict[str, Any]) -> None:
    host = host_of_url(case["url"])
    assert (host and find_platform(VECTORS["hosts"], host)) == case["platform"]


def test_there_are_many_shared_examples() -> None:
    assert len(VECTORS["cases"]) >= 120


@pytest.mark.parametrize("host", ["x.com", "a.b.c.example", "xn--mnchen-3ya.example", "23andme.com", "amazon.co.uk"])
def test_a_host_in_its_one_form_is_fine(host: str) -> None:
    assert find_host_fault(host) is None


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("X.com", "lower-case A-label form"),
        ("x.com.", "lower-case A-label form"),
        (".x.com", "lower-case A-label form"),
        ("x..com", "lower-case A-label form"),
        ("münchen.example", "lower-case A-label form"),
        ("a_b.example", "lower-case A-label form"),
        ("*.x.com", "lower-case A-label form"),
        ("-a.example", "lower-case A-label form"),
        ("a-.example", "lower-case A-label form"),
        ("x.com:443", "lower-case A-label form"),
        ("https://x.com", "lower-case A-label form"),
        ("x.com\n", "lower-case A-label form"),
        ("", "lower-case A-label form"),
        (f"{'a' * 64}.example", "lower-case A-label form"),
        (".".join(["a" * 60] * 5), "lower-case A-label form"),
        ("127.0.0.1", "is an IP address"),
        ("1.2", "is an IP address"),
        ("localhost", "is a single label"),
        ("www.x.com", "starts with www"),
        ("xn--a.example", "is not valid IDNA"),
        ("xn--.example", "lower-case A-label form"),
        ("co.uk", "is a public suffix"),
        ("github.io", "is a public suffix"),
    ],
)
def test_a_host_that_is_none_or_everybodys_is_refused(host: str, reason: str) -> None:
    assert reason in (find_host_fault(host) or "")


@pytest.mark.parametrize("written", ["X.COM.", " x.com ", "x。com", "x.com:443", "ｘ.com"])
def test_a_host_as_people_write_it_is_brought_to_its_form(written: str) -> None:
    assert normalize_host(written) == "x.com"


@pytest.mark.parametrize("written", ["", " ", "x", "127.0.0.1", "a b.com", "x..com", "[::1]"])
def test_what_is_no_host_has_no_form(written: str) -> None:
    assert normalize_host(written) is None
