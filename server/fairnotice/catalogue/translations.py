"""The catalogue's texts in other languages: what each one translates, and whether it still does (FORMAT.md)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from fairnotice.catalogue.model import Action, Notice, Platform
from fairnotice.catalogue.texts import find_text_fault
from fairnotice.errors import Fault, Invalid

LANGUAGES: Final = ("ar", "de", "es", "fr", "pt-BR")
"""The languages that texts may be translated to; English is what they are translated from."""
NOTICE_FIELDS: Final = ("headline", "summary", "applies_to", "data_used", "recipients")
ACTION_FIELDS: Final = ("label", "steps", "limits")
ESSENTIAL: Final = frozenset({"headline", "summary", "label", "steps"})
"""What a reader needs in order to act."""
LONGEST: Final = {
    "headline": 100, "summary": 500, "applies_to": 250, "data_used": 150, "recipients": 175,
    "label": 60, "steps": 200, "limits": 500,
}  # fmt: skip
"""A quarter more than in English (schema.py), as German and French need it: the card has room for that, and folds the
rest. Not so the label: it stands on the one button, which has to stay one."""
ALL_ENGLISH: Final = "*"
_SOURCE = re.compile(r"[0-9a-f]{16}\Z")
_QUOTED = re.compile(r'"[^"]+"')

Text = str | tuple[str, ...]


@dataclass(frozen=True)
class Translation:
    """A text, or all items of a list, in another language; `source` is `hash_text` of the English it translates.

    A list is translated as a whole: its items are read one after the other, so where one of them changes the words of
    its neighbours may have to.
    """

    source: str
    text: Text


Texts = Mapping[str, Translation]
"""One language's translations of one platform, by field: `ai-sharing/headline`, `ai-sharing/actions/form/steps`."""
Translations = Mapping[str, Texts]
"""All translations of one platform, by language."""


def hash_text(text: Text) -> str:
    """Answer what names an English text: the first 16 hex digits of its SHA-256, the items of a list one a line."""
    whole = text if isinstance(text, str) else "\n".join(text)
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def list_texts(notice: Notice) -> dict[str, Text]:
    """Answer the texts of a notice that are published and can be translated, by their names, in the order of the file.

    A `control` is none of them: it is looked for in the platform's page exactly as it is written there.
    """
    texts = {name: getattr(notice, name) for name in NOTICE_FIELDS}
    for action in notice.actions:
        if action.is_public:
            texts |= {f"actions/{action.id}/{name}": getattr(action, name) for name in ACTION_FIELDS}
    return {name: text for name, text in texts.items() if text}


def is_current(translation: Translation, english: Text) -> bool:
    """Say whether it translates the English text as that stands today."""
    is_like = isinstance(translation.text, str) == isinstance(english, str)
    return is_like and translation.source == hash_text(english)


def translate(notice: Notice, texts: Texts) -> tuple[Notice, list[str]]:
    """Answer the notice with each text in its translation where that is current, and the names of those left English.

    Where no text is translated, `*` stands for all names.
    """
    current: dict[str, Text] = {}
    left: list[str] = []
    for name, english in list_texts(notice).items():
        held = texts.get(f"{notice.id}/{name}")
        if held and is_current(held, english):
            current[name] = held.text
        else:
            left.append(name)
    if not current:
        return notice, [ALL_ENGLISH]
    actions = tuple(_translate_action(action, current) for action in notice.actions)
    changes: dict[str, Any] = {name: current[name] for name in NOTICE_FIELDS if name in current}
    return replace(notice, actions=actions, **changes), left


def _translate_action(action: Action, current: Mapping[str, Text]) -> Action:
    names = {name: f"actions/{action.id}/{name}" for name in ACTION_FIELDS}
    changes: dict[str, Any] = {name: current[full] for name, full in names.items() if full in current}
    return replace(action, **changes)


def count_translated(platform: Platform, translations: Translations, language: str) -> tuple[int, int, int]:
    """Answer how many texts are current, stale and missing in a language, of those needed to act on `act` notices."""
    texts = translations.get(language, {})
    current = stale = missing = 0
    for notice in platform.notices:
        for name, english in list_texts(notice).items() if notice.attention == "act" else ():
            if name.rpartition("/")[2] in ESSENTIAL:
                held = texts.get(f"{notice.id}/{name}")
                if held is None:
                    missing += 1
                elif is_current(held, english):
                    current += 1
                else:
                    stale += 1
    return current, stale, missing


def find_translation_faults(platform: Platform, texts: Texts, *, file: str = "") -> list[Fault]:
    """Find what keeps translations of a platform from being taken; one that is stale is no fault."""
    english = {f"{notice.id}/{name}": text for notice in platform.notices for name, text in list_texts(notice).items()}
    faults = []
    for field, held in texts.items():
        if field not in english:
            reasons = ["translates nothing that is published"]
        elif is_current(held, english[field]):
            reasons = _find_faults(field, held.text, english[field])
        else:
            reasons = _find_faults(field, held.text, None)
        faults += [Fault(file, field, reason) for reason in reasons]
    return faults


def _find_faults(field: str, text: Text, english: Text | None) -> list[str]:
    name = field.rpartition("/")[2]
    items = (text,) if isinstance(text, str) else text
    found = [fault for fault in (find_text_fault(item, limit=LONGEST[name]) for item in items) if fault]
    if english is None:
        return found
    originals = (english,) if isinstance(english, str) else english
    if len(items) != len(originals):
        return [*found, f"has {len(items)} items, the English text has {len(originals)}"]
    if name in ("label", "steps"):
        # The guide looks for them in the page, and so does the reader.
        for item, original in zip(items, originals, strict=True):
            missing = [quoted for quoted in _QUOTED.findall(original) if quoted not in item]
            found += [f"lacks {quoted}; names of menus and buttons stay as they are" for quoted in missing]
    return found


def load_texts(data: object, *, file: str = "") -> dict[str, Translation]:
    """Read the translations of one platform and language from parsed JSON. Raises `Invalid` with every fault."""
    if not isinstance(data, Mapping):
        raise Invalid(str(fault := Fault(file, "", "is not a JSON object")), [fault])
    texts, faults = {}, []
    for field, value in data.items():
        try:
            texts[field] = _load_translation(value)
        except ValueError as error:
            faults.append(Fault(file, field, str(error)))
    if faults:
        raise Invalid(str(faults[0]), faults)
    return texts


def _load_translation(value: object) -> Translation:
    if not isinstance(value, Mapping) or value.keys() != {"source", "text"}:
        raise ValueError('is not {"source": ..., "text": ...}')
    source, text = value["source"], value["text"]
    if not isinstance(source, str) or not _SOURCE.match(source):
        raise ValueError("has a source that is not 16 hex digits")
    if isinstance(text, list) and text and all(isinstance(item, str) for item in text):
        return Translation(source, tuple(text))
    if not isinstance(text, str):
        raise ValueError("has a text that is neither a text nor a list of texts")
    return Translation(source, text)


def dump_texts(texts: Texts) -> dict[str, Any]:
    """Answer the translations as JSON values."""
    return {
        field: {"source": held.source, "text": held.text if isinstance(held.text, str) else list(held.text)}
        for field, held in texts.items()
    }


def load_translations(data: Mapping[str, object]) -> dict[str, dict[str, Translation]]:
    """Read all translations of one platform from parsed JSON, language -> field -> translation."""
    return {language: load_texts(texts, file=language) for language, texts in data.items()}


def dump_translations(translations: Translations) -> dict[str, Any]:
    """Answer all translations of one platform as JSON values."""
    return {language: dump_texts(texts) for language, texts in translations.items()}
