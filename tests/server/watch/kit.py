"""What the tests of the watchers share: short ways to readings and judgements."""

from __future__ import annotations

from datetime import date

from fairnotice.watch.classify import Judgement, classify
from fairnotice.watch.markdown import read_markdown
from fairnotice.watch.reading import Reading, read
from fairnotice.watch.sentences import Sentence, split_sentences

MARCH, APRIL = date(2026, 3, 20), date(2026, 4, 20)
POLICY = "\n\n".join(
    (
        "# Tidepool Privacy Policy",
        "We collect your name, your email address and the boats that you follow.",
        "We use this information to send you the times of the tide and to answer your questions.",
        "We do not share your data with anybody who is not named on this page.",
        "You can delete your account at any time. We then erase everything within 30 days.",
        "You have the right to see your data and to object to any use of it.",
        "Children under 13 may not open an account. Parents can ask us to close one.",
        "If we change this policy we tell you at the top of the page.",
        "We store the data in Norway and keep a copy in Iceland for the case of fire.",
    )
)
LONG_POLICY = (
    POLICY
    + "\n\n"
    + "\n\n".join(
        f"Harbour number {n} keeps the data of its boats on its own, and shares with harbour number {n + 1} only the "
        f"depth of the water, the colour of the flag and the name of the pilot of day {n}."
        for n in range(40)
    )
)


def reading(text: str, seen_on: date = MARCH) -> Reading:
    return read(read_markdown(text), seen_on)


def judge(before: str, after: str, *, seen: tuple[date, date] = (MARCH, APRIL)) -> Judgement:
    return classify(reading(before, seen[0]), reading(after, seen[1]))


def sentences(text: str) -> list[Sentence]:
    return list(split_sentences(read_markdown(text)))


def sentence(text: str) -> Sentence:
    [one] = sentences(text)
    return one
