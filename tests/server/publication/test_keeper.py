"""The keeper: new editions reach the folder soon, and whatever the store does, the files stay."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from fairnotice.errors import Misconfigured, StoreUnavailable
from fairnotice.publication.envelope import SigningKey
from fairnotice.publication.keeper import Keeper
from fairnotice.publication.tickets import put_tickets, read_tickets
from fairnotice.store.contract import Batch
from server.factories import CATALOGUE, House, make_platform


class Unsteady:
    """A store that can be taken down."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.is_down = False

    def __getattr__(self, name: str) -> Any:
        if self.is_down:
            raise StoreUnavailable("The store does not answer.")
        return getattr(self._store, name)


@pytest.fixture
def store(house: House) -> Unsteady:
    return Unsteady(house.store)


@pytest.fixture
def changes() -> list[str]:
    return []


@pytest.fixture
def make_keeper(house: House, store: Unsteady, changes: list[str]) -> Iterator[Callable[..., Keeper]]:
    made: list[Keeper] = []

    def make(
        name: str = "keeper",
        read_key: Callable[[], SigningKey | None] | None = None,
        tidy: Callable[[], object] = lambda: None,
    ) -> Keeper:
        keeper = Keeper(
            store,  # type: ignore[arg-type]
            house.public,
            read_key=read_key or (lambda: house.keys.read("timestamp")),
            catalogue=CATALOGUE,
            now=house.clock,
            on_change=lambda: changes.append(name),
            tidy=tidy,
        )
        made.append(keeper)
        return keeper

    yield make
    for keeper in made:
        keeper.stop()


def wait_for(is_so: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not is_so() and time.monotonic() < end:
        time.sleep(0.01)
    return is_so()


def test_a_new_edition_reaches_the_folder_within_two_seconds(
    house: House, make_keeper: Callable[..., Keeper], changes: list[str]
) -> None:
    house.publish(make_platform())
    make_keeper().start()
    assert house.verify().edition == 1
    assert changes == ["keeper"]
    house.publish(make_platform(name="New"))
    assert wait_for(lambda: len(changes) == 2, seconds=2)
    found = house.verify()
    assert (found.edition, found.warnings) == (2, ())


def list_ticket(house: House, code: str) -> None:
    held, version = read_tickets(house.store)
    listed = {**held, code: {"state": "received", "edition": None, "reason": None}}
    house.store.commit(Batch(puts=[put_tickets(listed, version)]))


def test_a_ticket_reaches_the_folder_within_two_seconds_and_nothing_else_is_written(
    house: House, make_keeper: Callable[..., Keeper], changes: list[str]
) -> None:
    house.publish(make_platform())
    make_keeper().start()
    before = house.list_files()
    list_ticket(house, "7F3K-M2QX")
    assert wait_for(lambda: b"7F3K-M2QX" in house.list_files()["v1/tickets.json"], seconds=2)
    assert {path for path, data in house.list_files().items() if data != before[path]} == {"v1/tickets.json"}
    assert changes == ["keeper"]


def test_once_an_hour_it_tidies(house: House, make_keeper: Callable[..., Keeper]) -> None:
    house.publish(make_platform())
    tidied: list[int] = []
    keeper = make_keeper(tidy=lambda: tidied.append(1))
    for minutes, times in ((0, 1), (59, 1), (1, 2), (1, 2), (60, 3)):
        house.clock.move(minutes=minutes)
        keeper.look()
        assert len(tidied) == times


def test_nothing_published_is_no_fault(house: House, make_keeper: Callable[..., Keeper], changes: list[str]) -> None:
    keeper = make_keeper()
    keeper.look()
    assert keeper.fault is None
    assert changes == []


def test_it_tells_of_changes_only(house: House, make_keeper: Callable[..., Keeper], changes: list[str]) -> None:
    house.publish(make_platform())
    keeper = make_keeper()
    for _ in range(3):
        keeper.look()
    assert changes == ["keeper"]
    house.clock.move(days=1)
    keeper.look()
    assert changes == ["keeper", "keeper"]


def test_while_the_store_is_down_the_files_stay_and_the_fault_says_so(
    house: House, store: Unsteady, make_keeper: Callable[..., Keeper], caplog: pytest.LogCaptureFixture
) -> None:
    house.publish(make_platform())
    keeper = make_keeper()
    keeper.look()
    files = house.list_files()
    store.is_down = True
    for _ in range(3):
        keeper.look()
    assert keeper.fault == "The store does not answer."
    assert [record.message for record in caplog.records] == [
        "The published files are kept as they are: The store does not answer."
    ]
    assert house.list_files() == files
    assert house.verify().edition == 1
    store.is_down = False
    house.publish(make_platform(name="New"))
    keeper.look()
    assert keeper.fault is None
    assert house.verify().edition == 2


def test_a_key_that_is_missing_is_a_fault_and_the_files_stay(house: House, make_keeper: Callable[..., Keeper]) -> None:
    house.publish(make_platform())
    make_keeper().look()
    files = house.list_files()
    house.publish(make_platform(name="New"))

    def read_nothing() -> SigningKey:
        raise Misconfigured("The key is missing.")

    keeper = make_keeper(read_key=read_nothing)
    keeper.look()
    assert keeper.fault == "The key is missing."
    assert house.list_files() == files


def test_a_node_without_the_key_serves_what_another_signed(house: House, make_keeper: Callable[..., Keeper]) -> None:
    house.publish(make_platform())
    keyless = make_keeper("keyless", read_key=lambda: None)
    keyless.look()
    assert "v1/head.json" not in house.list_files()
    house.sign()
    keyless.look()
    assert house.verify().edition == 1


def test_two_keepers_on_one_folder_both_tell_and_the_files_are_whole(
    house: House, make_keeper: Callable[..., Keeper], changes: list[str]
) -> None:
    house.publish(make_platform())
    for name in ("one", "two"):
        make_keeper(name).start()
    assert sorted(changes) == ["one", "two"]
    house.publish(make_platform(name="New"))
    assert wait_for(lambda: sorted(changes) == ["one", "one", "two", "two"], seconds=5)
    assert house.verify().edition == 2
    assert not [path for path in house.list_files() if path.endswith(".tmp")]
