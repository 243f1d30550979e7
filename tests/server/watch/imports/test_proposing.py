"""New facts become one draft for each platform, in our own words, with source and licence; nothing is made twice."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fairnotice.catalogue.files import BUILT_IN, read_catalogue
from fairnotice.catalogue.links import find_link_fault
from fairnotice.catalogue.model import Notice, Platform
from fairnotice.store.contract import Store
from fairnotice.store.sqlite import SqliteStore
from fairnotice.watch.imports import datarequests, justdeleteme, open_terms_archive, shared_credentials
from fairnotice.watch.imports.facts import DIFFICULTIES, Contact, Deletion, Fact, OtherHost, PolicyPage
from fairnotice.watch.imports.matching import match
from fairnotice.watch.imports.proposing import propose
from fairnotice.workflow.proposals import DRAFT, Proposal, list_proposals
from server.workflow.kit import NOW, WRITER, dump_store, make_house

RUMBLE = ("rumble.com",)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with lemon8, quillbot and rumble."""
    store = SqliteStore(tmp_path / "store.db")
    make_house(store, tmp_path)
    yield store
    store.close()


def deletion(url: str = "https://rumble.com/goodbye", difficulty: str = "easy", **more: Any) -> Deletion:
    fields: dict[str, Any] = {"origin": justdeleteme.ORIGIN, "file": "sites.json", "entry": "Rumble", "hosts": RUMBLE}
    return Deletion(**fields | more, url=url, difficulty=difficulty)


def contact(url: str = "mailto:privacy@rumble.com", **more: Any) -> Contact:
    fields: dict[str, Any] = {"origin": datarequests.ORIGIN, "file": "rumble.json", "entry": "rumble", "hosts": RUMBLE}
    fields |= {"regions": ("EU",), "confidence": "medium"}
    return Contact(**fields | more, url=url)


def policy(url: str = "https://rumble.com/privacy") -> PolicyPage:
    return PolicyPage(open_terms_archive.ORIGIN, "Rumble.json", "Rumble", RUMBLE, "privacy", url, ("main",))


def other_host(host: str = "rumble.example", *, hosts: tuple[str, ...] = RUMBLE) -> OtherHost:
    return OtherHost(shared_credentials.ORIGIN, "shared.json", "entry 1", hosts, host, True)


def offer(store: Store, *facts: Fact) -> Proposal:
    """Take over facts of one platform; answer the draft."""
    found = match(store, facts)
    assert found.faults == []
    ((_, number, is_made),) = propose(store, WRITER, facts[0].origin, found, now=NOW)
    assert is_made
    (proposal,) = (each for each in list_proposals(store) if each.number == number)
    return proposal


def content_of(proposal: Proposal) -> Platform:
    assert proposal.new is not None
    return proposal.new


def get_notice(proposal: Proposal, topic: str) -> Notice:
    (notice,) = (notice for notice in content_of(proposal).notices if notice.topic == topic)
    return notice


def test_a_deletion_page_becomes_an_action_with_its_source_and_licence(store: Store) -> None:
    proposal = offer(store, deletion())
    assert (proposal.state, proposal.author, proposal.title) == (DRAFT, "wren", "Facts from JustDeleteMe (MIT)")
    action = get_notice(proposal, "account-deletion").actions[-1]
    assert (action.id, action.kind, action.url) == ("delete-2", "delete", "https://rumble.com/goodbye")
    assert action.seen_in == (
        'JustDeleteMe (MIT), entry "Rumble" in sites.json: '
        "https://github.com/jdm-contrib/jdm/blob/master/_data/sites.json"
    )
    assert "MIT" in proposal.comments[0].text
    assert "deletion (easy): https://rumble.com/goodbye" in proposal.comments[0].text


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_every_difficulty_makes_a_notice_that_keeps_the_rules(store: Store, difficulty: str) -> None:
    url = "https://lemon8-app.com/goodbye"
    notice = get_notice(offer(store, deletion(url, difficulty, hosts=("lemon8-app.com",))), "account-deletion")
    assert notice.attention == "know"
    assert notice.verified_on is None
    assert "JustDeleteMe (MIT)" in (notice.notes or "")
    assert [source.kind for source in notice.sources] == ["register"]


def test_requests_become_a_notice_of_their_own(store: Store) -> None:
    proposal = offer(store, contact(), contact("https://rumble.com/ask"))
    notice = get_notice(proposal, "data-download")
    assert [(action.id, action.url, action.regions) for action in notice.actions] == [
        ("ask-by-mail", "mailto:privacy@rumble.com", ("EU",)),
        ("ask-by-form", "https://rumble.com/ask", ("EU",)),
    ]
    assert "CC0-1.0" in (notice.actions[0].seen_in or "")


def test_a_policy_is_watched(store: Store) -> None:
    proposal = offer(store, policy())
    assert [(each.kind, each.url) for each in content_of(proposal).policies] == [
        ("privacy", "https://rumble.com/privacy")
    ]
    assert "EUPL-1.2" in proposal.title
    assert "at main" in proposal.comments[0].text


def test_another_host_may_be_led_to_and_is_not_one_of_the_platform(store: Store) -> None:
    proposal = offer(store, other_host())
    assert content_of(proposal).link_hosts == ("rumble.example",)
    assert content_of(proposal).hosts == ("rumble.com",)
    assert "new name: rumble.example" in proposal.comments[0].text


def test_a_link_that_leaves_the_platform_stays_a_draft(store: Store) -> None:
    proposal = offer(store, deletion("https://elsewhere.example/rumble"), contact("mailto:rumble@elsewhere.example"))
    platform = content_of(proposal)
    left = [action for notice in platform.notices for action in notice.actions if "elsewhere" in action.url]
    assert len(left) == 2
    for action in left:
        assert find_link_fault(action.url, platform.hosts, platform.link_hosts)
        assert not action.is_public


def test_all_facts_of_a_platform_are_one_draft(store: Store) -> None:
    offer(store, deletion(), deletion("https://rumble.com/other"))
    assert len(list_proposals(store)) == 1


def test_a_second_run_makes_nothing_twice(store: Store) -> None:
    offer(store, deletion())
    before = dump_store(store)
    found = match(store, [deletion()])
    assert list(propose(store, WRITER, justdeleteme.ORIGIN, found, now=NOW)) == [("rumble", 1, False)]
    assert dump_store(store) == before


KNOWN: list[Fact] = [
    deletion("https://rumble.com/account/profile"),
    deletion("https://www.rumble.com/account/profile/"),
    other_host("rumble.com", hosts=("rumble.com",)),
    other_host("quillbot.com"),
]


@pytest.mark.parametrize("fact", KNOWN, ids=str)
def test_what_we_say_already_is_known(store: Store, fact: Fact) -> None:
    found = match(store, [fact])
    assert (found.count, found.known, found.faults) == (0, 1, [])


def test_the_same_fact_in_two_entries_is_one(store: Store) -> None:
    found = match(store, [deletion(), deletion(entry="Rumble again"), contact(), contact("mailto:Privacy@rumble.com")])
    assert (found.count, found.known) == (2, 2)


def test_facts_of_platforms_that_we_do_not_have_are_counted(store: Store) -> None:
    found = match(store, [deletion(hosts=("kettle.example",)), deletion(hosts=())])
    assert (found.count, found.foreign, found.faults) == (0, 2, [])


def test_a_subdomain_belongs_to_its_platform(store: Store) -> None:
    assert match(store, [deletion(hosts=("help.rumble.com",))]).count == 1


def test_an_entry_of_several_platforms_goes_where_its_address_leads(store: Store) -> None:
    both = ("rumble.com", "quillbot.com")
    assert list(match(store, [deletion(hosts=both)]).new) == ["rumble"]
    for fact in (deletion("https://elsewhere.example/", hosts=both), other_host(hosts=both)):
        (fault,) = match(store, [fact, fact]).faults
        assert fault.reason == "belongs to several platforms: quillbot, rumble"


BAD: list[tuple[Fact, str]] = [
    (deletion("http://rumble.com/goodbye"), "is not a complete https address"),
    (deletion("https://rumble.com/?next=https://evil.example"), "hands over another address"),
    (deletion("javascript:alert(1)"), "is not a complete https address"),
    (deletion("mailto:help@rumble.com"), "is a mail address"),
    (contact("mailto:help@rumble.com?body=pay"), "sets more than the subject"),
    (contact("mailto:not one"), "holds characters"),
    (contact(regions=("Deutschland",)), "two-letter country code"),
    (policy("ftp://rumble.com/"), "is not a complete https address"),
]


@pytest.mark.parametrize(("fact", "reason"), BAD, ids=str)
def test_a_bad_fact_is_listed_and_the_others_of_its_platform_go_on(store: Store, fact: Fact, reason: str) -> None:
    good = deletion("https://rumble.com/good")
    found = match(store, [fact, good])
    (fault,) = found.faults
    assert (fault.file, fault.field) == (fact.file, fact.entry)
    assert reason in fault.reason
    assert found.new["rumble"][0] == [good]


def test_many_facts_of_one_platform_do_not_overflow_the_comment(store: Store) -> None:
    proposal = offer(store, *(deletion(f"https://rumble.com/{number}") for number in range(60)))
    assert proposal.comments[0].text.splitlines()[-1].endswith("more.")
    assert len(get_notice(proposal, "account-deletion").actions) == 61


def test_two_thousand_six_hundred_entries_are_taken_over_in_seconds(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "store.db")
    platforms = read_catalogue(BUILT_IN)
    make_house(store, tmp_path, tuple(platform.id for platform in platforms))
    hosts = [host for platform in platforms for host in platform.hosts]
    entries = [
        {"name": f"Site {n}", "url": f"https://{host}/delete-{n}", "difficulty": "easy", "domains": [host]}
        for n, host in ((n, hosts[n] if n < len(hosts) // 2 else f"site-{n}.example") for n in range(2600))
    ]
    (tmp_path / "sites.json").write_text(json.dumps(entries))
    begun = time.monotonic()
    found = match(store, justdeleteme.read(tmp_path / "sites.json"))
    made = list(propose(store, WRITER, justdeleteme.ORIGIN, found, now=NOW))
    took = time.monotonic() - begun
    store.close()
    assert found.faults == []
    assert found.count + found.foreign == 2600
    assert len(made) == len(found.new) > 50
    assert took < 10
