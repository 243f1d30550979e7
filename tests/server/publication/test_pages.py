"""The pages: what a platform's page says, what it never shows, and that a text stays a text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fairnotice.catalogue.model import CATEGORIES, TOPICS
from fairnotice.publication.pages.about import make_about
from fairnotice.publication.pages.index import make_index
from fairnotice.publication.pages.listing import make_category, make_topic
from fairnotice.publication.pages.platform import make_platform as make_page
from server.factories import make_action, make_notice, make_platform, make_source
from server.publication.showing import (
    list_links,
    make_all,
    make_entry,
    make_shown,
    read_page,
    read_text,
)


def test_a_platform_s_page_says_it_all() -> None:
    text = read_text(make_page(make_shown(make_platform(company="X Corp.", former_names=("Twitter",))), "x"))
    for part in (
        "There is something to do about sharing for AI.",
        "Formerly Twitter",
        "Run by X Corp.",
        "Your posts may train AI",
        "The policy lets it share posts.",
        "On by default",
        "In force from Nov 15, 2024",
        "Checked Oct 2, 2026",
        "public posts",
        "AI companies",
        "all accounts",
        "everywhere",
        "Open the form",
        "You need to be signed in.",
        "Clear the box",
        "The control to look for: Allow",
        "Privacy policy X · policy · Jan 15, 2026",
    ):
        assert part.replace(" ", "") in text.replace(" ", ""), part


def test_what_changed_and_why_is_listed_newest_first() -> None:
    history = tuple({"revision": n, "on": f"2026-11-2{n}", "reason": f"Reason {n}"} for n in (1, 2))
    text = read_text(make_page(make_shown(make_platform(), number=3, on="2026-11-24", history=history), "x"))
    order = ("Nov 24, 2026 Revision 3; nothing that calls for another look", "Nov 22, 2026 Reason 2", "Reason 1")
    assert sorted(order, key=text.index) == list(order)
    material = read_text(make_page(make_shown(make_platform(), number=2, history=history), "x"))
    assert "nothing that calls" not in material


def test_every_source_stands_with_its_date_or_says_that_it_has_none() -> None:
    sources = (make_source(published_on=None), make_source(published_on="2024-10"))
    notice = make_notice(sources=sources, verified_on=None)
    text = read_text(make_page(make_shown(make_platform(notices=(notice,))), "x"))
    assert "without a date" in text
    assert "Oct 2024" in text
    assert "Source without a date" in text


def test_what_is_withdrawn_is_on_no_page() -> None:
    actions = (make_action("gone", label="Gone action"), make_action("stays", label="Stays here"))
    notices = (
        make_notice(actions=actions, headline="One"),
        make_notice("ads", topic="ads", headline="Two"),
    )
    platform = make_platform(notices=notices)
    whole = make_all(make_shown(platform))
    assert all(word in read_text(whole["platforms/x.html"]) for word in ("Gone action", "Stays here", "One", "Two"))
    shown = make_shown(platform, withdrawn=("x/ai-sharing/gone", "x/ads"))
    page = read_text(make_page(shown, "x"))
    assert "Gone action" not in page
    assert "Stays here" in page
    for made in (*make_all(shown).values(), make_topic(shown, "ads")):
        assert "Two" not in made.decode()
    assert "ads" not in shown.platforms["x"]["notices"][0]["topic"]


def test_a_withdrawn_action_takes_another_s_name_not_with_it() -> None:
    notices = (
        make_notice("a", actions=(make_action(label="Mine"),)),
        make_notice("b", actions=(make_action(label="Other"),)),
    )
    text = read_text(make_page(make_shown(make_platform(notices=notices), withdrawn=("x/a/privacy-form",)), "x"))
    assert "Other" in text
    assert "Mine" not in text


def test_a_mail_action_names_its_address_and_a_start_page_says_what_it_is() -> None:
    actions = (
        make_action("mail", url="mailto:privacy@x.example?subject=Objection", reach="home"),
        make_action("start", url="https://x.example/", reach="home"),
        make_action("app", url="https://x.example/help", reach="help", device="ios"),
        make_action("near", url="https://x.example/settings", reach="near", needs_login=False),
    )
    page = make_page(make_shown(make_platform(notices=(make_notice(actions=actions),))), "x")
    text = read_text(page)
    assert "Opens a mail to the platform." in text
    assert " privacy@x.example " in text
    assert "mailto:privacy@x.example?subject=Objection" in list_links(page)
    assert text.count("Opens the platform's start page") == 1
    assert "Done in the iOS app. Opens a help page" in text
    assert "Opens a settings page one or two steps away. Clear" in text


def test_where_something_applies_is_said_in_words() -> None:
    action = make_action(regions=("US-CA", "ZZ"))
    notice = make_notice(regions=("EU", "UK", "BR"), except_regions=("DE",), actions=(action,))
    text = read_text(make_page(make_shown(make_platform(notices=(notice,))), "x"))
    assert "the EU, the UK and Brazil, except Germany" in text
    assert "For people here: California and ZZ." in text


def test_notices_that_call_come_first() -> None:
    notices = (make_notice("a", attention="know", headline="Later"), make_notice("b", headline="First"))
    text = read_text(make_page(make_shown(make_platform(notices=notices)), "x"))
    assert text.index("First") < text.index("Later")


@pytest.mark.parametrize(
    ("notices", "state"),
    [
        ((), "Nothing to tell at present."),
        ((make_notice(),), "There is something to do about sharing for AI."),
        ((make_notice(topic="ads", attention="know"),), "Good to know: ads."),
        (
            (make_notice("a", topic="ads"), make_notice("b", topic="ai-training"), make_notice("c", attention="know")),
            "There is something to do about AI training and ads; good to know: sharing for AI.",
        ),
        ((make_notice("a"), make_notice("b", attention="know")), "There is something to do about sharing for AI."),
    ],
)
def test_the_state_of_a_platform_is_one_sentence(notices: tuple[object, ...], state: str) -> None:
    shown = make_shown(make_platform(notices=notices))
    assert state in read_text(make_page(shown, "x"))
    assert state in read_text(make_index(shown))


def test_the_index_lists_every_platform_where_a_reader_looks_for_it() -> None:
    named = {"a": "Zulip", "b": "écosia", "c": "23andMe", "d": "Amazon", "e": "AO3", "f": "카카오"}
    page = read_page(make_index(make_shown(*(make_platform(id, name=name) for id, name in named.items()))))
    assert [entry.text().split("\n")[0] for entry in page.css(".entry a")] == [
        "23andMe", "카카오", "Amazon", "AO3", "écosia", "Zulip",
    ]  # fmt: skip
    assert [letter.text() for letter in page.css("h3")] == ["0-9", "A", "E", "Z"]
    anchors = [link.attributes["href"] for link in page.css(".letters a")]
    assert anchors == ["#letter-0-9", "#letter-A", "#letter-E", "#letter-Z"]
    assert all(page.css_first(f"[id='{str(anchor)[1:]}']") for anchor in anchors)


def test_the_index_tells_of_what_came_after_the_first_edition() -> None:
    first = make_entry(headline="From the start")
    assert "Changed lately" not in read_text(make_index(make_shown(make_platform(), entries=(first,))))
    entries = [make_entry(f"x/ai-sharing/{n}", edition=n, headline=f"Headline {n}") for n in range(9, 1, -1)]
    text = read_text(make_index(make_shown(make_platform(), entries=[*entries, first])))
    assert "Headline 5" in text
    assert "Headline 4" not in text
    assert "From the start" not in text


def test_a_topic_and_a_category_without_platforms_say_so() -> None:
    shown = make_shown(make_platform())
    for topic in TOPICS:
        assert ("No platform" in read_text(make_topic(shown, topic))) == (topic != "ai-sharing")
    for category in CATEGORIES:
        assert ("No platform" in read_text(make_category(shown, category))) == (category != "social")


def test_a_page_names_its_own_address_only_where_it_is_known() -> None:
    known = make_all(make_shown(make_platform(), address="https://notices.example"))
    for path, page in known.items():
        (link,) = read_page(page).css("link[rel=canonical]")
        wanted = "" if path == "index.html" else path
        assert link.attributes["href"] == f"https://notices.example/{wanted}"
    assert all(
        not read_page(page).css("link[rel=canonical]") for page in make_all(make_shown(make_platform())).values()
    )


def test_a_category_without_words_of_its_own_stands_as_it_is() -> None:
    platform = replace(make_platform(), category="other")
    assert "All platforms / Other" in read_text(make_page(make_shown(platform), "x"))


def test_one_is_one_and_two_are_two() -> None:
    one, two = make_shown(make_platform()), make_shown(make_platform("x"), make_platform("y"))
    assert "1 platform: how" in read_text(make_index(one))
    assert "2 platforms: how" in read_text(make_index(two))
    assert "1 platform with 1 notice." in read_text(make_about(one))
