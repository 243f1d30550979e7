"""Two people change what browsers show, each at their own browser, and a third tries to do it alone."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.conftest import BROWSERS, ProductStarter, StandIn
from e2e.installation import PASSWORD, Installation
from e2e.person import ExtensionPage, Person, wait_until
from e2e.test_banner import HEADLINE, see

NEW_HEADLINE = "X may pass your posts to companies that train AI"
TITLE = "Names the posts"
REASON = "It says what is passed on."
MATERIAL = "Material: ask readers to look again"
TWO_MINUTES = 120
OPEN_NOTICE = "document.querySelector('[id=\"notices.0\"]').open = true"
READ_FIELD = "document.activeElement.value"


@pytest.fixture
def staffed(fresh_installation: Installation) -> Installation:
    """Give a server with an admin, somebody who writes and somebody who reviews and publishes."""
    fresh_installation.add_account("ada")
    fresh_installation.add_account("wren", "contributor")
    fresh_installation.add_account("robin", "reviewer", "publisher")
    return fresh_installation


@pytest.fixture
def people(staffed: Installation, stand_in: StandIn, tmp_path: Path) -> Iterator[tuple[Person, Person]]:
    """Give two people, one at each browser, with the extension that belongs to the server."""
    stand_in.forget()
    extension = staffed.write_extension(tmp_path / "extension", is_granted=True)
    starter = ProductStarter(extension, stand_in, {})
    both = [starter.start(name) for name in BROWSERS]
    yield both[0], both[1]
    for person in both:
        person.close()


def go_to(person: Person, installation: Installation, path: str = "") -> ExtensionPage:
    """Open a page of the console, and give it."""
    person.visit(f"{installation.address}/console/{path}")
    return person.page()


def write_in(person: Person, label: str, text: str) -> None:
    """Write in the field with this label, in place of what it held."""
    person.page().press(label)
    person.evaluate("document.activeElement.select()")
    person.type(text)
    assert person.evaluate(READ_FIELD) == text


def sign_in(person: Person, installation: Installation, name: str) -> ExtensionPage:
    """Sign in, and give the desk."""
    person.visit("about:blank")
    page = go_to(person, installation)
    if "Sign out" in page.text():
        return page
    write_in(person, "Name", name)
    write_in(person, "Password", PASSWORD)
    page.press("Sign in")
    page.wait_for_text("Waiting for your review")
    return page


def change_headline(person: Person, installation: Installation, headline: str, *, title: str = TITLE) -> ExtensionPage:
    """Find X, write another headline, say what that means, and give the editor."""
    page = go_to(person, installation, "platforms?q=x.com")
    page.press("X")
    page.wait_for_text("X Corp.")
    page.press("Edit")
    page.wait_for_text("What this change means")
    person.evaluate(OPEN_NOTICE)
    write_in(person, "Headline", headline)
    wait_until(lambda: "Saved at" in page.text(), "the draft to be saved by itself")
    page.press(MATERIAL)
    write_in(person, "Why, in a sentence readers see", REASON)
    write_in(person, "The change in one sentence", title)
    return page


def approve_first(person: Person, installation: Installation, title: str = TITLE) -> ExtensionPage:
    """Open the proposal on the desk, approve it, and give its page."""
    page = go_to(person, installation)
    page.press(title)
    page.wait_for_text("Your judgement")
    page.press("Approve")
    page.wait_for_text("Approved. A publisher can publish it now.")
    return page


def test_a_change_takes_two_people_and_less_than_two_minutes(
    people: tuple[Person, Person], staffed: Installation
) -> None:
    writer, reviewer = people
    assert HEADLINE in see(writer)
    sign_in(writer, staffed, "wren")
    sign_in(reviewer, staffed, "robin")
    begun = time.monotonic()
    page = change_headline(writer, staffed, NEW_HEADLINE)
    page.press("Preview")
    spoken = page.wait_for_text(f"Notice by Fairnotice about X: {NEW_HEADLINE}")
    assert "Turn off AI training on your X data, button" in spoken
    go_to(writer, staffed, "proposals/1/edit").press("Submit for review")
    page.wait_for_text("A second person looks at it now.")
    assert "Approve" not in [button.label for button in page.see().buttons]

    review = approve_first(reviewer, staffed)
    assert "ai-sharing: material" in review.text()
    review.press("Publish it")
    review.wait_for_text("What is chosen becomes one edition.")
    review.press("Publish as one edition")
    review.wait_for_text("Edition 2 is published")
    staffed.wait_for_edition(2)
    popup = writer.open_extension_page("popup/popup.html?site=https://x.com/")
    popup.press("Check now")
    popup.wait_for_text("Catalogue 2,")
    assert NEW_HEADLINE in popup.text()
    assert time.monotonic() - begun < TWO_MINUTES


def test_whoever_wrote_it_cannot_publish_it_alone(people: tuple[Person, Person], staffed: Installation) -> None:
    cheat, _ = people
    sign_in(cheat, staffed, "ada")
    change_headline(cheat, staffed, NEW_HEADLINE).press("Submit for review")
    page = cheat.page()
    page.wait_for_text("You wrote this; a second person has to approve it.")
    forge = "document.getElementById('comment').form"
    cheat.evaluate(f"{forge}.action = {forge}.action.replace('comment', 'approve')")
    cheat.evaluate(f"{forge}.append(document.querySelector('[name=seen]').cloneNode())")
    write_in(cheat, "Comment", "Fine.")
    cheat.evaluate(f"{forge}.requestSubmit()")
    page.wait_for_text("ada wrote proposal 1; a second person has to approve it.")
    answer = cheat.evaluate(
        "fetch('/console/publish', {method: 'POST', body: new URLSearchParams({number: 1})}).then((a) => a.status)"
    )
    assert answer == 409
    stranger = cheat.evaluate(
        "fetch('/console/proposals/1/approve', {method: 'POST', credentials: 'omit'}).then((a) => a.status)"
    )
    assert stranger == 401
    assert "in review" in go_to(cheat, staffed, "proposals/1").text()


def test_the_second_of_two_sees_what_the_first_published_and_loses_nothing(
    people: tuple[Person, Person], staffed: Installation
) -> None:
    writer, reviewer = people
    sign_in(writer, staffed, "wren")
    sign_in(reviewer, staffed, "robin")
    change_headline(writer, staffed, NEW_HEADLINE).press("Submit for review")
    staffed.change_notice("x", "ai-sharing", is_material=False, headline="X may pass on what you post")
    page = go_to(writer, staffed, "proposals/1")
    page.press("Bring it up to date")
    seen = page.wait_for_text("choose for each")
    assert NEW_HEADLINE in seen
    assert "X may pass on what you post" in seen
    page.press(f"Yours {NEW_HEADLINE}")
    page.press("Bring it up to date")
    page.wait_for_text("Brought up to date with what is published.")
    assert "Approve" in [button.label for button in open_first(reviewer, staffed).see().buttons]


def open_first(person: Person, installation: Installation) -> ExtensionPage:
    page = go_to(person, installation, "proposals/1")
    page.wait_for_text("What changes")
    return page


def test_what_was_published_by_mistake_is_hidden_at_once_and_rolled_back(
    people: tuple[Person, Person], staffed: Installation
) -> None:
    reader, publisher = people
    staffed.change_notice("x", "ai-sharing", is_material=True, headline="A mistake that came through")
    sign_in(publisher, staffed, "robin")
    page = go_to(publisher, staffed, "platforms/x")
    publisher.evaluate("[...document.querySelectorAll('.notice details')].forEach((each) => { each.open = true; })")
    publisher.evaluate("[...document.querySelectorAll('.notice > details input[name=reason]')][0].focus()")
    publisher.type("It is not so.")
    publisher.press_key("Enter")
    page.wait_for_text("Browsers stop showing it at their next poll.")

    page = go_to(publisher, staffed, "history/1")
    publisher.evaluate("document.querySelector('main details').open = true")
    write_in(publisher, "Why, in a sentence readers may see", "It was not so.")
    page.press("Go back to edition 1")
    page.wait_for_text("Edition 3 is published")
    staffed.wait_for_edition(3)
    popup = reader.open_extension_page("popup/popup.html?site=https://x.com/")
    popup.press("Check now")
    popup.wait_for_text("Catalogue 3,")
    assert "A mistake" not in popup.text()
    assert HEADLINE not in popup.text(), "it stays hidden until somebody shows it again"


def test_an_edit_outlives_the_session_it_began_in(people: tuple[Person, Person], staffed: Installation) -> None:
    writer, _ = people
    sign_in(writer, staffed, "wren")
    page = change_headline(writer, staffed, NEW_HEADLINE)
    sign_out = "fetch('/console/sign-out', {method: 'POST'}).then((answer) => answer.ok)"
    assert writer.evaluate(sign_out)
    page.press("Submit for review")
    page.wait_for_text("Sign in, and what you wrote is sent again.")
    write_in(writer, "Name", "wren")
    write_in(writer, "Password", PASSWORD)
    page.press("Sign in")
    page.wait_for_text("What you wrote before your session ended is here.")
    page.press("Send it again")
    assert TITLE in page.wait_for_text("A second person looks at it now.")


def test_everything_is_done_by_keyboard(people: tuple[Person, Person], staffed: Installation) -> None:
    person, _ = people
    go_to(person, staffed)
    for field, text in (("name", "wren"), ("password", PASSWORD)):
        tab_to(person, field, None)
        person.type(text)
    person.press_key("Enter")
    person.page().wait_for_text("Waiting for your review")
    tab_to(person, "Platforms", "Enter")
    wait_until(lambda: person.evaluate("location.pathname") == "/console/platforms", "the platforms")
    tab_to(person, "q", None)
    person.type("x.com")
    person.press_key("Enter")
    person.page().wait_for_text("platforms")
    tab_to(person, "X", "Enter")
    person.page().wait_for_text("X Corp.")
    tab_to(person, "Edit", "Enter")
    person.page().wait_for_text("What this change means")
    tab_to(person, "Notice X may pass your data to outside companies that train AI", " ")
    tab_to(person, "f.notices.0.headline", None)
    person.evaluate("document.activeElement.select()")
    person.type(NEW_HEADLINE)
    wait_until(lambda: "Saved at" in person.page().text(), "the draft to be saved by itself")
    tab_to(person, "mark.ai-sharing", " ")
    tab_to(person, "reason.ai-sharing", None)
    person.type(REASON)
    tab_to(person, "Submit for review", "Enter")
    person.page().wait_for_text("The title is one sentence")


def tab_to(person: Person, name: str, key: str | None) -> None:
    """Press Tab until what is called `name` has the focus, then `key`."""
    focused = (
        "((at) => at.matches('a, button, summary') ? at.textContent.trim() : at.name ?? '')(document.activeElement)"
    )
    for _ in range(120):
        if person.evaluate(focused) == name:
            break
        person.press_key("Tab")
    assert person.evaluate(focused) == name
    if key:
        person.press_key(key)
