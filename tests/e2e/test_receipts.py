"""What Done leaves: a receipt with a note, a file that brings it all back, and why something has to be done again."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from e2e.conftest import BrowserStarter, StandIn, forget
from e2e.installation import Installation
from e2e.person import ExtensionPage, Person, wait_until
from e2e.test_banner import BUTTON, HEADLINE, LINK, see
from e2e.test_pages import open_ready, wait_until_said

NOTE = f"Your note on: {HEADLINE}"
PASSPHRASE = "horse battery 12"
KEPT = "chrome.storage.local.get(['marks', 'choices', 'receipts'])"


def open_receipts(person: Person) -> ExtensionPage:
    return open_ready(person, "receipts/receipts.html")


def finish(person: Person) -> None:
    """Visit X and press Done in the banner that comes up."""
    see(person)
    person.press("Done")
    person.wait_until_banner_is_gone()
    wait_until(lambda: "receipts" in read_kept(person), "the receipt to be kept")


def read_kept(person: Person) -> dict[str, Any]:
    return person.evaluate_in_background(KEPT)


def write_note(person: Person, receipts: ExtensionPage, text: str) -> None:
    receipts.press(NOTE)
    person.type(text)
    receipts.press("Everyone who has it")
    wait_until_said(receipts, "Note saved.")


def save(person: Person, receipts: ExtensionPage, passphrase: str | None = None) -> Path:
    """Save a file from the page, and give it."""
    if passphrase:
        receipts.press("Only who knows a passphrase")
        for field in ("Passphrase", "The same passphrase again"):
            receipts.press(field)
            person.type(passphrase)
    receipts.press("Save the file")
    wait_until_said(receipts, "Your browser saves the file fairnotice-")
    return person.take_download()


def choose(person: Person, receipts: ExtensionPage, file: Path) -> None:
    person.look_at(receipts.tab)
    person.choose_file("Choose a file", file)


def test_done_leaves_a_receipt_with_its_day_and_the_link_that_was_used(person: Person) -> None:
    see(person)
    person.press("Details and sources")
    person.press(BUTTON)
    person.wait_for_tab(LINK)
    person.press("Done")
    person.wait_until_banner_is_gone()
    receipts = open_receipts(person)
    text = receipts.text()
    assert HEADLINE in text
    assert re.search(r"X · Done on \w{3} \d{1,2}, 20\d\d", text)
    assert re.search(r"^\w+ 20\d\d$", text, re.MULTILINE), "receipts stand under their month"
    assert LINK not in text, "on the screen the link has its name"
    tabs = {tab.handle for tab in person.tabs()}
    receipts.press(BUTTON)
    wait_until(
        lambda: any(tab.url == LINK and tab.handle not in tabs for tab in person.tabs()), "the link to open once more"
    )


def test_without_a_receipt_the_page_says_how_to_get_one_and_the_other_pages_lead_there(person: Person) -> None:
    open_receipts(person).wait_for_text("Nothing yet. Press Done on a notice")
    for path in ("popup/popup.html?site=https://x.com/", "overview/overview.html", "options/options.html"):
        person.tidy_up()
        open_ready(person, path).press("What you have done")
        wait_until(
            lambda: any(tab.url.endswith("receipts/receipts.html") for tab in person.tabs()), f"the page, from {path}"
        )


def test_a_note_is_kept_and_survives_a_mistaken_done(person: Person) -> None:
    finish(person)
    receipts = open_receipts(person)
    write_note(person, receipts, "By mail, case 17")
    receipts.close()
    assert field(open_receipts(person)) == "By mail, case 17"
    options = open_ready(person, "options/options.html")
    options.press(f"Open again: {HEADLINE}")
    wait_until_said(options, "It can come up on your next visit")
    open_receipts(person).wait_for_text("Nothing yet.")
    person.evaluate_in_background("chrome.storage.session.clear()")
    finish(person)
    assert field(open_receipts(person)) == "By mail, case 17"


def test_a_note_that_is_being_written_is_kept_when_the_page_is_left(person: Person) -> None:
    finish(person)
    receipts = open_receipts(person)
    receipts.press(NOTE)
    person.type("half a")
    person.visit("about:blank")
    wait_until(lambda: read_kept(person)["receipts"]["list"][0]["note"] == "half a", "the note to be kept")


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_a_file_brings_everything_back_and_can_be_undone(
    person: Person, tmp_path: Path, passphrase: str | None
) -> None:
    finish(person)
    receipts = open_receipts(person)
    write_note(person, receipts, "mine")
    options = open_ready(person, "options/options.html")
    options.press("In the toolbar only; pages stay as they are")
    wait_until_said(options, "Saved.")
    before = read_kept(person)
    file = save(person, receipts, passphrase)
    content = json.loads(file.read_text(encoding="utf-8"))
    assert content["format"] == ("fairnotice-state-sealed" if passphrase else "fairnotice-state")
    assert ("x/ai-sharing" in file.read_text()) is (passphrase is None)

    forget(person)
    receipts = open_receipts(person)
    choose(person, receipts, file)
    if passphrase:
        receipts.wait_for_text("This file is locked.")
        person.type("wrong battery 12")
        receipts.press("Open the file")
        wait_until_said(receipts, "the passphrase is another one, or the file was altered")
        receipts.press("This file is locked. Its passphrase:")
        person.evaluate("document.activeElement.select()")
        person.type(passphrase)
        receipts.press("Open the file")
    text = receipts.wait_for_text("Receipts added: 1")
    for part in (
        "From ",
        "receipts: 1, notices: 1",
        "Notices done here too: 1",
        "never changed yours: Where notices show",
    ):
        assert part in text
    assert read_kept(person) == {}, "looking changes nothing"
    receipts.press("Add to mine")
    wait_until_said(receipts, "Added.")
    assert read_kept(person) == before
    assert field(receipts) == "mine"

    choose(person, receipts, save(person, receipts))
    receipts.wait_for_text("All of it is here already.")
    assert "Add to mine" not in receipts.see().labels
    receipts.press("Leave it")

    receipts = open_receipts(person)
    receipts.press("Undo the import")
    wait_until_said(receipts, "Undone.")
    receipts.wait_for_text("Nothing yet.")
    assert read_kept(person)["marks"] == {}
    assert read_kept(person)["choices"]["surface"] == "page"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('{"format": "fairnotice-state", "version": 2}', "This file was made by a newer Fairnotice. Update"),
        ('{"format": "fairnotice-state", "version": 1, "made_on": "today"}', "This file is damaged at made_on."),
        ("not json", "This is not a file of Fairnotice."),
        ("x" * 7_000_001, "The file is larger than 5 MB."),
    ],
    ids=["newer", "damaged", "foreign", "large"],
)
def test_a_file_that_cannot_be_read_is_said_in_words_and_nothing_changes(
    person: Person, tmp_path: Path, content: str, sentence: str
) -> None:
    finish(person)
    before = read_kept(person)
    file = tmp_path / "state.json"
    file.write_text(content)
    receipts = open_receipts(person)
    choose(person, receipts, file)
    wait_until_said(receipts, f"nothing changed: {sentence}")
    assert "Add to mine" not in receipts.see().labels
    assert read_kept(person) == before


def test_passphrases_that_differ_or_are_short_make_no_file(person: Person) -> None:
    receipts = open_receipts(person)
    receipts.press("Only who knows a passphrase")
    receipts.wait_for_text("Nobody can recover it")
    receipts.press("Passphrase")
    person.type("short")
    receipts.press("Save the file")
    wait_until_said(receipts, "The two passphrases differ. No file was made.")
    receipts.press("The same passphrase again")
    person.type("short")
    receipts.press("Save the file")
    wait_until_said(receipts, "nothing changed: The passphrase needs at least 12 characters.")


def test_what_cannot_be_read_breaks_nothing_and_is_said_until_it_is_forgotten(person: Person) -> None:
    finish(person)
    person.evaluate_in_background("""chrome.storage.local.get(['marks', 'receipts']).then(({ marks, receipts }) =>
        chrome.storage.local.set({ marks: { ...marks, 'x/ads': [7], 'x/sale': { done: 'yes' } }, choices: 'gone',
            receipts: { ...receipts, list: [...receipts.list, { notice: 7 }] } }))""")
    person.evaluate_in_background("chrome.storage.session.clear()")
    assert "Fairnotice about X" in see(person), "the banner still answers"
    receipts = open_receipts(person)
    assert HEADLINE in receipts.wait_for_text("could not be read and was set aside. Entries: 4")
    receipts.press("Forget it")
    wait_until_said(receipts, "What could not be read is forgotten.")
    assert "set aside" not in receipts.text()


def test_a_material_revision_opens_the_notice_again_and_the_receipt_says_why(
    fresh_person: Person, fresh_installation: Installation
) -> None:
    finish(fresh_person)
    assert "Changed since." not in open_receipts(fresh_person).text()
    edition = fresh_installation.change_notice("x", "ai-sharing", is_material=True, summary="The switch is elsewhere.")
    popup = fresh_person.open_extension_page("popup/popup.html?site=https://x.com/")
    popup.press("Check now")
    popup.wait_for_text(f"Catalogue {edition},")
    text = open_receipts(fresh_person).wait_for_text("Changed since.")
    assert "Changed since. The switch moved to another page." in text
    fresh_person.evaluate_in_background("chrome.storage.session.clear()")
    finish(fresh_person)
    receipts = open_receipts(fresh_person)
    assert receipts.text().count(HEADLINE) == 2, "the old receipt stays"
    assert "Changed since." not in receipts.text()


def test_on_paper_nothing_is_to_be_pressed_and_addresses_are_whole(
    browser_starter: BrowserStarter, stand_in: StandIn
) -> None:
    person = browser_starter.share("chromium")
    person.tidy_up()
    stand_in.forget()
    forget(person)
    finish(person)
    receipts = open_receipts(person)
    write_note(person, receipts, "for the folder")
    person.tab.handle.emulate_media(media="print", color_scheme="dark")
    paper = receipts.see()
    assert paper.buttons == ()
    for part in (HEADLINE, f"{BUTTON}\n{LINK}", "Your note: for the folder", "Done on "):
        assert part in paper.text
    for part in ("Save the file", "Add from a file", "Options"):
        assert part not in paper.text
    assert person.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    person.tab.handle.emulate_media(media="screen", color_scheme="light")
    assert LINK not in receipts.text()


def field(receipts: ExtensionPage) -> str:
    """Give what the first note says."""
    receipts.wait_for_text("Your note")
    return str(receipts._person.evaluate("document.querySelector('textarea').value"))
