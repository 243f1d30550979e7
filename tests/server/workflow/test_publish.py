"""Publishing: one commit that happens whole or not at all, and revisions that only grow."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fairnotice.errors import Conflict, Invalid, Misconfigured, NotFound, Refused
from fairnotice.publication.edition import read_current, read_edition_number
from fairnotice.publication.keys import make_key
from fairnotice.store.contract import Store
from fairnotice.workflow.marks import Mark
from fairnotice.workflow.platforms import read_platform, read_published_platform
from fairnotice.workflow.proposals import PUBLISHED, read_proposal
from fairnotice.workflow.publish import Publisher, publish, publish_first
from server.workflow.kit import (
    CATALOGUE,
    DELETION,
    NOW,
    PUBLISHING,
    REVIEWING,
    House,
    Interrupted,
    change_notice,
    dump_store,
    get_platform,
)


def read_record(house: House, id: str) -> dict[str, Any]:
    return next(json.loads(line.text) for line in house.lines() if line.id == id)


def edit(id: str, headline: str, base: Any = None) -> Any:
    return change_notice(base or get_platform(id), DELETION, headline=headline)


def mark(reason: str = "It changed", *, material: bool = True) -> dict[str, Mark]:
    return {DELETION: Mark(material, reason)}


def test_several_proposals_become_one_edition(house: House) -> None:
    numbers = [
        house.approve(edit("rumble", "One"), marks=mark()),
        house.approve(edit("quillbot", "Two"), marks=mark()),
        house.approve(get_platform("weather-com")),
    ]
    assert publish(house.store, PUBLISHING, numbers, house.publisher()) == 2
    assert read_record(house, "rumble/account-deletion")["headline"] == "One"
    assert read_record(house, "quillbot/account-deletion")["headline"] == "Two"
    assert read_record(house, "weather-com")["name"] == get_platform("weather-com").name
    closed = [read_proposal(house.store, number) for number in numbers]
    assert [(p.state, p.edition) for p in closed] == [(PUBLISHED, 2)] * 3


def test_publishing_takes_the_role(house: House) -> None:
    number = house.approve(edit("rumble", "One"), marks=mark())
    with pytest.raises(Refused, match="no publisher"):
        publish(house.store, REVIEWING, [number], house.publisher())


def test_only_an_approved_proposal_is_published(house: House) -> None:
    number = house.propose(edit("rumble", "One"), marks=mark())
    before = dump_store(house.store)
    with pytest.raises(Conflict, match="in-review; only an approved one"):
        publish(house.store, PUBLISHING, [number], house.publisher())
    assert dump_store(house.store) == before


def test_a_proposal_is_published_once(house: House) -> None:
    house.publish(edit("rumble", "One"), marks=mark())
    with pytest.raises(Conflict, match="is published"):
        publish(house.store, PUBLISHING, [1], house.publisher())


def test_nothing_to_publish_is_said(house: House) -> None:
    with pytest.raises(Invalid, match="approve a proposal first"):
        publish(house.store, PUBLISHING, [], house.publisher())


def test_a_platform_that_changed_meanwhile_is_a_conflict(house: House) -> None:
    late = house.approve(edit("rumble", "Late"), marks=mark())
    house.publish(edit("rumble", "Early"), marks=mark())
    before = dump_store(house.store)
    with pytest.raises(Conflict, match=f"changed since proposal {late}"):
        publish(house.store, PUBLISHING, [late], house.publisher())
    assert dump_store(house.store) == before


def test_two_proposals_for_one_platform_are_not_published_together(house: House) -> None:
    numbers = [house.approve(edit("rumble", text), marks=mark()) for text in ("One", "Two")]
    before = dump_store(house.store)
    with pytest.raises(Conflict):
        publish(house.store, PUBLISHING, numbers, house.publisher())
    assert dump_store(house.store) == before


@pytest.mark.parametrize(("method", "arguments"), [("list", ("lines",)), ("get", ("state", "edition")), ("commit", ())])
def test_an_edition_that_comes_in_between_is_a_conflict(house: House, method: str, arguments: tuple[str, ...]) -> None:
    first = house.approve(edit("rumble", "One"), marks=mark())
    second = house.approve(edit("quillbot", "Two"), marks=mark())
    other = Interrupted(
        house.store, method, arguments, lambda: publish(house.store, PUBLISHING, [second], house.publisher())
    )
    try:
        edition = publish(other, PUBLISHING, [first], house.publisher())
    except Conflict:
        assert read_edition_number(house.store) == 2
        assert read_proposal(house.store, first).edition is None
    else:  # the other one was before this one's first look
        assert read_proposal(house.store, first).edition == edition == 3


def test_a_host_that_is_taken_in_between_is_never_published_twice(house: House) -> None:
    first = house.approve(get_platform("weather-com"))
    second = house.approve(get_platform("rumble", hosts=("rumble.com", "weather.com")))
    other = Interrupted(
        house.store,
        "get",
        ("state", "edition"),
        lambda: publish(house.store, PUBLISHING, [second], house.publisher()),
        skip=1,
    )
    with pytest.raises(Conflict):
        publish(other, PUBLISHING, [first], house.publisher())
    owners = [line.id for line in house.lines() if "weather.com" in json.loads(line.text).get("hosts", ())]
    assert owners == ["rumble"]


def test_only_a_notice_that_differs_gets_a_new_revision(house: House) -> None:
    platform = get_platform("rumble")
    second = replace(platform.notices[0], id="second")
    house.publish(replace(platform, notices=(*platform.notices, second)))
    assert read_record(house, "rumble/account-deletion")["revision"] == 1
    assert read_record(house, "rumble/second")["revision"] == 1
    both = replace(platform, notices=(replace(platform.notices[0], headline="New"), second))
    house.publish(both, marks=mark())
    assert read_record(house, "rumble/account-deletion")["revision"] == 2
    assert read_record(house, "rumble/second")["revision"] == 1


def test_what_is_not_published_bumps_nothing(house: House) -> None:
    before = house.lines()
    changed = change_notice(get_platform("rumble"), DELETION, notes="Seen again by a maintainer")
    assert house.publish(changed) == 2
    assert house.lines() == before
    assert read_published_platform(house.store, "rumble") == changed


def test_a_material_change_is_told_and_a_cosmetic_one_is_not(house: House) -> None:
    cosmetic = edit("rumble", "Clearer")
    house.publish(cosmetic, marks=mark("Clearer words", material=False), days=1)
    record = read_record(house, "rumble/account-deletion")
    first = {"revision": 1, "on": "2026-11-24", "reason": "First published"}
    assert (record["revision"], record["revised_on"], record["history"]) == (2, "2026-11-25", [first])
    house.publish(edit("rumble", "Other", cosmetic), marks=mark("The delay doubled"), days=2)
    record = read_record(house, "rumble/account-deletion")
    third = {"revision": 3, "on": "2026-11-26", "reason": "The delay doubled"}
    assert (record["revision"], record["revised_on"], record["history"]) == (3, "2026-11-26", [first, third])


def test_a_notice_that_was_removed_and_returns_goes_on_counting(house: House) -> None:
    platform = get_platform("rumble")
    house.publish(replace(platform, notices=()))
    assert all(line.id != "rumble/account-deletion" for line in house.lines())
    house.publish(platform)
    assert read_record(house, "rumble/account-deletion")["revision"] == 2


def test_a_platform_that_was_retired_and_returns_goes_on_counting(house: House) -> None:
    house.publish(None, id="rumble")
    house.publish(get_platform("rumble"))
    assert read_record(house, "rumble/account-deletion")["revision"] == 2


def test_a_retired_platforms_notices_leave_the_next_delta(house: House) -> None:
    house.publish(None, id="rumble")
    changes = read_current(house.store).steps[2]["en"]
    assert [(change.id, change.after) for change in changes] == [("rumble", None), ("rumble/account-deletion", None)]
    assert not [line for line in house.lines() if line.id.startswith("rumble")]
    with pytest.raises(NotFound):
        read_published_platform(house.store, "rumble")


def test_a_host_belongs_to_one_platform(house: House) -> None:
    number = house.approve(get_platform("weather-com", hosts=("weather.com", "rumble.com")))
    before = dump_store(house.store)
    with pytest.raises(Invalid, match=r"rumble\.com belongs to rumble already"):
        publish(house.store, PUBLISHING, [number], house.publisher())
    assert dump_store(house.store) == before


def test_two_new_platforms_cannot_share_a_host(house: House) -> None:
    numbers = [
        house.approve(get_platform("weather-com")),
        house.approve(get_platform("getty-images", hosts=("gettyimages.com", "weather.com"))),
    ]
    with pytest.raises(Invalid, match=r"weather\.com belongs to"):
        publish(house.store, PUBLISHING, numbers, house.publisher())


def test_a_host_moves_when_its_platform_is_retired_in_the_same_edition(house: House) -> None:
    numbers = [
        house.approve(None, id="rumble"),
        house.approve(get_platform("weather-com", hosts=("weather.com", "rumble.com"))),
    ]
    assert publish(house.store, PUBLISHING, numbers, house.publisher()) == 2


def test_a_key_that_no_root_names_signs_nothing(house: House) -> None:
    number = house.approve(edit("rumble", "One"), marks=mark())
    before = dump_store(house.store)
    with pytest.raises(Misconfigured, match="not the one that the newest root names"):
        publish(house.store, PUBLISHING, [number], Publisher(CATALOGUE, make_key(), NOW))
    assert dump_store(house.store) == before


def test_a_catalogue_keeps_its_name(house: House) -> None:
    number = house.approve(edit("rumble", "One"), marks=mark())
    other = Publisher("other", house.keys.read("catalogue"), NOW)
    with pytest.raises(Misconfigured, match="'fairnotice'"):
        publish(house.store, PUBLISHING, [number], other)


def test_the_first_edition_is_published_once(house: House) -> None:
    with pytest.raises(Conflict, match="an edition already"):
        publish_first(house.store, [get_platform("x")], house.publisher())


def test_of_two_publishers_at_once_one_wins(any_house: House) -> None:
    numbers = [
        any_house.approve(edit("rumble", "One"), marks=mark()),
        any_house.approve(edit("quillbot", "Two"), marks=mark()),
    ]
    start = threading.Barrier(2)
    answers: dict[int, int | Conflict] = {}

    class Meeting(Interrupted):
        """Both have read everything before either of them writes."""

    def run(number: int) -> None:
        store: Store = Meeting(any_house.store, "commit", (), lambda: start.wait(20))  # type: ignore[assignment]
        try:
            answers[number] = publish(store, PUBLISHING, [number], any_house.publisher())
        except Conflict as error:
            answers[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [number for number in numbers if answers[number] == 2]
    assert len(winners) == 1
    (loser,) = set(numbers) - set(winners)
    assert "Somebody else published meanwhile" in str(answers[loser])
    assert read_edition_number(any_house.store) == 2
    assert read_proposal(any_house.store, loser).state == "approved"
    assert publish(any_house.store, PUBLISHING, [loser], any_house.publisher()) == 3
    assert read_platform(any_house.store, "rumble").revisions[DELETION].number == 2


def test_a_record_that_is_too_long_stops_the_whole_edition(house: House, tmp_path: Path) -> None:
    source = get_platform("rumble").notices[0].sources[0]
    long = change_notice(get_platform("rumble"), DELETION, sources=(source,) * 60)
    number = house.approve(long, marks=mark())
    before = dump_store(house.store)
    with pytest.raises(Invalid, match="8192 are allowed"):
        publish(house.store, PUBLISHING, [number], house.publisher())
    assert dump_store(house.store) == before
