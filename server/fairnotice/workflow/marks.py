"""What a change of a notice means to its readers: material or cosmetic, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fairnotice.catalogue.model import Platform
from fairnotice.catalogue.texts import find_text_fault
from fairnotice.errors import Fault, Invalid
from fairnotice.publication.records import describe_notice

MAX_SENTENCE = 200


@dataclass(frozen=True)
class Mark:
    """What a change of one notice means to its readers: `material` = look again. `reason` is a sentence they read."""

    material: bool
    reason: str


FIRST = Mark(True, "First published")


def find_changed_notices(old: Platform | None, new: Platform | None) -> dict[str, bool]:
    """Answer the ids of the notices whose published form differs, and whether each is new (not in `old`)."""
    before = {n.id: describe_notice(n) for n in old.notices} if old else {}
    after = {n.id: describe_notice(n) for n in new.notices} if new else {}
    return {id: id not in before for id, described in after.items() if before.get(id) != described}


def complete_marks(old: Platform | None, new: Platform | None, marks: Mapping[str, Mark]) -> dict[str, Mark]:
    """Answer a mark for every changed notice; a new one is material. Marks of what did not change drop out.

    Raises `Invalid` for each mark that is missing or has no sentence.
    """
    faults, complete = [], {}
    for id, is_new in find_changed_notices(old, new).items():
        mark = marks.get(id) or (FIRST if is_new else None)
        if mark is None:
            faults.append(Fault("", f"marks/{id}", "changed; say whether that is material or cosmetic, and why"))
            continue
        fault = find_sentence_fault(mark.reason)
        if fault:
            faults.append(Fault("", f"marks/{id}", f"the reason {fault}"))
        complete[id] = mark
    if faults:
        raise Invalid(str(faults[0]), faults)
    return complete


def refuse_superfluous_marks(old: Platform | None, new: Platform | None, marks: Mapping[str, Mark]) -> None:
    """Raise `Invalid` for marks of notices that did not change: whoever wrote them expected another change."""
    changed = find_changed_notices(old, new)
    faults = [Fault("", f"marks/{id}", "is not changed; leave its mark out") for id in marks if id not in changed]
    if faults:
        raise Invalid(str(faults[0]), faults)


def find_sentence_fault(text: str) -> str | None:
    """Say why `text` is no sentence that fits where people read it, or None."""
    fault = find_text_fault(text.strip(), limit=MAX_SENTENCE)
    return f"is one sentence of at most {MAX_SENTENCE} characters; this one {fault}" if fault else None


def check_sentence(what: str, text: str) -> str:
    """Answer the sentence without space around it. Raises `Invalid` when it does not fit where people read it."""
    fault = find_sentence_fault(text)
    if fault:
        raise Invalid(f"The {what} {fault}.", [Fault("", what, fault)])
    return text.strip()
