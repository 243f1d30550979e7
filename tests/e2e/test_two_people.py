"""Nobody learns which sites a person visits: two people with nothing in common cause the same requests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from scripts.stand_in.proxy import RecordingProxy

from e2e.conftest import BROWSERS, StandIn, begin_new_visit, holds_catalogue
from e2e.installation import Installation
from e2e.person import Person, wait_until
from e2e.test_banner import BUTTON

STATUS = "chrome.storage.local.get('catalogue_status').then((held) => held.catalogue_status)"
# As when the planned time has come: the browser's own alarm wakes the extension.
POLL = "chrome.alarms.create('poll', { when: Date.now() })"
SPAN = "(Date.parse(held.catalogue_status.next_poll) - Date.parse(held.catalogue_status.last_attempt)) / 3600000"
HOURS = f"chrome.storage.local.get('catalogue_status').then((held) => {SPAN})"


@pytest.fixture(params=list(BROWSERS))
def two_people(
    request: pytest.FixtureRequest, stand_in: StandIn, fresh_installation: Installation, tmp_path: Path
) -> Iterator[tuple[tuple[Person, RecordingProxy], tuple[Person, RecordingProxy]]]:
    """Give two people at browsers of one kind, each with a record of their own."""
    extension = fresh_installation.write_extension(tmp_path / "extension", is_granted=True)
    pages = stand_in.pages
    with (
        RecordingProxy(pages.https_port, pages.http_port) as one,
        RecordingProxy(pages.https_port, pages.http_port) as other,
    ):
        people = []
        for proxy in (one, other):
            person = BROWSERS[request.param].start(extension, proxy, pages.certificate)
            people.append((person, proxy))
            wait_until(lambda person=person: holds_catalogue(person), "the catalogue", 30)
        yield people[0], people[1]
        for person, _ in people:
            person.close()


def poll(person: Person) -> None:
    """Let the planned time come, and wait until news were taken."""
    before = (person.evaluate_in_background(STATUS) or {}).get("last_attempt")
    person.evaluate_in_background(f"Promise.resolve({POLL}).then(() => 0)")

    def is_over() -> bool:
        now = person.evaluate_in_background(STATUS) or {}
        return now.get("last_attempt") != before and now.get("failures") == 0 and now.get("confirmed_on") is not None

    wait_until(is_over, "the poll to be over", 70)


def list_requests(proxy: RecordingProxy) -> list[tuple[object, ...]]:
    """Give what our server saw: address, size both ways, and every header."""
    return [(e.method, e.path, e.status, e.up, e.down, e.headers) for e in proxy.exchanges("127.0.0.1")]


def test_what_two_people_do_makes_no_difference_to_what_the_server_sees(
    two_people: tuple[tuple[Person, RecordingProxy], tuple[Person, RecordingProxy]], fresh_installation: Installation
) -> None:
    (busy, busy_record), (idle, idle_record) = two_people
    choices = '{region: "DE", topics: ["ai-sharing", "ai-training"], pause_minutes: 0, muted: ["reddit"]}'
    busy.evaluate_in_background(f"chrome.storage.local.set({{choices: {choices}}}).then(() => 0)")
    for host in ("x.com", "reddit.com", "facebook.com", "chatgpt.com", "mobile.x.com"):
        begin_new_visit(busy)
        busy.visit(f"https://{host}/")
        busy.banner(seconds=1)
    begin_new_visit(busy)
    busy.visit("https://x.com/home")
    busy.press(BUTTON)
    busy.press("Done")
    busy.wait_until_banner_is_gone()
    idle.visit("https://example.org/")
    assert list_requests(busy_record) == list_requests(idle_record) == [], "nothing of it reached the server"

    fresh_installation.change_notice("x", "ai-sharing", is_material=True, headline="X passes your data to AI companies")
    for person in (busy, idle):
        poll(person)
    assert list_requests(busy_record)[0][1] == "/v1/head.json"
    assert len(list_requests(busy_record)) == 3, "head, manifest and delta"
    assert list_requests(busy_record) == list_requests(idle_record)

    for person in (busy, idle):
        assert 0.75 * 12 <= person.evaluate_in_background(HOURS) <= 1.25 * 12
