"""What a reviewer would otherwise have to check by hand: the rules, lengths, links and dates of a proposal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fairnotice.catalogue.model import Platform
from fairnotice.errors import Invalid
from fairnotice.publication.records import MAX_LINE, Revision, make_lines
from fairnotice.store.contract import Store
from fairnotice.watch.landing import Landing
from fairnotice.watch.links import read_link
from fairnotice.workflow.proposals import OPEN, Proposal, list_proposals
from fairnotice.workflow.upkeep import VERIFY_EVERY


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. `is_good` None: nothing is wrong, but a reviewer may want to know."""

    is_good: bool | None
    text: str


def check_proposal(store: Store, proposal: Proposal, now: datetime) -> list[Check]:
    """Answer what was looked at, what is wrong first."""
    checks = [*_check_rules(proposal), *_check_others(store, proposal)]
    if proposal.content is not None:
        try:
            platform = proposal.new
        except Invalid:
            platform = None
        if platform is not None:
            checks += [*_check_size(platform), *_check_content(platform, proposal, now)]
            checks += _check_links(store, platform, proposal)
    order = {False: 0, None: 1, True: 2}
    return sorted(checks, key=lambda check: order[check.is_good])


def _check_rules(proposal: Proposal) -> list[Check]:
    if proposal.content is None:
        return [Check(None, "The platform leaves the catalogue, with all its notices.")]
    try:
        _ = proposal.new
    except Invalid as fault:
        return [Check(False, f"{each.field}: {each.reason}") for each in fault.faults]
    return [Check(True, "Fields, lengths, texts and link addresses keep the rules of the format.")]


def _check_others(store: Store, proposal: Proposal) -> list[Check]:
    others = [
        each for each in list_proposals(store, states=OPEN, platform=proposal.platform)
        if each.number != proposal.number
    ]  # fmt: skip
    return [
        Check(None, f"Proposal {each.number} by {each.author} changes this platform too; it is {each.state}.")
        for each in others
    ]


def _check_size(platform: Platform) -> list[Check]:
    first = {notice.id: Revision(1, "2026-01-01", ()) for notice in platform.notices}
    try:
        longest = max(len(line.text) for line in make_lines(platform, first))
    except Invalid as fault:
        return [Check(False, str(fault))]
    return [Check(True, f"The longest record has {longest} of {MAX_LINE} bytes.")]


def _check_links(store: Store, platform: Platform, proposal: Proposal) -> list[Check]:
    """Answer what the watchers last saw of the links of the notices that change, where the address stays as it is."""
    checks = []
    for notice in platform.notices:
        for action in notice.actions if notice.id in proposal.marks else ():
            link = read_link(store, f"{platform.id}/{notice.id}/{action.id}")
            if link and link.url == action.url and link.landing and link.confirmed_at:
                is_good = None if link.landing in (Landing.BLOCKED, Landing.LOGIN) else link.landing == Landing.OK
                seen = f"was seen as {link.landing} on {link.confirmed_at[:10]}"
                checks.append(Check(is_good, f"The link of {notice.id}/{action.id} {seen}."))
    return checks


def _check_content(platform: Platform, proposal: Proposal, now: datetime) -> list[Check]:
    checks = []
    last, today = (now - VERIFY_EVERY).strftime("%Y-%m-%d"), now.strftime("%Y-%m-%d")
    for notice in platform.notices:
        if notice.id not in proposal.marks and proposal.base:
            continue  # what stays as it is has its place on the desk
        if (notice.verified_on or "") < last:
            when = f"verified on {notice.verified_on}" if notice.verified_on else "never verified"
            checks.append(Check(None, f"{notice.id} was {when}; look at its sources once more."))
        if notice.act_by and notice.act_by < today:
            checks.append(Check(None, f"The last day to act of {notice.id}, {notice.act_by}, has passed."))
        drafts = [action.id for action in notice.actions if not action.is_public]
        if drafts:
            checks.append(Check(None, f"{notice.id}: {', '.join(drafts)} stays a draft, its link is not sure enough."))
    return checks
