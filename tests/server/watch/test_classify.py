"""Which label a change gets, which days it names, and what a maintainer is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fairnotice.watch.classify import classify
from server.watch.kit import APRIL, LONG_POLICY, MARCH, POLICY, judge, reading

BANNER = "We're updating our Privacy Policy. The new policy takes effect on June 1, 2026.\n\n"


def test_a_material_change_is_told_with_its_words() -> None:
    judgement = judge(POLICY, POLICY.replace("within 30 days", "within 90 days"))
    assert (judgement.label, judgement.tell_maintainer) == ("material", True)
    assert judgement.reasons == ('Changed: "30" became "90", in "We then erase everything within 90 days."',)
    assert judgement.score >= 1.0


def test_topics_are_named_the_weightiest_first() -> None:
    judgement = judge(POLICY, f"{POLICY}\n\nPartners use your messages to train models, and delete them later.")
    assert judgement.topics[0] == "ai-training"
    assert set(judgement.topics) >= {"ai-training", "sharing", "retention", "sensitive"}


def test_many_small_changes_together_are_told() -> None:
    few = LONG_POLICY.replace("depth of the water", "height of the tide", 1)
    many = LONG_POLICY.replace("depth of the water", "height of the tide")
    assert judge(LONG_POLICY, few).label == "editorial"
    assert judge(LONG_POLICY, many).label == "material"


def test_an_announcement_names_both_days() -> None:
    judgement = judge(POLICY, BANNER + POLICY)
    assert (judgement.label, judgement.tell_maintainer) == ("announcement", True)
    assert (judgement.announced_on, judgement.effective_on) == (APRIL, date(2026, 6, 1))
    assert "takes effect on 2026-06-01" in judgement.reasons[1]


def test_a_day_that_has_passed_announces_nothing() -> None:
    judgement = judge(POLICY, f"Effective: April 2, 2026\n\n{POLICY.replace('30 days', '90 days')}")
    assert (judgement.label, judgement.effective_on) == ("material", date(2026, 4, 2))
    assert judgement.announced_on is None


def test_that_a_policy_may_change_is_no_announcement() -> None:
    judgement = judge(POLICY, f"{POLICY}\n\nWe may be changing this policy from time to time.")
    assert judgement.label != "announcement"


@pytest.mark.parametrize("day", [date(2026, 5, 31), date(2026, 6, 1), date(2026, 6, 9)])
def test_when_the_banner_goes_at_its_day_the_change_is_in_force(day: date) -> None:
    judgement = judge(BANNER + POLICY, POLICY, seen=(MARCH, day))
    assert (judgement.label, judgement.effective_on) == ("effect", date(2026, 6, 1))
    assert judgement.tell_maintainer


def test_when_the_banner_goes_before_its_day_it_was_withdrawn() -> None:
    judgement = judge(BANNER + POLICY, POLICY, seen=(MARCH, date(2026, 4, 2)))
    assert judgement.label == "announcement"
    assert "withdrawn" in judgement.reasons[0]


def test_a_sentence_with_the_day_of_the_policy_that_names_a_later_one_is_no_effect() -> None:
    policy = (
        f"{POLICY}\n\nThis policy is effective as of {{}} and takes the place of every earlier one that we published."
    )
    judgement = judge(policy.format("2026-03-19"), policy.format("2026-04-19"))
    assert not judgement.tell_maintainer


def test_the_old_half_may_go_only_when_it_was_announced() -> None:
    new = "\n\n".join(
        f"Rule {n}: boat {n * 7} pays harbour {n * 3} in silver, as the council of year {n} decided." for n in range(60)
    )
    both = (
        f"This version will go into effect on June 1, 2026.\n\n{new}\n\nEffective until June 1, 2026\n\n{LONG_POLICY}"
    )
    assert judge(both, new, seen=(MARCH, date(2026, 6, 1))).label == "effect"
    assert judge(f"{new}\n\n{LONG_POLICY}", new, seen=(MARCH, date(2026, 6, 1))).label == "extraction-fault"


@pytest.mark.parametrize(
    "page",
    [
        "# 404\n\nThis page could not be found. Please try again later.",
        "# Sign in\n\nSign in to go on.\n\nEmail\n\nPassword",
        "Checking your browser before you enter tide.example. Ray ID: 77",
        "# Tidepool Privacy Policy",
        "",
        "\n\n".join(LONG_POLICY.split("\n\n")[:18]),
        "\n\n".join(LONG_POLICY.split("\n\n")[:44]),
    ],
    ids=["error", "log-in", "robots", "title", "nothing", "half", "end missing"],
)
def test_a_fetch_that_failed_is_a_fault_and_so_is_the_way_back(page: str) -> None:
    there = judge(LONG_POLICY, page)
    assert (there.label, there.tell_maintainer) == ("extraction-fault", False)
    first, second, third = reading(LONG_POLICY), reading(page, APRIL), reading(LONG_POLICY, APRIL + timedelta(days=1))
    back = classify(second, third, earlier=[first])
    assert (back.label, back.tell_maintainer) == ("extraction-fault", False)


def test_the_way_back_from_an_error_is_a_fault_also_without_memory() -> None:
    assert judge("# 503\n\nSorry, please reload.", LONG_POLICY).label == "extraction-fault"


def test_a_short_policy_that_speaks_of_logging_in_is_no_error_page() -> None:
    short = "You log in with your phone number. We keep it until you delete the account, and share it with nobody."
    assert judge(short, short.replace("until you delete", "for 9 years after you delete")).label == "material"


def test_a_section_taken_out_of_the_middle_is_a_change() -> None:
    paragraphs = LONG_POLICY.split("\n\n")
    assert judge(LONG_POLICY, "\n\n".join(paragraphs[:6] + paragraphs[8:])).label == "material"


def test_another_language_is_a_fault() -> None:
    german = (
        "# Datenschutz\n\nWir erheben deinen Namen und die Boote, die du magst, und wir nutzen sie, um dir "
        "die Zeiten der Flut zu schicken. Wir geben deine Daten nicht weiter. Du kannst dein Konto löschen, "
        "und wir löschen dann alles. Das ist dein Recht, und wir achten es. Kinder dürfen kein Konto haben, "
        "und wenn wir davon hören, schließen wir es."
    )
    judgement = judge(POLICY, german)
    assert (judgement.label, judgement.reasons) == ("extraction-fault", ("The page came in another language.",))


def flap(days_away: int) -> str:
    other = POLICY.replace("within 30 days", "within 90 days")
    first, second = reading(POLICY, MARCH), reading(other, APRIL)
    return classify(second, reading(POLICY, APRIL + timedelta(days=days_away)), earlier=[first]).label


def test_a_text_that_comes_back_within_two_weeks_is_a_flap() -> None:
    assert flap(1) == flap(14) == "noise"


def test_a_text_that_comes_back_later_is_a_change() -> None:
    assert flap(15) == "material"


def test_a_flap_is_known_whatever_came_between() -> None:
    texts = [POLICY, POLICY.replace("30 days", "60 days"), POLICY.replace("30 days", "90 days")]
    *earlier, before = (reading(text, APRIL + timedelta(days=n)) for n, text in enumerate(texts))
    after = reading(POLICY, APRIL + timedelta(days=3))
    assert classify(before, after, earlier=earlier).label == "noise"


def test_wording_is_editorial_and_nothing_is_noise() -> None:
    assert judge(POLICY, POLICY.replace("answer your questions", "answer the questions")).label == "editorial"
    judgement = judge(POLICY, POLICY.replace("\n\n", "\n\n\u200b\n\n"))
    assert (judgement.label, judgement.score, judgement.tell_maintainer) == ("noise", 0.0, False)


def test_reasons_are_few_and_short() -> None:
    judgement = judge(LONG_POLICY, LONG_POLICY.replace("shares with harbour", "may share with advertisers and harbour"))
    assert len(judgement.reasons) == 6
    assert judgement.reasons[-1].startswith("And ")
    assert all(len(reason) < 900 for reason in judgement.reasons)
