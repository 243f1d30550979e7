"""What a person sees who visits a platform: the banner, its button, and silence afterwards."""

from e2e.conftest import StandIn, begin_new_visit
from e2e.installation import Installation
from e2e.person import Person, wait_until
from e2e.sight import Banner

HEADLINE = "X may pass your data to outside companies that train AI"
BUTTON = "Turn off AI training on your X data"
LINK = "https://x.com/settings/grok_settings"
CLOSE = "Close until something changes"


def see(person: Person, url: str = "https://x.com/home") -> str:
    """Begin a visit on a page and give the text of the banner that comes up there."""
    begin_new_visit(person)
    person.visit(url)
    banner = person.banner()
    assert banner is not None
    return banner.text


def test_a_covered_host_shows_the_notice(person: Person) -> None:
    text = see(person)
    assert HEADLINE in text
    assert "Fairnotice about X · not from X" in text
    assert "Since November 15, 2024" in text
    assert "On by default" in text
    assert "Since Nov 15, 2024" in text
    assert "Checked Oct 2, 2026" in text
    banner = person.banner()
    assert banner is not None
    assert banner.labels == [CLOSE, BUTTON, "Done", "Details and sources", "2 more about X", "Later"]
    assert banner.box.height <= 320


def test_a_sub_domain_and_another_name_of_the_platform_show_it_too(person: Person) -> None:
    assert HEADLINE in see(person, "https://mobile.x.com/home")
    assert HEADLINE in see(person, "https://twitter.com/")


def test_details_name_every_source_with_its_date(person: Person) -> None:
    see(person)
    person.press("Details and sources")
    banner = person.banner()
    assert banner is not None
    for part in ("Data used", "public posts", "Who gets it", "Sources", "Silicon Republic, Oct 18, 2024", "Oct 2024"):
        assert part in banner.text


def test_on_an_uncovered_host_nothing_of_ours_runs(person: Person) -> None:
    before = "<html><head><title>Plain</title></head><body><p>Plain</p></body></html>"
    for host in ("notx.com", "x.com.evil.test", "example.org"):
        person.visit(f"https://{host}/")
        person.no_banner()
        matches = person.evaluate_in_background(
            "chrome.scripting.getRegisteredContentScripts().then((all) => all.flatMap((each) => each.matches))"
        )
        assert f"https://*.{host}/*" not in matches
        assert "<all_urls>" not in matches
        assert person.evaluate("document.documentElement.children.length") == 2, before


def test_the_button_opens_the_deep_link_without_a_referrer(person: Person, stand_in: StandIn) -> None:
    see(person)
    person.press(BUTTON)
    person.wait_for_tab(LINK)
    asked = wait_until(
        lambda: [each for each in stand_in.pages.requests("x.com") if each.path == "/settings/grok_settings"],
        "the deep link's page to be asked for",
    )
    names = {name.lower() for name, _ in asked[0].headers}
    assert "referer" not in names
    banner = person.banner()
    assert banner is not None
    assert any("Press Done" in text for text in banner.announced)


def test_the_toolbar_counts_what_is_open(person: Person) -> None:
    see(person)
    badge = """chrome.tabs.query({url: "https://x.com/*"}).then(([tab]) => Promise.all([
        chrome.action.getBadgeText({tabId: tab.id}), chrome.action.getTitle({tabId: tab.id})]))"""
    assert person.evaluate_in_background(badge) == ["3", "Fairnotice: 3 open notices about X"]
    person.press("Done")
    person.wait_until_banner_is_gone()
    wait_until(lambda: person.evaluate_in_background(badge)[0] == "2", "the count to follow")


def test_closing_means_until_something_changes(person: Person) -> None:
    see(person)
    person.press(CLOSE)
    person.wait_until_banner_is_gone()
    marks = wait_until(
        lambda: person.evaluate_in_background("chrome.storage.local.get('marks')").get("marks"), "the mark to be kept"
    )
    assert marks == {"x/ai-sharing": {"closed": 1, "shown": 1}}
    assert HEADLINE not in see(person), "another open notice of X comes up, not the closed one"


def test_escape_closes_and_the_focus_stays_where_it_was(person: Person) -> None:
    see(person)
    assert person.evaluate("document.activeElement === document.body") is True
    person.press_key("Escape")
    person.wait_until_banner_is_gone()


def test_done_is_kept_with_its_date(person: Person) -> None:
    see(person)
    person.press("Done")
    person.wait_until_banner_is_gone()
    marks = wait_until(
        lambda: person.evaluate_in_background("chrome.storage.local.get('marks')").get("marks"), "the mark to be kept"
    )
    assert marks["x/ai-sharing"]["done"]["revision"] == 1


def test_not_for_this_platform_is_quiet(person: Person) -> None:
    see(person)
    person.press("Later")
    person.press("Not for X")
    person.wait_until_banner_is_gone()
    wait_until(
        lambda: person.evaluate_in_background("chrome.storage.local.get('choices')").get("choices"), "the choice"
    )
    person.visit("https://x.com/home")
    person.no_banner()


def test_a_strict_page_policy_does_not_stop_the_banner(person: Person) -> None:
    assert HEADLINE in see(person, "https://x.com/strict")
    banner = person.banner()
    assert banner is not None
    assert 300 < banner.box.width < 400, "the style is there too"


def test_on_a_narrow_page_it_is_a_sheet_at_the_bottom(person: Person) -> None:
    see(person)
    person.set_viewport(360, 740)
    try:
        see(person)
        wait_until(lambda: is_at_the_bottom(person.banner()), "the sheet to have slid in")
        banner = person.banner()
        assert banner is not None
        assert banner.box.width == 360
        assert banner.box.height <= 0.55 * 740
    finally:
        person.set_viewport(1280, 800)


def is_at_the_bottom(banner: Banner | None) -> bool:
    return banner is not None and abs(banner.box.y + banner.box.height - 740) < 0.01


def test_the_page_cannot_reach_into_the_banner_nor_press_it(person: Person) -> None:
    see(person)
    host = "document.documentElement.lastElementChild"
    assert person.evaluate(f"{host}.shadowRoot") is None
    person.evaluate(f"{host}.dispatchEvent(new MouseEvent('click', {{bubbles: true, composed: true}})) && true")
    person.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true})) && true")
    assert person.banner() is not None


def test_forty_visits_cause_no_request_of_ours(person: Person, stand_in: StandIn, installation: Installation) -> None:
    hosts = [
        "x.com",
        "linkedin.com",
        "facebook.com",
        "reddit.com",
        "example.org",
        "chatgpt.com",
        "mobile.x.com",
        "notx.com",
    ]
    stand_in.forget()
    for count in range(40):
        person.visit(f"https://{hosts[count % len(hosts)]}/page-{count}")
        person.no_banner() if count % len(hosts) in (4, 7) else person.banner(seconds=0.3)
    visits = [f"/page-{count}" for count in range(40)]
    assert [each.path for each in stand_in.pages.requests() if each.path != "/favicon.ico"] == visits
    # Connections are kept open between visits, so a host need not be there again; nothing else may be.
    seen = {(exchange.host, exchange.port) for exchange in stand_in.proxy.exchanges()}
    assert seen <= {(host, 443) for host in hosts}
    assert stand_in.proxy.exchanges("127.0.0.1") == []


def test_a_platform_that_looks_for_extensions_is_left_alone(person: Person) -> None:
    person.visit("https://linkedin.com/feed")
    with_us = person.evaluate("document.documentElement.outerHTML")
    person.no_banner()
    assert person.evaluate("document.documentElement.outerHTML") == with_us
    assert person.evaluate("document.querySelectorAll('[popover]').length") == 0
