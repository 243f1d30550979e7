"""Opting out step by step: a guide on the platform's own page, or in the popup where it cannot be there."""

from scripts.stand_in.pages import Page

from e2e.conftest import StandIn, begin_new_visit
from e2e.person import Person, Tab, wait_until
from e2e.sight import Banner
from e2e.test_banner import BUTTON, LINK, see
from e2e.test_pages import open_ready

CONTROL = (
    "Allow your public data as well as your interactions, inputs, and results with Grok and xAI to be used for "
    "training and fine-tuning"
)
RING = """[...document.querySelectorAll("body ~ div[popover]")].filter((each) => each.ariaHidden === "true").length"""
FOUND = "It is outlined on the page."
REPORT = "Report a problem with this notice"


def follow_link(person: Person) -> Tab:
    """Press the banner's button on x.com, and look at the tab that opens."""
    see(person)
    person.press(BUTTON)
    tab = person.wait_for_tab(LINK)
    person.look_at(tab)
    return tab


def read_guide(person: Person, part: str) -> Banner:
    """Wait until the guide says `part`."""

    def look() -> Banner | None:
        seen = person.banner(seconds=0)
        return seen if seen and part in seen.text else None

    return wait_until(look, f"the guide to say {part!r}")


def test_the_guide_leads_through_the_steps_and_shows_where_the_control_is(person: Person) -> None:
    follow_link(person)
    guide = read_guide(person, FOUND)
    assert "Fairnotice about X · not from X" in guide.text
    assert "Step 1 of 3" in guide.text
    assert guide.labels == ["Close the guide", "Next step", REPORT]
    assert person.evaluate(RING) == 1
    person.press("Next step")
    guide = read_guide(person, "Step 2 of 3")
    assert guide.labels == ["Close the guide", "Back", "Next step", REPORT]
    person.press("Back")
    read_guide(person, "Step 1 of 3")


def test_nothing_is_pressed_for_the_person_and_the_page_stays_as_it_is(person: Person) -> None:
    follow_link(person)
    read_guide(person, FOUND)
    assert person.evaluate("[...document.querySelectorAll('input')].every((input) => input.checked)") is True
    ours = "[...document.documentElement.children].slice(2).map((each) => each.localName + each.children.length)"
    assert person.evaluate(ours) == ["div0", "div0"]
    assert person.evaluate("document.querySelectorAll('main [style], main [class*=fair]').length") == 0


def test_the_outline_follows_the_person_from_part_to_part_of_the_page(person: Person) -> None:
    follow_link(person)
    read_guide(person, FOUND)
    person.page().press("Notifications")
    read_guide(person, "Look for “Allow your public data")
    person.page().press("Privacy")
    read_guide(person, FOUND)


def test_the_guide_goes_on_after_the_page_loaded_anew_where_it_was(person: Person) -> None:
    follow_link(person)
    read_guide(person, FOUND)
    person.press("Next step")
    read_guide(person, "Step 2 of 3")
    person.visit("https://x.com/settings/privacy")
    read_guide(person, "Step 2 of 3")


def test_done_in_the_guide_ticks_the_notice_off_and_ends_it(person: Person) -> None:
    follow_link(person)
    for step in (1, 2):
        read_guide(person, f"Step {step} of 3")
        person.press("Next step")
    guide = read_guide(person, "Step 3 of 3")
    assert "What opting out does not undo" in guide.text
    person.press("Done")
    person.wait_until_banner_is_gone()
    marks = wait_until(
        lambda: person.evaluate_in_background("chrome.storage.local.get('marks')").get("marks"), "the mark"
    )
    assert marks["x/ai-sharing"]["done"]["revision"] == 1
    person.visit(LINK)
    begin_new_visit(person)
    assert person.evaluate(RING) == 0


def test_escape_ends_the_guide_and_leaves_the_notice_open(person: Person) -> None:
    follow_link(person)
    read_guide(person, FOUND)
    person.press_key("Escape")
    person.wait_until_banner_is_gone()
    wait_until(lambda: person.evaluate(RING) == 0, "the outline to go")
    assert "marks" not in person.evaluate_in_background("chrome.storage.local.get('marks')")


def test_a_page_of_another_platform_gets_no_guide(person: Person) -> None:
    follow_link(person)
    read_guide(person, FOUND)
    person.visit("https://reddit.com/")
    seen = person.banner(seconds=1)
    assert seen is None or "Step 1 of 3" not in seen.text
    person.visit("https://x.com/home")
    read_guide(person, "Step 1 of 3")


def test_a_platform_that_looks_for_extensions_has_its_steps_in_the_popup(person: Person) -> None:
    popup = open_ready(person, "popup/popup.html?site=https://www.linkedin.com/feed/")
    before = {tab.handle for tab in person.tabs()}
    label = person.evaluate("document.querySelector('.primary').textContent")
    popup.press(label)
    opened = wait_until(lambda: next((tab for tab in person.tabs() if tab.handle not in before), None), "a new tab")
    person.look_at(opened)
    wait_until(lambda: person.evaluate("document.readyState") == "complete", "the page to load")
    person.no_banner()
    assert person.evaluate("document.documentElement.children.length") == 2
    guides = person.evaluate_in_background("chrome.storage.session.get('guides')")["guides"]
    assert [guide["noticeId"].split("/")[0] for guide in guides.values()] == ["linkedin"]


def test_a_control_under_another_label_is_not_outlined(person: Person, stand_in: StandIn) -> None:
    body = "<!doctype html><title>Other</title><button>Allow your public data</button><p>Nothing else here.</p>"
    stand_in.pages.serve("/settings/grok_settings", lambda _: Page(body))
    follow_link(person)
    read_guide(person, "Look for “Allow your public data as well")


def test_the_label_is_found_in_a_web_component_and_whatever_its_case_and_spaces(
    person: Person, stand_in: StandIn
) -> None:
    label = CONTROL.upper().replace(" ", "  ")
    body = f"""<!doctype html><title>Component</title><x-row></x-row><script>
    const root = document.querySelector("x-row").attachShadow({{mode: "open"}});
    root.append(Object.assign(document.createElement("button"), {{textContent: {label!r}}}));
    </script>"""
    stand_in.pages.serve("/settings/grok_settings", lambda _: Page(body))
    follow_link(person)
    read_guide(person, FOUND)
