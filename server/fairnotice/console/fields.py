"""The fields of a platform as a person edits them: names, kinds, hints, in the order of the format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fairnotice.catalogue import model

TEXT, LONG, LINES, CODES, CHOICE, FLAG, DATE, ADDRESS = (
    "text", "long", "lines", "codes", "choice", "flag", "date", "address",
)  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One field. `limit` counts characters; `may_be_empty` means that nothing is a value (null) of its own."""

    key: str
    label: str
    kind: str
    hint: str = ""
    limit: int | None = None
    choices: Sequence[str] = ()
    may_be_empty: bool = False


PLATFORM: Final = (
    Field("name", "Name", TEXT, "What people call it.", 60),
    Field("former_names", "Former names", LINES, "One on each line."),
    Field("company", "Company", TEXT, "Who runs it.", 120),
    Field("category", "Category", CHOICE, choices=model.CATEGORIES),
    Field("hosts", "Hosts", LINES, "One on each line, such as x.com; sub-domains are implied."),
    Field("link_hosts", "Other hosts its links may lead to", LINES, "One on each line."),
    Field("surface", "Shown in", CHOICE,
          "The page, or the toolbar only where a platform looks for extensions.", None, model.SURFACES),
)  # fmt: skip
POLICY: Final = (
    Field("kind", "Kind", CHOICE, choices=model.POLICY_KINDS),
    Field("url", "Address", ADDRESS),
    Field("seen", "The address was seen in a source", FLAG),
)
NOTICE: Final = (
    Field("id", "Id", TEXT, "Small letters, digits and hyphens; it never changes.", 40),
    Field("topic", "Topic", CHOICE, choices=model.TOPICS),
    Field("attention", "Attention", CHOICE,
          "act: may speak up by itself; know: popup and pages only.", None, model.ATTENTIONS),
    Field("headline", "Headline", TEXT, "", 80),
    Field("summary", "Summary", LONG, "What, by whom, since when, and what can be done.", 400),
    Field("data_used", "Data used", LINES, "One on each line.", 120),
    Field("recipients", "Recipients", LINES, "One on each line.", 140),
    Field("default", "Unless one acts, the use is", CHOICE, choices=model.DEFAULTS),
    Field("applies_to", "Applies to", TEXT, "", 200),
    Field("regions", "Regions", CODES, "* or codes with commas between: EU, UK, US, US-CA."),
    Field("except_regions", "Except in", CODES, "Codes with commas between."),
    Field("announced_on", "Announced on", DATE, "YYYY-MM-DD", may_be_empty=True),
    Field("effective_on", "In effect from", DATE, "YYYY-MM-DD", may_be_empty=True),
    Field("act_by", "Act by", DATE, "YYYY-MM-DD", may_be_empty=True),
    Field("verified_on", "Verified on", DATE, "YYYY-MM-DD or YYYY-MM", may_be_empty=True),
    Field("notes", "Notes for maintainers", LONG, "Never published.", 4000, may_be_empty=True),
)  # fmt: skip
ACTION: Final = (
    Field("id", "Id", TEXT, "Small letters, digits and hyphens; it never changes.", 40),
    Field("kind", "Kind", CHOICE, choices=model.ACTION_KINDS),
    Field("label", "Label of the button", TEXT, "Begins with a verb.", 60),
    Field("url", "Link", ADDRESS, "https: or mailto:", 512),
    Field("reach", "The link lands", CHOICE,
          "exact: on the setting; near: one or two steps away; help: on an article; home: no deep link is known.",
          None, model.REACHES),
    Field("device", "Device", CHOICE, choices=model.DEVICES),
    Field("needs_login", "One has to be signed in", FLAG),
    Field("regions", "Regions", CODES, "* or codes with commas between."),
    Field("except_regions", "Except in", CODES, "Codes with commas between."),
    Field("steps", "Steps", LINES, "One on each line, from the landing page on.", 160),
    Field("control", "Exact label of the switch", TEXT, "As the platform writes it.", 300, may_be_empty=True),
    Field("limits", "What it does not undo", LONG, "", 400, may_be_empty=True),
    Field("confidence", "Confidence in the link", CHOICE,
          "low: stays a draft and is never published.", None, model.CONFIDENCES),
    Field("seen_in", "Where the address was seen", LONG, "For maintainers.", 500, may_be_empty=True),
)  # fmt: skip
SOURCE: Final = (
    Field("title", "Title", TEXT, "", 300),
    Field("publisher", "Publisher", TEXT, "", 120),
    Field("url", "Address", ADDRESS),
    Field("published_on", "Published on", DATE, "YYYY-MM-DD or YYYY-MM", may_be_empty=True),
    Field("kind", "Kind", CHOICE, choices=model.SOURCE_KINDS),
)
LISTS: Final[Mapping[str, tuple[str, Sequence[Field]]]] = {
    "policies": ("Policy", POLICY),
    "notices": ("Notice", NOTICE),
    "actions": ("Action", ACTION),
    "sources": ("Source", SOURCE),
}
"""The lists of objects: what one of them is called, and its fields."""
INSIDE: Final[Mapping[str, Sequence[str]]] = {"": ("policies", "notices"), "notices": ("actions", "sources")}
"""Which lists stand in a platform (""), and which in an object of a list."""


def name_path(path: Sequence[str]) -> str:
    """Answer a path as people read it: ("notices", "ai-sharing", "headline") is "Notice ai-sharing, headline"."""
    parts: list[str] = []
    fields: Sequence[Field] = PLATFORM
    rest = list(path)
    while rest and rest[0] in LISTS:
        word, inner = LISTS[rest[0]]
        if len(rest) == 1:
            parts.append(f"order of {rest[0]}")
            return ", ".join(parts)
        parts.append(f"{word} {rest[1]}")
        fields, rest = inner, rest[2:]
    labels = {field.key: field.label for field in fields}
    parts += [labels.get(key, key) for key in rest]
    return ", ".join(parts) or "The whole platform"
