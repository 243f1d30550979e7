"""Whatever people do in whatever order: nothing is published without a second person, and nothing is lost."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from fairnotice.catalogue.schema import dump_platform
from fairnotice.errors import Conflict, Invalid, NotFound, Refused
from fairnotice.publication.edition import read_edition_number
from fairnotice.store.contract import Store
from fairnotice.store.redis import RedisStore
from fairnotice.store.sqlite import SqliteStore
from fairnotice.workflow.actors import CONTRIBUTOR, PUBLISHER, REVIEWER, Actor
from fairnotice.workflow.audit import read_audit
from fairnotice.workflow.drafting import rebase, reopen, save, start, submit, take_back
from fairnotice.workflow.marks import Mark
from fairnotice.workflow.merging import CHOICES
from fairnotice.workflow.platforms import read_platform
from fairnotice.workflow.proposals import (
    APPROVED,
    DECLINED,
    EDITABLE,
    IN_REVIEW,
    OPEN,
    PUBLISHED,
    STATES,
    WITHDRAWN,
    Proposal,
    list_proposals,
    read_proposal,
)
from fairnotice.workflow.publish import publish, roll_back
from fairnotice.workflow.reviewing import approve, change_mark, comment, decline, request_changes
from server.redis_server import RedisServer
from server.workflow.kit import DELETION, NOW, SMALL, change_notice, get_platform, make_house

PEOPLE = [Actor(name, frozenset({CONTRIBUTOR, REVIEWER, PUBLISHER})) for name in ("wren", "robin", "pipit")]
WHO = st.sampled_from(PEOPLE)
WHICH = st.integers(0, 5)
RARELY = 5
PLATFORMS = st.sampled_from(("quillbot", "rumble"))
HEADLINES = st.sampled_from(["Deleting takes a month", "Deleting takes a week", "", "Deleting takes a day"])
MARKS = {DELETION: Mark(True, "It takes longer")}
Content = dict[str, Any] | None


class Maintainers(RuleBasedStateMachine):
    """Three people who may do everything, and do it in any order. `make_store` is set by each test."""

    make_store: Callable[[Path], Store]

    @initialize()
    def open_house(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.store = type(self).make_store(Path(self.folder.name))
        self.house = make_house(self.store, Path(self.folder.name))
        self.seconds = 0
        # What a person who is not the author approved, and since then nobody changed: proposal -> content and marks.
        self.second_look: dict[int, tuple[Content, Any]] = {}
        self.revisions: dict[str, int] = {}

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()

    def now(self) -> Any:
        self.seconds += 1
        return NOW + timedelta(seconds=self.seconds)

    def attempt(self, act: Callable[[int], object], which: int, *states: str) -> object:
        """Do `act` with one of the proposals, mostly with one in a state where it is allowed; a refusal is fine."""
        proposals = list_proposals(self.store, states=STATES if which == RARELY else states)
        if not proposals:
            return None
        try:
            return act(proposals[which % len(proposals)].number)
        except (Conflict, Invalid, NotFound, Refused):
            return None

    def author(self, number: int, who: Actor, which: int) -> Actor:
        """Answer the author, or in rare cases `who`."""
        name = read_proposal(self.store, number).author
        return who if which == RARELY else next(person for person in PEOPLE if person.name == name)

    @rule(who=WHO, platform=PLATFORMS, headline=HEADLINES, is_retired=st.sampled_from([False, False, False, True]))
    def start(self, who: Actor, platform: str, headline: str, is_retired: bool) -> None:
        content = None if is_retired else edit(platform, headline)
        start(self.store, who, platform, content, title="A change", marks=MARKS, now=self.now())

    @rule(who=WHO, which=WHICH, headline=HEADLINES)
    def save(self, who: Actor, which: int, headline: str) -> None:
        def act(number: int) -> object:
            content, author = (
                edit(read_proposal(self.store, number).platform, headline),
                self.author(number, who, which),
            )
            return save(self.store, author, number, content, title="A change", marks=MARKS, seen=None, now=self.now())

        self.attempt(act, which, *EDITABLE)

    @rule(who=WHO, which=WHICH)
    def submit(self, who: Actor, which: int) -> None:
        self.attempt(lambda n: submit(self.store, self.author(n, who, which), n, now=self.now()), which, *EDITABLE)

    @rule(who=WHO, which=WHICH)
    def approve(self, who: Actor, which: int) -> None:
        done = self.attempt(lambda n: approve(self.store, who, n, is_solo=False, now=self.now()), which, IN_REVIEW)
        if isinstance(done, Proposal) and done.author != who.name:
            self.second_look[done.number] = (done.content, done.marks)

    @rule(who=WHO, which=WHICH)
    def request_changes(self, who: Actor, which: int) -> None:
        self.attempt(
            lambda n: request_changes(self.store, who, n, reason="Shorter", now=self.now()), which, IN_REVIEW, APPROVED
        )

    @rule(who=WHO, which=WHICH)
    def decline(self, who: Actor, which: int) -> None:
        self.attempt(lambda n: decline(self.store, who, n, reason="Not so", now=self.now()), which, IN_REVIEW)

    @rule(who=WHO, which=WHICH, is_material=st.booleans())
    def change_mark(self, who: Actor, which: int, is_material: bool) -> None:
        mark = Mark(is_material, "Seen otherwise")
        self.attempt(lambda n: change_mark(self.store, who, n, DELETION, mark, now=self.now()), which, IN_REVIEW)

    @rule(who=WHO, which=WHICH)
    def take_back(self, who: Actor, which: int) -> None:
        self.attempt(lambda n: take_back(self.store, self.author(n, who, which), n, now=self.now()), which, IN_REVIEW)

    @rule(who=WHO, which=WHICH)
    def reopen(self, who: Actor, which: int) -> None:
        self.attempt(
            lambda n: reopen(self.store, self.author(n, who, which), n, now=self.now()), which, APPROVED, DECLINED,
            WITHDRAWN,
        )  # fmt: skip

    @rule(who=WHO, which=WHICH, choice=st.sampled_from(CHOICES))
    def rebase(self, who: Actor, which: int, choice: str) -> None:
        choices = dict.fromkeys(("", f"notices/{DELETION}", f"notices/{DELETION}/headline", "notices"), choice)
        self.attempt(lambda n: rebase(self.store, self.author(n, who, which), n, choices, now=self.now()), which, *OPEN)

    @rule(who=WHO, which=WHICH)
    def comment(self, who: Actor, which: int) -> None:
        self.attempt(lambda n: comment(self.store, who, n, "Hm.", now=self.now()), which, *STATES)

    @rule(who=WHO, which=WHICH)
    def publish(self, who: Actor, which: int) -> None:
        publisher = replace(self.house.publisher(), now=self.now())
        self.attempt(lambda n: publish(self.store, who, [n], publisher), which, APPROVED)

    @rule(who=WHO, edition=st.integers(1, 5))
    def roll_back(self, who: Actor, edition: int) -> None:
        publisher = replace(self.house.publisher(), now=self.now())
        self.attempt(lambda _: roll_back(self.store, who, edition, publisher, reason="A mistake"), 0, *STATES)

    @invariant()
    def nothing_is_published_without_a_second_person(self) -> None:
        for proposal in list_proposals(self.store, states=[APPROVED, PUBLISHED]):
            assert proposal.reviewed_by not in (None, proposal.author)
            assert (proposal.content, proposal.marks) == self.second_look[proposal.number]

    @invariant()
    def every_edition_is_explained(self) -> None:
        published = {p.edition: p for p in list_proposals(self.store, states=[PUBLISHED])}
        editions = {int(document.id): document.body for document in self.store.list("editions")}
        assert sorted(editions) == list(range(1, read_edition_number(self.store) + 1))
        for number in range(2, len(editions) + 1):
            is_roll_back = editions[number]["title"].startswith("Back to edition ")
            assert is_roll_back or editions[number]["platforms"] == [published[number].platform]

    @invariant()
    def no_revision_is_lost(self) -> None:
        for id in SMALL:
            for notice, revision in read_platform(self.store, id).revisions.items():
                assert revision.number in (self.revisions.get(f"{id}/{notice}", 0) + step for step in (0, 1))
                self.revisions[f"{id}/{notice}"] = revision.number
                versions = [v for v in self.store.list("platform_versions") if v.id.startswith(f"{id}@")]
                assert {v.body["revisions"][notice][0] for v in versions} == set(range(1, revision.number + 1))

    @invariant()
    def the_audit_log_explains_every_state(self) -> None:
        told: dict[str, str] = {}
        for entry in read_audit(self.store, limit=10_000):
            about, after = entry.body["about"], entry.body["after"] or {}
            if about.startswith("proposal "):
                held = entry.body["before"]
                assert held is None or held["state"] == told[about]
                told[about] = after["state"]
            elif entry.body["what"] == "publish" and not entry.body["why"].startswith("Back to"):
                edition = int(about.split()[1].rstrip(":"))
                for proposal in list_proposals(self.store, states=[PUBLISHED]):
                    if proposal.edition == edition:
                        assert told[proposal.about] == APPROVED
                        told[proposal.about] = PUBLISHED
        proposals = list_proposals(self.store)
        assert {p.about: p.state for p in proposals} == told
        assert all(state in STATES for state in told.values())


def edit(platform: str, headline: str) -> dict[str, Any]:
    """Answer a platform with another headline; an empty one breaks a rule."""
    return dump_platform(change_notice(get_platform(platform), DELETION, headline=headline))


@pytest.mark.parametrize("engine", ["sqlite", "redis"])
@pytest.mark.slow
def test_maintainers_in_any_order(engine: str, redis_server: RedisServer) -> None:
    class OnEngine(Maintainers):
        @staticmethod
        def make_store(folder: Path) -> Store:
            if engine == "sqlite":
                return SqliteStore(folder / "store.sqlite3")
            return RedisStore(redis_server.url, prefix=f"test-{uuid.uuid4().hex}")

    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        OnEngine,
        settings=settings(
            max_examples=30,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate,),  # making a failure shorter would take minutes
        ),
    )
