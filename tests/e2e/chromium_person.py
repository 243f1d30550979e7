"""A person at Chromium: Playwright for the window, the DevTools protocol to see into closed shadow roots."""

import tempfile
from pathlib import Path
from typing import Any, ClassVar, Self

from playwright.sync_api import BrowserContext, CDPSession, Download, Page, Playwright, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from scripts.stand_in.certificate import Certificate
from scripts.stand_in.chromium import find_chromium, find_extension_id, list_flags, write_profile
from scripts.stand_in.proxy import RecordingProxy

from e2e.person import Person, Tab, wait_until

WORLD = "Fairnotice tests"


class ChromiumPerson(Person):
    """See Person. `tab.handle` is Playwright's page."""

    lost = (PlaywrightError,)
    # Playwright allows one of itself in a thread; all persons at Chromium share it.
    _playwright: ClassVar[Playwright | None] = None
    _count: ClassVar[int] = 0

    def __init__(self, context: BrowserContext, profile: tempfile.TemporaryDirectory[str], extension_id: str) -> None:
        self._context = context
        self._profile = profile
        self._extension_id = extension_id
        self._sessions: dict[Page, CDPSession] = {}
        self._scheme: Any = "light"
        self._was_ended = False
        self._downloads: list[Download] = []
        self.tab = Tab(context.pages[0], context.pages[0].url)
        context.pages[0].on("download", self._note_download)
        context.on("page", self._take_on)

    @classmethod
    def start(
        cls, extension_dir: Path, proxy: RecordingProxy, certificate: Certificate, *, is_visible: bool = False
    ) -> Self:
        """See Person.start."""
        executable = find_chromium()
        extension = extension_dir.resolve()
        profile = tempfile.TemporaryDirectory(prefix="fairnotice-chromium-", ignore_cleanup_errors=True)
        write_profile(Path(profile.name))
        if ChromiumPerson._playwright is None:
            ChromiumPerson._playwright = sync_playwright().start()
        ChromiumPerson._count += 1
        try:
            context = ChromiumPerson._playwright.chromium.launch_persistent_context(
                profile.name,
                executable_path=executable,
                headless=not is_visible,
                args=list_flags(extension, proxy.port, certificate.fingerprint),
                ignore_default_args=["--disable-extensions", "--enable-automation"],
            )
        except BaseException:
            cls._let_go(profile)
            raise
        person = cls(context, profile, find_extension_id(extension))
        try:
            # The worker comes only after the extension is installed: before that, pages would be too early for it.
            wait_until(person._find_worker, "the extension's background")
        except BaseException:
            person.close()
            raise
        return person

    def close(self) -> None:
        """See Person.close."""
        self._context.close()
        self._let_go(self._profile)

    @staticmethod
    def _let_go(profile: tempfile.TemporaryDirectory[str]) -> None:
        profile.cleanup()
        ChromiumPerson._count -= 1
        if ChromiumPerson._count == 0 and ChromiumPerson._playwright:
            ChromiumPerson._playwright.stop()
            ChromiumPerson._playwright = None

    @property
    def pages_url(self) -> str:
        """See Person.pages_url."""
        return f"chrome-extension://{self._extension_id}/"

    def visit(self, url: str) -> None:
        """See Person.visit."""
        self._page.goto(url, wait_until="load")

    def evaluate(self, js: str) -> Any:
        """See Person.evaluate."""
        answer = self._session.send(
            "Runtime.evaluate", {"expression": js, "awaitPromise": True, "returnByValue": True, "userGesture": False}
        )
        return _take_value(answer)

    def evaluate_in_background(self, js: str) -> Any:
        """See Person.evaluate_in_background."""
        if not self._was_ended:
            worker = wait_until(self._find_worker, "the extension's background")
            return worker.evaluate(f"async () => ({js})")
        # The driver holds on to the worker that was ended, and a call to that never comes back. A page of the extension
        # has the same API and storage; the person goes on looking at their own tab.
        page = self._context.new_page()
        page.goto(f"{self.pages_url}options/options.html")
        self._page.bring_to_front()
        try:
            return page.evaluate(f"async () => ({js})")
        finally:
            page.close()

    def end_background(self) -> None:
        """See Person.end_background."""
        self._session.send("ServiceWorker.enable")
        self._session.send("ServiceWorker.stopAllWorkers")
        count = "chrome.runtime.getContexts({ contextTypes: ['BACKGROUND'] }).then((all) => all.length)"
        wait_until(lambda: self.evaluate(count) == 0, "the background to end")
        self._was_ended = True

    def revoke_hosts(self) -> None:
        """See Person.revoke_hosts."""
        page = self._context.new_page()
        page.goto("chrome://extensions/")
        page.evaluate(
            "(id) => chrome.developerPrivate.updateExtensionConfiguration({ extensionId: id, hostAccess: 'ON_CLICK' })",
            self._extension_id,
        )
        page.close()

    def change_background(self, js: str) -> Any:
        """See Person.change_background."""
        return self.evaluate_in_background(f"((background) => {js})(globalThis)")

    def tabs(self) -> list[Tab]:
        """See Person.tabs."""
        # Playwright learns of new tabs only while it talks to the browser.
        self._session.send("Runtime.evaluate", {"expression": "1"})
        return [Tab(page, page.url) for page in self._context.pages]

    def look_at(self, tab: Tab) -> None:
        """See Person.look_at."""
        tab.handle.bring_to_front()
        self.tab = tab

    def open_tab(self, url: str) -> Tab:
        """See Person.open_tab."""
        page = self._context.new_page()
        page.goto(url, wait_until="load")
        self.look_at(Tab(page, page.url))
        return self.tab

    def close_tab(self, tab: Tab) -> None:
        """See Person.close_tab."""
        self._sessions.pop(tab.handle, None)
        tab.handle.close()
        if tab.handle == self.tab.handle:
            self.look_at(self.tabs_left()[-1])

    def tabs_left(self) -> list[Tab]:
        """Give the tabs that are not closed, without asking the one that is looked at."""
        return [Tab(page, page.url) for page in self._context.pages if not page.is_closed()]

    def press_key(self, key: str) -> None:
        """See Person.press_key."""
        self._page.keyboard.press(key)

    def choose_file(self, label: str, path: Path) -> None:
        """See Person.choose_file."""
        self._page.get_by_label(label, exact=True).set_input_files(path)

    def take_download(self) -> Path:
        """See Person.take_download."""

        def look() -> Download | None:
            self.tabs()  # Playwright hears of a download only while it talks to the browser
            return self._downloads.pop(0) if self._downloads else None

        download = wait_until(look, "a download")
        path = Path(self._profile.name) / "downloads" / download.suggested_filename
        download.save_as(path)
        return path

    def screenshot(self, path: Path) -> None:
        """See Person.screenshot."""
        self._page.screenshot(path=path, animations="disabled", caret="hide")

    def set_viewport(self, width: int, height: int) -> None:
        """See Person.set_viewport."""
        self._page.set_viewport_size({"width": width, "height": height})

    def set_color_scheme(self, scheme: str) -> None:
        """See Person.set_color_scheme."""
        self._scheme = scheme
        for page in self._context.pages:
            page.emulate_media(color_scheme=self._scheme)

    def set_medium(self, medium: str) -> None:
        """See Person.set_medium."""
        wanted: Any = medium
        self._page.emulate_media(media=wanted)

    @property
    def _page(self) -> Page:
        return self.tab.handle  # type: ignore[no-any-return]

    @property
    def _session(self) -> CDPSession:
        if self._page not in self._sessions:
            self._sessions[self._page] = self._context.new_cdp_session(self._page)
        return self._sessions[self._page]

    def _take_on(self, page: Page) -> None:
        page.emulate_media(color_scheme=self._scheme)
        page.on("download", self._note_download)

    def _note_download(self, download: Download) -> None:
        self._downloads.append(download)

    def _find_worker(self) -> Any:
        workers = self._context.service_workers
        if not workers:
            self.tabs()
        return next((worker for worker in workers if worker.url.startswith(self.pages_url)), None)

    def _find_roots(self) -> list[Any]:
        document = self._session.send("DOM.getDocument", {"depth": -1, "pierce": True})
        found: list[int] = []
        left = [document["root"]]
        while left:
            node = left.pop()
            for root in node.get("shadowRoots", ()):
                if root["shadowRootType"] == "closed":
                    found.append(root["backendNodeId"])
            left += [*node.get("shadowRoots", ()), *node.get("children", ())]
        return found

    def _find_document(self) -> Any:
        return self._session.send("DOM.getDocument", {"depth": 0})["root"]["backendNodeId"]

    def _run(self, handle: Any, function: str, *arguments: Any) -> Any:
        session = self._session
        frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": WORLD})["executionContextId"]
        node = session.send("DOM.resolveNode", {"backendNodeId": handle, "executionContextId": world})["object"]
        return _take_value(
            session.send(
                "Runtime.callFunctionOn",
                {
                    "objectId": node["objectId"],
                    "functionDeclaration": function,
                    "arguments": [{"value": argument} for argument in arguments],
                    "awaitPromise": True,
                    "returnByValue": True,
                },
            )
        )

    def _click(self, x: float, y: float) -> None:
        self._page.mouse.click(x, y)


def _take_value(answer: dict[str, Any]) -> Any:
    if "exceptionDetails" in answer:
        details = answer["exceptionDetails"]
        raise PlaywrightError(details.get("exception", {}).get("description") or details["text"])
    return answer["result"].get("value")
