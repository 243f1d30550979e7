"""The rules that the harness itself keeps, tried with the throw-away extension."""

from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from scripts.stand_in.chromium import BrowserMissing, find_chromium
from scripts.stand_in.firefox import find_firefox
from scripts.stand_in.pages import Page, PageRequest
from scripts.stand_in.serving import LoopbackServer

from e2e.conftest import BrowserStarter, StandIn
from e2e.person import Person
from e2e.sight import NotThere
from e2e.throw_away import OPENS, write_extension


@pytest.fixture(scope="module")
def browser_starter(stand_in: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserStarter]:
    """Start browsers with the throw-away extension in place of the real one."""
    starter = BrowserStarter(write_extension(tmp_path_factory.mktemp("extension") / "throw-away"), stand_in, {})
    yield starter
    for person in starter.running.values():
        person.close()


def test_the_text_of_a_closed_shadow_root_is_read(browser: Person) -> None:
    browser.visit("https://x.com/")
    banner = browser.banner()
    assert banner is not None
    assert banner.text.startswith("A throw-away banner")
    assert banner.labels == ["Open settings", "Count trusted clicks", "Cannot be pressed"]
    assert [button.is_enabled for button in banner.buttons] == [True, True, False]
    assert banner.box.width > 50
    assert browser.evaluate("document.documentElement.lastElementChild.shadowRoot") is None


def test_the_page_itself_cannot_see_what_the_person_sees(browser: Person, stand_in: StandIn) -> None:
    spoil = "Element.prototype.checkVisibility = () => false; JSON.stringify = () => 'spoilt';"
    stand_in.pages.serve("/hostile", lambda _: Page(f"<!doctype html><script>{spoil}</script><p>Hostile</p>"))
    browser.visit("https://x.com/hostile")
    banner = browser.banner()
    assert banner is not None
    assert banner.text.startswith("A throw-away banner")


def test_a_press_is_a_trusted_click(browser: Person) -> None:
    browser.visit("https://x.com/")
    browser.press("Count trusted clicks")
    browser.press("Count trusted clicks")
    banner = browser.banner()
    assert banner is not None
    assert "2 trusted" in banner.text


def test_a_press_reaches_the_background_which_opens_a_tab(browser: Person) -> None:
    browser.visit("https://x.com/")
    browser.press("Open settings")
    tab = browser.wait_for_tab(OPENS)
    browser.look_at(tab)
    assert "stands in for help.x.com" in browser.evaluate("document.body.innerText")
    assert len(browser.tabs()) == 2


def test_a_key_is_trusted_too(browser: Person) -> None:
    browser.visit("https://x.com/")
    assert browser.banner() is not None
    browser.press_key("Escape")
    browser.wait_until_banner_is_gone()


@pytest.mark.parametrize("label", ["Cannot be pressed", "Not there"])
def test_what_a_person_cannot_press_is_not_pressed(browser: Person, label: str) -> None:
    browser.visit("https://x.com/")
    assert browser.banner() is not None
    with pytest.raises(NotThere, match=r"not enabled|no button"):
        browser.press(label, seconds=0.2)


def test_no_banner_is_told_from_a_banner(browser: Person) -> None:
    browser.visit("https://x.com/quiet")
    browser.no_banner()
    browser.visit("https://x.com/")
    with pytest.raises(NotThere, match="A throw-away banner"):
        browser.no_banner()


def test_a_strict_policy_stops_neither_the_banner_nor_the_person(browser: Person) -> None:
    browser.visit("https://x.com/strict")
    browser.press("Count trusted clicks")
    banner = browser.banner()
    assert banner is not None
    assert "1 trusted" in banner.text
    assert browser.evaluate("document.querySelector('header').textContent") == "x.com"


def test_the_color_scheme_is_the_persons(browser: Person) -> None:
    browser.visit("https://x.com/")
    is_dark = "matchMedia('(prefers-color-scheme: dark)').matches"
    assert browser.evaluate(is_dark) is False
    browser.set_color_scheme("dark")
    assert browser.evaluate(is_dark) is True
    assert browser.open_tab("https://linkedin.com/dark").url == "https://linkedin.com/dark"
    assert browser.evaluate(is_dark) is True


def test_the_viewport_is_as_set_and_drawn(browser: Person, tmp_path: Path) -> None:
    browser.visit("https://x.com/")
    browser.set_viewport(360, 640)
    assert browser.evaluate("[innerWidth, innerHeight]") == [360, 640]
    banner = browser.banner()
    assert banner is not None
    assert banner.box.x >= 0
    assert banner.box.x + banner.box.width <= 360
    browser.screenshot(tmp_path / "seen.png")
    picture = (tmp_path / "seen.png").read_bytes()
    assert int.from_bytes(picture[16:20], "big") == 360


def test_a_page_of_the_extension_is_read_and_pressed(browser: Person) -> None:
    page = browser.open_extension_page("popup/popup.html")
    assert page.text().startswith("The popup")
    page.press("Change")
    assert "changed by a person" in page.wait_for_text("changed")
    assert browser.evaluate("typeof chrome.storage.local.get") == "function"
    page.close()
    assert len(browser.tabs()) == 1


def test_the_extensions_api_answers_from_any_tab(browser: Person) -> None:
    browser.visit("https://x.com/")
    name = browser.evaluate_in_background("chrome.runtime.getManifest().name")
    assert name == "Throw-away banner"
    assert browser.evaluate_in_background(
        "chrome.storage.local.set({a: 1}).then(() => chrome.storage.local.get())"
    ) == {"a": 1}
    assert browser.evaluate("document.querySelector('header').textContent") == "x.com"


def test_the_record_holds_the_pages_requests_and_nothing_else(fresh_browser: Person, stand_in: StandIn) -> None:
    fresh_browser.visit("https://x.com/")
    fresh_browser.visit("http://linkedin.com/jobs?q=1")
    assert fresh_browser.banner(seconds=0) is None
    asked = [f"{request.scheme}://{request.host}{request.path}" for request in stand_in.pages.requests()]
    assert asked == ["https://x.com/", "http://linkedin.com/jobs?q=1"]
    # Nothing else since the start of the browser, its own housekeeping included.
    hosts = {(exchange.host, exchange.port) for exchange in stand_in.proxy.exchanges()}
    assert hosts == {("x.com", 443), ("linkedin.com", 80)}


def test_a_server_on_this_machine_is_reached_through_the_record(browser: Person, stand_in: StandIn) -> None:
    def answer(request: PageRequest) -> Page:
        return Page("ok", {"X-Asked": request.method})

    stand_in.pages.serve("/v1/head.json", answer)
    port = stand_in.pages.http_port
    for path in ("/first", "/second"):
        browser.visit(f"http://127.0.0.1:{port}{path}")
    status = browser.evaluate("fetch('/v1/head.json', {method: 'POST', body: 'abc'}).then((r) => [r.status, r.ok])")
    assert status == [200, True]
    seen = stand_in.proxy.exchanges("127.0.0.1")
    assert [(each.method, each.port, each.path, each.status, each.up) for each in seen] == [
        ("GET", port, "/first", 200, 0),
        ("GET", port, "/second", 200, 0),
        ("POST", port, "/v1/head.json", 200, 3),
    ]
    assert seen[0].request_line == f"GET http://127.0.0.1:{port}/first HTTP/1.1"
    assert any(name == "User-Agent" for name, _ in seen[0].headers)


def test_a_port_that_nothing_stands_in_for_is_refused(stand_in: StandIn) -> None:
    assert stand_in.proxy.find_port("x.com", 8443) is None
    assert stand_in.proxy.find_port("169.254.169.254", 8080) is None
    assert stand_in.proxy.find_port("127.0.0.1", 8787) == 8787


class ChunkedAnswer(BaseHTTPRequestHandler):
    """A server whose answers end by a chunk of length zero."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response_only(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n")


def test_one_connection_to_the_proxy_serves_requests_of_every_kind(stand_in: StandIn) -> None:
    stand_in.forget()
    stand_in.pages.serve("/none", lambda _: Page("", status=304))
    stand_in.pages.serve("/page", lambda request: Page(f"{request.method} page"))
    with LoopbackServer(ChunkedAnswer) as chunked, closing(HTTPConnection("127.0.0.1", stand_in.proxy.port)) as browser:
        told: list[tuple[int, bytes]] = []
        ports: set[int] = set()
        for method, url, body in (
            ("GET", "http://x.com/page", None),
            ("HEAD", "http://x.com/page", None),
            ("GET", f"http://localhost:{chunked.port}/", None),
            ("GET", "http://x.com/none", None),
            ("POST", "http://x.com/page", b"12345"),
            ("GET", "http://x.com:8080/", None),
        ):
            browser.request(method, url, body, {"Host": url.split("/")[2]})
            ports.add(browser.sock.getsockname()[1])
            answer = browser.getresponse()
            told.append((answer.status, answer.read() if answer.status != 502 else b""))
    assert told == [(200, b"GET page"), (200, b""), (200, b"abcdefg"), (304, b""), (200, b"POST page"), (502, b"")]
    assert len(ports) == 1
    assert [(each.status, each.up, each.down) for each in stand_in.proxy.exchanges()] == [
        (200, 0, 8), (200, 0, 0), (200, 0, 7), (304, 0, 0), (200, 5, 9), (502, 0, 0),
    ]  # fmt: skip


def test_a_missing_browser_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BrowserMissing, match="apt install chromium"):
        find_chromium()
    with pytest.raises(BrowserMissing, match="apt install firefox-esr"):
        find_firefox()
