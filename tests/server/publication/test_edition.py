"""Editions: one commit each, chained to the one before, with deltas for the last 64."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest

from fairnotice.errors import Conflict, NotFound
from fairnotice.publication.delta import OFFERED, apply_delta
from fairnotice.publication.edition import (
    make_deltas,
    read_current,
    read_edition_number,
)
from fairnotice.publication.envelope import MANIFEST_TYPE, Role, hash_hex, open_envelope
from fairnotice.publication.pack import compute_digest, write_pack
from server.factories import CATALOGUE, House, make_notice, make_platform


def read_payload(house: House, manifest: bytes) -> dict[str, Any]:
    key = house.keys.read("catalogue")
    return open_envelope(manifest, MANIFEST_TYPE, Role({key.id: key.public}, 1)).payload


def dump(house: House) -> list[Any]:
    return [house.store.list(name) for name in ("state", "editions", "lines")]


def test_an_edition_says_what_it_consists_of(house: House) -> None:
    assert house.publish(make_platform("x"), make_platform("a-b"), make_platform("a")) == 1
    current = read_current(house.store)
    payload = read_payload(house, current.manifest)
    assert [line.id for line in current.lines["en"]] == [
        "a",
        "a-b",
        "a-b/ai-sharing",
        "a/ai-sharing",
        "x",
        "x/ai-sharing",
    ]
    facts = payload["packs"]["en"]
    data = write_pack(current.lines["en"])
    assert (facts["records"], facts["bytes"], facts["sha256"]) == (6, len(data), hash_hex(data))
    assert facts["digest"] == compute_digest(current.lines["en"])
    assert facts["deltas"] == {}
    assert {key: payload[key] for key in ("catalogue", "format", "edition", "previous", "licence")} == {
        "catalogue": CATALOGUE, "format": 1, "edition": 1, "previous": None, "licence": "CC0-1.0",
    }  # fmt: skip
    assert payload["published"] == "2026-11-24T09:00:00Z"
    assert payload["valid_until"] == "2027-11-24T09:00:00Z"


def test_each_manifest_names_the_one_before(house: House) -> None:
    house.publish_texts(["one", "two", "three"])
    manifests = read_current(house.store).manifests
    assert sorted(manifests) == [1, 2, 3]
    for number in (2, 3):
        assert read_payload(house, manifests[number])["previous"] == hash_hex(manifests[number - 1])


def test_only_what_changed_is_in_the_delta_and_a_retired_notice_leaves(house: House) -> None:
    house.publish(make_platform("x", notices=(make_notice("ads"), make_notice("b"))), make_platform("y"))
    house.publish(make_platform("x", notices=(make_notice("b"),)), retired=["y"])
    current = read_current(house.store)
    rows = [json.loads(row) for row in make_deltas(current.steps, 2, "en")[1].splitlines()]
    assert rows[1:] == [["-", "x/ads"], ["-", "y"], ["-", "y/ai-sharing"]]


def test_deltas_are_offered_for_the_last_64_editions_only(house: House) -> None:
    assert OFFERED == 64
    others = [make_platform(f"p{number}") for number in range(30)]
    house.publish(*others)
    first = None
    for number in range(2, 68):
        house.publish_texts([f"text {number}"])
        if number == 3:
            first = read_current(house.store).lines["en"]
    current = read_current(house.store)
    deltas = make_deltas(current.steps, 67, "en")
    assert list(deltas) == list(range(66, 2, -1))
    facts = read_payload(house, current.manifest)["packs"]["en"]
    assert facts["deltas"] == {str(start): len(delta) for start, delta in deltas.items()}
    assert first is not None
    found = apply_delta(first, deltas[3], from_edition=3, to_edition=67, pack="en")
    assert found == current.lines["en"]


def test_a_delta_that_is_not_smaller_than_the_pack_is_not_offered(house: House) -> None:
    house.publish_texts(["one", "two"])
    current = read_current(house.store)
    assert read_payload(house, current.manifest)["packs"]["en"]["deltas"].keys() == {"1"}
    house.publish(make_platform("x", name="Another", notices=(make_notice(summary="All of it is new."),)))
    facts = read_payload(house, read_current(house.store).manifest)["packs"]["en"]
    assert "2" not in facts["deltas"]


def test_of_two_publishers_at_once_exactly_one_wins(house: House) -> None:
    house.publish(make_platform("x"), make_platform("y"))
    prepared = [house.prepare(make_platform(id, name=f"New {id}")) for id in ("x", "y")]
    together = threading.Barrier(2)
    outcomes: list[str] = []

    def commit(number: int) -> None:
        together.wait()
        try:
            house.commit(prepared[number])
            outcomes.append(f"{'xy'[number]} won")
        except Conflict:
            outcomes.append("conflict")

    threads = [threading.Thread(target=commit, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (won,) = [outcome[0] for outcome in outcomes if outcome != "conflict"]
    assert sorted(outcomes) == sorted([f"{won} won", "conflict"])
    current = read_current(house.store)
    assert current.edition == 2
    new = {line.id for line in current.lines["en"] if '"name":"New ' in line.text}
    assert new == {won}
    assert current.manifest == prepared["xy".index(won)].manifest


def test_a_publisher_that_lost_wrote_nothing(house: House) -> None:
    house.publish(make_platform("x"))
    late = house.prepare(make_platform("y"), retired=["x"])
    house.publish_texts(["meanwhile"])
    before = dump(house)
    with pytest.raises(Conflict):
        house.commit(late)
    assert dump(house) == before


def test_before_the_first_edition_there_is_none(house: House) -> None:
    assert read_edition_number(house.store) == 0
    with pytest.raises(NotFound):
        read_current(house.store)
