"""Who may ask what: every address of the console, by everybody, from its own table of routes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from fairnotice.console.console import make_console
from fairnotice.console.cookies import SECURE_NAME
from fairnotice.console.frame import Console
from fairnotice.workflow.access import EVERYONE, LINK, SESSION, WAYS
from fairnotice.workflow.actors import ROLES, Actor
from server.console.kit import ADMIN, PUBLISHER, REVIEWER, WRITER, Browser, House, get_content, now, read, read_text
from server.console.routes import Route, collect_routes, list_routes
from server.workflow.kit import dump_store

ROUTES = collect_routes()
GUARDED = [route for route in ROUTES if route.access and route.access.way == SESSION]
OPEN = {
    "GET /sign-in", "POST /sign-in", "GET /signed-in", "GET /nothing",
    "GET /setup/none", "POST /setup/none", "GET /invitations/none", "POST /invitations/none",
}  # fmt: skip
PEOPLE = (WRITER, REVIEWER, PUBLISHER, ADMIN)
LACKING = [
    (route, actor)
    for route in GUARDED
    for actor in PEOPLE
    if route.access and route.access.role and not actor.roles & {route.access.role, "admin"}
]


@pytest.fixture(scope="module")
def full_house(make_house: Callable[..., House]) -> House:
    """An installation in which the addresses of the table lead somewhere."""
    house = make_house()
    house.add("kim", "contributor")
    house.submit(get_content(company="Another company"))
    for actor in PEOPLE:
        house.enter(actor)
    return house


def ask(house: House, route: Route, actor: Actor | None) -> tuple[int, str]:
    """Answer the status and the heading of the page that somebody gets."""
    browser = house.enter(actor) if actor else house.visit()
    answer = browser.get(route.path) if route.method == "GET" else browser.post(route.path, {"reason": "because"})
    return answer.status_code, read_text(answer, "h1")


def test_every_address_declares_who_may_ask_it(house: House) -> None:
    assert list_routes(house.app) == list(ROUTES)
    assert len(ROUTES) > 50
    for route in ROUTES:
        assert route.access is not None, route
        assert route.access.way in WAYS, route
        assert route.access.role in (None, *ROLES), route


def test_only_these_addresses_open_without_a_session() -> None:
    assert {str(route) for route in ROUTES if route.access and route.access.way in (EVERYONE, LINK)} == OPEN


def test_whatever_changes_something_of_others_needs_a_role() -> None:
    own = {"/sign-out", "/proposals/1/comment"}
    for route in GUARDED:
        if route.method == "POST" and route.path not in own and not route.path.startswith("/me/"):
            assert getattr(route.access, "role", None), route


def test_a_page_that_declares_nothing_is_refused_to_everybody(house: House) -> None:
    app, pages = Flask("fairnotice", static_folder=None), make_console(Console(house.store, now, is_solo=False))
    pages.add_url_rule("/undeclared", "undeclared", lambda: "what nobody may see")
    app.register_blueprint(pages)
    house.enter(ADMIN, "a token")
    for cookie in ("", f"{SECURE_NAME}=a token"):
        answer = Browser(app.test_client()).get("/undeclared", headers={"Cookie": cookie})
        assert answer.status_code == 403
        assert "what nobody may see" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("route", GUARDED, ids=str)
def test_nobody_gets_the_sign_in_page_and_changes_nothing(full_house: House, route: Route) -> None:
    before = dump_store(full_house.store)
    assert ask(full_house, route, None) == (401, "Sign in")
    assert dump_store(full_house.store) == before


@pytest.mark.parametrize(("route", "actor"), LACKING, ids=lambda each: getattr(each, "name", None) or str(each))
def test_whoever_lacks_the_role_is_told_so_and_changes_nothing(full_house: House, route: Route, actor: Actor) -> None:
    before = dump_store(full_house.store)
    assert ask(full_house, route, actor) == (403, "Not allowed")
    assert dump_store(full_house.store) == before


@pytest.mark.parametrize("actor", PEOPLE, ids=lambda actor: actor.name)
@pytest.mark.parametrize("route", [route for route in GUARDED if route.method == "GET"], ids=str)
def test_whoever_has_the_role_is_not_turned_away(full_house: House, route: Route, actor: Actor) -> None:
    if (route, actor) in LACKING:
        return
    status, heading = ask(full_house, route, actor)
    # Some pages say something else, such as that the proposal is another's: but never that a role is missing.
    assert status < 500
    assert status != 401
    assert heading != "Sign in"
    assert "for that role" not in read_text(full_house.enter(actor).get(route.path))


@pytest.mark.parametrize("route", [route for route in GUARDED if route.method == "POST"], ids=str)
def test_reading_an_address_that_takes_forms_changes_nothing(full_house: House, route: Route) -> None:
    before = dump_store(full_house.store)
    answer = full_house.enter(ADMIN).get(route.path)
    assert answer.status_code in (200, 403, 404, 405, 409)
    assert dump_store(full_house.store) == before


def test_the_sign_in_page_leads_back_to_what_was_asked(full_house: House) -> None:
    page = read(full_house.visit().get("/platforms?q=x"))
    found = page.css_first("input[name=next]")
    assert found is not None
    assert found.attributes["value"] == "/console/platforms?q=x"


@pytest.mark.parametrize("token", ["none", "x" * 5000, "%00", "..", "%F0%9F%98%80"])
@pytest.mark.parametrize("page", ["setup", "invitations"])
def test_a_link_that_is_not_good_leads_nowhere(full_house: House, page: str, token: str) -> None:
    before = dump_store(full_house.store)
    for answer in (full_house.visit().get(f"/{page}/{token}"), full_house.visit().post(f"/{page}/{token}", {})):
        assert answer.status_code == 404
    assert dump_store(full_house.store) == before
