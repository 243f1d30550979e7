"""What grows old is named in time: notices nobody verified for 90 days, a head that is not renewed, an old root."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairnotice.catalogue.model import Platform
from fairnotice.publication.head import LIFE, sign_head
from fairnotice.publication.trust import read_newest_root
from fairnotice.store.contract import Store
from fairnotice.workflow.upkeep import HEAD_NOTICE, ROOT_NOTICE, VERIFY_EVERY, find_expiries, find_unverified
from server.factories import make_notice, make_platform
from server.workflow.kit import CATALOGUE, NOW, House

LAST = (NOW - VERIFY_EVERY).strftime("%Y-%m-%d")


def keep(house: House, *platforms: Platform) -> None:
    for platform in platforms:
        house.publish(platform)


def verified(id: str, on: str | None, **changes: object) -> Platform:
    return make_platform(id, notices=(make_notice("a-notice", verified_on=on, **changes),))


def list_ids(house: House) -> list[str]:
    """Answer the platforms of the notices to look at, but for those the installation began with."""
    began = {"lemon8", "quillbot", "rumble"}
    return [item.platform for item in find_unverified(house.store, NOW) if item.platform not in began]


@pytest.mark.parametrize(
    ("on", "is_old"),
    [
        (None, True),
        ("2020-01-01", True),
        ((NOW - VERIFY_EVERY - timedelta(days=1)).strftime("%Y-%m-%d"), True),
        (LAST, False),
        (NOW.strftime("%Y-%m-%d"), False),
        ("2026-08", True),
        ("2026-09", False),
    ],
)
def test_a_notice_is_to_be_verified_again_after_ninety_days(house: House, on: str | None, is_old: bool) -> None:
    assert LAST == "2026-08-26"
    keep(house, verified("a", on))
    assert list_ids(house) == (["a"] if is_old else [])


def test_what_may_speak_up_comes_first_then_what_was_never_verified_then_the_oldest(house: House) -> None:
    keep(
        house, verified("know-old", "2020-01-01", attention="know"), verified("act-newer", "2026-01-01"),
        verified("act-never", None), verified("act-older", "2025-01"), verified("know-never", None, attention="know"),
    )  # fmt: skip
    assert list_ids(house) == ["act-never", "act-older", "act-newer", "know-never", "know-old"]


def test_an_item_says_all_that_the_desk_shows(house: House) -> None:
    keep(house, verified("a", "2025-03"))
    item = next(item for item in find_unverified(house.store, NOW) if item.platform == "a")
    assert (item.name, item.notice, item.headline, item.verified_on) == (
        "A", "a-notice", "Your posts may train AI", "2025-03",
    )  # fmt: skip


def test_what_left_the_catalogue_is_not_to_be_verified(house: House) -> None:
    keep(house, verified("a", None))
    house.publish(None, id="a")
    assert list_ids(house) == []


def test_nothing_is_said_of_a_store_that_is_empty(store: Store) -> None:
    assert find_unverified(store, NOW) == []
    assert find_expiries(store, NOW) == []


def test_a_head_that_was_not_signed_again_is_named_while_it_is_still_good(house: House) -> None:
    sign_head(house.store, house.keys.read("timestamp"), catalogue=CATALOGUE, now=NOW)
    expires = NOW + LIFE
    assert find_expiries(house.store, expires - HEAD_NOTICE) == []
    for moment in (expires - HEAD_NOTICE + timedelta(seconds=1), expires + timedelta(days=1)):
        (sentence,) = find_expiries(house.store, moment)
        assert f"The head expires on {expires:%Y-%m-%d}" in sentence
        assert "timestamp" in sentence


def test_a_root_that_expires_within_sixty_days_is_named(house: House) -> None:
    root = read_newest_root(house.store)
    assert find_expiries(house.store, root.expires - ROOT_NOTICE) == []
    (sentence,) = find_expiries(house.store, root.expires - ROOT_NOTICE + timedelta(seconds=1))
    assert f"Root 1 expires on {root.expires:%Y-%m-%d}" in sentence
    assert "rotate a key" in sentence
