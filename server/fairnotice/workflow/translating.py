"""Translations within a proposal: saved by language, checked at review, joined with what was published meanwhile."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fairnotice.catalogue.model import Platform
from fairnotice.catalogue.translations import (
    LANGUAGES,
    dump_translations,
    find_translation_faults,
    list_texts,
    load_texts,
    load_translations,
)
from fairnotice.errors import Invalid, NotFound
from fairnotice.store.contract import Store
from fairnotice.workflow.actors import Actor
from fairnotice.workflow.platforms import Kept, read_platform, read_version_translations
from fairnotice.workflow.proposals import (
    EDITABLE,
    Json,
    Proposal,
    change,
    check_size,
    expect_state,
    expect_version,
    read_own,
)


def save_translation(
    store: Store, actor: Actor, number: int, language: str, texts: Json, *, seen: int | None, now: datetime
) -> Proposal:
    """Keep what the author has so far of one language: field -> {source, text}, all fields of it. Raises `Invalid`."""
    proposal = read_own(store, actor, number)
    expect_state(proposal, *EDITABLE)
    expect_version(proposal, seen)
    if language not in LANGUAGES:
        raise NotFound(f"There is no language {language!r}; the languages are {', '.join(LANGUAGES)}.")
    load_texts(texts)
    held = read_translations(store, proposal)
    if held.get(language, {}) == texts:
        return proposal
    translations = {**held, language: texts}
    check_size(translations, "")
    return change(store, actor, proposal, f"translate to {language}", now, translations=translations)


def read_translations(store: Store, proposal: Proposal) -> Json:
    """Answer the translations as the proposal would have them, in JSON."""
    if proposal.translations is not None:
        return proposal.translations
    return dump_translations(read_platform(store, proposal.platform).translations)


def check_translations(translations: Json | None, new: Platform | None) -> Json | None:
    """Answer the translations without those whose English is gone. Raises `Invalid` for what breaks a rule."""
    if translations is None or new is None:
        return None
    english = {f"{notice.id}/{name}" for notice in new.notices for name in list_texts(notice)}
    kept = {
        language: {field: text for field, text in texts.items() if field in english}
        for language, texts in translations.items()
    }
    faults = [
        fault
        for language, texts in load_translations(kept).items()
        for fault in find_translation_faults(new, texts, file=language)
    ]
    if faults:
        raise Invalid(str(faults[0]), faults)
    return {language: texts for language, texts in kept.items() if texts}


def join_translations(store: Store, proposal: Proposal, kept: Kept) -> Json | None:
    """Answer what is published now with every text that the proposal translates otherwise than its base did."""
    if proposal.translations is None:
        return None
    base = dump_translations(read_version_translations(store, proposal.platform, proposal.base))
    joined: dict[str, Any] = dump_translations(kept.translations)
    for language, texts in proposal.translations.items():
        before = base.get(language, {})
        own = {field: text for field, text in texts.items() if text != before.get(field)}
        gone = before.keys() - texts.keys()
        now = {field: text for field, text in joined.get(language, {}).items() if field not in gone}
        joined[language] = now | own
    return joined
