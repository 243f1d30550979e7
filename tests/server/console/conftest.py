"""Fixtures of the console's tests: an application of its own for each test, or one that a module only reads from."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fairnotice.app import create_app
from fairnotice.console import publish
from fairnotice.publication.keys import KeyFolder
from fairnotice.settings import Settings
from server.console.kit import House
from server.installation import Client, make_installation


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder that every application of these tests begins with a copy of."""
    folder = tmp_path_factory.mktemp("installed") / "data"
    folder.mkdir()
    make_installation(Settings(data=folder))
    return folder


@pytest.fixture(scope="module")
def make_house(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., House]]:
    made: list[House] = []

    def make(**changes: Any) -> House:
        folder = tmp_path_factory.mktemp("console") / "data"
        shutil.copytree(installed, folder)
        settings = Settings(data=folder, **changes)
        app = create_app(settings)
        app.test_client_class = Client
        # It would write to the store while a test compares what was there before and after.
        app.extensions["fairnotice"]["keeper"].stop()
        made.append(House(app, KeyFolder(settings.keys)))
        return made[-1]

    yield make
    for house in made:
        house.store.close()


@pytest.fixture
def house(make_house: Callable[..., House]) -> House:
    return make_house()


@pytest.fixture(scope="module")
def lasting_house(make_house: Callable[..., House]) -> House:
    """One for all tests of a module, which must not mind what the others did."""
    return make_house()


@pytest.fixture(autouse=True)
def no_signer(monkeypatch: pytest.MonkeyPatch) -> None:
    """In these tests nobody carries out orders, so no page waits for that."""
    monkeypatch.setattr(publish, "WAIT_SECONDS", 0.0)
