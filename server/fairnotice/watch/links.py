"""What is known of every action's link: the class that counts, and the one that has to be seen once more."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from fairnotice.publication.times import read_time, write_time
from fairnotice.store.contract import Append, Put, Store
from fairnotice.watch import findings
from fairnotice.watch.fetcher import Fetcher
from fairnotice.watch.landing import Landing, Seen, look
from fairnotice.watch.schedule import Checked, Item, choose_due
from fairnotice.workflow.paging import each_document

COLLECTION = "links"
APART = timedelta(days=1)
"""A class counts when it was seen twice, so far apart: sites have bad days."""
BROKEN = (Landing.MOVED, Landing.HOME, Landing.SOFT_404, Landing.GONE, Landing.UNREACHABLE)


@dataclass(frozen=True)
class Link:
    """The state of one link.

    `landing` counts (None: none yet), with the address and status it was seen at and the day it was last confirmed;
    `pending` was seen since `pending_since` but does not count yet. Moments are as `write_time` writes them.
    """

    url: str
    landing: str | None = None
    final: str | None = None
    status: int | None = None
    confirmed_at: str | None = None
    pending: str | None = None
    pending_final: str | None = None
    pending_since: str | None = None
    looked_at: str | None = None


def judge(previous: Link | None, seen: Seen, now: datetime) -> Link:
    """Answer the state after a look. Only `gone` counts at once; a link with a new address starts from nothing."""
    held = previous if previous and previous.url == seen.url else Link(seen.url)
    at = write_time(now)
    is_known = held.landing == seen.landing and (seen.landing != Landing.MOVED or held.final == seen.final)
    is_pending = held.pending == seen.landing and (seen.landing != Landing.MOVED or held.pending_final == seen.final)
    since = held.pending_since if is_pending and held.pending_since else at
    if is_known or seen.landing == Landing.GONE or now - read_time(since) >= APART:
        return Link(seen.url, seen.landing.value, seen.final, seen.status, confirmed_at=at, looked_at=at)
    return Link(
        seen.url,
        held.landing,
        held.final,
        held.status,
        held.confirmed_at,
        pending=seen.landing.value,
        pending_final=seen.final,
        pending_since=since,
        looked_at=at,
    )


def is_broken(link: Link, *, needs_login: bool) -> bool:
    """Say whether a maintainer has something to do about the link; a log-in is what an action may need."""
    return link.landing in BROKEN or (link.landing == Landing.LOGIN and not needs_login)


def check_link(
    item: Item,
    held: Mapping[str, Any] | None,
    *,
    fetcher: Fetcher,
    store: Store,
    now: Callable[[], datetime],
    chance: Callable[[], float],
    looks: MutableMapping[str, Seen],
) -> Checked:
    """Look at the link of `item`, whose document holds `held`; open or close its finding.

    `looks` are those of this round at the same platform: several actions lead to one address, which is asked once.
    """
    platform = item.platform
    if item.url not in looks:
        looks[item.url] = look(
            fetcher,
            item.url,
            hosts=platform.hosts,
            link_hosts=platform.link_hosts,
            make_name=lambda: secrets.token_hex(8),
        )
    seen = looks[item.url]
    at = now()
    link = judge(parse_link(held) if held else None, seen, at)
    due = choose_due("links", at, chance(), is_pending=link.pending is not None, wait=seen.wait)
    puts: list[Put] = []
    appends: list[Append] = []
    if link.confirmed_at == link.looked_at and link.landing != Landing.BLOCKED:
        if is_broken(link, needs_login=item.needs_login):
            evidence = {name: getattr(link, name) for name in ("url", "final", "status", "confirmed_at")}
            puts, appends = findings.notice(
                store, findings.LINK, platform.id, item.about, str(link.landing), at, evidence=evidence
            )
        else:
            puts, appends = findings.recover(store, findings.LINK, platform.id, item.about, at)
    return Checked(write_link(link, due), seen.landing.value, puts, appends, seen.is_unanswered)


def parse_link(body: Mapping[str, Any]) -> Link:
    """Answer the state that `write_link` wrote."""
    return Link(**body["link"])


def write_link(link: Link, due: datetime) -> dict[str, Any]:
    """Answer the document's body; `due` is when to look again."""
    return {"url": link.url, "link": asdict(link), "due": write_time(due)}


def read_link_states(store: Store) -> dict[str, tuple[str, str]]:
    """Answer, of every link that has a class, that class and the day (YYYY-MM-DD) on which it was last confirmed.

    The keys are platform, notice and action, as in x/ai-sharing/privacy-form.
    """
    states = {}
    for document in each_document(store, COLLECTION):
        link = parse_link(document.body)
        if link.landing and link.confirmed_at:
            states[document.id] = (link.landing, link.confirmed_at[:10])
    return states


def read_link(store: Store, id: str) -> Link | None:
    """Answer what is known of a link (as x/ai-sharing/privacy-form), or None when nobody looked yet."""
    document = store.get(COLLECTION, id)
    return parse_link(document.body) if document else None
