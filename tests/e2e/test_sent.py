"""What left this browser: the list is what the network saw, byte for byte, and nothing else went out."""

import json
from typing import Any

from e2e.conftest import StandIn
from e2e.installation import Installation
from e2e.person import ExtensionPage, Person, wait_until
from e2e.test_pages import open_ready, wait_until_said
from e2e.test_reports import REPORT, SEND, open_report

LISTED = """JSON.stringify([...document.querySelectorAll('#list > li')].map((item) => ({
  request: item.querySelector('.request').textContent, options: item.querySelector('.options').textContent,
  body: item.querySelector('.body')?.textContent ?? '', top: item.querySelector('.top').innerText,
})))"""
PASTE = """(() => {
  const field = document.getElementById("text");
  field.value = "Größe 🔒";
  field.dispatchEvent(new Event("input"));
})()"""
OPTIONS = ["cache: no-store", "credentials: omit", "redirect: error", "referrerPolicy: no-referrer"]


def read_list(person: Person) -> tuple[ExtensionPage, list[dict[str, Any]]]:
    """Open the page and give what it lists, oldest first."""
    page = open_ready(person, "sent/sent.html")
    return page, json.loads(person.evaluate(LISTED))[::-1]


def leave_a_mark(person: Person, installation: Installation) -> None:
    """Let the browser hold a cookie of the server's host, and come from a page of it."""
    person.visit(f"{installation.address}/v1/docs")
    person.evaluate("document.cookie = 'mark=1; max-age=3600; path=/'")
    assert person.evaluate("document.cookie") == "mark=1"


def test_the_list_is_what_the_network_saw(
    fresh_person: Person, fresh_installation: Installation, stand_in: StandIn
) -> None:
    person = fresh_person
    assert "Nothing yet." in read_list(person)[0].text()
    leave_a_mark(person, fresh_installation)
    fresh_installation.change_notice("x", "ai-sharing", is_material=True, headline="X changed something")
    stand_in.forget()

    popup = person.open_extension_page("popup/popup.html?site=https://x.com/")
    popup.wait_for_text("Catalogue 1,")
    popup.press("Check now")
    popup.wait_for_text("Catalogue 2,")
    page = open_report(person, REPORT)
    page.press("The link is dead")
    person.evaluate(PASTE)
    page.press(SEND)
    wait_until_said(page, "Your report has arrived.")
    page.press("Look up their states")
    wait_until_said(page, "how your reports stand now")

    sent, listed = read_list(person)
    exchanges = stand_in.proxy.exchanges()
    assert {(exchange.host, exchange.port) for exchange in exchanges} == {("127.0.0.1", fresh_installation.port)}
    assert [(each["request"], each["body"].encode()) for each in listed] == [
        (f"{exchange.method} {fresh_installation.address}{exchange.path}", exchange.body) for exchange in exchanges
    ]
    assert [each["request"].rsplit("/v1/", 1)[1].split("/")[0] for each in listed] == [
        "head.json", "manifests", "deltas", "reports", "tickets.json",
    ]  # fmt: skip
    report = listed[3]
    for each in listed:
        own = ["mode: no-cors"] if each is report else []
        assert each["options"] == ", ".join(sorted(OPTIONS + own))
    assert json.loads(report["body"])["text"] == "Größe 🔒"
    whys = ["because you asked for news"] * 3 + ["your report", "you looked up your tickets"]
    for each, why, exchange in zip(listed, whys, exchanges, strict=True):
        assert why in each["top"]
        assert f"answered with {exchange.status}, " in each["top"]
    assert "In the last 30 days: 5 requests, " in sent.text()

    for exchange in exchanges:
        headers = {name.lower(): value for name, value in exchange.headers}
        assert not headers.keys() & {"cookie", "referer", "authorization", "if-none-match", "if-modified-since"}
        is_firefox = "Firefox" in headers["user-agent"]
        origin = "null" if is_firefox else person.pages_url.rstrip("/")
        assert headers.get("origin") == (origin if exchange.method == "POST" else None)


def test_a_request_without_an_answer_is_listed_too_and_the_list_can_be_cleared(
    fresh_person: Person, fresh_installation: Installation
) -> None:
    fresh_installation.stop()
    popup = fresh_person.open_extension_page("popup/popup.html?site=https://x.com/")
    popup.press("Check now")
    popup.wait_for_text("is kept")
    page, listed = read_list(fresh_person)
    assert [each["request"] for each in listed] == [f"GET {fresh_installation.address}/v1/head.json"]
    assert "answered with 502" in listed[0]["top"], "the proxy's own answer in place of the server's"
    page.press("Clear this list")
    wait_until_said(page, "The list is empty now.")
    assert "Nothing yet." in page.text()
    assert "In the last 30 days: 0 requests, 0 bytes received." in page.text()
    kept = fresh_person.evaluate_in_background("chrome.storage.local.get('sent')")["sent"]
    assert kept == {"requests": [], "days": {}}


def test_options_and_popup_lead_there(person: Person) -> None:
    for path in ("options/options.html", "popup/popup.html?site=https://x.com/"):
        person.open_extension_page(path).press("What left this browser")
        person.wait_for_tab(person.pages_url + "sent/sent.html")
        person.tidy_up()


def test_a_page_visit_leaves_nothing_on_the_list(person: Person, stand_in: StandIn) -> None:
    person.evaluate_in_background("chrome.storage.local.remove('sent')")
    person.visit("https://x.com/home")
    wait_until(lambda: person.banner(), "the banner")
    assert read_list(person)[1] == []
    assert stand_in.proxy.exchanges("127.0.0.1") == []
