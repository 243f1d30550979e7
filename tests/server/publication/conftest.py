"""Fixtures of the publication's tests: a publisher of their own for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.factories import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.store.close()
