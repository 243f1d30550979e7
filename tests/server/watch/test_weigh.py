"""What a changed sentence means to people, and when its neighbours take the meaning away."""

from __future__ import annotations

import pytest

from fairnotice.watch.compare import Rewrite
from fairnotice.watch.surroundings import find_idle
from fairnotice.watch.topics import find_topics
from fairnotice.watch.weigh import weigh_rewrite, weigh_sentence
from server.watch.kit import sentence, sentences

IMPORTANT = 1.0


def weigh(before: str, after: str) -> float:
    return weigh_rewrite(Rewrite(sentence(before), sentence(after))).points


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("We do not share your boat's position.", "We share your boat's position."),
        ("We share it only with the coast guard.", "We share it with the coast guard."),
        ("We keep the log of your boat for 30 days.", "We keep the log of your boat for 90 days."),
        ("We keep the log of your boat for two years.", "We keep the log of your boat for five years."),
        ("You must be at least 13 to open an account.", "You must be at least 16 to open an account."),
        ("A berth costs $5 for every night you stay.", "A berth costs $9 for every night you stay."),
        ("Members may inspect the list of the crew.", "Members must inspect the list of the crew."),
        ("We use the log to answer your questions.", "We use the log to train models that answer your questions."),
        ("We show the log to the owner of the boat.", "We show the log to the owner of the boat and to advertisers."),
        ("Tidepool Boats, Inc. signs this agreement with you.", "Northern Ropes, LLC signs this agreement with you."),
        ("Wir geben den Namen nicht an andere weiter.", "Wir geben den Namen an andere weiter."),
        ("Ein Konto wird nach 6 Monaten geschlossen.", "Ein Konto wird nach 18 Monaten geschlossen."),
        ("On se réserve de ne pas vendre vos données.", "On se réserve de vendre vos données."),
    ],
)
def test_what_turns_a_rule_is_important(before: str, after: str) -> None:
    assert weigh(before, after) >= IMPORTANT
    assert weigh(after, before) >= IMPORTANT


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("We recommend boats that you may like.", "We reccomend boats that you may like."),
        ("We tell you wihtout delay about a storm.", "We tell you without delay about a storm."),
        ("We keep the logs of your boats in Oslo.", "We keep the log of your boat in Oslo."),
        ("This rule stands in Section 5 of the terms.", "This rule stands in Section 6 of the terms."),
        ("The service of Tidepool, Inc. is for sailors.", "The service of Tidepool Boats, Inc. is for sailors."),
        (
            "The service of Tidepool, Inc. is for sailors.",
            "The service of Tidepool, Inc., formerly known as Ropes, Inc., is for sailors.",
        ),
        ("Write to us at help@tide.example for that.", "Write to us at post@tide.example for that."),
        ("Our office is at 12 Harbour Street, Suite 300.", "Our office is at 8 Lighthouse Road, Suite 4."),
        ("Call us at +47 55 01 22 33 for that.", "Call us at +47 55 99 88 77 for that."),
        ("The list covers requests of the year 2024.", "The list covers requests of the year 2025."),
        ("Please see the list of all harbours here.", "See the list of the harbours below."),
        ("We personalise the colours of the flag.", "We personalize the colors of the flag."),
    ],
)
def test_names_slips_and_contacts_are_not(before: str, after: str) -> None:
    assert weigh(before, after) < IMPORTANT


@pytest.mark.parametrize(
    "text",
    [
        "We give the position of your boat to advertisers.",
        "You can opt out of this in your settings.",
        "Sailors give up any claim against the harbour master.",
        "- the face of the captain",
        "| Paywell |",
        "Wir speichern den Namen deines Bootes für ein Jahr.",
    ],
)
def test_a_sentence_that_says_something_is_important_when_it_comes_or_goes(text: str) -> None:
    assert weigh_sentence(sentence(text)).points >= IMPORTANT


@pytest.mark.parametrize(
    "text",
    [
        "# Your data and advertisers",
        "[Do not sell my data](/x)",
        "Contact our data protection officer at dpo@tide.example.",
        "If you live in Brazil, please contact us by email: brasil@tide.example.",
        "| 4,120 |",
        "- Office address:",
        "Two nights by the sea with breakfast from €79.",
        "Welcome on board.",
        "For more about this please see here.",
    ],
)
def test_what_binds_nobody_is_not(text: str) -> None:
    assert weigh_sentence(sentence(text)).points < IMPORTANT


def test_a_topic_counts_by_the_words_that_differ() -> None:
    before = "We share data with partners for advertising under clear rules in Oslo."
    assert (
        weigh(before, before.replace("clear", "plain"))
        < IMPORTANT
        < weigh(before, before.replace("advertising", "weather"))
    )


def test_topics_are_found_with_words_between_and_any_ending() -> None:
    words = sentence("We are training our own large models, and advertisers receive nothing.").words
    assert {hit.topic.id for hit in find_topics(words)} >= {"ai-training", "advertising"}
    assert {words[hit.start] for hit in find_topics(words)} >= {"training", "advertizers"}


def idle(text: str) -> set[str]:
    document = sentences(text)
    found = find_idle(document, document)
    return {one.text for one in document if one.words in found}


def test_lines_below_related_articles_are_a_menu() -> None:
    text = "We keep the log.\n\n## Related articles\n\n- Our partners\n- How we share data"
    assert idle(text) == {"Related articles", "Our partners", "How we share data"}


def test_the_same_lines_in_a_list_of_the_policy_are_not() -> None:
    assert idle("We share the log of your boat with:\n\n- Our partners\n- Other sailors") == set()


def test_places_of_a_site_make_a_menu_and_buttons_stand_alone() -> None:
    assert idle("- Home\n- Boats\n- Careers\n\nWe keep the log of your boat.\n\nclose") == {
        "Home",
        "Boats",
        "Careers",
        "close",
    }


def test_a_cookie_window_is_known_by_its_buttons() -> None:
    window = "We and 80 partners use cookies to show advertising that fits you.\n\nAccept all\n\nReject all"
    assert len(idle(window)) == 3
    assert idle(window.partition("\n")[0]) == set()


def test_a_block_of_contacts_means_nothing_but_a_right_in_it_does() -> None:
    block = (
        "Our point of contact in Malta is Anna.\n\nWrite to us at malta@tide.example.\n\nThe name of the sender helps."
    )
    assert "The name of the sender helps." in idle(block)
    assert not idle(f"{block}\n\nYou can opt out of advertising.") & {"You can opt out of advertising."}


def test_numbers_among_numbers_are_statistics_and_a_lone_one_is_not() -> None:
    assert "8.8 days" in idle("| Access | 4,120 | 4,119 | 8.8 days |")
    assert idle("| tp_lang | Language | 2 years |") == set()
