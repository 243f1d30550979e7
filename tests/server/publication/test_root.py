"""Roots: each follows the one before by both thresholds (more examples in tests/vectors)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fairnotice.errors import NotFound, Untrusted
from fairnotice.publication.envelope import ROOT_TYPE, Role, seal
from fairnotice.publication.keys import make_key
from fairnotice.publication.root import Root, open_first_root, open_next_root, seal_root
from fairnotice.publication.trust import put_root, read_newest_root, read_root_version
from fairnotice.store.contract import Batch, Delete, Put
from server.factories import START, House

KEYS = [make_key() for _ in range(3)]
ONLINE = make_key()
ONE = Role({ONLINE.id: ONLINE.public}, 1)
FIRST = Root(
    "fairnotice", 1, START, 0, (), {"root": Role({k.id: k.public for k in KEYS}, 2), "catalogue": ONE, "timestamp": ONE}
)


def test_a_first_root_must_sign_itself() -> None:
    assert open_first_root(seal_root(FIRST, KEYS[:2])) == FIRST
    with pytest.raises(Untrusted, match="1 valid signatures of known keys, 2 are needed"):
        open_first_root(seal_root(FIRST, KEYS[:1]))
    with pytest.raises(Untrusted):
        open_first_root(seal_root(FIRST, [ONLINE, make_key()]))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"format": 2}, "has format 2"),
        ({"version": "1"}, "not complete"),
        ({"version": 1.0}, "not complete"),
        ({"version": True}, "not complete"),
        ({"floor": None}, "not complete"),
        ({"expires": "soon"}, "not complete"),
        ({"keys": {}}, "not complete"),
        ({"keys": []}, "not complete"),
        ({"roles": {}}, "not complete"),
        ({"mirrors": None}, "not complete"),
    ],
)
def test_a_root_that_is_not_complete_is_refused(changes: dict[str, Any], reason: str) -> None:
    file = seal(ROOT_TYPE, FIRST.to_payload() | changes, KEYS)
    with pytest.raises(Untrusted, match=reason):
        open_first_root(file)


@pytest.mark.parametrize("threshold", [0, -1, 4])
def test_a_threshold_can_be_met_and_is_one_at_least(threshold: int) -> None:
    roles = {**FIRST.roles, "root": replace(FIRST.roles["root"], threshold=threshold)}
    with pytest.raises(Untrusted, match=f"asks {threshold} of 3 keys"):
        open_first_root(seal_root(replace(FIRST, roles=roles), KEYS))


def test_the_store_keeps_the_chain_and_reads_it_verified(house: House) -> None:
    first = read_newest_root(house.store)
    assert (first.version, read_root_version(house.store)) == (1, 1)
    stranger = seal_root(replace(first, version=2), [make_key()])
    house.store.commit(Batch(puts=[put_root(2, stranger)]))
    with pytest.raises(Untrusted):
        read_newest_root(house.store)


def test_a_store_without_a_root_says_so(house: House) -> None:
    house.store.commit(Batch(puts=[Put("roots", "000003", {"envelope": ""})]))
    assert read_newest_root(house.store).version == 1  # a gap ends the chain
    house.store.commit(Batch(deletes=[Delete("roots", "000001")]))
    with pytest.raises(NotFound, match="no keys yet"):
        read_newest_root(house.store)


def test_versions_follow_each_other_by_one() -> None:
    for version in (0, 1, 3, 33):
        with pytest.raises(Untrusted, match=f"Root {version} cannot follow root 1"):
            open_next_root(FIRST, seal_root(replace(FIRST, version=version), KEYS))
