"""The editor: what is typed is kept byte for byte, faults stand at their fields, and no window overwrites another."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from fairnotice.workflow.proposals import Proposal, read_proposal
from fairnotice.workflow.session_records import Kept, list_kept
from fairnotice.workflow.sessions import end_session
from server.console.kit import REVIEWER, WRITER, Browser, House, get_content, now, read, read_form, read_text
from server.workflow.kit import PASSWORD, dump_store

ODD = [
    "شروط الخصوصية", "سياسة AI الجديدة", "👩‍👩‍👧‍👦 🏳️‍🌈", "a\u202eb", "é", "\n\nfirst", "  led by spaces", "&lt;b&gt;",
    "</textarea>", "a\n\n\nb", '"quoted"',
]  # fmt: skip
CHARACTERS = st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t")
TYPED = st.text(CHARACTERS, max_size=80) | st.sampled_from(ODD)


@pytest.fixture(scope="module")
def writing(make_house: Callable[..., House]) -> tuple[House, Browser]:
    house = make_house()
    return house, house.enter(WRITER)


def change(pairs: list[tuple[str, str]], **changes: str) -> list[tuple[str, str]]:
    """Answer a form with some inputs typed anew; names are those below `f.` with `__` for dots."""
    typed = {name.replace("__", "."): value for name, value in changes.items()}
    typed = {name if name in ("title", "seen", "do") else f"f.{name}": value for name, value in typed.items()}
    left = {**typed}
    found = [(name, left.pop(name, value)) for name, value in pairs]
    return found + list(left.items())


def save(house: House, browser: Browser, number: int, **changes: str) -> TestResponse:
    """Type into the form as it is shown, and press a button."""
    pairs = read_form(browser.get(f"/proposals/{number}/edit"))
    return browser.post(f"/proposals/{number}/edit", change(pairs, **{"do": "save"} | changes))


def get(house: House, number: int) -> Proposal:
    return read_proposal(house.store, number)


@pytest.mark.parametrize("id", ["rumble", "x", "lemon8", "quillbot"])
def test_a_draft_that_nobody_touched_is_saved_as_it_was(house: House, id: str) -> None:
    browser, number = house.enter(WRITER), house.start(get_content(id))
    before = get(house, number)
    assert save(house, browser, number).status_code == 303
    assert get(house, number) == before


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=TYPED, long=TYPED, lines=st.lists(TYPED, max_size=4), title=TYPED)
def test_every_text_is_kept_but_for_space_at_its_ends(
    writing: tuple[House, Browser], one: str, long: str, lines: list[str], title: str
) -> None:
    house, browser = writing
    number = house.start(get_content())
    # An input of one line holds no line breaks.
    one, title = (" ".join(text.split("\n")) for text in (one, title))
    answer = save(
        house, browser, number, name=one, notices__0__summary=long, notices__0__data_used="\n".join(lines),
        notices__0__actions__0__label=one, notices__0__actions__0__steps="\n".join(lines),
        notices__0__sources__0__title=one, notices__0__notes=long, title=title,
    )  # fmt: skip
    assert answer.status_code == 303
    saved = get(house, number)
    assert saved.content is not None
    notice = saved.content["notices"][0]
    meant = [line.strip() for line in "\n".join(lines).split("\n") if line.strip()]
    assert saved.content["name"] == notice["actions"][0]["label"] == notice["sources"][0]["title"] == one.strip()
    assert saved.title == title.strip()
    assert notice["summary"] == long.strip()
    assert notice["notes"] == (long.strip() or None)
    assert notice["data_used"] == notice["actions"][0]["steps"] == meant
    # Shown again it is what was typed, and saving that again changes nothing.
    shown = dict(read_form(browser.get(f"/proposals/{number}/edit")))
    assert shown["f.name"] == one.strip()
    assert shown["f.notices.0.summary"] == long.strip()
    save(house, browser, number)
    assert get(house, number) == saved


def test_everything_typed_outlives_a_session_that_ends_in_the_middle(house: House) -> None:
    browser, number = house.enter(WRITER), house.start(get_content())
    typed = change(
        read_form(browser.get(f"/proposals/{number}/edit")), name="  شروط", notices__0__summary="One\n\ntwo & <three>",
        title="Élan %41 + = ;", do="save",
    )  # fmt: skip
    end_session(house.store, WRITER, _find_session(house).id, now())
    before = dump_store(house.store)
    asked = browser.post(f"/proposals/{number}/edit", typed)
    assert asked.status_code == 401
    assert "what you wrote is sent again" in read_text(asked)
    assert dump_store(house.store) == before
    form = dict(read_form(asked, "main form"))
    wrong = browser.post("/sign-in", form | {"name": "wren", "password": "wrong"})
    again = dict(read_form(wrong, "main form"))
    assert again["kept"] == form["kept"]
    answer = browser.post("/sign-in", again | {"name": "wren", "password": PASSWORD})
    page = read(answer).css_first("main form")
    assert page is not None
    assert page.attributes["action"] == f"/console/proposals/{number}/edit"
    answer = browser.post(f"/proposals/{number}/edit", read_form(answer, "main form"))
    assert answer.location == f"/console/proposals/{number}/edit?said=saved"
    saved = get(house, number)
    assert saved.content is not None
    assert (saved.content["name"], saved.title) == ("شروط", "Élan %41 + = ;")
    assert saved.content["notices"][0]["summary"] == "One\n\ntwo & <three>"
    assert saved.content["notices"][0]["actions"] == get_content()["notices"][0]["actions"]


def test_each_button_keeps_what_was_typed_and_leads_to_its_place(house: House) -> None:
    browser, number = house.enter(WRITER), house.start(get_content())
    answer = save(house, browser, number, do="add notices", name="Typed")
    assert answer.location == f"/console/proposals/{number}/edit?at=notices.1#notices.1"
    page = read(browser.get(f"/proposals/{number}/edit?at=notices.1"))
    opened = page.css_first("details[id='notices.1']")
    assert opened is not None
    assert "open" in opened.attributes
    for do in ("add notices.1.actions", "add notices.1.sources", "add policies", "up notices.1", "remove notices.0"):
        assert save(house, browser, number, do=do).status_code == 303
    content = get(house, number).content
    assert content is not None
    assert content["name"] == "Typed"
    assert [notice["id"] for notice in content["notices"]] == ["account-deletion"]
    assert len(content["policies"]) == len(get_content()["policies"]) + 1


@pytest.mark.parametrize("do", ["add 0", "add notices.0.policies", "remove notices.999", "up notices.77", "fly away"])
def test_a_button_that_is_not_there_changes_nothing(house: House, do: str) -> None:
    browser, number = house.enter(WRITER), house.start(get_content())
    before = get(house, number)
    assert save(house, browser, number, do=do, name="Typed").status_code == 422
    assert get(house, number) == before


def test_three_hundred_notices_are_all_kept(house: House) -> None:
    content = get_content()
    content["notices"] = [{**content["notices"][0], "id": f"n{number}"} for number in range(300)]
    browser, number = house.enter(WRITER), house.start(content)
    assert save(house, browser, number, notices__299__headline="The last").status_code == 303
    saved = get(house, number).content
    assert saved is not None
    assert [notice["id"] for notice in saved["notices"]] == [f"n{number}" for number in range(300)]
    assert saved["notices"][299]["headline"] == "The last"


def test_what_another_window_saved_is_not_overwritten_and_nothing_typed_is_lost(house: House) -> None:
    browser, number = house.enter(WRITER), house.start(get_content())
    old = read_form(browser.get(f"/proposals/{number}/edit"))
    save(house, browser, number, name="From the first window")
    answer = browser.post(f"/proposals/{number}/edit", change(old, name="From the second", title="Second", do="save"))
    assert answer.status_code == 409
    assert "another window" in read_text(answer, "[role=alert]")
    assert (get(house, number).content or {})["name"] == "From the first window"
    form = read_form(answer)
    assert (dict(form)["f.name"], dict(form)["title"]) == ("From the second", "Second")
    assert browser.post(f"/proposals/{number}/edit", [*form, ("do", "save")]).status_code == 303
    assert (get(house, number).content or {})["name"] == "From the second"


def test_saving_by_itself_answers_what_the_page_needs(house: House) -> None:
    browser, number = house.enter(WRITER), house.start(get_content())
    old = read_form(browser.get(f"/proposals/{number}/edit"))
    answer = browser.post(f"/proposals/{number}/edit", change(old, notices__0__headline="New", do="autosave"))
    assert answer.json == {"fault": "", "seen": get(house, number).version, "changed": ["account-deletion"]}
    answer = browser.post(f"/proposals/{number}/edit", change(old, name="Old window", do="autosave"))
    assert answer.status_code == 409
    assert answer.json is not None
    assert answer.json["fault"]
    answer = save(house, browser, number, title="x" * 201, do="autosave")
    assert (answer.status_code, (answer.json or {})["changed"]) == (422, [])


def test_each_fault_stands_beside_its_field(house: House) -> None:
    content = get_content(name="", hosts=["no host", "rumble.com"], company="<b>")
    notice = content["notices"][0]
    notice |= {"headline": "", "effective_on": "soon", "sources": [], "data_used": ["a", "a"], "topic": "weather"}
    notice["actions"][0] |= {"label": "x" * 300, "steps": ["ok", "<i>"]}
    browser, number = house.enter(WRITER), house.start(content)
    for answer in (save(house, browser, number, do="submit"), browser.get(f"/proposals/{number}/edit?check=1")):
        page = read(answer)
        for name in ("name", "hosts", "company", "notices.0.headline", "notices.0.effective_on", "notices.0.topic",
                     "notices.0.data_used", "notices.0.actions.0.label",
                     "notices.0.actions.0.steps"):  # fmt: skip
            found = page.css_first(f"[name='f.{name}']")
            assert found is not None
            assert found.attributes.get("aria-invalid") == "true", name
            about = str(found.attributes["aria-describedby"]).split()
            faults = [page.css_first(f"[id='{id}']") for id in about]
            assert any(fault is not None and "fault" in str(fault.attributes.get("class")) for fault in faults), name
        assert "every claim has a source" in read_text(answer, "[id='notices.0.sources']")
        assert len(page.css("p.fault")) >= 10
    assert get(house, number).state == "draft"


def test_a_link_that_may_not_be_opened_is_a_fault_of_its_field(house: House) -> None:
    content = get_content()
    content["notices"][0]["actions"][0]["url"] = "javascript:alert(1)"
    browser, number = house.enter(WRITER), house.start(content)
    fault = read_text(browser.get(f"/proposals/{number}/edit?check=1"), "[id='f.notices.0.actions.0.url-fault']")
    assert "not a complete https address" in fault


@pytest.mark.parametrize("query", ["", "?check=1"])
def test_what_describes_an_input_is_there_and_ids_are_unique(house: House, query: str) -> None:
    content = get_content("x", name="", hosts=["no host", "no other", "x.com"])
    browser, number = house.enter(WRITER), house.start(content)
    page = read(browser.get(f"/proposals/{number}/edit{query}"))
    ids = [str(node.attributes["id"]) for node in page.css("[id]")]
    assert len(ids) == len(set(ids))
    for node in page.css("[aria-describedby], [aria-labelledby], label[for]"):
        for key in ("aria-describedby", "aria-labelledby", "for"):
            assert set((node.attributes.get(key) or "").split()) <= set(ids)
    named = {str(label.attributes["for"]) for label in page.css("label[for]")}
    for node in page.css(".field [name]"):
        assert node.attributes["id"] in named


def test_a_changed_notice_is_asked_what_it_means(house: House) -> None:
    browser, number = house.enter(WRITER), house.start(get_content())
    answer = save(house, browser, number, notices__0__headline="Another headline", do="submit")
    assert answer.status_code == 422
    assert "material or cosmetic" in read_text(answer, "[data-notice] .fault")
    form = [*read_form(answer), ("mark.account-deletion", "material"), ("do", "submit")]
    form = [(name, "It changed" if name == "reason.account-deletion" else value) for name, value in form]
    answer = browser.post(f"/proposals/{number}/edit", form)
    assert answer.location == f"/console/proposals/{number}?said=submitted"
    assert get(house, number).marks["account-deletion"].reason == "It changed"


@pytest.mark.parametrize("who", [WRITER, REVIEWER], ids=["not-its-author-any-more", "no-contributor"])
def test_only_its_author_edits_a_draft(house: House, who: Any) -> None:
    number = house.start(get_content())
    other = house.enter(who if who is REVIEWER else _rename(WRITER))
    before = dump_store(house.store)
    assert other.get(f"/proposals/{number}/edit").status_code == 403
    assert other.post(f"/proposals/{number}/edit", {"f.name": "Mine", "do": "save"}).status_code == 403
    assert dump_store(house.store) == before


def test_a_form_of_ten_megabytes_is_refused(house: House) -> None:
    browser, number = house.enter(WRITER), house.start(get_content())
    before = get(house, number)
    assert save(house, browser, number, name="x" * 10_000_000).status_code == 413
    assert get(house, number) == before


@pytest.mark.parametrize("size", [100_000, 400_000])
def test_a_form_as_large_as_a_draft_may_be_is_taken_in_every_script(house: House, size: int) -> None:
    browser, number = house.enter(WRITER), house.start(get_content())
    assert save(house, browser, number, notices__0__notes="و" * (size // 6)).status_code == 303


def test_a_draft_that_is_too_large_is_shown_again_as_typed(house: House) -> None:
    browser, number = house.enter(WRITER), house.start(get_content())
    answer = save(house, browser, number, name="x" * 600_000)
    assert answer.status_code == 422
    assert "bytes" in read_text(answer, "[role=alert]")
    assert len(dict(read_form(answer))["f.name"]) == 600_000


@pytest.mark.parametrize("seen", ["", "x", "-1", "٣", "9" * 5000, "1e3"])
def test_a_version_that_is_no_number_makes_no_error(house: House, seen: str) -> None:
    browser, number = house.enter(WRITER), house.start(get_content())
    assert save(house, browser, number, seen=seen).status_code in (303, 409)


def _find_session(house: House) -> Kept:
    (kept,) = list_kept(house.store)
    return kept


def _rename(actor: Any) -> Any:
    return type(actor)("finch", actor.roles, actor.via)


def test_the_size_of_a_text_area_follows_its_text(house: House) -> None:
    number = house.start(get_content())
    page = house.enter(WRITER).get(f"/proposals/{number}/edit").get_data(as_text=True)
    assert all(2 <= int(rows) <= 12 for rows in re.findall(r'rows="(\d+)"', page))
