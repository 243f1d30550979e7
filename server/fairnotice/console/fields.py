"""The fields of a platform as a person edits them: kinds and hints, in the order of the format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from fairnotice.catalogue import model
from fairnotice.workflow import wording

TEXT, LONG, LINES, CODES, CHOICE, FLAG, DATE, ADDRESS = (
    "text", "long", "lines", "codes", "choice", "flag", "date", "address",
)  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One field. `limit` counts characters; `may_be_empty` means that nothing is a value (null) of its own."""

    key: str
    kind: str
    hint: str = ""
    limit: int | None = None
    choices: Sequence[str] = ()
    may_be_empty: bool = False
    label: str = ""


def _name(labels: Mapping[str, str], *fields: Field) -> tuple[Field, ...]:
    return tuple(replace(field, label=labels[field.key]) for field in fields)


PLATFORM: Final = _name(
    wording.PLATFORM,
    Field("name", TEXT, "What people call it.", 60),
    Field("former_names", LINES, "One on each line."),
    Field("company", TEXT, "Who runs it.", 120),
    Field("category", CHOICE, choices=model.CATEGORIES),
    Field("hosts", LINES, "One on each line, such as x.com; sub-domains are implied."),
    Field("link_hosts", LINES, "One on each line."),
    Field("surface", CHOICE,
          "The page, or the toolbar only where a platform looks for extensions.", None, model.SURFACES),
)  # fmt: skip
POLICY: Final = _name(
    wording.POLICY,
    Field("kind", CHOICE, choices=model.POLICY_KINDS),
    Field("url", ADDRESS),
    Field("seen", FLAG),
)
NOTICE: Final = _name(
    wording.NOTICE,
    Field("id", TEXT, "Small letters, digits and hyphens; it never changes.", 40),
    Field("topic", CHOICE, choices=model.TOPICS),
    Field("attention", CHOICE,
          "act: may speak up by itself; know: popup and pages only.", None, model.ATTENTIONS),
    Field("headline", TEXT, "", 80),
    Field("summary", LONG, "What, by whom, since when, and what can be done.", 400),
    Field("data_used", LINES, "One on each line.", 120),
    Field("recipients", LINES, "One on each line.", 140),
    Field("default", CHOICE, choices=model.DEFAULTS),
    Field("applies_to", TEXT, "", 200),
    Field("regions", CODES, "* or codes with commas between: EU, UK, US, US-CA."),
    Field("except_regions", CODES, "Codes with commas between."),
    Field("announced_on", DATE, "YYYY-MM-DD", may_be_empty=True),
    Field("effective_on", DATE, "YYYY-MM-DD", may_be_empty=True),
    Field("act_by", DATE, "YYYY-MM-DD", may_be_empty=True),
    Field("verified_on", DATE, "YYYY-MM-DD or YYYY-MM", may_be_empty=True),
    Field("notes", LONG, "Never published.", 4000, may_be_empty=True),
)  # fmt: skip
ACTION: Final = _name(
    wording.ACTION,
    Field("id", TEXT, "Small letters, digits and hyphens; it never changes.", 40),
    Field("kind", CHOICE, choices=model.ACTION_KINDS),
    Field("label", TEXT, "Begins with a verb.", 60),
    Field("url", ADDRESS, "https: or mailto:", 512),
    Field("reach", CHOICE,
          "exact: on the setting; near: one or two steps away; help: on an article; home: no deep link is known.",
          None, model.REACHES),
    Field("device", CHOICE, choices=model.DEVICES),
    Field("needs_login", FLAG),
    Field("regions", CODES, "* or codes with commas between."),
    Field("except_regions", CODES, "Codes with commas between."),
    Field("steps", LINES, "One on each line, from the landing page on.", 160),
    Field("control", TEXT, "As the platform writes it.", 300, may_be_empty=True),
    Field("limits", LONG, "", 400, may_be_empty=True),
    Field("confidence", CHOICE,
          "low: stays a draft and is never published.", None, model.CONFIDENCES),
    Field("seen_in", LONG, "For maintainers.", 500, may_be_empty=True),
)  # fmt: skip
SOURCE: Final = _name(
    wording.SOURCE,
    Field("title", TEXT, "", 300),
    Field("publisher", TEXT, "", 120),
    Field("url", ADDRESS),
    Field("published_on", DATE, "YYYY-MM-DD or YYYY-MM", may_be_empty=True),
    Field("kind", CHOICE, choices=model.SOURCE_KINDS),
)
LISTS: Final[Mapping[str, tuple[str, Sequence[Field]]]] = {
    key: (wording.LISTS[key][0], fields)
    for key, fields in {"policies": POLICY, "notices": NOTICE, "actions": ACTION, "sources": SOURCE}.items()
}
"""The lists of objects: what one of them is called, and its fields."""
INSIDE: Final[Mapping[str, Sequence[str]]] = {"": ("policies", "notices"), "notices": ("actions", "sources")}
"""Which lists stand in a platform (""), and which in an object of a list."""
