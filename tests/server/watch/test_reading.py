"""What is read of a version once: sentences, language."""

from __future__ import annotations

import pytest

from fairnotice.watch.reading import find_language
from fairnotice.watch.spelling import list_words
from server.watch.kit import sentences

LANGUAGES = {
    "en": (
        "We keep your data for as long as you have an account with us, and you can ask for it at any "
        "time if you are not sure which it is."
    ),
    "de": (
        "Wir speichern deine Daten, solange du ein Konto bei uns hast, und du kannst sie jederzeit "
        "sehen, wenn du nicht sicher bist, welche es sind."
    ),
    "fr": (
        "Nous gardons vos données tant que vous avez un compte chez nous, et vous pouvez les demander à "
        "tout moment si vous n'êtes pas sûr de ce que c'est."
    ),
    "es": (
        "Guardamos tus datos mientras tengas una cuenta con nosotros, y puedes pedirlos en cualquier "
        "momento si no estás seguro de cuáles son los que tenemos."
    ),
    "pt": (
        "Guardamos os seus dados enquanto você tiver uma conta e pode pedir os dados a qualquer momento "
        "se não tem certeza de quais são os que temos."
    ),
    "ja": "アカウントをお持ちの間はデータを保管し、いつでも開示を請求できます。",
    "ru": (
        "Мы храним ваши данные пока у вас есть учётная запись и вы можете в любое время запросить их "
        "если вы не уверены какие они и зачем нужны."
    ),
}


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_is_known_by_its_small_words_or_letters(code: str) -> None:
    assert find_language(list_words(LANGUAGES[code])) == code


@pytest.mark.parametrize("text", ["", "We keep it.", "Paywell Cloudhaven Mailbird Tallyho " * 10])
def test_too_few_words_or_only_names_have_no_language(text: str) -> None:
    assert find_language(list_words(text)) is None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("We keep it. You may ask! Is it so? Yes.", 4),
        ("We share it, e.g. with Tide Inc. and Rope Ltd. in the U.S. for the U.K. office.", 1),
        ("Wir löschen z.B. Fotos nach Abs. 3 der DSGVO. Das gilt immer.", 2),
        ("It ends here (see below.) Then it goes on.", 2),
        ("version 2.5 of it costs 3.50 a year", 1),
    ],
)
def test_sentences_end_where_people_end_them(text: str, count: int) -> None:
    assert len(sentences(text)) == count


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("We keep the log of your boat.", "prose"),
        ("- the position of your boat;", "entry"),
        ("| Paywell |", "cell"),
        ("## We keep the log of your boat", "heading"),
        ("[We keep the log of your boat](/log)", "scrap"),
        ("Learn more", "scrap"),
        ("- We keep the log of your boat, and the harbour keeps another one for the guard.", "prose"),
    ],
)
def test_a_piece_weighs_by_where_it_stands(text: str, weight: str) -> None:
    assert [one.weight for one in sentences(text)] == [weight]


def test_british_and_american_words_are_one_and_others_stay_two() -> None:
    assert list_words("personalised colour licence centre analysing cancelled") == list_words(
        "personalized color license center analyzing canceled"
    )
    assert list_words("four rise our hall") == ["four", "rise", "our", "hall"]
    assert list_words("expected") != list_words("excepted")
