"""How a new edition reaches a browser that runs, and what the popup says of it."""

import base64
import json
import urllib.request

from e2e.conftest import StandIn, begin_new_visit
from e2e.installation import Installation
from e2e.person import Person, wait_until
from e2e.test_banner import CLOSE, see
from e2e.test_pages import open_options
from fairnotice.catalogue.files import BUILT_IN
from fairnotice.catalogue.translation_files import read_translations

GERMAN_HEADLINE = read_translations(BUILT_IN)["x"]["de"]["ai-sharing/headline"].text
CHOOSE_GERMAN = """(() => {
    const select = document.getElementById("language");
    select.value = "de";
    select.dispatchEvent(new Event("change"));
})()"""
NEW_HEADLINE = "X passes your data to companies that train AI, and moved the switch"


def test_a_new_edition_arrives_by_check_now_and_shows(
    fresh_person: Person, fresh_installation: Installation, stand_in: StandIn
) -> None:
    see(fresh_person)
    fresh_person.press(CLOSE)
    fresh_person.wait_until_banner_is_gone()
    edition = fresh_installation.change_notice("x", "ai-sharing", is_material=True, headline=NEW_HEADLINE)
    stand_in.forget()

    popup = fresh_person.open_extension_page("popup/popup.html?site=https://x.com/")
    popup.wait_for_text("Catalogue 1,")
    popup.press("Check now")
    assert NEW_HEADLINE in popup.wait_for_text(f"Catalogue {edition},")
    asked = [exchange.path for exchange in stand_in.proxy.exchanges("127.0.0.1")]
    assert [path.rsplit("/", 1)[0] for path in asked if path] == ["/v1", "/v1/manifests", "/v1/deltas/en"]
    for exchange in stand_in.proxy.exchanges("127.0.0.1"):
        names = {name.lower() for name, _ in exchange.headers}
        assert not names & {"origin", "referer", "cookie", "if-none-match", "if-modified-since"}
    popup.press("Check now")
    assert "Try again in five minutes" in popup.wait_for_text("Try again")
    popup.close()

    begin_new_visit(fresh_person)
    text = see(fresh_person)
    assert NEW_HEADLINE in text
    assert "Changed since you looked" in text


def test_what_is_withdrawn_is_hidden_at_the_next_check(fresh_person: Person, fresh_installation: Installation) -> None:
    see(fresh_person)
    fresh_installation.hide("x/ai-sharing")
    popup = fresh_person.open_extension_page("popup/popup.html?site=https://x.com/")
    assert "X may pass your data" in popup.wait_for_text("X may pass your data")
    wait_until(lambda: "x/ai-sharing" in read_head(fresh_installation), "the head to say so")
    popup.press("Check now")
    wait_until(lambda: "X may pass your data to outside" not in popup.text(), "the notice to go")


def test_a_server_that_is_gone_is_said_in_words_and_nothing_is_lost(
    fresh_person: Person, fresh_installation: Installation
) -> None:
    fresh_installation.stop()
    popup = fresh_person.open_extension_page("popup/popup.html?site=https://x.com/")
    popup.wait_for_text("Catalogue 1,")
    popup.press("Check now")
    popup.wait_for_text("is kept")
    assert "X may pass your data" in popup.text()
    popup.close()
    assert "X may pass your data" in see(fresh_person)


def test_a_person_who_chooses_german_gets_the_notice_of_x_in_german(
    fresh_person: Person, fresh_installation: Installation, stand_in: StandIn
) -> None:
    stand_in.forget()
    options = open_options(fresh_person)
    fresh_person.evaluate(CHOOSE_GERMAN)
    options.wait_for_text("Sprache")
    wait_until(lambda: any("/v1/packs/de/" in path for path in list_asked(stand_in)), "the German pack to be asked for")
    options.close()
    popup = fresh_person.open_extension_page("popup/popup.html?site=https://x.com/")
    popup.wait_for_text(GERMAN_HEADLINE)
    popup.close()
    stand_in.forget()
    assert GERMAN_HEADLINE in see(fresh_person)
    assert list_asked(stand_in) == []


def list_asked(stand_in: StandIn) -> list[str]:
    """Give the paths that our server was asked for."""
    return [exchange.path or "" for exchange in stand_in.proxy.exchanges("127.0.0.1")]


def read_head(installation: Installation) -> str:
    """Give the payload of the head that the server serves now."""
    with urllib.request.urlopen(f"{installation.address}/v1/head.json", timeout=5) as answer:
        return base64.b64decode(json.loads(answer.read())["payload"]).decode()
