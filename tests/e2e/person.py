"""What a person at a real browser can see and do, in the product's words; the same for every browser."""

import json
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self, TypeVar

from scripts.stand_in.certificate import Certificate
from scripts.stand_in.proxy import RecordingProxy

from e2e.sight import AIM, READ, SETTLE, Banner, NotThere, make_banner

WAIT_SECONDS = 10.0
# Between two looks at a condition: short beside a frame, long beside the cost of a look.
LOOK_AGAIN_SECONDS = 0.02
Seen = TypeVar("Seen")


@dataclass(frozen=True)
class Tab:
    """An open tab: the browser's own handle, and its address when it was looked at."""

    handle: Any
    url: str


def wait_until(look: Callable[[], Seen | None], what: str, seconds: float = WAIT_SECONDS) -> Seen:
    """Look until there is an answer other than None or False, and give it; else NotThere, saying `what` was awaited."""
    end = time.monotonic() + seconds
    while True:
        seen = look()
        if seen is not None and seen is not False:
            return seen
        if time.monotonic() > end:
            raise NotThere(f"waited {seconds} s for {what}")
        time.sleep(LOOK_AGAIN_SECONDS)


class Person(ABC):
    """Someone at a browser with the extension, looking at one tab at a time (`tab`)."""

    # What the browser's driver raises when a document goes away while it is being read.
    lost: ClassVar[tuple[type[Exception], ...]]
    tab: Tab
    # Text that tells our banner from a closed root of the page's own; empty takes the first in the top layer.
    banner_mark: str = ""

    @classmethod
    @abstractmethod
    def start(
        cls, extension_dir: Path, proxy: RecordingProxy, certificate: Certificate, *, is_visible: bool = False
    ) -> Self:
        """Start a browser with a fresh profile and the extension, everything through `proxy`; one empty tab."""

    @abstractmethod
    def close(self) -> None:
        """End the browser and remove its profile."""

    @abstractmethod
    def visit(self, url: str) -> None:
        """Go to `url` in this tab and wait for its load event."""

    @abstractmethod
    def evaluate(self, js: str) -> Any:
        """Give the value of the expression `js` in the page's own world; a promise is awaited."""

    @abstractmethod
    def evaluate_in_background(self, js: str) -> Any:
        """Give the value of the expression `js` where the extension's API is, whatever tab is looked at.

        In Chromium that is the background itself; in Firefox the extension's popup page in a tab of its own, which
        has the same API and storage but not the background's variables.
        """

    @abstractmethod
    def change_background(self, js: str) -> Any:
        """Give the value of the expression `js`, in which `background` is what the background's own code runs in."""

    @abstractmethod
    def end_background(self) -> None:
        """End the extension's background as the browser does when it was idle, while a page of ours is in this tab."""

    @abstractmethod
    def revoke_hosts(self) -> None:
        """Take back every host permission, as in the browser's own settings for extensions."""

    @abstractmethod
    def tabs(self) -> list[Tab]:
        """Give the open tabs."""

    @abstractmethod
    def look_at(self, tab: Tab) -> None:
        """Bring `tab` to the front; what the person sees and does from now on is there."""

    @abstractmethod
    def open_tab(self, url: str) -> Tab:
        """Open `url` in a new tab, and look at it."""

    @abstractmethod
    def close_tab(self, tab: Tab) -> None:
        """Close `tab`, which is not the last one; look at another if it was looked at."""

    @abstractmethod
    def press_key(self, key: str) -> None:
        """Press and release a key: one of KEYS or a single character."""

    @abstractmethod
    def choose_file(self, label: str, path: Path) -> None:
        """Choose a file in this tab's file field with this label, as the browser's own dialog does."""

    @abstractmethod
    def take_download(self) -> Path:
        """Wait for a file that was saved and not yet taken, and give it, whole and under its name."""

    @abstractmethod
    def screenshot(self, path: Path) -> None:
        """Write what the viewport shows as PNG."""

    @abstractmethod
    def set_viewport(self, width: int, height: int) -> None:
        """Set the size of this tab's viewport in CSS pixels."""

    @abstractmethod
    def set_color_scheme(self, scheme: str) -> None:
        """Prefer "light" or "dark" in all tabs, those opened later too."""

    @abstractmethod
    def set_medium(self, medium: str) -> None:
        """Lay this tab out for "print" or for the "screen"."""

    @property
    @abstractmethod
    def pages_url(self) -> str:
        """Give the address of the extension's pages, with a slash at its end."""

    @abstractmethod
    def _find_roots(self) -> list[Any]:
        """Give handles of this tab's closed shadow roots."""

    @abstractmethod
    def _find_document(self) -> Any:
        """Give a handle of this tab's document."""

    @abstractmethod
    def _run(self, handle: Any, function: str, *arguments: Any) -> Any:
        """Call the JavaScript `function` with `handle` as `this`, out of the page's reach; await a promise."""

    @abstractmethod
    def _click(self, x: float, y: float) -> None:
        """Move the mouse to a point of the viewport, press and release its button."""

    def banner(self, seconds: float = WAIT_SECONDS) -> Banner | None:
        """Give the banner as soon as there is one; None when none came in `seconds`.

        To find that there is none, use `no_banner`: it waits for a reason, not for time to pass.
        """
        try:
            return wait_until(self._see_banner, "a banner", seconds)[1]
        except NotThere:
            return None

    def no_banner(
        self, is_ready: Callable[[], Any] | None = None, what: str = "the extension to have answered"
    ) -> None:
        """Raise NotThere if there is a banner once the page had its chance.

        The chance is over when the page has loaded, `is_ready` gives true (say here how the test knows that the
        extension decided about this page), and everything set going by then has been drawn.
        """
        wait_until(lambda: self.evaluate("document.readyState") == "complete", "the page to load")
        if is_ready:
            wait_until(is_ready, what)
        # A round trip through the extension's own side, so that what it had begun to tell this page is on its way.
        self.evaluate_in_background("1")
        self._run(self._find_document(), SETTLE)
        if seen := self._see_banner():
            raise NotThere(f"there is a banner where none should be: {seen[1].text!r}")

    def wait_until_banner_is_gone(self) -> None:
        """Wait until no banner is seen any more."""
        wait_until(lambda: self._see_banner() is None, "the banner to go")

    def press(self, label: str, seconds: float = WAIT_SECONDS) -> None:
        """Press the banner's button with this accessible name with the mouse; raises NotThere, saying why not.

        Waits until the button is there, enabled, still, and not covered by anything in the banner.
        """
        self._press(self._see_banner, label, seconds)

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        for key in text:
            self.press_key(key)

    def press_at(self, x: float, y: float) -> None:
        """Press the mouse at a point of the viewport, whatever is there: for pages that lead the person astray."""
        self._click(x, y)

    def page(self) -> "ExtensionPage":
        """Give the page in this tab as something to read and press."""
        return ExtensionPage(self, self.tab)

    def open_extension_page(self, path: str) -> "ExtensionPage":
        """Open a page of the extension, such as "popup/popup.html", in a new tab."""
        return ExtensionPage(self, self.open_tab(self.pages_url + path))

    def open_popup(self) -> "ExtensionPage":
        """Open the popup for the page in this tab, and look at it.

        It is a page in a tab of its own that comes to the front once it has read: after a press it reads its own tab.
        """
        url = f"{self.pages_url}popup/popup.html"
        self.look_at(self.tab)
        self.evaluate_in_background(f"chrome.tabs.create({{url: '{url}', active: false}}).then(() => 1)")
        before, self.tab = self.tab, self.wait_for_tab(url)
        try:
            wait_until(lambda: self.evaluate("document.body?.dataset.ready") == "true", "the popup to have read")
            return ExtensionPage(self, self.tab)
        finally:
            self.tab = before

    def wait_for_tab(self, url_prefix: str) -> Tab:
        """Wait for a tab whose address begins so; it is not looked at yet."""

        def look() -> Tab | None:
            return next((tab for tab in self.tabs() if tab.url.startswith(url_prefix)), None)

        return wait_until(look, f"a tab at {url_prefix}")

    def tidy_up(self) -> None:
        """Leave one empty tab with the light scheme; what the extension keeps stays as it is."""
        for tab in self.tabs():
            if tab.handle != self.tab.handle:
                self.close_tab(tab)
        self.set_color_scheme("light")
        self.visit("about:blank")

    def _see_banner(self) -> tuple[Any, Banner] | None:
        try:
            for root in self._find_roots():
                banner = self._read(root)
                if banner and banner.is_on_top and self.banner_mark in banner.text:
                    return root, banner
        except self.lost:
            return None
        return None

    def _see_document(self) -> tuple[Any, Banner] | None:
        try:
            document = self._find_document()
            seen = self._read(document)
        except self.lost:
            return None
        return (document, seen) if seen else None

    def _read(self, handle: Any) -> Banner | None:
        read = self._run(handle, READ)
        return make_banner(read) if read else None

    def _press(self, see: Callable[[], tuple[Any, Banner] | None], label: str, seconds: float) -> None:
        why = "nothing to see"

        def aim() -> tuple[float, float] | None:
            nonlocal why
            if not (seen := see()):
                return None
            try:
                button = seen[1].find_button(label)
                if not button.is_enabled:
                    raise NotThere(f"the button {label!r} is not enabled")
                first = json.loads(self._run(seen[0], AIM, button.position))
                self._run(seen[0], SETTLE)
                point = json.loads(self._run(seen[0], AIM, button.position))
            except NotThere as reason:
                why = str(reason)
                return None
            except self.lost:
                return None
            if point != first or not point["is_free"]:
                why = f"the button {label!r} moves, or is covered by {point['covered_by']}"
                return None
            return point["x"], point["y"]

        try:
            x, y = wait_until(aim, f"the button {label!r}", seconds)
        except NotThere as late:
            raise NotThere(f"{late}: {why}") from late
        self._click(x, y)


class ExtensionPage:
    """A page of the extension in a tab: read and pressed like a banner."""

    def __init__(self, person: Person, tab: Tab) -> None:
        self._person = person
        self.tab = tab

    def see(self) -> Banner:
        """Give what the page shows."""
        self._person.look_at(self.tab)
        return wait_until(self._person._see_document, f"the page {self.tab.url}")[1]

    def text(self) -> str:
        """Give the page's visible text."""
        return self.see().text

    def wait_for_text(self, part: str) -> str:
        """Wait until the visible text holds `part`, and give all of it."""
        return wait_until(lambda: text if part in (text := self.text()) else None, f"the text {part!r}")

    def press(self, label: str, seconds: float = WAIT_SECONDS) -> None:
        """Press the button with this accessible name with the mouse."""
        self._person.look_at(self.tab)
        self._person._press(self._person._see_document, label, seconds)

    def close(self) -> None:
        """Close the page's tab."""
        self._person.close_tab(self.tab)
