"""What the author of a proposal does with it: begin, save, submit, take back, bring up to date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from fairnotice.catalogue.model import Platform
from fairnotice.catalogue.schema import dump_platform, load_platform
from fairnotice.catalogue.translations import load_translations
from fairnotice.errors import Conflict, Fault, Invalid, NotFound
from fairnotice.publication.times import write_time
from fairnotice.store.contract import Store
from fairnotice.workflow import audit
from fairnotice.workflow.actors import CONTRIBUTOR, Actor
from fairnotice.workflow.marks import Mark, check_sentence, complete_marks, refuse_superfluous_marks
from fairnotice.workflow.merging import Merged, merge
from fairnotice.workflow.platforms import Kept, read_base, read_content, read_platform, read_version_content
from fairnotice.workflow.proposals import (
    APPROVED,
    DECLINED,
    DRAFT,
    EDITABLE,
    IN_REVIEW,
    OPEN,
    WITHDRAWN,
    Closing,
    Json,
    Proposal,
    change,
    check_size,
    expect_state,
    expect_version,
    put_new,
    read_own,
)
from fairnotice.workflow.translating import check_translations, join_translations

TRIES = 20


def start(
    store: Store,
    actor: Actor,
    platform_id: str,
    content: Json | None,
    *,
    title: str = "",
    marks: Mapping[str, Mark] | None = None,
    now: datetime,
    more: Closing = lambda _: (),
) -> Proposal:
    """Begin a draft; answer it. `content` is the platform as it shall be (None: retired); it need not be whole yet.

    `more` answers what is written in the same commit.
    """
    actor.require(CONTRIBUTOR)
    check_size(content, title)
    draft = _make(actor, read_platform(store, platform_id), content, title, marks or {}, now)
    return _keep(store, actor, draft, now, more)


def propose(
    store: Store,
    actor: Actor,
    platform_id: str,
    new: Platform | None,
    *,
    title: str,
    marks: Mapping[str, Mark],
    now: datetime,
    more: Closing = lambda _: (),
) -> Proposal:
    """Offer a change for review in one step; answer the proposal. `more` is as for `start`.

    `title` says in one sentence what changes. `marks` says of every changed notice whether the change is material;
    a new notice is always material and needs no mark. Raises `Invalid`, `Refused`.
    """
    actor.require(CONTRIBUTOR)
    kept = read_platform(store, platform_id)
    refuse_superfluous_marks(kept.platform, new, marks)
    draft = _make(actor, kept, dump_platform(new) if new else None, title, marks, now)
    return _keep(store, actor, replace(draft, **_check_whole(draft, kept)), now, more)


def save(
    store: Store,
    actor: Actor,
    number: int,
    content: Json | None,
    *,
    title: str,
    marks: Mapping[str, Mark],
    seen: int | None,
    now: datetime,
) -> Proposal:
    """Keep what the author has so far. Raises `Conflict` when the draft changed since version `seen`."""
    proposal = read_own(store, actor, number)
    expect_state(proposal, *EDITABLE)
    expect_version(proposal, seen)
    check_size(content, title)
    if (content, title, dict(marks)) == (proposal.content, proposal.title, dict(proposal.marks)):
        return proposal
    return change(store, actor, proposal, "save", now, content=content, title=title, marks=dict(marks))


def submit(store: Store, actor: Actor, number: int, *, seen: int | None = None, now: datetime) -> Proposal:
    """Ask for review. Raises `Invalid` with every rule that the draft breaks, and `Conflict` when its base moved."""
    proposal = read_own(store, actor, number)
    expect_state(proposal, *EDITABLE)
    expect_version(proposal, seen)
    kept = read_platform(store, proposal.platform)
    if kept.edition != proposal.base:
        raise Conflict(f"{proposal.platform} changed since this was written; bring the proposal up to date first.")
    return change(store, actor, proposal, "submit", now, **_check_whole(proposal, kept))


def take_back(store: Store, actor: Actor, number: int, *, seen: int | None = None, now: datetime) -> Proposal:
    """Withdraw one's own proposal while it is not published. `reopen` undoes it."""
    proposal = read_own(store, actor, number)
    expect_state(proposal, *OPEN)
    expect_version(proposal, seen)
    return change(store, actor, proposal, "take back", now, state=WITHDRAWN)


def reopen(store: Store, actor: Actor, number: int, *, seen: int | None = None, now: datetime) -> Proposal:
    """Make a draft again of one's own proposal: to go on editing it, or after it was withdrawn or declined."""
    proposal = read_own(store, actor, number)
    expect_state(proposal, IN_REVIEW, APPROVED, DECLINED, WITHDRAWN)
    expect_version(proposal, seen)
    return change(store, actor, proposal, "reopen", now, state=DRAFT, reviewed_by=None, reason=None)


def is_behind(store: Store, proposal: Proposal) -> bool:
    """Say whether the platform changed since an open proposal was written."""
    return proposal.state in OPEN and read_base(store, proposal.platform) != proposal.base


def preview_rebase(store: Store, proposal: Proposal, choices: Mapping[str, str]) -> Merged:
    """Answer what bringing the proposal up to date makes of it, and the fields that both sides changed."""
    base = read_version_content(store, proposal.platform, proposal.base)
    return merge(base, proposal.content, read_content(store, proposal.platform), choices)


def rebase(
    store: Store, actor: Actor, number: int, choices: Mapping[str, str], *, seen: int | None = None, now: datetime
) -> Proposal:
    """Bring one's own proposal up to date with what is published; answer it.

    Every clash needs a choice (name of the field -> `mine` or `theirs`), else `Conflict`. What was approved has to be
    approved again, and what breaks a rule after joining becomes a draft again.
    """
    proposal = read_own(store, actor, number)
    expect_state(proposal, *OPEN)
    expect_version(proposal, seen)
    kept, merged = read_platform(store, proposal.platform), preview_rebase(store, proposal, choices)
    open_fields = [clash.name for clash in merged.clashes if clash.name not in choices]
    if open_fields:
        raise Conflict(f"Both changed {', '.join(open_fields)}; choose mine or theirs for each.")
    state = proposal.state if proposal.state in EDITABLE else IN_REVIEW
    translations = join_translations(store, proposal, kept)
    joined = replace(proposal, base=kept.edition, content=merged.content, translations=translations, reviewed_by=None)
    try:
        checked = _check_whole(joined, kept) if state == IN_REVIEW else {}
    except Invalid:
        state, checked = DRAFT, {}
    fields: dict[str, Any] = {"content": merged.content, **checked, "base": kept.edition, "state": state}
    fields["translations"] = joined.translations
    fields["reviewed_by"] = None
    return change(store, actor, proposal, "bring up to date", now, **fields)


def _make(
    actor: Actor, kept: Kept, content: Json | None, title: str, marks: Mapping[str, Mark], now: datetime
) -> Proposal:
    moment = write_time(now)
    return Proposal(
        number=0, platform=kept.id, state=DRAFT, title=title, author=actor.name, base=kept.edition, content=content,
        marks=dict(marks), made_on=moment, changed_on=moment,
    )  # fmt: skip


def _check_whole(proposal: Proposal, kept: Kept) -> dict[str, Any]:
    """Answer the fields that change when a draft goes into review. Raises `Invalid` with every rule it breaks."""
    title = check_sentence("title", proposal.title)
    new = None if proposal.content is None else load_platform(proposal.content)
    if new is not None and new.id != proposal.platform:
        reason = f"is {new.id}, the proposal is for {proposal.platform}; ids never change"
        raise Invalid(f"The id {reason}.", [Fault("", "id", reason)])
    if kept.platform is None and new is None:
        raise NotFound(f"There is no published platform {proposal.platform!r} to retire.")
    translations = check_translations(proposal.translations, new)
    is_same = translations is None or load_translations(translations) == kept.translations
    if kept.platform == new and is_same:
        raise Invalid(f"The proposal changes nothing of {proposal.platform}.")
    marks = complete_marks(kept.platform, new, proposal.marks)
    return {
        "translations": translations,
        "state": IN_REVIEW,
        "title": title,
        "marks": marks,
        "content": dump_platform(new) if new else None,
    }


def _keep(store: Store, actor: Actor, proposal: Proposal, now: datetime, more: Closing) -> Proposal:
    step = "propose" if proposal.state == IN_REVIEW else "begin"
    entry = audit.note(actor, step, "", now, why=proposal.title, after={"state": proposal.state})
    for _ in range(TRIES):
        try:
            return put_new(store, proposal, entry, more)
        except Conflict:
            continue  # somebody else took this number
    raise Conflict("Proposals come in faster than they can be numbered; try again in a moment.")
