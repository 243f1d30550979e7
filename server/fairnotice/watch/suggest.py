"""The change of a platform that a finding suggests, for a maintainer to begin a proposal with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from fairnotice.catalogue.links import find_link_fault
from fairnotice.catalogue.model import Action, Notice, Platform
from fairnotice.errors import Invalid
from fairnotice.watch.findings import LINK, POLICY, Finding
from fairnotice.watch.landing import Landing


def make_suggestion(finding: Finding, platform: Platform) -> Platform:
    """Answer `platform` as the finding would have it; unchanged when it only asks to look.

    A link that moved gets its new address, a changed policy gives its dates to the notices that rest on it. Raises
    `Invalid` when the finding is about another platform, or the new address may not be linked to.
    """
    if finding.platform != platform.id:
        raise Invalid(f"{finding.id} is about {finding.platform}, not {platform.id}.")
    if finding.kind == LINK and finding.label == Landing.MOVED:
        return _move_link(finding, platform)
    if finding.kind == POLICY:
        return _set_dates(finding, platform)
    return platform


def _move_link(finding: Finding, platform: Platform) -> Platform:
    old, new = finding.evidence["url"], finding.evidence["final"]
    fault = find_link_fault(new, platform.hosts, platform.link_hosts)
    if fault:
        raise Invalid(f"{new} {fault}.")
    owner, _, id = finding.about.partition("/")

    def move(action: Action) -> Action:
        return replace(action, url=new) if (action.id, action.url) == (id, old) else action

    return _change(
        platform, lambda notice: notice.id == owner,
        lambda notice: replace(notice, actions=tuple(map(move, notice.actions))),
    )  # fmt: skip


def _set_dates(finding: Finding, platform: Platform) -> Platform:
    days = {name: finding.evidence[name] for name in ("announced_on", "effective_on") if finding.evidence[name]}
    page = finding.about.partition("#")[0]

    def rests_on_it(notice: Notice) -> bool:
        return any(source.url.partition("#")[0] == page for source in notice.sources)

    return _change(platform, rests_on_it, lambda notice: replace(notice, **days))


def _change(platform: Platform, is_meant: Callable[[Notice], bool], change: Callable[[Notice], Notice]) -> Platform:
    notices = tuple(change(notice) if is_meant(notice) else notice for notice in platform.notices)
    return replace(platform, notices=notices)
