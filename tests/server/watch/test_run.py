"""A run looks at everything once, however often it is ended, and however many run beside it."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from fairnotice.catalogue.model import Platform, Policy
from fairnotice.catalogue.schema import dump_platform
from fairnotice.errors import NotFound, StoreUnavailable
from fairnotice.store.contract import Batch, Put, Store
from fairnotice.store.open import open_store
from fairnotice.watch.findings import LINK, list_findings
from fairnotice.watch.links import read_link_states
from fairnotice.watch.run import Told, Watcher
from fairnotice.workflow.audit import read_audit
from server.factories import Clock, make_action, make_notice, make_platform
from server.redis_server import RedisServer
from server.watch.mapped import Mapped
from server.watch.site import POLICY, Page, Site, wait_until, write_page

pytestmark = pytest.mark.slow

PLATFORMS = [f"p{n}" for n in range(5)]
LINKS = 4
LEASE, SHORT = "60", "0.3"
"""Seconds of a lease; the short one is over when the next process has started."""
DRIVER = Path(__file__).with_name("mapped.py")


def fill(store: Store, site: Site) -> None:
    """Publish platforms with links, of which the first is gone, and a policy; put the pages up."""
    for id in PLATFORMS:
        actions = []
        for n in range(LINKS):
            actions.append(make_action(f"a{n}", url=f"https://{id}.example/{id}/a{n}"))
            body = write_page(*POLICY, f"This is the page of the number {n}.")
            site.pages[f"/{id}/a{n}"] = Page(body, status=200 if n else 410)
        policy = Policy("privacy", f"https://{id}.example/{id}/privacy", True)
        site.pages[f"/{id}/privacy"] = Page(write_page(*POLICY))
        publish(store, make_platform(id, policies=(policy,), notices=(make_notice(actions=tuple(actions)),)))


def publish(store: Store, platform: Platform | None, id: str = "") -> None:
    body = {"platform": dump_platform(platform) if platform else None, "revisions": {}, "edition": 1}
    store.commit(Batch(puts=[Put("platforms", platform.id if platform else id, body)]))


def check_done_once(store: Store, site: Site) -> None:
    """Check that every item was looked at and written exactly once, and every finding opened once."""
    links = {f"{id}/ai-sharing/a{n}" for id in PLATFORMS for n in range(LINKS)}
    assert {document.id: document.version for document in store.list("links")} == dict.fromkeys(links, 1)
    assert [document.version for document in store.list("policies")] == [1] * len(PLATFORMS)
    assert {one.platform for one in list_findings(store)} == set(PLATFORMS)
    opened = [entry.body["about"] for entry in read_audit(store) if entry.body["what"] == "open finding"]
    assert len(opened) == len(set(opened)) == len(PLATFORMS)


@pytest.fixture
def told() -> list[Told]:
    return []


@pytest.fixture
def watcher(store: Store, site: Site, clock: Clock, told: list[Told]) -> Watcher:
    fill(store, site)
    fetcher = Mapped(site.base, sleep=lambda _: None)
    return Watcher(store, fetcher, now=clock, tell=told.append, chance=lambda: 0.5)


def test_a_round_looks_at_everything_that_is_due(watcher: Watcher, store: Store, site: Site, told: list[Told]) -> None:
    assert watcher.run_round("links").checked == len(PLATFORMS) * LINKS
    assert watcher.run_round("policies").checked == len(PLATFORMS)
    check_done_once(store, site)
    assert [one.number for one in told[:20]] == list(range(1, 21))
    assert {one.says for one in told if one.kind == "links"} == {"gone", "ok"}
    assert watcher.run_round("links").checked == watcher.run_round("policies").checked == 0
    assert read_link_states(store) == {f"{id}/ai-sharing/a0": ("gone", "2026-11-24") for id in PLATFORMS}


def test_a_link_counts_after_a_day_and_is_looked_at_again_after_a_week(
    watcher: Watcher, store: Store, clock: Clock
) -> None:
    watcher.run_round("links")
    clock.move(days=1.1)
    assert watcher.run_round("links").checked == len(PLATFORMS) * (LINKS - 1)
    assert read_link_states(store)["p0/ai-sharing/a1"] == ("ok", "2026-11-25")
    clock.move(days=5.8)
    assert watcher.run_round("links").checked == 0
    clock.move(days=3)
    assert watcher.run_round("links").checked == len(PLATFORMS) * LINKS


def test_a_link_that_recovers_closes_its_finding(watcher: Watcher, store: Store, site: Site, clock: Clock) -> None:
    watcher.run_round("links")
    assert len(list_findings(store)) == len(PLATFORMS)
    site.pages["/p0/a0"] = Page(write_page(*POLICY))
    for _ in range(2):
        clock.move(days=8)
        watcher.run_round("links")
    assert {one.platform for one in list_findings(store)} == set(PLATFORMS[1:])


def test_an_address_of_several_actions_is_asked_once(watcher: Watcher, store: Store, site: Site) -> None:
    actions = tuple(make_action(f"a{n}", url="https://p0.example/p0/a1") for n in range(3))
    publish(store, make_platform("p0", notices=(make_notice(actions=actions),)))
    assert watcher.run_round("links", platform="p0").checked == 3
    assert site.count("/p0/a1") == 1


def test_the_service_tries_again_when_the_store_fails(
    watcher: Watcher, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(kind: str, **_: object) -> None:
        failures.append(kind)
        if len(failures) == 3:
            watcher.stop()
        raise StoreUnavailable("The store is away.")

    failures: list[str] = []
    monkeypatch.setattr("fairnotice.watch.run.LEAST", 0.01)
    monkeypatch.setattr(watcher, "run_round", fail)
    watcher.serve()
    assert failures == ["links"] * 3


def test_one_platform_can_be_looked_at_and_before_its_time(watcher: Watcher, told: list[Told]) -> None:
    for _ in range(2):
        assert watcher.run_round("links", platform="p1", is_due_only=False).checked == LINKS
    assert {one.id.partition("/")[0] for one in told} == {"p1"}
    with pytest.raises(NotFound):
        watcher.run_round("links", platform="nobody")


def test_what_left_the_catalogue_is_forgotten_and_its_findings_closed(watcher: Watcher, store: Store) -> None:
    watcher.run_round("links")
    watcher.run_round("policies")
    publish(store, None, "p0")
    watcher.run_round("links")
    watcher.run_round("policies")
    kept = [document.id for kind in ("links", "policies") for document in store.list(kind)]
    assert not [id for id in kept if id.startswith("p0/")]
    assert {one.platform for one in list_findings(store)} == set(PLATFORMS[1:])


def test_a_platform_that_another_process_is_at_is_left_to_it(watcher: Watcher, store: Store, site: Site) -> None:
    lease = store.lease("watch/p2", 60)
    assert lease is not None
    tally = watcher.run_round("links")
    assert (tally.checked, tally.left) == ((len(PLATFORMS) - 1) * LINKS, LINKS)
    assert not [path for path in site.asked if path.startswith("/p2/")]
    lease.release()
    assert watcher.run_round("links").checked == LINKS


def test_what_another_process_did_meanwhile_is_not_done_again(
    store: Store, site: Site, clock: Clock, told: list[Told]
) -> None:
    fill(store, site)
    other = Watcher(store, Mapped(site.base, sleep=lambda _: None), now=clock, tell=told.append)

    def run_other(one: Told) -> None:
        if one.number == 1:
            other.run_round("links")

    tally = Watcher(store, Mapped(site.base, sleep=lambda _: None), now=clock, tell=run_other).run_round("links")
    assert (tally.checked, len(told)) == (LINKS, (len(PLATFORMS) - 1) * LINKS)
    assert {document.version for document in store.list("links")} == {1}


def test_a_machine_that_is_cut_off_says_nothing_about_links_and_policies(
    watcher: Watcher, store: Store, site: Site, told: list[Told]
) -> None:
    pages = dict(site.pages)
    site.pages.clear()
    site.otherwise = Page(status=0)
    watcher.run_round("links")
    watcher.run_round("policies")
    assert store.list("links") == store.list("policies") == []
    assert {one.says for one in told} == {"nothing answers; tried again later"}
    site.pages.update({path: page for path, page in pages.items() if not path.startswith("/p1/")})
    watcher.run_round("links")
    assert len(store.list("links")) == len(PLATFORMS) * LINKS
    assert {one.says for one in told if one.id.startswith("p1/")} >= {"unreachable"}


def test_a_finding_that_a_maintainer_moved_meanwhile_loses_nothing(
    store: Store, site: Site, clock: Clock, told: list[Told]
) -> None:
    fill(store, site)
    fetcher = Mapped(site.base, sleep=lambda _: None)

    @dataclass
    class Meddled:
        """A store in which somebody writes the state of a link right before the watcher does."""

        left: int = 1

        def __getattr__(self, name: str) -> object:
            return getattr(store, name)

        def commit(self, batch: Batch) -> None:
            if self.left:
                self.left -= 1
                store.commit(Batch(puts=[Put(put.collection, put.id, put.body) for put in batch.puts[:1]]))
            store.commit(batch)

    Watcher(Meddled(), fetcher, now=clock, tell=told.append).run_round("links")  # type: ignore[arg-type]
    assert told[0].says == "changed meanwhile"
    assert {one.says for one in told[1:]} == {"gone", "ok"}


@dataclass
class Process:
    """`fairnotice watch` as a process, on the site."""

    site: Site
    store_url: str
    data: Path
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, *words: str, contact: str = "watch@notices.example", lease: str = LEASE) -> subprocess.Popen[str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("FAIRNOTICE_")}
        tests = Path(__file__).parents[2]
        environment = clean | {"FAIRNOTICE_CONTACT": contact, "PYTHONPATH": str(tests)}
        command = [sys.executable, str(DRIVER), self.site.base, lease, *words]
        command += ["--store", self.store_url, "--data", str(self.data)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True)
        self.started.append(process)
        return process


@pytest.fixture(params=["sqlite", "redis"])
def process(request: pytest.FixtureRequest, tmp_path: Path, site: Site) -> Iterator[Process]:
    """The process on each engine in turn."""
    server = None
    url = f"sqlite:///{tmp_path / 'store.sqlite3'}"
    if request.param == "redis":
        server = RedisServer(tmp_path / "redis", "appendonly yes", "appendfsync always", 'save ""')
        server.start()
        url = server.url
    process = Process(site, url, tmp_path)
    yield process
    for one in process.started:
        one.kill()
        one.communicate()
    if server:
        server.kill()


@pytest.fixture
def shared(process: Process, site: Site) -> Iterator[Store]:
    """The store of the process, filled."""
    store = open_store(process.store_url)
    fill(store, site)
    yield store
    store.close()


def is_complete(store: Store) -> bool:
    return len(store.list("links")) == len(PLATFORMS) * LINKS and len(store.list("policies")) == len(PLATFORMS)


def test_killed_at_any_moment_it_goes_on_and_does_nothing_twice(process: Process, shared: Store, site: Site) -> None:
    kills = 0
    while not is_complete(shared):
        done, asked = len(shared.list("links")), len(site.asked)
        running = process.start("run", lease=SHORT)
        wait_until(lambda asked=asked, running=running: len(site.asked) > asked or running.poll() is not None, 20)
        assert running.poll() is None, running.communicate()
        time.sleep(random.uniform(0, 0.15))  # noqa: S311 - any moment will do
        running.send_signal(signal.SIGKILL)
        running.wait()
        kills += 1
        assert len(shared.list("links")) >= done
        assert kills < 60, "it does not get on"
    assert kills > 1
    check_done_once(shared, site)


def test_two_processes_look_at_nothing_twice(process: Process, shared: Store, site: Site) -> None:
    # A platform stays with one process while that is at it; the other one takes the rest.
    both = [process.start("links", "--due") for _ in range(2)]
    said = [one.communicate(timeout=60) for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    links = [f"/{id}/a{n}" for id in PLATFORMS for n in range(LINKS)]
    assert [site.count(path) for path in links] == [1] * len(links)
    lines = [json.loads(line) for out, _ in said for line in out.splitlines()]
    assert sorted(line["id"] for line in lines) == [document.id for document in shared.list("links")]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_ends_at_once_in_order_and_the_next_goes_on(
    process: Process, shared: Store, site: Site, number: signal.Signals
) -> None:
    good = site.pages["/p2/a1"]
    site.pages["/p2/a1"] = site.pages["/slow"]
    running = process.start("run")
    wait_until(lambda: site.count("/p2/a1") > 0, 20)
    begun = time.monotonic()
    running.send_signal(number)
    out, error = running.communicate(timeout=20)
    assert time.monotonic() - begun < 3
    assert (running.returncode, error) == (0, "Stopped; the next run goes on from here.\n")
    done = [json.loads(line)["id"] for line in out.splitlines()]
    assert done == [document.id for document in shared.list("links")]
    site.pages["/p2/a1"] = good
    # Its lease was given back: the next one needs not wait.
    after = process.start("links", "--due")
    out, error = after.communicate(timeout=60)
    assert error == f"{len(PLATFORMS) * LINKS - len(done)} links looked at.\n"
    assert {one.kind for one in list_findings(shared)} == {LINK}


def test_stopped_while_it_waits_it_ends_at_once(process: Process, shared: Store) -> None:
    running = process.start("run")
    wait_until(lambda: is_complete(shared), 60)
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=20)
    assert running.returncode == 0


def test_without_a_contact_nothing_is_fetched(process: Process, shared: Store, site: Site) -> None:
    for words in (["links"], ["policies", "--due"], ["run"]):
        running = process.start(*words, contact="")
        _, error = running.communicate(timeout=30)
        assert running.returncode == 2
        assert "FAIRNOTICE_CONTACT" in error
    assert site.asked == []
