"""Reports: kept once, settled by maintainers, listed by ticket, forgotten in time; the same on both engines."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from fairnotice.errors import Conflict, Invalid, NotFound, Refused, StoreUnavailable
from fairnotice.publication import tickets
from fairnotice.publication.tickets import read_tickets, write_tickets
from fairnotice.store.contract import Batch, Put, Store
from fairnotice.workflow import paging
from fairnotice.workflow.audit import read_audit
from fairnotice.workflow.marks import Mark
from fairnotice.workflow.report_body import Report, make_ticket
from fairnotice.workflow.reports import (
    KEEP,
    TRIES,
    Kept,
    forget_old,
    group_reports,
    list_reports,
    receive,
    set_state,
)
from server.workflow.kit import ADMINISTRATOR, DELETION, NOW, REVIEWING, WRITER, House, Interrupted, get_platform

NOTICE = f"rumble/{DELETION}"


def make_report(number: int = 0, **changes: object) -> Report:
    sha256 = f"{number:064x}"
    report = Report(
        make_ticket(sha256.encode()), sha256, NOTICE, 1, "delete", "dead-link", "It says 404.", "2026-11-24"
    )
    return replace(report, **changes)  # type: ignore[arg-type]


def send(store: Store, number: int = 0, **changes: object) -> Kept:
    return receive(store, make_report(number, **changes))


def settle(store: Store, *kept: Kept, state: str = "fixed", now: datetime = NOW, **more: object) -> int:
    return set_state(store, REVIEWING, [report.ticket for report in kept], state, now=now, **more)  # type: ignore[arg-type]


def read_listed(store: Store) -> dict[str, str]:
    listed, _ = read_tickets(store)
    return {ticket: told["state"] for ticket, told in listed.items()}


def test_a_report_is_kept_and_its_ticket_listed(any_house: House) -> None:
    kept = send(any_house.store)
    assert (kept.state, kept.text, kept.edition, kept.final_on) == ("received", "It says 404.", None, None)
    assert list_reports(any_house.store) == [kept]
    assert read_listed(any_house.store) == {kept.ticket: "received"}


def test_nothing_but_the_report_is_kept(house: House) -> None:
    send(house.store)
    (document,) = house.store.list("reports")
    assert document.body == {
        "sha256": "0" * 64, "notice_id": NOTICE, "revision": 1, "action_id": "delete", "kind": "dead-link",
        "text": "It says 404.", "made_on": "2026-11-24", "state": "received", "edition": None, "reason": None,
        "final_on": None,
    }  # fmt: skip


def test_the_same_report_again_is_one_report_as_it_stands(any_house: House) -> None:
    first = send(any_house.store)
    settle(any_house.store, first, state="looking")
    again = send(any_house.store)
    assert (again.ticket, again.state) == (first.ticket, "looking")
    assert len(list_reports(any_house.store)) == 1


def test_the_same_report_twice_at_once_is_one_report(house: House) -> None:
    for method, arguments in (("commit", ()), ("get", ("state", "tickets"))):
        report = make_report(1, text=method)
        store = Interrupted(house.store, method, arguments, lambda report=report: receive(house.store, report))
        assert receive(store, report).ticket == report.ticket  # type: ignore[arg-type]
        assert len(list_reports(house.store)) == 1


def test_reports_that_come_at_once_are_all_kept(house: House) -> None:
    store = Interrupted(house.store, "commit", (), lambda: send(house.store, 2))
    receive(store, make_report(1))  # type: ignore[arg-type]
    assert len(list_reports(house.store)) == 2 == len(read_listed(house.store))


def test_another_report_with_the_same_ticket_is_a_conflict(house: House) -> None:
    kept = send(house.store)
    with pytest.raises(Conflict, match="by chance"):
        receive(house.store, make_report(1, ticket=kept.ticket))
    assert list_reports(house.store) == [kept]


def test_when_the_list_never_rests_the_store_counts_as_busy(house: House) -> None:
    class Busy:
        def __getattr__(self, name: str) -> object:
            return getattr(house.store, name)

        def commit(self, batch: Batch) -> None:
            nonlocal tries
            tries += 1
            house.store.commit(Batch(puts=[Put("state", "tickets", {"tickets": {}})]))
            house.store.commit(batch)

    tries = 0
    with pytest.raises(StoreUnavailable, match="faster than they can be kept"):
        receive(Busy(), make_report())  # type: ignore[arg-type]
    assert tries == TRIES
    assert list_reports(house.store) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"notice_id": "rumble/ads"}, {"notice_id": "nobody/ads"}, {"notice_id": f"x/{DELETION}"}, {"revision": 2},
        {"action_id": "no-such-action"}, {"notice_id": "lemon8/tiktok-account"},
    ],
)  # fmt: skip
def test_only_what_is_published_is_reported(house: House, changes: dict[str, object]) -> None:
    with pytest.raises(Invalid, match=r"[Tt]here is no"):
        send(house.store, **changes)
    assert list_reports(house.store) == []
    assert read_listed(house.store) == {}


def test_what_was_published_may_be_reported_later_too(any_house: House) -> None:
    rumble = get_platform("rumble")
    notice = rumble.notices[0]
    renamed = replace(notice, actions=(replace(notice.actions[0], id="renamed"), *notice.actions[1:]))
    old_action = notice.actions[0].id
    any_house.publish(replace(rumble, notices=(renamed,)), marks={DELETION: Mark(True, "The page moved.")})
    for action, revision in ((old_action, 1), ("renamed", 2), (None, 2)):
        send(any_house.store, revision * 10 + len(action or ""), action_id=action, revision=revision)
    any_house.publish(replace(rumble, notices=()))
    any_house.publish(None, id="rumble")
    assert send(any_house.store, 99, action_id=old_action)


def test_reports_are_grouped_the_most_frequent_first(any_house: House) -> None:
    for number in range(3):
        send(any_house.store, number)
    send(any_house.store, 10, kind="wrong", action_id=None)
    send(any_house.store, 11, notice_id=f"quillbot/{DELETION}", action_id=None)
    groups = group_reports(list_reports(any_house.store))
    found = [(g.notice_id, g.action_id, g.kind, len(g.reports)) for g in groups]
    assert found == [
        (NOTICE, "delete", "dead-link", 3),
        (f"quillbot/{DELETION}", None, "dead-link", 1),
        (NOTICE, None, "wrong", 1),
    ]


def test_reports_are_listed_by_what_they_are_about(house: House) -> None:
    one, two = send(house.store, 1), send(house.store, 2, kind="wrong", action_id=None)
    other = send(house.store, 3, notice_id=f"quillbot/{DELETION}", action_id=None)
    assert [r.ticket for r in list_reports(house.store, notice_id=other.notice_id)] == [other.ticket]
    assert [r.ticket for r in list_reports(house.store, notice_id=NOTICE, action_id="delete")] == [one.ticket]
    assert [r.ticket for r in list_reports(house.store, notice_id=NOTICE, kind="wrong")] == [two.ticket]
    settle(house.store, one)
    assert one.ticket not in [r.ticket for r in list_reports(house.store)]
    assert one.ticket in [r.ticket for r in list_reports(house.store, is_open=False)]


def test_a_fixed_report_names_the_edition(any_house: House) -> None:
    first, second = send(any_house.store, 1), send(any_house.store, 2)
    assert settle(any_house.store, first, second) == 2
    listed, _ = read_tickets(any_house.store)
    assert listed[first.ticket] == {"state": "fixed", "edition": 1, "reason": None}
    assert {r.final_on for r in list_reports(any_house.store, is_open=False)} == {"2026-11-24"}


def test_a_declined_ticket_tells_the_kind_of_reason_and_never_a_sentence(any_house: House) -> None:
    one, two = send(any_house.store, 1), send(any_house.store, 2)
    settle(any_house.store, one, state="declined", reason="as-stated")
    settle(any_house.store, two, state="declined", reason="Ottoline looked and saw nothing.")
    listed, _ = read_tickets(any_house.store)
    assert [listed[r.ticket]["reason"] for r in (one, two)] == ["as-stated", None]
    assert b"Ottoline" not in write_tickets(listed)
    assert {r.reason for r in list_reports(any_house.store, is_open=False)} == {
        "as-stated",
        "Ottoline looked and saw nothing.",
    }


def test_a_settled_report_can_be_taken_up_again(house: House) -> None:
    kept = send(house.store)
    settle(house.store, kept, state="declined", reason="unclear")
    settle(house.store, kept, state="looking")
    (again,) = list_reports(house.store)
    assert (again.state, again.reason, again.final_on) == ("looking", None, None)


@pytest.mark.parametrize(
    ("state", "more", "fault"),
    [
        ("received", {}, "looking, fixed or declined"), ("gone", {}, "looking, fixed or declined"),
        ("fixed", {"edition": 2}, "no edition 2; the newest is 1"), ("fixed", {"edition": -1}, "no edition -1"),
        ("fixed", {"edition": 0}, "no edition 0"),
        ("fixed", {"reason": "known"}, "Only a declined report has a reason"),
        ("looking", {"edition": 1}, "Only a fixed report names an edition"),
        ("looking", {"reason": "known"}, "Only a declined report has a reason"),
        ("declined", {}, "reason .*one sentence"), ("declined", {"reason": " "}, "one sentence"),
        ("declined", {"reason": "a" * 201}, "one sentence"), ("declined", {"reason": "known", "edition": 1}, "edition"),
    ],
)  # fmt: skip
def test_a_state_comes_with_what_belongs_to_it(house: House, state: str, more: dict[str, object], fault: str) -> None:
    kept = send(house.store)
    with pytest.raises(Invalid, match=fault):
        settle(house.store, kept, state=state, **more)
    assert list_reports(house.store) == [kept]


def test_who_does_what_to_reports_is_in_the_audit_log(house: House) -> None:
    one, two = send(house.store, 1), send(house.store, 2)
    last = len(read_audit(house.store))
    settle(house.store, one, state="looking")
    settle(house.store, one, two)
    lines = [entry.body for entry in read_audit(house.store, after=last)]
    assert [(line["who"], line["what"], line["about"]) for line in lines] == [
        ("robin", "set reports looking", one.ticket),
        ("robin", "set reports fixed", ", ".join(sorted((one.ticket, two.ticket)))),
    ]
    assert lines[1]["before"] == {one.ticket: "looking", two.ticket: "received"}
    assert lines[1]["after"] == {one.ticket: "fixed", two.ticket: "fixed", "edition": 1}


def test_receiving_leaves_no_line_in_the_audit_log(house: House) -> None:
    last = len(read_audit(house.store))
    send(house.store)
    assert read_audit(house.store, after=last) == []


@pytest.mark.parametrize(("actor", "is_allowed"), [(WRITER, False), (REVIEWING, True), (ADMINISTRATOR, True)])
def test_only_a_reviewer_settles(house: House, actor: object, is_allowed: bool) -> None:
    kept = send(house.store)
    if is_allowed:
        assert set_state(house.store, actor, [kept.ticket], "fixed", now=NOW) == 1  # type: ignore[arg-type]
    else:
        with pytest.raises(Refused, match="no reviewer"):
            set_state(house.store, actor, [kept.ticket], "fixed", now=NOW)  # type: ignore[arg-type]


def test_an_unknown_ticket_is_named_and_nothing_is_changed(house: House) -> None:
    kept = send(house.store)
    with pytest.raises(NotFound, match="ticket 0000-0000"):
        set_state(house.store, REVIEWING, [kept.ticket, "0000-0000"], "fixed", now=NOW)
    with pytest.raises(NotFound, match="no such open report"):
        set_state(house.store, REVIEWING, [], "fixed", now=NOW)
    assert list_reports(house.store) == [kept]


def test_twice_the_same_is_a_conflict(house: House) -> None:
    kept = send(house.store)
    settle(house.store, kept)
    with pytest.raises(Conflict, match="is fixed already"):
        settle(house.store, kept)


def test_of_two_who_settle_the_same_one_gets_a_conflict(house: House) -> None:
    kept = send(house.store)
    store = Interrupted(house.store, "commit", (), lambda: settle(house.store, kept, state="looking"))
    with pytest.raises(Conflict, match="somebody else changed it first"):
        settle(store, kept)  # type: ignore[arg-type]
    assert read_listed(house.store) == {kept.ticket: "looking"}


def test_settling_goes_on_while_reports_come_in(house: House) -> None:
    kept = send(house.store)
    store = Interrupted(house.store, "commit", (), lambda: send(house.store, 2))
    assert settle(store, kept) == 1  # type: ignore[arg-type]
    assert sorted(read_listed(house.store).values()) == ["fixed", "received"]


@pytest.mark.parametrize(("days", "is_kept"), [(KEEP.days - 1, True), (KEEP.days, False)])
def test_ninety_days_after_it_became_final_a_report_is_forgotten(any_house: House, days: int, is_kept: bool) -> None:
    settled, waiting = send(any_house.store, 1), send(any_house.store, 2)
    settle(any_house.store, settled)
    assert forget_old(any_house.store, NOW + timedelta(days=days)) == (0 if is_kept else 1)
    assert (settled.ticket in read_listed(any_house.store)) == is_kept
    left = [report.ticket for report in list_reports(any_house.store, is_open=False)]
    assert (settled.ticket in left) == is_kept
    assert waiting.ticket in left
    assert waiting.ticket in read_listed(any_house.store)


def test_forgetting_gives_way_to_who_takes_a_report_up_again(house: House) -> None:
    kept, later = send(house.store), NOW + KEEP
    settle(house.store, kept)
    store = Interrupted(house.store, "commit", (), lambda: settle(house.store, kept, state="looking"))
    assert forget_old(store, later) == 0  # type: ignore[arg-type]
    assert read_listed(house.store) == {kept.ticket: "looking"}


def test_the_newest_tickets_are_listed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets, "NEWEST", 3)
    kept = [send(house.store, number) for number in range(5)]
    assert list(read_listed(house.store)) == [report.ticket for report in kept[2:]]
    settle(house.store, kept[0])
    assert list(read_listed(house.store)) == [report.ticket for report in kept[2:]]


def test_the_file_does_not_tell_in_which_order_reports_came(house: House) -> None:
    sent = [send(house.store, number).ticket for number in range(8)]
    assert sent != sorted(sent)
    assert list(json.loads(write_tickets(read_tickets(house.store)[0]))["tickets"]) == sorted(sent)


def test_many_reports_are_read_page_by_page(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "_PAGE", 2)
    kept = [send(house.store, number) for number in range(5)]
    assert {report.ticket for report in list_reports(house.store)} == {report.ticket for report in kept}
    settle(house.store, *kept)
    assert forget_old(house.store, NOW + KEEP) == 5
    assert list_reports(house.store, is_open=False) == []
