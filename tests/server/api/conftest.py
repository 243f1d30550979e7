"""Fixtures of the API's tests: a real application over a small published catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fairnotice.app import create_app
from fairnotice.settings import Settings
from server.installation import Client, make_installation


@pytest.fixture
def make_app(tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Make an application; `is_empty` leaves the store without an edition, the rest are settings."""
    made: list[Flask] = []

    def make(*, is_empty: bool = False, **changes: Any) -> Flask:
        settings = Settings(data=tmp_path / "data", **changes)
        settings.data.mkdir(exist_ok=True)
        if not is_empty:
            make_installation(settings)
        made.append(create_app(settings))
        made[-1].test_client_class = Client
        return made[-1]

    yield make
    for app in made:
        app.extensions["fairnotice"]["keeper"].stop()
        app.extensions["fairnotice"]["store"].close()


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="module")
def lasting_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A client of an application that the tests of a module only read from."""
    settings = Settings(data=tmp_path_factory.mktemp("data"))
    make_installation(settings)
    app = create_app(settings)
    app.test_client_class = Client
    yield app.test_client()
    app.extensions["fairnotice"]["keeper"].stop()
    app.extensions["fairnotice"]["store"].close()
