"""What the watchers noticed stands on the desk with its evidence, and begins a proposal."""

from __future__ import annotations

from typing import Any

from fairnotice.store.contract import Batch
from fairnotice.watch.findings import DISMISSED, DONE, LINK, POLICY, TAKEN, notice, read_finding
from fairnotice.workflow.proposals import list_proposals
from server.console.kit import REVIEWER, WRITER, House, get_content, now, read_text


def open_finding(house: House, kind: str, about: str, label: str, **evidence: Any) -> str:
    puts, appends = notice(house.store, kind, "rumble", about, label, now(), evidence=evidence)
    house.store.commit(Batch(puts, [], appends))
    return puts[0].id


def moved(house: House) -> str:
    action = get_content()["notices"][0]["actions"][0]
    return open_finding(
        house, LINK, f"account-deletion/{action['id']}", "moved", url=action["url"],
        final="https://rumble.com/account/new-place", status=301, confirmed_at="2026-11-25T01:00:00Z",
    )  # fmt: skip


def test_it_stands_on_the_desk_with_its_evidence(house: House) -> None:
    id = moved(house)
    browser = house.enter(WRITER)
    assert "moved" in read_text(browser.get("/"), "section[aria-labelledby=findings]")
    assert "https://rumble.com/account/new-place" in read_text(browser.get(f"/findings/{id}"))


def test_a_proposal_begins_with_the_new_address(house: House) -> None:
    id = moved(house)
    assert house.enter(WRITER).post(f"/findings/{id}/propose").status_code == 303
    (draft,) = list_proposals(house.store)
    assert draft.content is not None
    assert draft.content["notices"][0]["actions"][0]["url"] == "https://rumble.com/account/new-place"
    assert (read_finding(house.store, id).state, read_finding(house.store, id).owner) == (TAKEN, "wren")


def test_changed_sentences_are_marked(house: House) -> None:
    pairs = [["We keep data 30 days.", "We keep data 60 days."], [None, "We train AI."]]
    id = open_finding(house, POLICY, "https://rumble.com/privacy", "material", changes=pairs, left_out=0)
    answer = house.enter(WRITER).get(f"/findings/{id}")
    assert (read_text(answer, "del"), read_text(answer, "ins")) == ("30", "60")


def test_it_is_taken_and_done_and_dismissed_with_a_reason(house: House) -> None:
    id = moved(house)
    house.enter(WRITER).post(f"/findings/{id}/take")
    assert read_finding(house.store, id).state == TAKEN
    assert house.enter(WRITER).post(f"/findings/{id}/dismiss", {"reason": "It is a test page"}).status_code == 403
    assert house.enter(REVIEWER).post(f"/findings/{id}/dismiss", {"reason": ""}).status_code == 422
    house.enter(REVIEWER).post(f"/findings/{id}/dismiss", {"reason": "It is a test page"})
    assert read_finding(house.store, id).state == DISMISSED
    other = open_finding(house, POLICY, "https://rumble.com/terms", "material", changes=[], left_out=0)
    house.enter(WRITER).post(f"/findings/{other}/finish")
    assert read_finding(house.store, other).state == DONE
