"""Makes a small installation for the tests of what is asked over HTTP, and the client that asks it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from fairnotice.catalogue.files import BUILT_IN, read_platform
from fairnotice.publication.keys import KeyFolder
from fairnotice.settings import Settings
from fairnotice.store.open import open_store
from fairnotice.workflow.first_start import SETUP, init_keys
from fairnotice.workflow.publish import Publisher, publish_first

PLATFORMS = ("lemon8", "quillbot", "rumble", "x")


class Client(FlaskClient):
    """A client that reads every answer to its end, so that no file stays open."""

    def open(self, *args: Any, **more: Any) -> TestResponse:
        return super().open(*args, **{"buffered": True} | more)


def make_installation(settings: Settings) -> None:
    """Make keys and edition 1 of a few platforms."""
    store, keys, now = open_store(settings.store_url), KeyFolder(settings.keys), datetime.now(UTC)
    init_keys(store, keys, SETUP, catalogue=settings.catalogue, now=now)
    platforms = [read_platform(BUILT_IN / f"{id}.json") for id in PLATFORMS]
    publish_first(store, platforms, Publisher(settings.catalogue, keys.read("catalogue"), now))
    store.close()
