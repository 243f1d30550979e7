"""Rolling back publishes the content of an earlier edition as a new one."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from fairnotice.errors import Conflict, Invalid, NotFound, Refused
from fairnotice.publication.edition import read_edition_number
from fairnotice.workflow.history import read_history
from fairnotice.workflow.marks import Mark
from fairnotice.workflow.publish import publish, roll_back
from server.workflow.kit import (
    DELETION,
    PUBLISHING,
    REVIEWING,
    House,
    Interrupted,
    change_notice,
    dump_store,
    get_platform,
)

OWN = ("revision", "revised_on", "history")
MARKS = {DELETION: Mark(True, "It changed")}
EDITED = change_notice(get_platform("rumble"), DELETION, headline="Deleting takes a month")


def describe(house: House) -> dict[str, dict[str, Any]]:
    """Answer the published records without what counts up."""
    records = (json.loads(line.text) for line in house.lines())
    return {record["id"]: {k: v for k, v in record.items() if k not in OWN} for record in records}


def read_revision(house: House) -> tuple[int, list[str]]:
    record = next(json.loads(line.text) for line in house.lines() if line.id == "rumble/account-deletion")
    return record["revision"], [entry["reason"] for entry in record["history"]]


def change_everything(house: House) -> None:
    """Edit one platform, retire one and add one."""
    house.publish(EDITED, marks=MARKS)
    house.publish(None, id="quillbot")
    house.publish(get_platform("weather-com"))


@pytest.mark.parametrize("edition", [1, 2, 3])
def test_the_content_equals_that_of_the_earlier_edition(house: House, edition: int) -> None:
    states = {1: describe(house)}
    house.publish(EDITED, marks=MARKS)
    states[2] = describe(house)
    house.publish(None, id="quillbot")
    states[3] = describe(house)
    house.publish(get_platform("weather-com"))
    assert roll_back(house.store, PUBLISHING, edition, house.publisher(), reason="A mistake") == 5
    assert describe(house) == states[edition]


def test_revisions_grow_and_a_cosmetic_return_is_not_told(house: House) -> None:
    house.publish(EDITED, marks=MARKS)
    roll_back(house.store, PUBLISHING, 1, house.publisher(), reason="A mistake")
    assert read_revision(house) == (3, ["First published", "It changed"])


def test_a_material_return_is_told_with_its_reason(house: House) -> None:
    house.publish(EDITED, marks=MARKS)
    roll_back(house.store, PUBLISHING, 1, house.publisher(), reason="A mistake", is_material=True)
    assert read_revision(house) == (3, ["First published", "It changed", "A mistake"])


def test_one_can_come_back_again(house: House) -> None:
    change_everything(house)
    before = describe(house)
    roll_back(house.store, PUBLISHING, 1, house.publisher(), reason="A mistake")
    assert roll_back(house.store, PUBLISHING, 4, house.publisher(), reason="No mistake after all") == 6
    assert describe(house) == before


def test_the_history_names_it(house: House) -> None:
    change_everything(house)
    roll_back(house.store, PUBLISHING, 1, house.publisher(), reason="A mistake")
    newest = read_history(house.store)[0]
    assert newest.title == "Back to edition 1: A mistake"
    assert newest.platforms == ("quillbot", "rumble", "weather-com")


def test_the_history_of_one_platform_leaves_the_others_out(house: House) -> None:
    change_everything(house)
    assert [item.edition for item in read_history(house.store, platform="quillbot")] == [3, 1]
    assert [item.edition for item in read_history(house.store, limit=2)] == [4, 3]


@pytest.mark.parametrize("edition", [-1, 0, 2, 3])
def test_only_an_earlier_edition_is_brought_back(house: House, edition: int) -> None:
    house.publish(EDITED, marks=MARKS)
    with pytest.raises(NotFound, match="1 to 1"):
        roll_back(house.store, PUBLISHING, edition, house.publisher(), reason="A mistake")


def test_nothing_to_bring_back_is_said(house: House) -> None:
    house.publish(EDITED, marks=MARKS)
    house.publish(get_platform("rumble"), marks=MARKS)
    with pytest.raises(Invalid, match="as it was in edition 1"):
        roll_back(house.store, PUBLISHING, 1, house.publisher(), reason="A mistake")


@pytest.mark.parametrize("reason", ["", " ", "x" * 201])
def test_it_takes_a_reason_of_one_sentence(house: House, reason: str) -> None:
    house.publish(EDITED, marks=MARKS)
    with pytest.raises(Invalid, match="reason is one sentence"):
        roll_back(house.store, PUBLISHING, 1, house.publisher(), reason=reason)


def test_it_takes_the_role(house: House) -> None:
    house.publish(EDITED, marks=MARKS)
    with pytest.raises(Refused, match="no publisher"):
        roll_back(house.store, REVIEWING, 1, house.publisher(), reason="A mistake")


def test_an_edition_that_comes_in_between_is_a_conflict(house: House) -> None:
    house.publish(EDITED, marks=MARKS)
    other = house.approve(replace(get_platform("quillbot"), name="Quill"))
    slow = Interrupted(
        house.store, "list", ("lines",), lambda: publish(house.store, PUBLISHING, [other], house.publisher())
    )
    with pytest.raises(Conflict):
        roll_back(slow, PUBLISHING, 1, house.publisher(), reason="A mistake")
    after = dump_store(house.store)
    assert read_edition_number(house.store) == 3
    assert len(after["editions"]) == 3  # type: ignore[arg-type]
