#!/usr/bin/env python3
"""What `scripts/bench/extension` does: size, time to the painted banner, cold start, look-ups; medians and p95."""

from __future__ import annotations

import io
import json
import platform as machine
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from scripts.bench.generate import generate  # noqa: E402
from scripts.package_extension import package, write_zips  # noqa: E402
from scripts.stand_in.pages import Page, StandInPages  # noqa: E402
from scripts.stand_in.proxy import RecordingProxy  # noqa: E402

from e2e.chromium_person import ChromiumPerson  # noqa: E402
from e2e.firefox_person import FirefoxPerson  # noqa: E402
from e2e.person import Person, wait_until  # noqa: E402
from fairnotice.catalogue.files import BUILT_IN, read_platform  # noqa: E402
from fairnotice.publication.head import sign_head  # noqa: E402
from fairnotice.publication.keys import KeyFolder  # noqa: E402
from fairnotice.publication.tree import bring_up  # noqa: E402
from fairnotice.store.sqlite import SqliteStore  # noqa: E402
from fairnotice.workflow.actors import make_operator  # noqa: E402
from fairnotice.workflow.first_start import init_keys  # noqa: E402
from fairnotice.workflow.publish import Publisher, publish_first  # noqa: E402

BROWSERS: dict[str, type[Person]] = {"chromium": ChromiumPerson, "firefox": FirefoxPerson}
SERVER = "http://127.0.0.1:1"
"""Never asked: everything comes from the bundled catalogue."""
HOSTS = 100_000

# The page itself notes when its document was ready and when the frame after our host came was painted.
CLOCK = """<!doctype html><html lang="en"><title>Bench</title><link rel="icon" href="data:,"><p>A page.</p><script>
addEventListener("DOMContentLoaded", () => { window.ready = performance.now(); });
new MutationObserver(() => {
  if (window.came || ![...document.documentElement.children].some((each) => each.popover)) return;
  window.came = true;
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { window.painted = performance.now(); };
    port2.postMessage(0);
  });
}).observe(document.documentElement, { childList: true });
</script></html>"""
PAINTED = "window.painted === undefined ? null : window.painted - window.ready"
ASK = """(async () => {
  const api = globalThis.browser ?? chrome;
  const start = performance.now();
  const answer = await api.runtime.sendMessage({ name: "ui:get-tab", url: "https://mobile.x.com/home" });
  if (answer?.value?.site?.id !== "x") throw new Error(JSON.stringify(answer));
  return performance.now() - start;
})()"""
LOOK_UP = """(async () => {
  const { buildHostIndex, findPlatform } = await import(new URL("/match/hosts.js", location.href));
  const makePlatform = (_, index) => ({ id: `p${index}`, hosts: [`host-${index}.example`] });
  const platforms = Array.from({ length: HOSTS }, makePlatform);
  globalThis.index ??= buildHostIndex(platforms);
  const asked = Array.from({ length: 20000 }, (_, index) => `www.host-${(index * 7919) % (2 * HOSTS)}.example`);
  const start = performance.now();
  let found = 0;
  for (const host of asked) if (findPlatform(globalThis.index, host) !== null) found += 1;
  const took = performance.now() - start;
  if (found < 5000 || found > 15000) throw new Error(`${found} found`);
  return (took * 1000) / asked.length;
})()""".replace("HOSTS", str(HOSTS))


def make_tree(folder: Path, notices: int) -> Path:
    """Publish a generated catalogue, with X as the one that is visited, into files."""
    now = datetime.now(UTC)
    store, keys = SqliteStore(folder / "store.sqlite3"), KeyFolder(folder / "keys")
    init_keys(store, keys, make_operator("bench"), catalogue="fairnotice", now=now)
    platforms = [read_platform(BUILT_IN / "x.json"), *generate(notices)]
    publish_first(store, platforms, Publisher("fairnotice", keys.read("catalogue"), now))
    sign_head(store, keys.read("timestamp"), catalogue="fairnotice", now=now)
    bring_up(store, folder / "public", now=now)
    store.close()
    return folder / "public"


def measure_size(extension: Path) -> dict[str, int]:
    """Answer the bytes of the store's zips, without the bundled catalogue and with it."""
    sizes = {}
    for path in write_zips(extension):
        name = "chrome" if "chrome" in path.name else "firefox"
        slim = io.BytesIO()
        with zipfile.ZipFile(path) as whole, zipfile.ZipFile(slim, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as own:
            for entry in whole.infolist():
                if not entry.filename.startswith("seed/"):
                    own.writestr(entry, whole.read(entry), zipfile.ZIP_DEFLATED, 9)
        sizes[f"{name}_zip_without_catalogue_bytes"] = len(slim.getvalue())
    return sizes


def summarize(values: list[float]) -> dict[str, float]:
    """Answer the median and the 95th percentile."""
    ordered = sorted(values)
    return {
        "runs": len(values),
        "median": round(statistics.median(values), 3),
        "p95": round(ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))], 3),
    }


def repeat(runs: int, name: str, measure: Callable[[], float]) -> list[float]:
    """Measure so many times, with progress on the terminal; the first is for warming up and does not count."""
    measure()
    values = []
    with click.progressbar(range(runs), label=name, file=sys.stderr) as progress:
        for _ in progress:
            values.append(measure())
    return values


def measure_browser(person: Person, runs: int) -> dict[str, Any]:
    """Answer every time taken in one browser."""

    def see_banner() -> float:
        person.evaluate_in_background("chrome.storage.session.remove(['last_unasked', 'visits'])")
        person.visit("https://x.com/bench")
        return float(wait_until(lambda: person.evaluate(PAINTED), "the banner to be painted"))

    banner = repeat(runs, "banner", see_banner)
    person.open_extension_page("popup/popup.html?site=https://x.com/")
    wait_until(lambda: person.evaluate("document.body.dataset.ready") == "true", "the popup")

    def ask_cold() -> float:
        person.end_background()
        return float(person.evaluate(ASK))

    return {
        "banner_after_dom_content_loaded_ms": summarize(banner),
        "worker_cold_start_to_answer_ms": summarize(repeat(runs, "cold start", ask_cold)),
        "worker_warm_answer_ms": summarize(repeat(runs, "warm answer", lambda: float(person.evaluate(ASK)))),
        "look_up_among_100000_hosts_us": summarize(repeat(runs, "look-ups", lambda: float(person.evaluate(LOOK_UP)))),
    }


@contextmanager
def start(name: str, extension: Path, proxy: RecordingProxy, pages: StandInPages) -> Iterator[Person]:
    """Start a browser that has taken in the bundled catalogue."""
    person = BROWSERS[name].start(extension, proxy, pages.certificate)
    try:
        held = "chrome.scripting.getRegisteredContentScripts().then((all) => all.length)"
        wait_until(lambda: person.evaluate_in_background(held) > 0, "the bundled catalogue", 60)
        person.tidy_up()
        yield person
    finally:
        person.close()


@click.command()
@click.option("--runs", default=30, show_default=True, help="How often each time is taken.")
@click.option("--notices", default=10_000, show_default=True, help="How many notices the catalogue has.")
@click.option("--browser", "browsers", multiple=True, type=click.Choice(list(BROWSERS)), help="Only this one.")
def main(runs: int, notices: int, browsers: tuple[str, ...]) -> None:
    """Measure the extension in real browsers and print JSON; every answer is checked, so a fast fault cannot win."""
    result: dict[str, Any] = {
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "machine": f"{machine.system()} {machine.machine()}, Python {machine.python_version()}",
        "notices": notices,
    }
    with (
        tempfile.TemporaryDirectory() as folder,
        StandInPages() as pages,
        RecordingProxy(pages.https_port, pages.http_port) as proxy,
    ):
        tree = make_tree(Path(folder), notices)
        extension = Path(folder) / "extension"
        root = (tree / "v1/root/1.json").read_bytes()
        package(SERVER, root, str(tree), extension, is_granted=True)
        result |= measure_size(extension)
        pages.serve("/bench", lambda _: Page(CLOCK))
        for name in browsers or BROWSERS:
            with start(name, extension, proxy, pages) as person:
                result[name] = measure_browser(person, runs)
    click.echo(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
