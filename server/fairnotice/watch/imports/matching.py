"""Which platform a fact belongs to, whether we know it already, and what becomes of the new ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import ada_url

from fairnotice.catalogue.hosts import find_platform, host_of_url, normalize_host
from fairnotice.catalogue.links import find_link_fault, find_source_fault
from fairnotice.catalogue.schema import dump_platform, find_faults, load_platform
from fairnotice.errors import Fault
from fairnotice.store.contract import Store
from fairnotice.watch.imports.facts import Contact, Deletion, Fact, OtherHost, PolicyPage
from fairnotice.watch.imports.taking_over import take_over
from fairnotice.workflow.catalogue_files import Change
from fairnotice.workflow.differences import compare
from fairnotice.workflow.marks import find_changed_notices
from fairnotice.workflow.platforms import list_contents

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Found:
    """What a file holds for us: the new facts of each platform with the change they make, and how many are not new."""

    new: Mapping[str, tuple[list[Fact], Change]]
    known: int
    foreign: int
    faults: list[Fault]

    @property
    def count(self) -> int:
        """How many facts are new."""
        return sum(len(facts) for facts, _ in self.new.values())


def match(store: Store, read: Iterable[Fact | Fault]) -> Found:
    """Match what was read with the published platforms."""
    contents = {str(content["id"]): content for content in list_contents(store)}
    owners = {host: id for id, content in contents.items() for host in content["hosts"]}
    held = {id: _list_known(content) for id, content in contents.items()}
    chosen: dict[str, list[Fact]] = {}
    known = foreign = 0
    faults: list[Fault] = []
    for fact in read:
        if isinstance(fact, Fault):
            faults.append(fact)
            continue
        platforms = _find_platforms(fact, owners)
        if not platforms:
            foreign += 1
            continue
        reason = _find_fault(fact, platforms)
        if reason:
            faults.append(Fault(fact.file, fact.entry, reason))
            continue
        (id,) = platforms
        key = _key(fact)
        if key in held[id] or (isinstance(fact, OtherHost) and find_platform(owners, fact.host)):
            known += 1
            continue
        held[id].add(key)  # the same fact in another entry is no second one
        chosen.setdefault(id, []).append(fact)
    new = {}
    for id, facts in chosen.items():
        fitting, broken = _keep_fitting(contents[id], facts)
        faults += broken
        if fitting:
            new[id] = fitting, _make_change(contents[id], fitting)
    return Found(new, known, foreign, list(dict.fromkeys(faults)))  # a group says the same of each of its hosts


def _find_platforms(fact: Fact, owners: Mapping[str, str]) -> set[str]:
    """Answer the platforms whose hosts the entry names; of several, the one to which its address leads."""
    found = {id for host in fact.hosts if (id := find_platform(owners, normalize_host(host) or ""))}
    if len(found) > 1 and isinstance(fact, Deletion | Contact | PolicyPage):
        leads_to = find_platform(owners, host_of_url(fact.url) or "")
        return {leads_to} if leads_to in found else found
    return found


def _find_fault(fact: Fact, platforms: set[str]) -> str | None:
    if len(platforms) > 1:
        return f"belongs to several platforms: {', '.join(sorted(platforms))}"
    if isinstance(fact, OtherHost):
        return None
    if isinstance(fact, Deletion | Contact | PolicyPage):
        if isinstance(fact, Contact) and fact.url.startswith("mailto:"):
            # Whose host it is decides how much it is trusted later; here only whether it is one mail address.
            fault = find_link_fault(fact.url, (), (fact.url.rpartition("@")[2].lower(),))
        else:
            fault = find_source_fault(fact.url)
        return f"{fact.url} {fault}" if fault else None
    return None


def _keep_fitting(content: Json, facts: list[Fact]) -> tuple[list[Fact], list[Fault]]:
    """Leave out the facts with which the platform would break a rule of the catalogue."""
    old = load_platform(content)
    if not find_faults(dump_platform(take_over(old, facts))):
        return facts, []
    fitting: list[Fact] = []
    faults = []
    for fact in facts:
        broken = find_faults(dump_platform(take_over(old, [*fitting, fact])))
        if broken:
            path, reason = broken[0]
            faults.append(Fault(fact.file, fact.entry, f"{'.'.join(map(str, path))} {reason}"))
        else:
            fitting.append(fact)
    return fitting, faults


def _make_change(content: Json, facts: list[Fact]) -> Change:
    old = load_platform(content)
    new = take_over(old, facts)
    return Change(new, False, compare(content, dump_platform(new)), find_changed_notices(old, new))


def _list_known(content: Json) -> set[str]:
    """Answer what a platform says already: addresses of actions and policies, and hosts."""
    urls = [action["url"] for notice in content["notices"] for action in notice["actions"]]
    urls += [policy["url"] for policy in content["policies"]]
    return {_normalize(url) for url in urls} | {*content["hosts"], *content["link_hosts"]}


def _key(fact: Fact) -> str:
    if isinstance(fact, OtherHost):
        return fact.host
    return _normalize(fact.url) if isinstance(fact, Deletion | Contact | PolicyPage) else ""


def _normalize(url: str) -> str:
    """Bring an address to a form in which small differences of spelling do not count."""
    if url.startswith("mailto:"):
        return url.partition("?")[0].lower()
    try:
        parsed = ada_url.URL(url)
    except ValueError:
        return url
    return f"{parsed.hostname.removeprefix('www.')}{parsed.pathname.rstrip('/')}{parsed.search}{parsed.hash}"
