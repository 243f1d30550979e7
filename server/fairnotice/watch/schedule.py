"""What is to be watched, and when each is due again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from fairnotice.catalogue.model import Action, Platform, Policy
from fairnotice.publication.times import read_time
from fairnotice.store.contract import Append, Document, Put

Kind = Literal["links", "policies"]
"""What is watched; also the collection in which its states are kept."""
PERIODS: Mapping[Kind, timedelta] = {"links": timedelta(days=7), "policies": timedelta(days=1)}
AGAIN: Mapping[Kind, timedelta] = {"links": timedelta(days=1), "policies": timedelta(hours=1)}
"""After so long something that was seen once is looked at a second time."""
JITTER = 0.1
"""Share of the time by which it is longer at most, so that what began together drifts apart."""


@dataclass(frozen=True)
class Item:
    """One thing to watch: the link of an action (`about` is notice and action), or a policy (`about` is its address).

    `id` is that of its document.
    """

    kind: Kind
    id: str
    platform: Platform
    about: str
    url: str
    needs_login: bool = False


@dataclass(frozen=True)
class Checked:
    """What came of looking at an item: its new state, what else belongs into the same commit, and a word for people.

    `is_unanswered`: nothing came back at all.
    """

    body: Mapping[str, Any]
    says: str
    puts: Sequence[Put] = ()
    appends: Sequence[Append] = ()
    is_unanswered: bool = False


def list_items(kind: Kind, platforms: Iterable[Platform]) -> list[Item]:
    """Answer what of `platforms` is watched. Mail addresses and drafts are not."""
    make = _list_links if kind == "links" else _list_policies
    return [item for platform in platforms for item in make(platform)]


def find_due(document: Document | None, url: str) -> str:
    """Answer when an item is due, as `write_time` writes it; "" is at once, as for a new address."""
    return str(document.body["due"]) if document and document.body["url"] == url else ""


def is_due(document: Document | None, url: str, now: datetime) -> bool:
    """Say whether to look at an item now."""
    due = find_due(document, url)
    return not due or read_time(due) <= now


def choose_due(kind: Kind, now: datetime, chance: float, *, is_pending: bool, wait: float | None) -> datetime:
    """Answer when to look again; `chance` is from 0 to 1, `wait` the seconds a site asks us to stay away."""
    period = AGAIN[kind] if is_pending else PERIODS[kind]
    return now + max(period * (1 + JITTER * chance), timedelta(seconds=wait or 0))


def _list_links(platform: Platform) -> Iterator[Item]:
    for notice in platform.notices:
        for action in notice.actions:
            if _is_watched(action):
                about = f"{notice.id}/{action.id}"
                yield Item("links", f"{platform.id}/{about}", platform, about, action.url, action.needs_login)


def _is_watched(action: Action) -> bool:
    return action.is_public and action.url.startswith("https:")


def _list_policies(platform: Platform) -> Iterator[Item]:
    for policy in {policy.url: policy for policy in platform.policies}.values():
        yield Item("policies", _name_policy(platform, policy), platform, policy.url, policy.url)


def _name_policy(platform: Platform, policy: Policy) -> str:
    return f"{platform.id}/{hashlib.sha256(policy.url.encode()).hexdigest()[:16]}"
