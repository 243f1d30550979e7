"""Publishing, history and reports in the console: what is ordered, what becomes of it, and what readers said."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairnotice.publication.head import read_withdrawn
from fairnotice.workflow.accounts import find_actor
from fairnotice.workflow.marks import Mark
from fairnotice.workflow.orders import CANCELLED, DONE, FAILED, WAITING, carry_out, fail, list_orders, read_order
from fairnotice.workflow.publish import Publisher
from fairnotice.workflow.report_body import read_report
from fairnotice.workflow.reports import list_reports, receive
from server.console.kit import ADMIN, PUBLISHER, REVIEWER, WRITER, House, get_content, now, read, read_form, read_text
from server.reports import make_body
from server.workflow.kit import dump_store

MARK = {"account-deletion": Mark(True, "It changed")}


def change(**changes: object) -> dict[str, object]:
    content = get_content(**changes)
    content["notices"][0]["headline"] = "Another headline"
    return content


def carry(house: House, number: int) -> None:
    """Do what the process with the catalogue key does."""
    order = read_order(house.store, number)
    actor = find_actor(house.store, order.by)
    carry_out(house.store, order, actor, Publisher("fairnotice", house.keys.read("catalogue"), now()))


def report(house: House, **changes: object) -> str:
    """Take a report in; answer its ticket."""
    given = {"notice_id": "rumble/account-deletion", "action_id": None, **changes}
    return receive(house.store, read_report(make_body(**given), now())).ticket


def test_what_is_chosen_is_ordered_and_its_page_says_what_became_of_it(house: House) -> None:
    first, second = house.approve(change(), marks=MARK), house.approve(get_content("lemon8", company="Other"))
    browser = house.enter(PUBLISHER)
    assert read_form(browser.get("/publish"), "main form")[:2] == [("number", str(first)), ("number", str(second))]
    answer = browser.post("/publish", [("number", str(second)), ("at", "")])
    assert answer.location == "/console/orders/1"
    assert read_order(house.store, 1).proposals == (second,)
    page = browser.get("/orders/1")
    assert read_text(page, "h1") == "Signing and publishing"
    assert read(page).css_first("meta[http-equiv=refresh]") is not None
    carry(house, 1)
    page = browser.get("/orders/1")
    assert read_text(page, "h1") == "Edition 2 is published"
    assert read(page).css_first("meta[http-equiv=refresh]") is None
    assert "Other" in read_text(browser.get("/history/2"), ".difference ins")


@pytest.mark.parametrize("form", [[], [("number", "")], [("number", "x")], [("number", "-1")], [("number", "9" * 50)]])
def test_nothing_is_ordered_when_nothing_is_chosen(house: House, form: list[tuple[str, str]]) -> None:
    house.approve(change(), marks=MARK)
    browser = house.enter(PUBLISHER)
    before = dump_store(house.store)
    assert browser.post("/publish", form).status_code == 422
    assert dump_store(house.store) == before
    assert not list_orders(house.store)


def test_what_is_not_approved_cannot_be_ordered(house: House) -> None:
    number = house.submit(change(), marks=MARK)
    browser = house.enter(PUBLISHER)
    assert browser.post("/publish", {"number": str(number)}).status_code == 409
    assert browser.post("/publish", {"number": "77"}).status_code == 404
    assert not list_orders(house.store)


def test_an_order_waits_for_its_date_and_can_be_cancelled(house: House) -> None:
    number = house.approve(change(), marks=MARK)
    browser = house.enter(PUBLISHER)
    at = (now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    assert browser.post("/publish", {"number": str(number), "at": at}).status_code == 303
    assert read_order(house.store, 1).due == f"{at}:00Z"
    assert read_text(browser.get("/orders/1"), "h1") == "Ordered for later"
    assert "Order 1" in read_text(browser.get("/"), "[aria-labelledby=orders]")
    assert browser.post("/orders/1/cancel").status_code == 303
    assert read_order(house.store, 1).state == CANCELLED
    assert read_text(browser.get("/orders/1"), "h1") == "Order 1 is cancelled"
    assert browser.post("/orders/1/cancel").status_code == 409


@pytest.mark.parametrize("at", ["soon", "2020-01-01T00:00", "2999-01-01", "2026-13-01T00:00", "0001-01-01T00:00+14:00",
                                "9999-12-31T23:59-14:00", "2026-12-01T09:00+99:00", "x" * 10_000])  # fmt: skip
def test_a_date_that_cannot_be_is_refused(house: House, at: str) -> None:
    number = house.approve(change(), marks=MARK)
    answer = house.enter(PUBLISHER).post("/publish", {"number": str(number), "at": at})
    assert answer.status_code == 422
    assert not list_orders(house.store)


def test_a_failed_order_is_shown_to_its_publisher_on_the_desk(house: House) -> None:
    number = house.approve(change(), marks=MARK)
    browser = house.enter(PUBLISHER)
    browser.post("/publish", {"number": str(number)})
    fail(house.store, read_order(house.store, 1), PUBLISHER, "The platform changed meanwhile.", now())
    assert read_order(house.store, 1).state == FAILED
    assert "The platform changed meanwhile." in read_text(browser.get("/"), "p.fault")
    assert "The platform changed meanwhile." in read_text(browser.get("/orders/1"), "p.fault")
    assert read(house.enter(WRITER).get("/")).css_first("p.fault") is None


def test_an_earlier_edition_is_brought_back_with_a_reason(house: House) -> None:
    house.publish(change(), marks=MARK)
    browser = house.enter(PUBLISHER)
    assert "Go back to edition 1" in read_text(browser.get("/history/1"))
    assert browser.post("/history/1/roll-back", {"reason": " "}).status_code == 422
    assert browser.post("/history/1/roll-back", {"reason": "It was wrong", "material": "yes"}).status_code == 303
    order = read_order(house.store, 1)
    assert (order.state, order.target, order.reason, order.is_material) == (WAITING, 1, "It was wrong", True)
    carry(house, 1)
    assert read_order(house.store, 1).state == DONE
    assert read_text(browser.get("/platforms/rumble"), "article h3") == get_content()["notices"][0]["headline"]


@pytest.mark.parametrize("edition", ["0", "2", "3", "999999999999999999999"])
def test_the_newest_edition_and_none_at_all_cannot_be_brought_back(house: House, edition: str) -> None:
    house.publish(change(), marks=MARK)
    answer = house.enter(PUBLISHER).post(f"/history/{edition}/roll-back", {"reason": "Because"})
    assert answer.status_code == 404
    assert not list_orders(house.store)


@pytest.mark.parametrize("level", [2, 3])
def test_a_notice_or_a_link_is_hidden_and_shown_again(house: House, level: int) -> None:
    action = get_content()["notices"][0]["actions"][0]["id"]
    id = "/".join(["rumble", "account-deletion", action][:level])
    browser = house.enter(PUBLISHER)
    assert browser.post("/withdraw", {"id": id, "reason": ""}).status_code == 422
    answer = browser.post("/withdraw", {"id": id, "reason": "The link is wrong"})
    assert answer.location == "/console/platforms/rumble?said=withdrawn"
    assert list(read_withdrawn(house.store)) == [id]
    assert "hidden" in read_text(browser.get("/platforms/rumble"), "article")
    assert id in read_text(browser.get("/publish"), "[aria-labelledby=hidden]")
    assert browser.post("/restore", {"id": id, "reason": "It is right again"}).status_code == 303
    assert not read_withdrawn(house.store)


@pytest.mark.parametrize(
    "id", ["", "/", "rumble", "rumble/none", "none/none", "rumble/account-deletion/none", "../x", "\x00"]
)
def test_only_what_is_published_can_be_hidden(house: House, id: str) -> None:
    browser = house.enter(PUBLISHER)
    before = dump_store(house.store)
    assert browser.post("/withdraw", {"id": id, "reason": "Because"}).status_code in (404, 422)
    assert browser.post("/restore", {"id": id, "reason": "Because"}).status_code in (404, 409, 422)
    assert dump_store(house.store) == before


def test_reports_of_a_group_are_settled_together(house: House) -> None:
    tickets = [report(house, text=f"Text {number}") for number in range(3)]
    other = report(house, kind="wrong", text="Not so")
    browser = house.enter(REVIEWER)
    page = browser.get("/reports")
    assert "3 people say dead link" in read_text(page, "section h2")
    assert "3 people say dead link" in read_text(browser.get("/"), "[aria-labelledby=reports]")
    form = read_form(page, "section form")
    assert sorted(value for name, value in form if name == "ticket") == sorted(tickets)
    form = [(name, "fixed" if name == "state" else value) for name, value in form]
    assert browser.post("/reports", form).location == "/console/reports?said=settled"
    assert [each.ticket for each in list_reports(house.store)] == [other]
    assert {each.edition for each in list_reports(house.store, is_open=False) if each.state == "fixed"} == {1}


@pytest.mark.parametrize(
    "form", [{"state": ""}, {"state": "received"}, {"state": "gone"}, {"state": "declined"},
             {"state": "fixed", "edition": "x"}, {"state": "fixed", "edition": "77"}, {"state": "fixed", "ticket": ""},
             {"state": "fixed", "edition": "9" * 40}, {"state": "fixed", "ticket": "none"},
             {"state": "declined", "own_reason": "<b>"}],
)  # fmt: skip
def test_what_cannot_become_of_a_report_is_refused(house: House, form: dict[str, str]) -> None:
    ticket = report(house)
    browser = house.enter(REVIEWER)
    before = list_reports(house.store)
    answer = browser.post("/reports", {"ticket": ticket} | form)
    assert answer.status_code in (404, 409, 422)
    assert list_reports(house.store) == before


def test_a_report_is_declined_for_a_kind_of_reason_or_in_own_words(house: House) -> None:
    browser = house.enter(REVIEWER)
    for given, kept in (({"reason": "known"}, "known"), ({"reason": "known", "own_reason": " It is so "}, "It is so")):
        ticket = report(house, text=kept)
        assert browser.post("/reports", {"ticket": ticket, "state": "declined", **given}).status_code == 303
        assert next(r for r in list_reports(house.store, is_open=False) if r.ticket == ticket).reason == kept


def test_the_audit_log_shows_what_was_done_and_is_filtered(house: House) -> None:
    house.publish(change(), marks=MARK)
    browser = house.enter(ADMIN)
    assert "wren" in read_text(browser.get("/audit?who=wren"), "tbody")
    assert "robin" not in read_text(browser.get("/audit?who=wren"), "tbody")
    assert read_text(browser.get("/audit?who=nobody"), "tbody") == "Nothing fits."
