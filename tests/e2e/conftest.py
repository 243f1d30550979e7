"""Fixtures of the end-to-end tests: the stand-in network, and a person at each real browser."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from scripts.stand_in.chromium import BrowserMissing
from scripts.stand_in.pages import StandInPages
from scripts.stand_in.proxy import RecordingProxy

from e2e.chromium_person import ChromiumPerson
from e2e.firefox_person import FirefoxPerson
from e2e.installation import Installation
from e2e.person import Person, wait_until

BROWSERS: dict[str, type[Person]] = {"chromium": ChromiumPerson, "firefox": FirefoxPerson}


@dataclass(frozen=True)
class StandIn:
    """The network of a test: pages that stand in for every host, and the record of what was asked for."""

    pages: StandInPages
    proxy: RecordingProxy

    def forget(self) -> None:
        """Begin empty records and the built-in pages again."""
        self.pages.restore()
        self.proxy.forget()


@dataclass(frozen=True)
class BrowserStarter:
    """Starts browsers of one session, each kind once, and ends them."""

    extension_dir: Path
    stand_in: StandIn
    running: dict[str, Person]

    def start(self, name: str) -> Person:
        """Start a new browser; a missing one is a failure, never a skip."""
        try:
            return BROWSERS[name].start(self.extension_dir, self.stand_in.proxy, self.stand_in.pages.certificate)
        except BrowserMissing as missing:
            pytest.fail(str(missing), pytrace=False)

    def share(self, name: str) -> Person:
        """Give the session's browser of this kind, started when it is first asked for."""
        if name not in self.running:
            self.running[name] = self.start(name)
        return self.running[name]


class ProductStarter(BrowserStarter):
    """Starts browsers with the real extension, and waits until its installation is over."""

    def start(self, name: str) -> Person:
        """Start a new browser; the bundled catalogue was taken in."""
        person = super().start(name)
        wait_until(lambda: holds_catalogue(person), "the bundled catalogue to be taken in", seconds=20)
        person.tidy_up()
        return person


@pytest.fixture(scope="session")
def stand_in() -> Iterator[StandIn]:
    with StandInPages() as pages, RecordingProxy(pages.https_port, pages.http_port) as proxy:
        yield StandIn(pages, proxy)
        assert pages.faults + proxy.faults == []


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Give a running server with the built-in catalogue, for tests that change nothing of it."""
    running = Installation.start(tmp_path_factory.mktemp("installation") / "data")
    yield running
    running.stop()


@pytest.fixture(scope="session")
def extension_dir(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the extension to try; override it, and `browser_starter`, to try another."""
    return installation.write_extension(tmp_path_factory.mktemp("extension") / "granted", is_granted=True)


@pytest.fixture(scope="session")
def browser_starter(extension_dir: Path, stand_in: StandIn) -> Iterator[BrowserStarter]:
    starter = ProductStarter(extension_dir, stand_in, {})
    yield starter
    for person in starter.running.values():
        person.close()


@pytest.fixture(params=list(BROWSERS))
def browser(request: pytest.FixtureRequest, browser_starter: BrowserStarter, stand_in: StandIn) -> Person:
    """Give a person at each browser, with one empty tab and empty records; the browser is shared by all tests."""
    person = browser_starter.share(request.param)
    person.tidy_up()
    stand_in.forget()
    return person


@pytest.fixture(params=list(BROWSERS))
def fresh_browser(
    request: pytest.FixtureRequest, browser_starter: BrowserStarter, stand_in: StandIn
) -> Iterator[Person]:
    """Give a person at each browser just started, with an empty profile: for tests about what the extension keeps."""
    stand_in.forget()
    person = browser_starter.start(request.param)
    yield person
    person.close()


@pytest.fixture
def person(browser: Person) -> Person:
    """Give a person at each browser who has done nothing yet with any notice."""
    forget(browser)
    return browser


def forget(person: Person) -> None:
    """Make the extension forget what was done and shown, as after an installation."""
    kept = ["marks", "choices", "receipts", "set_aside", "tickets", "sent"]
    person.evaluate_in_background(f"chrome.storage.local.remove({kept})")
    person.evaluate_in_background("chrome.storage.session.clear()")


def begin_new_visit(person: Person) -> None:
    """Make it as if no banner had come up on any site, nor any platform been visited, for long."""
    person.evaluate_in_background("chrome.storage.session.remove(['last_unasked', 'unseen', 'visits'])")


def wait_until_in_view(person: Person) -> None:
    """Wait until the banner that is there was in view: until then it has not come up in this visit."""
    unseen = "chrome.storage.session.get('unseen')"
    wait_until(lambda: person.evaluate_in_background(unseen).get("unseen") is None, "the banner to be in view")


def holds_catalogue(person: Person) -> bool:
    """Say whether the scripts are registered, which is the last thing done after an installation."""
    return bool(
        person.evaluate_in_background("chrome.scripting.getRegisteredContentScripts().then((all) => all.length)")
    )


@pytest.fixture
def fresh_installation(tmp_path: Path) -> Iterator[Installation]:
    """Give a server of one's own, for a test that publishes."""
    running = Installation.start(tmp_path / "data")
    yield running
    running.stop()


@pytest.fixture(params=list(BROWSERS))
def fresh_person(
    request: pytest.FixtureRequest, fresh_installation: Installation, stand_in: StandIn, tmp_path: Path
) -> Iterator[Person]:
    """Give a person at a browser just started, with the extension of `fresh_installation`."""
    stand_in.forget()
    extension = fresh_installation.write_extension(tmp_path / "extension", is_granted=True)
    person = ProductStarter(extension, stand_in, {}).start(request.param)
    yield person
    person.close()
