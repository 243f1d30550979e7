"""Translations: each English text beside its translation, stale ones marked, how much there is of each language."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request

from fairnotice.catalogue.schema import load_platform
from fairnotice.catalogue.translations import (
    ESSENTIAL,
    LANGUAGES,
    Text,
    count_translated,
    find_translation_faults,
    hash_text,
    is_current,
    list_texts,
    load_texts,
)
from fairnotice.console.frame import Console, go, needs, read_seen, show
from fairnotice.console.preview import LANGUAGES as NAMES
from fairnotice.errors import Invalid, NotFound
from fairnotice.workflow.platforms import list_published
from fairnotice.workflow.proposals import EDITABLE, Proposal, expect_state, read_own
from fairnotice.workflow.translating import read_translations, save_translation
from fairnotice.workflow.wording import name_path


@dataclass(frozen=True)
class Row:
    """A text to translate. Lists are written by lines; `state` is current, stale or missing."""

    field: str
    name: str
    english: str
    text: str
    state: str
    is_essential: bool
    faults: tuple[str, ...] = ()


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """Add the pages of translating."""
    store = console.store

    @blueprint.get("/proposals/<int:number>/translate/<language>")
    @needs("contributor")
    def show_translation(number: int, language: str) -> Response:
        """Show every text of the draft beside its translation."""
        proposal = _read_draft(number, language)
        return _show(proposal, language, dict(read_translations(store, proposal).get(language, {})))

    @blueprint.post("/proposals/<int:number>/translate/<language>")
    @needs("contributor")
    def save_texts(number: int, language: str) -> Response:
        """Keep what is written; a text that is emptied is English again."""
        proposal, form = _read_draft(number, language), request.form
        held = dict(read_translations(store, proposal).get(language, {}))
        platform = load_platform(proposal.content)
        for notice in platform.notices:
            for name, english in list_texts(notice).items():
                field = f"{notice.id}/{name}"
                if field in form:
                    _write(held, field, form[field], english, is_checked=form.get(f"still.{field}") == "yes")
        faults = find_translation_faults(platform, {k: v for k, v in load_texts(held).items() if k in form})
        saved = save_translation(store, console.actor, number, language, held, seen=read_seen(), now=console.now())
        if faults:
            by_field: dict[str, list[str]] = {}
            for fault in faults:
                by_field.setdefault(fault.field, []).append(fault.reason)
            return _show(saved, language, held, by_field, 422)
        return go("console.show_translation", "saved", number=number, language=language)

    @blueprint.get("/translations")
    @needs()
    def show_completeness() -> Response:
        """Show how much is translated, by language and platform: what is stale first."""
        rows = []
        for kept in list_published(store):
            if kept.platform is None:
                continue
            counts = {tag: count_translated(kept.platform, kept.translations, tag) for tag in LANGUAGES}
            if any(sum(count) for count in counts.values()):
                rows.append((kept.id, kept.platform.name, counts))
        totals = (
            {lang: tuple(map(sum, zip(*(c[lang] for *_, c in rows), strict=True))) for lang in LANGUAGES}
            if rows
            else {}
        )
        rows.sort(key=lambda row: (-sum(c[1] for c in row[2].values()), -sum(c[0] for c in row[2].values()), row[1]))
        return show("translations.html", rows=rows, totals=totals, languages=LANGUAGES, names=NAMES)

    def _read_draft(number: int, language: str) -> Proposal:
        if language not in LANGUAGES:
            raise NotFound(f"There is no language {language!r} to translate to.")
        proposal = read_own(store, console.actor, number)
        expect_state(proposal, *EDITABLE)
        if proposal.content is None:
            raise NotFound(f"Proposal {number} retires {proposal.platform}; there is nothing to translate.")
        try:
            load_platform(proposal.content)
        except Invalid as fault:
            raise Invalid(f"Mend the English first, then translate it: {fault}") from None
        return proposal

    def _show(
        proposal: Proposal,
        language: str,
        held: dict[str, object],
        faults: dict[str, list[str]] | None = None,
        status: int = 200,
    ) -> Response:
        return show(
            "translate.html",
            status,
            proposal=proposal,
            language=language,
            languages=LANGUAGES,
            names=NAMES,
            notices=_list_rows(proposal, held, faults or {}),
            direction="rtl" if language == "ar" else "ltr",
        )


def _list_rows(
    proposal: Proposal, held: dict[str, object], faults: dict[str, list[str]]
) -> list[tuple[str, list[Row]]]:
    texts, found = load_texts(held), []
    for notice in load_platform(proposal.content).notices:
        rows = []
        for name, english in list_texts(notice).items():
            field = f"{notice.id}/{name}"
            own, key = texts.get(field), name.rpartition("/")[2]
            state = "missing" if own is None else "current" if is_current(own, english) else "stale"
            lines = "" if own is None else own.text if isinstance(own.text, str) else "\n".join(own.text)
            rows.append(
                Row(
                    field, name_path(("notices", notice.id, *name.split("/"))).partition(", ")[2],
                    english if isinstance(english, str) else "\n".join(english), lines, state,
                    key in ESSENTIAL and notice.attention == "act",
                    tuple(faults.get(field, ())),
                )
            )  # fmt: skip
        found.append((notice.headline, rows))
    return found


def _write(held: dict[str, object], field: str, typed: str, english: Text, *, is_checked: bool) -> None:
    """Put what was typed into the translations. What was not touched keeps its source, so a stale text stays stale."""
    typed = typed.replace("\r\n", "\n").strip()
    if not typed:
        held.pop(field, None)
        return
    is_list = not isinstance(english, str)
    text: object = [line.strip() for line in typed.split("\n") if line.strip()] if is_list else " ".join(typed.split())
    before = held.get(field)
    if is_checked or not isinstance(before, dict) or before.get("text") != text:
        held[field] = {"source": hash_text(english), "text": text}
