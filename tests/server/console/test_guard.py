"""What keeps pages safe: no form from another site, headers on every answer, nothing inline in any template."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.resources import files

import pytest
from werkzeug.test import TestResponse

from server.console.kit import ADMIN, ORIGIN, OWN, WRITER, House, get_content, read
from server.console.routes import Route, collect_routes
from server.workflow.kit import PASSWORD, dump_store

pytestmark = pytest.mark.slow

ROUTES = collect_routes()
FORMS = [route for route in ROUTES if route.method == "POST"]
POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'",
    "connect-src": "'self'", "frame-src": "'self'", "form-action": "'self'", "base-uri": "'none'",
}  # fmt: skip
FOREIGN = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": ORIGIN},
    {"Sec-Fetch-Site": ""},
    {"Origin": "https://evil.example"},
    {"Origin": "https://console.example.evil.example"},
    {"Origin": "https://console.example:8443"},
    {"Origin": "null"},
    {"Origin": "http://["},
    {"Origin": ""},
    {"Referer": f"{ORIGIN}/console/"},
    {},
)
TEMPLATES = sorted(
    path.name for path in files("fairnotice.console").joinpath("templates").iterdir() if path.name.endswith(".html")
)


@pytest.fixture(scope="module")
def full_house(make_house: Callable[..., House]) -> House:
    house = make_house()
    house.add("kim", "contributor")
    house.submit(get_content(company="Another company"))
    house.enter(ADMIN)
    return house


def describe_policy(answer: TestResponse) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer.headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.parametrize("route", FORMS, ids=str)
def test_no_form_of_another_site_is_taken(full_house: House, route: Route, headers: dict[str, str]) -> None:
    before = dump_store(full_house.store)
    answer = full_house.enter(ADMIN).post(route.path, {"reason": "because", "name": "kim"}, headers=headers)
    assert answer.status_code == 403
    assert "another site" in answer.get_data(as_text=True)
    assert dump_store(full_house.store) == before


@pytest.mark.parametrize("headers", [OWN, {"Origin": ORIGIN}, {"Sec-Fetch-Site": "none"}], ids=str)
def test_a_form_of_the_console_itself_is_taken(full_house: House, headers: dict[str, str]) -> None:
    answer = full_house.enter(ADMIN).post("/proposals/1/comment", {"text": "Well done"}, headers=headers)
    assert answer.status_code == 303


def test_a_sign_in_from_another_site_is_not_even_counted(house: House) -> None:
    house.add("kim", "contributor")
    before = dump_store(house.store)
    form = {"name": "kim", "password": PASSWORD}
    assert house.visit().post("/sign-in", form, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert dump_store(house.store) == before


@pytest.mark.parametrize("route", ROUTES, ids=str)
@pytest.mark.parametrize("is_signed_in", [True, False], ids=["signed-in", "nobody"])
def test_every_answer_carries_the_safety_headers(
    make_house: Callable[..., House], full_house: House, route: Route, is_signed_in: bool
) -> None:
    # A house of its own where forms are sent, for some of them end what the others need.
    house = full_house if route.method == "GET" else make_house()
    browser = house.enter(ADMIN) if is_signed_in else house.visit()
    answer = browser.get(route.path) if route.method == "GET" else browser.post(route.path, {"reason": "because"})
    is_frame = route.path.endswith("/preview/frame") and is_signed_in
    assert describe_policy(answer) == POLICY | {"frame-ancestors": "'self'" if is_frame else "'none'"}
    assert answer.headers["X-Frame-Options"] == ("SAMEORIGIN" if is_frame else "DENY")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(
    "path", ["/static/console.css", "/static/none.css", "/no/such/page", "/proposals/99", "/orders/7"]
)
def test_files_and_faults_carry_them_too(full_house: House, path: str) -> None:
    answer = full_house.enter(ADMIN).get(path)
    assert describe_policy(answer) == POLICY | {"frame-ancestors": "'none'"}
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/platforms/x/edit", "/no/such/page", "/me/tokens"])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_no_page_answers_to_another_method(full_house: House, path: str, method: str) -> None:
    before = dump_store(full_house.store)
    answer = full_house.enter(ADMIN).client.open(f"/console{path}", base_url=ORIGIN, method=method, headers=OWN)
    assert answer.status_code == 405
    assert dump_store(full_house.store) == before


def test_an_unexpected_fault_shows_nothing_of_itself(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a secret")

    browser = house.enter(ADMIN)
    monkeypatch.setattr("fairnotice.console.desk.find_expiries", fail)
    answer = browser.get("/")
    assert answer.status_code == 500
    assert "secret" not in answer.get_data(as_text=True)
    assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_runs_or_styles_anything_inline(name: str) -> None:
    text = files("fairnotice.console").joinpath("templates", name).read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<script[^>]*>\s*[^<\s]", text)
    assert not re.search(r"<style\b|\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=", text)
    assert not re.search(r"(?:src|href|action)=\"?\s*(?:javascript|data|https?):", text)
    assert not re.search(r"\|\s*safe\b|autoescape\s+false|Markup", text)


@pytest.mark.parametrize("name", [name for name in TEMPLATES if not name.startswith("_")])
def test_every_attribute_that_holds_a_value_is_quoted(name: str) -> None:
    text = files("fairnotice.console").joinpath("templates", name).read_text(encoding="utf-8")
    assert not re.search(r"[a-z]=\{\{", re.sub(r"\{%.*?%\}|url_for\([^)]*\)", "", text))


def test_the_preview_may_be_framed_by_the_console_and_by_nobody_else(full_house: House) -> None:
    page = read(full_house.enter(WRITER).get("/proposals/1/preview"))
    frames = [str(frame.attributes["src"]) for frame in page.css("iframe")]
    assert frames
    assert all(frame.startswith("/console/proposals/1/preview/frame?") for frame in frames)
