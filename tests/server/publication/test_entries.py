"""What the feeds tell: what is new, what calls for another look, and what left; nothing else."""

from __future__ import annotations

import pytest

from fairnotice.publication import entries
from fairnotice.publication.edition import read_current
from fairnotice.publication.entries import Entry, read_entries
from fairnotice.publication.shown import read_shown
from server.factories import House, make_notice, make_platform
from server.publication.showing import make_entry


def read(house: House, *withdrawn: str) -> list[Entry]:
    current = read_current(house.store)
    return read_entries(house.store, current.edition, read_shown(current.lines["en"], withdrawn))


def change(number: int, reason: str | None) -> dict[str, object]:
    """Answer the revision that is material for this reason, or cosmetic."""
    history = ({"revision": number, "on": "2026-11-24", "reason": reason},) if reason else ()
    return {"number": number, "history": history}


def test_a_new_notice_is_an_entry_with_its_texts_and_the_moment_of_its_edition(house: House) -> None:
    house.publish(make_platform(name="Ex"))
    (entry,) = read(house)
    assert entry == Entry(
        id="x/ai-sharing/1",
        kind="new",
        edition=1,
        updated="2026-11-24T09:00:00Z",
        platform="x",
        name="Ex",
        reason=None,
        notice="x/ai-sharing",
        topic="ai-sharing",
        headline="Your posts may train AI",
        summary="The policy lets it share posts.",
    )


def test_a_material_revision_is_an_entry_that_says_why_and_a_cosmetic_one_is_none(house: House) -> None:
    house.publish(make_platform())
    house.publish(make_platform(notices=(make_notice(summary="Moved"),)), **change(2, "The switch moved."))
    house.publish(make_platform(notices=(make_notice(summary="Better words"),)), **change(3, None))
    found = read(house)
    assert [(entry.id, entry.kind, entry.reason) for entry in found] == [
        ("x/ai-sharing/2", "changed", "The switch moved."),
        ("x/ai-sharing/1", "new", None),
    ]
    assert found[0].summary == "Moved"


def test_a_reason_of_an_earlier_revision_does_not_make_a_later_one_material(house: House) -> None:
    house.publish(make_platform())
    earlier = {"revision": 2, "on": "2026-11-24", "reason": "The switch moved."}
    house.publish(make_platform(notices=(make_notice(summary="New"),)), number=3, history=(earlier,))
    assert [entry.id for entry in read(house)] == ["x/ai-sharing/1"]


def test_a_platform_that_left_is_an_entry_and_what_was_told_of_it_goes(house: House) -> None:
    house.publish(make_platform("x"), make_platform("y", name="Why"))
    house.publish(retired=["y"])
    left, stayed = read(house)
    assert (left.id, left.kind, left.name, left.reason, left.notice) == ("y@2", "retired", "Why", "An edition", None)
    assert stayed.platform == "x"


def test_a_platform_that_left_and_came_back_has_other_ids(house: House) -> None:
    house.publish(make_platform("x"), make_platform("y"))
    house.publish(retired=["y"])
    house.publish(make_platform("y"), number=2)
    house.publish(retired=["y"])
    house.publish(make_platform("y"), number=3)
    ids = [entry.id for entry in read(house)]
    assert ids == ["y/ai-sharing/3", "y@4", "y/ai-sharing/2", "y@2", "x/ai-sharing/1", "y/ai-sharing/1"]


def test_what_is_withdrawn_is_not_told(house: House) -> None:
    house.publish(make_platform("x"), make_platform("y"))
    assert [entry.id for entry in read(house, "x/ai-sharing")] == ["y/ai-sharing/1"]


@pytest.mark.parametrize(
    ("name", "headline", "title"),
    [
        ("X", "X may share your data", "X may share your data"),
        ("X", "What X's terms say", "What X's terms say"),
        ("X", "XAI may use your data", "X: XAI may use your data"),
        ("Ex", "Your posts may train AI", "Ex: Your posts may train AI"),
        ("C++", "C++ (the site) may share", "C++ (the site) may share"),
    ],
)
def test_a_title_names_the_platform_once(name: str, headline: str, title: str) -> None:
    assert make_entry(name=name, headline=headline).title == title


def test_a_change_of_the_platform_alone_is_no_entry(house: House) -> None:
    house.publish(make_platform())
    house.publish(make_platform(company="Another Corp."))
    assert len(read(house)) == 1


def test_only_so_many_editions_are_looked_back(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "LOOKED_BACK", 2)
    for number in range(1, 5):
        house.publish(make_platform(notices=(make_notice(summary=str(number)),)), **change(number, "Why"))
    assert [entry.edition for entry in read(house)] == [4, 3]


def test_an_edition_that_came_in_meanwhile_is_not_told_yet(house: House) -> None:
    house.publish(make_platform())
    current = read_current(house.store)
    house.publish(make_platform("y"))
    shown = read_shown(read_current(house.store).lines["en"], ())
    assert [entry.platform for entry in read_entries(house.store, current.edition, shown)] == ["x"]
