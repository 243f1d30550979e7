"""One list of what was noticed: the same thing stands in it once, and whoever closes it is on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fairnotice.errors import Conflict, Invalid, NotFound, Refused
from fairnotice.store.contract import Batch, Store
from fairnotice.watch import findings
from fairnotice.watch.classify import classify
from fairnotice.watch.evidence import LIMIT, describe_change
from fairnotice.watch.findings import Finding, find_finding, list_findings, name_finding, read_finding
from fairnotice.watch.suggest import make_suggestion
from fairnotice.workflow.audit import read_audit
from server.factories import START, make_action, make_notice, make_platform, make_source
from server.watch.kit import APRIL, MARCH, POLICY, reading
from server.workflow.kit import NOBODY, REVIEWING, WRITER

ABOUT = "ai-sharing/privacy-form"
ID = name_finding("link", "x", ABOUT)
DAY = timedelta(days=1)


def open_one(store: Store, label: str = "gone", *, days: int = 0, **more: Any) -> Finding:
    told: dict[str, Any] = {"kind": "link", "about": ABOUT, "mark": "", "evidence": {"final": label}} | more
    kind, about, mark = told.pop("kind"), told.pop("about"), told["mark"]
    puts, appends = findings.notice(store, kind, "x", about, label, START + days * DAY, **told)
    store.commit(Batch(puts=puts, appends=appends))
    return read_finding(store, name_finding(kind, "x", about, mark))


def recover(store: Store) -> None:
    puts, appends = findings.recover(store, "link", "x", ABOUT, START)
    store.commit(Batch(puts=puts, appends=appends))


def list_audit(store: Store) -> list[tuple[str, str]]:
    return [(entry.body["who"], entry.body["what"]) for entry in read_audit(store)]


def test_the_same_thing_seen_again_is_the_same_finding(store: Store) -> None:
    open_one(store, "gone")
    again = open_one(store, "home", days=3)
    assert (again.label, again.state, again.opened_on, again.seen_on) == (
        "home", "open", "2026-11-24T09:00:00Z", "2026-11-27T09:00:00Z",
    )  # fmt: skip
    assert again.evidence == {"final": "home"}
    assert len(list_findings(store)) == 1
    assert list_audit(store) == [("the watchers", "open finding")]


def test_two_changes_of_a_policy_are_two_findings(store: Store) -> None:
    for mark in ("a", "b", "a"):
        open_one(store, "material", kind="policy", about="https://x.example/privacy", mark=mark)
    assert len(list_findings(store)) == 2


def test_a_finding_that_somebody_took_stays_theirs_when_it_is_seen_again(store: Store) -> None:
    open_one(store)
    findings.take(store, WRITER, ID, START)
    again = open_one(store, "home", days=1)
    assert (again.state, again.owner, again.label) == ("taken", WRITER.name, "home")


def test_what_recovers_closes_by_itself_and_opens_again(store: Store) -> None:
    open_one(store)
    recover(store)
    assert read_finding(store, ID).state == "recovered"
    assert list_findings(store) == []
    recover(store)
    assert [what for _, what in list_audit(store)] == ["open finding", "recover finding"]
    again = open_one(store, days=9)
    assert (again.state, again.opened_on, again.owner) == ("open", "2026-12-03T09:00:00Z", None)


def test_a_link_said_to_be_done_that_is_still_broken_opens_again(store: Store) -> None:
    open_one(store)
    findings.finish(store, WRITER, ID, START)
    assert list_findings(store) == []
    assert open_one(store, days=9).state == "open"


def test_what_was_dismissed_is_not_told_again_but_something_else_is(store: Store) -> None:
    open_one(store, "home")
    findings.dismiss(store, REVIEWING, ID, "The start page has the switch.", START)
    assert open_one(store, "home", days=7).state == "dismissed"
    recover(store)
    assert open_one(store, "home", days=8).state == "dismissed"
    assert open_one(store, "gone", days=14).state == "open"


@pytest.mark.parametrize("close", ["finish", "dismiss"])
def test_a_change_of_a_policy_that_was_settled_stays_settled(store: Store, close: str) -> None:
    about = "https://x.example/privacy"
    id = open_one(store, "material", kind="policy", about=about, mark="a").id
    if close == "finish":
        findings.finish(store, WRITER, id, START)
    else:
        findings.dismiss(store, REVIEWING, id, "It concerns nobody.", START)
    assert open_one(store, "announcement", kind="policy", about=about, mark="a").state not in findings.LIVE


def test_who_acts_on_a_finding_is_on_record(store: Store) -> None:
    open_one(store)
    findings.take(store, WRITER, ID, START)
    findings.dismiss(store, REVIEWING, ID, "It works again.", START)
    last = read_audit(store)[-1].body
    assert list_audit(store)[1:] == [(WRITER.name, "take finding"), (REVIEWING.name, "dismiss finding")]
    assert (last["about"], last["why"], last["before"], last["after"]) == (
        ID, "It works again.", {"state": "taken", "owner": "wren"}, {"state": "dismissed", "owner": "wren"},
    )  # fmt: skip


def test_only_those_who_may_act_on_a_finding(store: Store) -> None:
    open_one(store)
    for refused in (
        lambda: findings.take(store, NOBODY, ID, START),
        lambda: findings.finish(store, REVIEWING, ID, START),
        lambda: findings.dismiss(store, WRITER, ID, "No.", START),
    ):
        with pytest.raises(Refused):
            refused()
    with pytest.raises(Invalid):
        findings.dismiss(store, REVIEWING, ID, " ", START)
    with pytest.raises(NotFound):
        findings.take(store, WRITER, "x-link-0", START)
    findings.take(store, WRITER, ID, START)
    with pytest.raises(Conflict):
        findings.take(store, WRITER, ID, START)
    findings.finish(store, WRITER, ID, START)
    with pytest.raises(Conflict):
        findings.finish(store, WRITER, ID, START)
    assert find_finding(store, ID) is not None


def test_evidence_holds_the_sentences_before_and_after_as_many_as_fit() -> None:
    more = "\n\n".join(
        f"We sell the data of harbour {n} to companies that train models {'x' * 400}." for n in range(200)
    )
    small = describe_change(classify(reading(POLICY, MARCH), reading(POLICY.replace("30 days", "90 days"), APRIL)))
    assert small["changes"] == [
        ["We then erase everything within 30 days.", "We then erase everything within 90 days."]
    ]
    assert small["left_out"] == 0
    large = describe_change(classify(reading(POLICY, MARCH), reading(f"{POLICY}\n\n{more}", APRIL)))
    assert large["left_out"] > 100
    assert sum(len(f"{one}") for one in large["changes"]) <= LIMIT


def make_link_finding(**evidence: Any) -> Finding:
    told = {"url": "https://x.example/form", "final": "https://x.example/new/form"} | evidence
    return Finding("link", "x", ABOUT, "moved", "open", "", "", evidence=told)


def test_a_link_that_moved_suggests_its_new_address() -> None:
    other = make_notice("other", actions=(make_action(),))
    platform = make_platform(notices=(make_notice(actions=(make_action(), make_action("second"))), other))
    changed = make_suggestion(make_link_finding(), platform)
    assert [action.url for action in changed.notices[0].actions] == [
        "https://x.example/new/form", "https://x.example/form",
    ]  # fmt: skip
    assert changed.notices[1] == other
    assert replace(changed, notices=platform.notices) == platform


def test_an_address_that_changed_meanwhile_is_left_alone() -> None:
    platform = make_platform(notices=(make_notice(actions=(make_action(url="https://x.example/other"),)),))
    assert make_suggestion(make_link_finding(), platform) == platform


@pytest.mark.parametrize("final", ["https://notx.example/form", "http://x.example/form", "javascript:1"])
def test_an_address_that_may_not_be_linked_to_is_not_suggested(final: str) -> None:
    with pytest.raises(Invalid):
        make_suggestion(make_link_finding(final=final), make_platform())


def test_a_changed_policy_gives_its_dates_to_the_notices_that_rest_on_it() -> None:
    evidence = {"announced_on": None, "effective_on": "2026-12-20"}
    finding = Finding("policy", "x", "https://x.example/privacy", "announcement", "open", "", "", "a", evidence)
    elsewhere = make_notice("other", sources=(make_source(url="https://x.example/help"),))
    mine = make_notice(announced_on="2026-01-01", sources=(make_source(url="https://x.example/privacy#ai"),))
    changed = make_suggestion(finding, make_platform(notices=(mine, elsewhere)))
    assert changed.notices == (replace(mine, effective_on="2026-12-20"), elsewhere)


def test_what_only_asks_to_look_suggests_nothing_and_another_platform_is_refused() -> None:
    platform = make_platform()
    assert make_suggestion(replace(make_link_finding(), label="gone"), platform) == platform
    with pytest.raises(Invalid):
        make_suggestion(make_link_finding(), make_platform("y"))
