"""Whatever a file of others holds, reading and matching it lists faults and never breaks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairnotice.errors import Fault, Invalid, Misconfigured
from fairnotice.store.contract import Store
from fairnotice.store.sqlite import SqliteStore
from fairnotice.watch.imports import datarequests, justdeleteme, open_terms_archive, shared_credentials
from fairnotice.watch.imports.facts import Fact
from fairnotice.watch.imports.matching import match
from fairnotice.watch.imports.proposing import propose
from server.workflow.kit import NOW, WRITER, make_house

KEYS = (
    "name", "url", "difficulty", "domains", "slug", "email", "webform", "web", "quality", "relevant-countries",
    "shared", "from", "to", "fromDomainsAreObsoleted", "terms", "documents", "Privacy Policy", "fetch", "select",
    "combine",
)  # fmt: skip
TEXTS = st.sampled_from(
    [
        "https://rumble.com/a", "http://rumble.com", "rumble.com", "https://rumble.com:99999/", "https://[::1", "easy",
        "a@rumble.com", "a b@rumble.com", "\ud800", "x" * 5000, "", " ", "\x1b[2J", "https://rumble.com/\ud800",
        "xn--a.rumble.com", "127.0.0.1", "all", "de", "<b>", "tested", "https://rumble.com/?a=https://b.example",
    ]
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=20,
)
ENTRIES = st.fixed_dictionaries({}, optional={key: TEXTS | st.lists(TEXTS, max_size=3) | VALUES for key in KEYS})
READERS = (justdeleteme, datarequests, shared_credentials, open_terms_archive)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = SqliteStore(tmp_path / "store.db")
    make_house(store, tmp_path)
    yield store
    store.close()


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.ORIGIN.publisher)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=VALUES | st.lists(ENTRIES, max_size=4))
def test_any_json_is_read_to_its_end(store: Store, tmp_path: Path, reader: Any, value: Any) -> None:
    read: Callable[[Path], Iterable[Fact | Fault]] = reader.read
    (tmp_path / "file.json").write_text(json.dumps(value))
    try:
        found = match(store, read(tmp_path / "file.json"))
    except (Invalid, Misconfigured):
        return
    for _ in propose(store, WRITER, reader.ORIGIN, found, now=NOW):
        pass


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.ORIGIN.publisher)
def test_half_a_character_in_a_name_stops_nothing(store: Store, tmp_path: Path, reader: Any) -> None:
    name, url = "\ud800", "https://rumble.com/new"
    entry = {
        "name": name, "slug": name, "url": url, "difficulty": "easy", "domains": ["rumble.com"], "web": url,
        "email": "new@rumble.com", "shared": ["rumble.com", "rumble.example"],
        "terms": {"Privacy Policy": {"fetch": url}},
    }  # fmt: skip
    (tmp_path / "file.json").write_text(json.dumps([entry]))
    found = match(store, reader.read(tmp_path / "file.json"))
    assert found.count + len(found.faults) == 1
    assert len(list(propose(store, WRITER, reader.ORIGIN, found, now=NOW))) == found.count
