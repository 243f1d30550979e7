"""Reporting a problem: each byte is seen before it is sent, a ticket tells what became of it, and no word is lost."""

import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from e2e.conftest import StandIn
from e2e.installation import Installation
from e2e.person import ExtensionPage, Person, wait_until
from e2e.test_banner import see
from e2e.test_guide import FOUND, follow_link, read_guide
from e2e.test_pages import wait_until_said

LINK = "Report a problem with this notice"
SEND = "Send this report"
SHOWN = "document.getElementById('body').textContent"
ACTION = "grok-training-box"
REPORT = f"report/report.html?notice=x/ai-sharing&action={ACTION}"


def open_report(person: Person, path: str = REPORT) -> ExtensionPage:
    page = person.open_extension_page(path)
    wait_until(lambda: person.evaluate("document.body.dataset.ready") == "true", "the report page to be ready")
    return page


def write(person: Person, text: str) -> None:
    """Type into the field for words."""
    person.evaluate("document.getElementById('text').focus()")
    for key in text:
        person.press_key(key)


def read_written(person: Person) -> str:
    return person.evaluate("document.getElementById('text').value")


def find_reports(stand_in: StandIn) -> list[bytes]:
    """Give the bodies of the reports that went out."""
    asked = [exchange for exchange in stand_in.proxy.exchanges("127.0.0.1") if exchange.path == "/v1/reports"]
    assert {exchange.method for exchange in asked} <= {"POST"}
    return [exchange.body for exchange in asked]


def settle(installation: Installation, *words: str) -> None:
    """Settle reports as a maintainer does, at the command line."""
    program = Path(sys.executable).with_name("fairnotice")
    where = ["--data", str(installation.data), "--as", "noor"]
    subprocess.run([program, "reports", "set", *words, *where], check=True, timeout=30, capture_output=True)


def look_up(page: ExtensionPage, state: str) -> None:
    """Look the tickets up until one has this state; the server lists a change within two seconds."""

    def look() -> bool:
        page.press("Look up their states")
        wait_until_said(page, "how your reports stand now")
        return state in page.text()

    wait_until(look, state, seconds=5)


def test_a_dead_link_is_reported_and_its_ticket_tells_when_it_is_fixed(
    fresh_person: Person, fresh_installation: Installation, stand_in: StandIn
) -> None:
    person = fresh_person
    see(person)
    stand_in.forget()
    person.press("Details and sources")
    person.press(LINK)
    tab = person.wait_for_tab(person.pages_url + "report/report.html")
    assert parse_qs(urlsplit(tab.url).query) == {"notice": ["x/ai-sharing"], "action": [ACTION]}
    person.look_at(tab)
    page = person.page()
    page.wait_for_text("X may pass your data")
    assert "about:blank" not in page.text()
    page.press("The link is dead")
    write(person, "It says 404.")
    assert '"text": "It says 404."' in page.wait_for_text("It says 404.")
    assert find_reports(stand_in) == [], "nothing is sent before the button is pressed"

    page.press(SEND)
    wait_until_said(page, "Your report has arrived.")
    (sent,) = find_reports(stand_in)
    assert person.evaluate(SHOWN).encode() == sent
    assert json.loads(sent) | {"made_on": "", "nonce": ""} == {
        "notice_id": "x/ai-sharing", "revision": 1, "action_id": ACTION, "kind": "dead-link",
        "text": "It says 404.", "made_on": "", "nonce": "",
    }  # fmt: skip
    ticket = person.evaluate("document.getElementById('code').textContent")
    stand_in.forget()
    look_up(page, "Received. Nobody has looked at it yet.")
    settle(fresh_installation, ticket, "--state", "fixed")
    look_up(page, "Fixed in catalogue 1.")
    asked = {(exchange.method, exchange.path) for exchange in stand_in.proxy.exchanges("127.0.0.1")}
    assert asked == {("GET", "/v1/tickets.json")}
    page.press("Remove this list")
    page.wait_for_text("None yet.")


def test_when_the_server_is_gone_that_is_said_and_the_words_stay_and_arrive_later(
    fresh_person: Person, fresh_installation: Installation, stand_in: StandIn
) -> None:
    page = open_report(fresh_person)
    page.press("A statement is wrong")
    write(fresh_person, "It is not so.")
    fresh_installation.stop()
    page.press(SEND)
    wait_until_said(page, "The server could not be reached. Try again later. What you wrote is still here.")
    assert read_written(fresh_person) == "It is not so."
    assert SEND in page.see().labels
    shown = fresh_person.evaluate(SHOWN)
    page.press(SEND)
    wait_until(lambda: len(find_reports(stand_in)) >= 2, "another try")
    assert {body.decode() for body in find_reports(stand_in)} == {shown}, "the same report keeps its ticket"


def test_an_address_in_the_words_is_not_sent(person: Person, stand_in: StandIn) -> None:
    page = open_report(person)
    stand_in.forget()
    page.press("Something else")
    write(person, "see www.x.com")
    assert "Leave addresses out: they could tell where you were." in page.text()
    page.press(SEND)
    wait_until_said(page, "Leave addresses out")
    assert person.evaluate("document.activeElement.id") == "text"
    assert find_reports(stand_in) == []


def test_what_is_wrong_is_chosen_first(person: Person, stand_in: StandIn) -> None:
    page = open_report(person)
    stand_in.forget()
    page.press(SEND)
    wait_until_said(page, "Choose first what is wrong.")
    assert person.evaluate("document.activeElement.value") == "dead-link"
    assert find_reports(stand_in) == []


def test_looking_for_the_number_can_be_stopped(person: Person, stand_in: StandIn) -> None:
    page = open_report(person)
    stand_in.forget()
    page.press("Something else")
    write(person, "Hello")
    # A device so slow that it never finds the number.
    person.evaluate(
        "(globalThis.browser ?? chrome).runtime.sendMessage = ({ from }) => new Promise((answer) =>"
        " setTimeout(() => answer({ value: { number: null, next: from + 4096 } }), 20)), true"
    )
    page.press(SEND)
    page.wait_for_text("numbers tried, about 65,536 are needed")
    assert "Hello" in page.text()
    page.press("Stop")
    wait_until_said(page, "Nothing was sent. What you wrote is still here.")
    assert read_written(person) == "Hello"
    assert SEND in page.see().labels
    assert find_reports(stand_in) == []


def test_a_server_that_refuses_is_quoted_and_the_words_stay(person: Person, stand_in: StandIn) -> None:
    page = open_report(person)
    page.press("Something else")
    write(person, "Hello")
    person.evaluate("Date.prototype.toISOString = () => '2026-01-01T00:00:00.000Z', true")
    page.press(SEND)
    wait_until_said(page, "The server did not take it and says: made_on is neither today nor yesterday")
    assert read_written(person) == "Hello"


def test_the_guide_leads_there_with_the_action_it_shows(person: Person) -> None:
    follow_link(person)
    read_guide(person, FOUND)
    person.press(LINK)
    tab = person.wait_for_tab(person.pages_url + "report/report.html")
    assert parse_qs(urlsplit(tab.url).query) == {"notice": ["x/ai-sharing"], "action": [ACTION]}


def test_the_popup_leads_there_too_and_a_notice_that_is_gone_is_said(person: Person) -> None:
    popup = person.open_extension_page("popup/popup.html?site=https://x.com/")
    popup.wait_for_text("X may pass your data")
    popup.press(LINK)
    person.wait_for_tab(person.pages_url + "report/report.html?notice=x%2F")
    page = open_report(person, "report/report.html?notice=x/no-such")
    assert "This notice is not in the catalogue any more." in page.text()
    assert SEND not in page.see().labels
