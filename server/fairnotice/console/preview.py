"""The preview: a draft's notices in the extension's own banner, at every width, theme and language."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from flask import Blueprint, Response, request, send_from_directory

from fairnotice.catalogue.schema import dump_platform, load_platform
from fairnotice.catalogue.translations import ALL_ENGLISH, load_texts, translate
from fairnotice.console.form import shape
from fairnotice.console.frame import Console, needs, show
from fairnotice.console.guard import SAME_ORIGIN
from fairnotice.errors import Invalid, NotFound
from fairnotice.store.contract import Store
from fairnotice.workflow.platforms import read_platform
from fairnotice.workflow.proposals import Proposal, read_proposal
from fairnotice.workflow.translating import read_translations

WIDTHS: Final = (320, 768, 1280)
LANGUAGES: Final = {
    "en": "English", "de": "Deutsch", "fr": "Français", "es": "Español", "pt-BR": "Português (Brasil)", "ar": "العربية",
}  # fmt: skip
THEMES: Final = ("light", "dark")
_FILES: Final = frozenset(
    {
        "banner/card.js", "banner/style.js", "lib/page-dom.js", "lib/words.js", "lib/browser.js", "match/describe.js",
        "match/decide.js", "match/actions.js", "match/regions.js", "background/card-words.js", "background/spoken.js",
    }
    | {f"texts/{tag}.js" for tag in LANGUAGES}
)  # fmt: skip
"""What of the extension the preview runs: nothing else of it is served."""


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """Add the preview and the extension's files it is made with."""
    store = console.store

    @blueprint.get("/proposals/<int:number>/preview")
    @needs()
    def show_preview(number: int) -> Response:
        """Show the chosen notice at every width."""
        proposal = read_proposal(store, number)
        notices = _list_notices(proposal)
        chosen = _choose(proposal)
        return show("preview.html", proposal=proposal, notices=notices, widths=WIDTHS, languages=LANGUAGES, **chosen)

    @blueprint.get("/proposals/<int:number>/preview/frame")
    @needs()
    def show_frame(number: int) -> Response:
        """Show the page that stands for the platform's, with the banner in it."""
        proposal = read_proposal(store, number)
        chosen = _choose(proposal)
        records = [make_record(store, proposal, each) for each in _translate(store, proposal, chosen["language"])]
        records.sort(key=lambda record: record["id"] != f"{proposal.platform}/{chosen['notice']}")
        platform = {key: (proposal.content or {}).get(key) for key in ("id", "name", "surface")}
        response = show("preview_frame.html", records=records, platform=platform, now=console.now(), **chosen)
        return allow_framing(response)

    @blueprint.get("/extension/<path:name>")
    @needs()
    def send_extension_file(name: str) -> Response:
        """Answer one of the extension's files that the preview runs."""
        folder = find_extension()
        if name not in _FILES or folder is None:
            raise NotFound(f"There is no file {name!r}.")
        return send_from_directory(folder, name, mimetype="text/javascript")


def find_extension() -> Path | None:
    """Answer the extension's folder: beside the server in a checkout, or where the package installs it."""
    places = (Path(__file__).parents[3] / "extension", Path(sys.prefix) / "share/fairnotice/extension")
    return next((place for place in places if (place / "banner/card.js").is_file()), None)


def allow_framing(response: Response) -> Response:
    """Let the console's own pages, and no others, show this page in a frame."""
    response.headers["X-Frame-Options"] = SAME_ORIGIN
    return response


def make_record(store: Store, proposal: Proposal, notice: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a notice as it would be published, also while it still breaks rules."""
    id = str(notice.get("id"))
    held = read_platform(store, proposal.platform).revisions.get(id)
    number = held.number + 1 if held else 1
    mark = proposal.marks.get(id)
    history = [dict(entry) for entry in held.history] if held else []
    if held and mark and mark.material:
        history.append({"revision": number, "on": proposal.changed_on[:10], "reason": mark.reason})
    lists = ("data_used", "recipients", "regions", "except_regions", "sources")
    actions = [
        {"steps": [], "regions": ["*"], "except_regions": [], **action}
        for action in notice.get("actions") or []
        if action.get("confidence") != "low"
    ]
    record = {**{key: [] for key in lists}, **notice, "actions": actions, "id": f"{proposal.platform}/{id}"}
    record.pop("notes", None)
    return record | {"revision": number, "revised_on": proposal.changed_on[:10], "history": history}


def _translate(store: Store, proposal: Proposal, language: str) -> list[Mapping[str, Any]]:
    """Answer the notices in a language, with the names of what is left in English: all, while they break rules."""
    notices = _list_notices(proposal)
    if language == "en":
        return notices
    try:
        platform = load_platform(proposal.content)
        texts = load_texts(read_translations(store, proposal).get(language, {}))
    except Invalid:
        return [{**notice, "english": [ALL_ENGLISH]} for notice in notices]
    translated = [translate(notice, texts) for notice in platform.notices]
    dumped = dump_platform(replace(platform, notices=tuple(notice for notice, _ in translated)))["notices"]
    return [{**notice, "english": left} for notice, (_, left) in zip(dumped, translated, strict=True)]


def _list_notices(proposal: Proposal) -> list[Mapping[str, Any]]:
    notices: list[Mapping[str, Any]] = shape(proposal.content or {})["notices"]
    return notices


def _choose(proposal: Proposal) -> dict[str, Any]:
    """Answer what is previewed: by default the first notice that the proposal changes, in English, in light."""
    ids = [str(notice.get("id")) for notice in _list_notices(proposal)]
    first = next((id for id in ids if id in proposal.marks), ids[0] if ids else "")
    notice, language, theme = (request.args.get(key, "") for key in ("notice", "language", "theme"))
    return {
        "notice": notice if notice in ids else first,
        "language": language if language in LANGUAGES else "en",
        "theme": theme if theme in THEMES else "light",
    }
