"""Translations: each belongs to one English text, and counts only as long as that text stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fairnotice.catalogue.model import Notice
from fairnotice.catalogue.translations import (
    LONGEST,
    Translation,
    count_translated,
    dump_translations,
    find_translation_faults,
    hash_text,
    list_texts,
    load_texts,
    load_translations,
    translate,
)
from fairnotice.errors import Invalid
from server.factories import make_action, make_notice, make_platform, make_texts

NOTICE = make_notice(actions=(make_action(steps=('Open "Privacy"', "Clear the box"), limits="Not what was shared"),))
LABEL, STEPS = "ai-sharing/actions/privacy-form/label", "ai-sharing/actions/privacy-form/steps"


def test_a_text_is_named_by_its_hash_and_a_list_by_that_of_its_lines() -> None:
    assert hash_text("abc") == "ba7816bf8f01cfea"
    assert hash_text(("a", "b")) == hash_text("a\nb") != hash_text(("b", "a"))


def test_what_a_reader_reads_can_be_translated_and_a_control_cannot() -> None:
    assert list(list_texts(NOTICE)) == [
        "headline", "summary", "applies_to", "data_used", "recipients",
        "actions/privacy-form/label", "actions/privacy-form/steps", "actions/privacy-form/limits",
    ]  # fmt: skip


def test_empty_texts_and_drafts_need_no_translation() -> None:
    bare = make_notice(data_used=(), actions=(make_action(confidence="low"),))
    assert list(list_texts(bare)) == ["headline", "summary", "applies_to", "recipients"]


def test_a_current_translation_takes_the_place_of_its_text_and_the_rest_is_named() -> None:
    texts = make_texts(NOTICE, headline="Überschrift", **{"actions/privacy-form/steps": ("Eins", "Zwei")})
    translated, english = translate(NOTICE, texts)
    assert (translated.headline, translated.summary) == ("Überschrift", NOTICE.summary)
    assert translated.actions[0].steps == ("Eins", "Zwei")
    assert translated.actions[0].label == NOTICE.actions[0].label
    assert english == [
        "summary", "applies_to", "data_used", "recipients", "actions/privacy-form/label", "actions/privacy-form/limits",
    ]  # fmt: skip


def test_where_nothing_is_translated_one_mark_says_it_of_all() -> None:
    assert translate(NOTICE, {}) == (NOTICE, ["*"])
    other = make_texts(replace(NOTICE, id="ads"), headline="Überschrift")
    assert translate(NOTICE, other) == (NOTICE, ["*"])


@pytest.mark.parametrize(
    "changed",
    [
        replace(NOTICE, headline="Another headline", actions=(make_action(steps=("Clear the box", 'Open "Privacy"')),)),
        replace(NOTICE, headline="Your posts may train AI.", actions=(make_action(steps=("Clear the box",)),)),
    ],
)
def test_a_translation_is_stale_as_soon_as_the_english_text_differs(changed: Notice) -> None:
    texts = make_texts(NOTICE, headline="Überschrift", **{"actions/privacy-form/steps": ("Eins", "Zwei")})
    assert translate(changed, texts) == (changed, ["*"])


def test_a_list_never_takes_the_place_of_a_text() -> None:
    texts = {"ai-sharing/headline": Translation(hash_text(NOTICE.headline), (NOTICE.headline,))}
    assert translate(NOTICE, texts) == (NOTICE, ["*"])


def test_what_a_reader_needs_to_act_is_counted() -> None:
    platform = make_platform(notices=(NOTICE, make_notice("other", attention="know")))
    stale = {"ai-sharing/summary": Translation("0" * 16, "Alt")}
    texts = make_texts(NOTICE, headline="Überschrift", applies_to="alle") | stale
    assert count_translated(platform, {"de": texts}, "de") == (1, 1, 2)
    assert count_translated(platform, {"de": texts}, "fr") == (0, 0, 4)


FAULTY = [
    ("ai-sharing/title", "Text", "translates nothing that is published"),
    ("ads/headline", "Text", "translates nothing that is published"),
    ("ai-sharing/actions/privacy-form/control", "Text", "translates nothing that is published"),
    ("ai-sharing/headline", "a" * (LONGEST["headline"] + 1), "has 101 characters, 100 are allowed"),
    ("ai-sharing/headline", "Das ist es!", "holds an exclamation mark"),
    ("ai-sharing/headline", "a\u202eb", "holds control, direction or invisible characters"),
    ("ai-sharing/headline", "<b>Text</b>", "holds HTML; write plain text"),
    (LABEL, "a" * 61, "has 61 characters, 60 are allowed"),
    (STEPS, ("Eins",), "has 1 items, the English text has 2"),
    (STEPS, ('Öffne "Datenschutz"', "Zwei"), 'lacks "Privacy"; names of menus and buttons stay as they are'),
]


@pytest.mark.parametrize(("field", "text", "reason"), FAULTY, ids=[reason[:20] for _, _, reason in FAULTY])
def test_a_translation_follows_the_rules_of_texts(field: str, text: str | tuple[str, ...], reason: str) -> None:
    english = {f"ai-sharing/{name}": own for name, own in list_texts(NOTICE).items()}.get(field, "")
    texts = {field: Translation(hash_text(english), text)}
    found = find_translation_faults(make_platform(notices=(NOTICE,)), texts, file="de/x.json")
    assert [(fault.file, fault.field, fault.reason) for fault in found] == [("de/x.json", field, reason)]


def test_a_stale_translation_is_no_fault_and_may_have_other_steps() -> None:
    texts = {STEPS: Translation("0" * 16, ("Nur einer",))}
    assert find_translation_faults(make_platform(notices=(NOTICE,)), texts) == []


@pytest.mark.parametrize(
    "value",
    ["Text", {"text": "a"}, {"source": "0" * 16, "text": "a", "more": 1}, {"source": "0" * 15, "text": "a"},
     {"source": "0" * 16, "text": []}, {"source": "0" * 16, "text": ["a", 1]}, {"source": "0" * 16, "text": None}],
    ids=str,
)  # fmt: skip
def test_what_is_no_translation_is_refused_with_its_field(value: object) -> None:
    with pytest.raises(Invalid) as caught:
        load_texts({"ai-sharing/headline": value}, file="de/x.json")
    assert [(fault.file, fault.field) for fault in caught.value.faults] == [("de/x.json", "ai-sharing/headline")]


def test_translations_survive_being_kept() -> None:
    held = {"de": make_texts(NOTICE, headline="Größe", **{"actions/privacy-form/steps": ("Eins", "Zwei")}), "fr": {}}
    assert load_translations(dump_translations(held)) == held
