"""Opens a browser with the extension on a page that stands in for x.com, for a person who wants to see it work."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.stand_in.chromium import BrowserMissing, find_chromium, open_chromium, warn_of_branded
from scripts.stand_in.pages import StandInPages
from scripts.stand_in.proxy import RecordingProxy

PAGE = "https://x.com/home"


@contextmanager
def open_demo(extension: Path, *, is_visible: bool = True) -> Iterator[str]:
    """Open a found Chromium, else Firefox, with a fresh profile; give a sentence on what was opened.

    Every address leads to the stand-in pages on this machine, nowhere else. Raises `BrowserMissing`.
    """
    with (
        StandInPages() as pages,
        RecordingProxy(pages.https_port, pages.http_port) as proxy,
        tempfile.TemporaryDirectory(prefix="fairnotice-browser-", ignore_cleanup_errors=True) as folder,
    ):
        profile = Path(folder) / "profile"
        if has_chromium():
            process = open_chromium(
                profile, extension, proxy.port, pages.certificate.fingerprint, PAGE, is_visible=is_visible
            )
            try:
                yield f"Chromium, on a local page that stands in for {PAGE}"
            finally:
                process.terminate()
                process.wait(10)
        else:
            # Imported only here: Chromium needs nothing but the standard library.
            from scripts.stand_in.firefox import open_firefox

            firefox = open_firefox(profile, extension, proxy.port, is_visible=is_visible)
            try:
                tab = firefox.bidi.call("browsingContext.create", type="tab")["context"]
                firefox.bidi.call("browsingContext.navigate", context=tab, url=PAGE, wait="none")
                yield f"Firefox, on a local page that stands in for {PAGE}"
            finally:
                firefox.close()


def has_chromium() -> bool:
    """Say whether there is a Chromium that loads an extension given by path."""
    try:
        return warn_of_branded(find_chromium()) is None
    except BrowserMissing:
        return False
