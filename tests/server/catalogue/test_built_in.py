"""The catalogue that comes with the package is whole and without a fault."""

from __future__ import annotations

import json

import pytest

from fairnotice.catalogue.files import BUILT_IN, check_catalogue, format_platform
from fairnotice.catalogue.hosts import find_platform
from fairnotice.catalogue.model import Platform
from fairnotice.catalogue.schema import load_platform


@pytest.fixture(scope="module")
def platforms() -> list[Platform]:
    found, faults = check_catalogue(BUILT_IN)
    assert faults == []
    return found


def test_it_has_203_platforms_and_no_fault(platforms: list[Platform]) -> None:
    assert len(platforms) == 203


def test_formatting_is_stable(platforms: list[Platform]) -> None:
    for platform in platforms:
        text = format_platform(platform)
        assert format_platform(load_platform(json.loads(text))) == text


def test_every_host_leads_to_its_platform(platforms: list[Platform]) -> None:
    hosts = {host: platform.id for platform in platforms for host in platform.hosts}
    for platform in platforms:
        for host in platform.hosts:
            assert find_platform(hosts, host) == platform.id
            assert find_platform(hosts, f"some.{host}") == platform.id
