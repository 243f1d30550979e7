"""Signing in and out: one sentence for whatever is wrong, a cookie that stays here, and no way led elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from werkzeug.http import parse_cookie
from werkzeug.test import TestResponse

from fairnotice.console.cookies import LIFE
from fairnotice.workflow.sessions import WRONG
from fairnotice.workflow.throttle import FREE_ATTEMPTS
from server.console.kit import OWN, WRITER, Browser, House, now, read, read_text
from server.workflow.kit import OTHER_PASSWORD, PASSWORD, make_code, turn_codes_on

AWAY = (
    "//evil.example",
    "///evil.example",
    "https://evil.example/console/",
    "https:/console/",
    "https:evil.example",
    "http://[evil",
    "//[",
    "/\\evil.example",
    "/console/\\evil.example",
    "\\\\evil.example",
    "/console/../v1/docs",
    "/console/../../evil",
    "/console/./../x",
    "/console/%2e%2e/x",
    "/console/%2E./x",
    "/console",
    "/v1/docs",
    "javascript:alert(1)",
    "data:text/html,x",
    "/console/\r\nLocation: https://evil.example",
    "/console/\tx",
    "\t//evil.example",
    " /console/",
    "/console/\x00",
    "/console/\u202ex",
    "/console/" + "x" * 3000,
    "",
)


@pytest.fixture
def kim(house: House) -> House:
    house.add("kim", "contributor")
    return house


def sign_in(browser: Browser, name: str = "kim", password: str = PASSWORD, **form: str) -> TestResponse:
    return browser.post("/sign-in", {"name": name, "password": password, "code": "", **form})


def sign_in_at(house: House, address: str) -> TestResponse:
    form = {"name": "kim", "password": PASSWORD}
    answer: TestResponse = house.app.test_client().post(
        "/console/sign-in", base_url=address, data=form, headers=OWN, follow_redirects=False
    )
    return answer


def read_cookie(answer: TestResponse) -> tuple[str, str, set[str]]:
    """Answer the name, the value and the attributes of the cookie that is set."""
    (line,) = answer.headers.getlist("Set-Cookie")
    pair, *attributes = line.split("; ")
    ((name, value),) = parse_cookie(pair).items()
    return name, value, set(attributes)


def test_the_right_password_leads_to_the_desk(kim: House) -> None:
    browser = kim.visit()
    answer = sign_in(browser)
    assert answer.status_code == 303
    answer = browser.get(str(answer.location).removeprefix("/console"))
    assert answer.location == "/console/"
    assert read_text(browser.get("/"), "h1") == "Desk"


@pytest.mark.parametrize(
    ("name", "password"),
    [("kim", "wrong"), ("kim", ""), ("noah", PASSWORD), ("lee", PASSWORD), ("rob", PASSWORD), ("", ""), 
     ("KIM", PASSWORD), ("x" * 5000, PASSWORD), ("\x00", PASSWORD), ("../kim", PASSWORD), ("kim", "\ud83d\ude00"),
     ("é", "x" * 100_000)],
)  # fmt: skip
def test_whatever_is_wrong_the_sentence_is_the_same(kim: House, name: str, password: str) -> None:
    kim.add("lee", "admin", is_active=False)
    kim.add("rob", "reviewer", password=None)
    name, password = (text.encode("utf-16", "surrogatepass").decode("utf-16") for text in (name, password))
    answer = sign_in(kim.visit(), name, password)
    assert answer.status_code == 401
    assert read_text(answer, "[role=alert]") == WRONG
    assert not answer.headers.getlist("Set-Cookie")
    assert password == "" or password not in answer.get_data(as_text=True)


def test_too_many_attempts_have_to_wait_and_are_told_how_long(kim: House) -> None:
    browser = kim.visit()
    for _ in range(FREE_ATTEMPTS):
        assert sign_in(browser, password="wrong").status_code == 401
    answer = sign_in(browser)
    assert answer.status_code == 429
    wait = int(answer.headers["Retry-After"])
    assert 20 < wait <= 30, "half a minute, less what the attempts took"
    assert f"{wait} seconds" in read_text(answer, "[role=alert]")
    assert dict(_list_values(answer))["name"] == "kim"


def test_a_code_is_asked_for_once_the_password_is_right(kim: House) -> None:
    secret, recovery = turn_codes_on(kim.store, replace(WRITER, name="kim"), now())
    browser = kim.visit()
    assert "authenticator" in read_text(sign_in(browser), "[role=alert]")
    assert read_text(sign_in(browser, code="000000"), "[role=alert]") == WRONG
    assert read_text(sign_in(browser, code=make_code(secret, now())), "[role=alert]") == WRONG  # used when it began
    assert sign_in(browser, code=recovery[0]).status_code == 303
    assert read_text(sign_in(kim.visit(), code=recovery[0]), "[role=alert]") == WRONG


def test_each_sign_in_gives_another_token_and_ends_what_the_browser_held(kim: House) -> None:
    browser = kim.visit()
    _, first, _ = read_cookie(sign_in(browser))
    _, second, _ = read_cookie(sign_in(browser))
    assert first != second
    for token, status in ((first, 401), (second, 200)):
        other = kim.visit()
        other.client.set_cookie("__Host-fairnotice", token, domain="console.example")
        assert other.get("/").status_code == status


def test_a_token_chosen_by_somebody_else_never_becomes_a_session(kim: House) -> None:
    browser = kim.visit()
    browser.client.set_cookie("__Host-fairnotice", "chosen", domain="console.example")
    _, token, _ = read_cookie(sign_in(browser))
    assert token != "chosen"


@pytest.mark.parametrize(
    "address", ["https://console.example", "http://console.example", "https://127.0.0.1", "https://localhost:8787",
                "http://192.168.0.7", "http://localhost.example", "http://127.0.0.1.example", "http://[2001:db8::1]:80"],
)  # fmt: skip
def test_the_cookie_is_only_for_this_host_by_tls_and_never_for_scripts(kim: House, address: str) -> None:
    name, token, attributes = read_cookie(sign_in_at(kim, address))
    assert name == "__Host-fairnotice"
    assert len(token) >= 43
    assert attributes == {"Secure", "HttpOnly", "SameSite=Strict", "Path=/", f"Max-Age={LIFE}"} | _find_expiry(
        attributes
    )


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1", "http://127.0.0.1:8787", "http://127.8.8.8", "http://localhost",
                "http://localhost:8787", "http://console.localhost", "http://[::1]", "http://[::1]:8787"],
)  # fmt: skip
def test_on_this_machine_itself_the_cookie_works_without_tls(kim: House, address: str) -> None:
    name, _, attributes = read_cookie(sign_in_at(kim, address))
    assert name == "fairnotice-session"
    assert attributes == {"HttpOnly", "SameSite=Strict", "Path=/", f"Max-Age={LIFE}"} | _find_expiry(attributes)


def test_a_plain_cookie_opens_nothing_at_a_host_that_wants_a_secure_one(kim: House) -> None:
    _, token, _ = read_cookie(sign_in_at(kim, "http://localhost"))
    browser = kim.visit()
    browser.client.set_cookie("fairnotice-session", token, domain="console.example")
    assert browser.get("/").status_code == 401


def test_signing_out_ends_the_session_but_the_browser_stays_known(kim: House) -> None:
    browser = kim.visit()
    sign_in(browser)
    answer = browser.post("/sign-out")
    assert answer.status_code == 303
    assert not answer.headers.getlist("Set-Cookie")
    assert read_text(browser.get("/sign-in?said=signed-out"), "[role=status]") == "You are signed out."
    assert browser.get("/").status_code == 401
    for number in range(FREE_ATTEMPTS + 1):
        sign_in(kim.visit(), password=f"a guess {number}")
    assert sign_in(kim.visit()).status_code == 429
    assert sign_in(browser).status_code == 303


def test_whoever_is_signed_in_is_led_on_from_the_sign_in_page(kim: House) -> None:
    assert kim.enter(WRITER).get("/sign-in").location == "/console/"


@pytest.mark.parametrize("path", AWAY, ids=lambda path: ascii(path[:40]))
def test_signing_in_never_leads_out_of_the_console(kim: House, path: str) -> None:
    browser = kim.visit()
    page = browser.get("/sign-in", query_string={"next": path})
    assert dict(_list_values(page))["next"] == ""
    answer = browser.post("/sign-in", [("name", "kim"), ("password", PASSWORD), ("next", path), ("kept", "a=b")])
    assert answer.location == "/console/signed-in?next=/console/"
    assert browser.get("/signed-in", query_string={"next": path}).location == "/console/"


@pytest.mark.parametrize("path", ["/console/platforms?q=a&topic=b", "/console/proposals/1/edit", "/console/history/2"])
def test_signing_in_leads_back_to_a_page_of_the_console(kim: House, path: str) -> None:
    browser = kim.visit()
    sign_in(browser, next=path)
    assert browser.get("/signed-in", query_string={"next": path}).location == path


def test_a_browser_that_keeps_no_cookie_is_told_so(kim: House) -> None:
    browser = Browser(kim.app.test_client(use_cookies=False))
    location = str(sign_in(browser).location)
    answer = browser.get(location.removeprefix("/console"))
    assert answer.status_code == 401
    assert "did not keep the cookie" in read_text(answer)


@pytest.mark.parametrize("change", [{"access": 2}, {"sign_in": 2}, {"is_active": False}])
def test_a_session_ends_with_what_its_account_may_do(house: House, change: dict[str, Any]) -> None:
    house.add("wren", "contributor", **change)
    assert house.enter(WRITER).get("/").status_code == 401


@pytest.mark.parametrize("password", ["short", "wren-wren-wren", "x" * 2000])
def test_a_password_that_is_refused_shows_why_and_changes_nothing(house: House, password: str) -> None:
    browser = house.enter(WRITER)
    answer = browser.post("/me/password", {"old": PASSWORD, "new": password})
    assert answer.status_code == 422
    assert read_text(answer, "[role=alert]")
    assert password not in answer.get_data(as_text=True)
    assert browser.post("/me/password", {"old": PASSWORD, "new": OTHER_PASSWORD}).status_code == 303


def _find_expiry(attributes: set[str]) -> set[str]:
    return {each for each in attributes if each.startswith("Expires=")}


def _list_values(answer: TestResponse) -> list[tuple[str, str]]:
    return [(str(n.attributes["name"]), n.attributes.get("value") or "") for n in read(answer).css("input[name]")]
