"""A person at Firefox: everything by WebDriver BiDi, which sees and clicks inside closed shadow roots."""

import base64
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from scripts.stand_in.bidi import BidiError, to_python
from scripts.stand_in.certificate import Certificate
from scripts.stand_in.firefox import RunningFirefox, open_firefox
from scripts.stand_in.proxy import RecordingProxy

from e2e.person import Person, Tab, wait_until

WORLD = "fairnotice-tests"
VIEWPORT = {"width": 1280, "height": 720}
# The code points that stand for keys without a character: https://w3c.github.io/webdriver/#keyboard-actions
KEYS = {
    "Escape": "\ue00c", "Enter": "\ue007", "Tab": "\ue004", "Space": " ", "Backspace": "\ue003", "Shift": "\ue008",
    "ArrowUp": "\ue013", "ArrowDown": "\ue015", "ArrowLeft": "\ue012", "ArrowRight": "\ue014",
    "Home": "\ue011", "End": "\ue010",
}  # fmt: skip
SCHEMES = {"dark": 0, "light": 1}


class FirefoxPerson(Person):
    """See Person. `tab.handle` is the id of BiDi's browsing context."""

    lost = (BidiError,)

    def __init__(self, firefox: RunningFirefox, profile: tempfile.TemporaryDirectory[str], popup: str) -> None:
        self._firefox = firefox
        self._bidi = firefox.bidi
        self._profile = profile
        self._popup = popup
        self._downloads = Path(profile.name) / "downloads"
        self._taken: set[Path] = set()
        self.tab = self.tabs()[0]
        self.set_color_scheme("light")
        self._save_without_asking()

    @classmethod
    def start(
        cls, extension_dir: Path, proxy: RecordingProxy, certificate: Certificate, *, is_visible: bool = False
    ) -> Self:
        """See Person.start."""
        manifest = json.loads((extension_dir / "manifest.json").read_text())
        profile = tempfile.TemporaryDirectory(prefix="fairnotice-firefox-", ignore_cleanup_errors=True)
        try:
            firefox = open_firefox(
                Path(profile.name), extension_dir, proxy.port, is_visible=is_visible, is_testing=True
            )
        except BaseException:
            profile.cleanup()
            raise
        return cls(firefox, profile, manifest["action"]["default_popup"])

    def close(self) -> None:
        """See Person.close."""
        self._firefox.close()
        self._profile.cleanup()

    @property
    def pages_url(self) -> str:
        """See Person.pages_url."""
        return self._firefox.pages_url

    def visit(self, url: str) -> None:
        """See Person.visit."""
        self._bidi.call("browsingContext.navigate", context=self.tab.handle, url=url, wait="complete")
        self.tab = Tab(self.tab.handle, url)

    def evaluate(self, js: str) -> Any:
        """See Person.evaluate."""
        return self._evaluate(js, {"context": self.tab.handle})

    def evaluate_in_background(self, js: str) -> Any:
        """See Person.evaluate_in_background."""
        page = self._bidi.call("browsingContext.create", type="tab", background=True)["context"]
        try:
            self._bidi.call("browsingContext.navigate", context=page, url=self.pages_url + self._popup, wait="complete")
            return self._evaluate(js, {"context": page})
        finally:
            self._bidi.call("browsingContext.close", context=page)

    def change_background(self, js: str) -> Any:
        """See Person.change_background."""
        return self.evaluate_in_background(f"chrome.runtime.getBackgroundPage().then((background) => {js})")

    def end_background(self) -> None:
        """See Person.end_background."""
        self._evaluate_in_browser(f"{self._policy}.extension.terminateBackground().then(() => 0)")

    def revoke_hosts(self) -> None:
        """See Person.revoke_hosts."""
        self._evaluate_in_browser(f"""(async () => {{
          const {{ ExtensionPermissions }} = ChromeUtils.importESModule("resource://gre/modules/ExtensionPermissions.sys.mjs");
          const {{ extension }} = {self._policy};
          const origins = extension.allowedOrigins.patterns.map(({{ pattern }}) => pattern);
          await ExtensionPermissions.remove(extension.id, {{ permissions: [], origins }}, extension);
          return 0;
        }})()""")

    def tabs(self) -> list[Tab]:
        """See Person.tabs."""
        tree = self._bidi.call("browsingContext.getTree", maxDepth=0)
        return [Tab(context["context"], context["url"]) for context in tree["contexts"]]

    def look_at(self, tab: Tab) -> None:
        """See Person.look_at."""
        self._bidi.call("browsingContext.activate", context=tab.handle)
        # An empty tab leaves the keyboard in the address bar, and its page is refused the full screen.
        self._evaluate_in_browser("gBrowser.selectedBrowser.focus()")
        self.tab = tab

    def open_tab(self, url: str) -> Tab:
        """See Person.open_tab."""
        context = self._bidi.call("browsingContext.create", type="tab")["context"]
        self.look_at(Tab(context, url))
        self.visit(url)
        return self.tab

    def close_tab(self, tab: Tab) -> None:
        """See Person.close_tab."""
        self._bidi.call("browsingContext.close", context=tab.handle)
        if tab.handle == self.tab.handle:
            self.look_at(self.tabs()[-1])

    def press_key(self, key: str) -> None:
        """See Person.press_key."""
        value = KEYS.get(key, key)
        actions = [{"type": "keyDown", "value": value}, {"type": "keyUp", "value": value}]
        self._act({"type": "key", "id": "keyboard", "actions": actions})

    def choose_file(self, label: str, path: Path) -> None:
        """See Person.choose_file."""
        find = """(label) => [...document.querySelectorAll("input[type=file]")]
            .find(({ labels }) => [...labels].some((each) => each.innerText.trim() === label))"""
        field = self._call_function(find, {"context": self.tab.handle}, [label], maxDomDepth=0)
        self._bidi.call(
            "input.setFiles", context=self.tab.handle, element={"sharedId": field["sharedId"]}, files=[str(path)]
        )

    def take_download(self) -> Path:
        """See Person.take_download."""

        def look() -> Path | None:
            saved = {file for file in self._downloads.glob("*") if file.stat().st_size}
            is_whole = not any(file.suffix == ".part" for file in saved)
            return next(iter(saved - self._taken), None) if is_whole else None

        path = wait_until(look, "a download")
        self._taken.add(path)
        return path

    def _save_without_asking(self) -> None:
        self._downloads.mkdir()
        folder = json.dumps(str(self._downloads))
        self._evaluate_in_browser(f"Services.prefs.setStringPref('browser.download.dir', {folder})")
        self._evaluate_in_browser("Services.prefs.setIntPref('browser.download.folderList', 2)")
        self._evaluate_in_browser("Services.prefs.setBoolPref('browser.download.alwaysOpenPanel', false)")

    def screenshot(self, path: Path) -> None:
        """See Person.screenshot."""
        answer = self._bidi.call("browsingContext.captureScreenshot", context=self.tab.handle)
        path.write_bytes(base64.b64decode(answer["data"]))

    def set_viewport(self, width: int, height: int) -> None:
        """See Person.set_viewport."""
        size = {"width": width, "height": height}
        self._bidi.call("browsingContext.setViewport", context=self.tab.handle, viewport=size)

    def set_color_scheme(self, scheme: str) -> None:
        """See Person.set_color_scheme."""
        name = "layout.css.prefers-color-scheme.content-override"
        self._evaluate_in_browser(f"Services.prefs.setIntPref('{name}', {SCHEMES[scheme]})")
        # The preference travels to the tab's process in its own time.
        is_there = f"function () {{ return this.defaultView.matchMedia('(prefers-color-scheme: {scheme})').matches }}"
        wait_until(lambda: self._run(self._find_document(), is_there), f"the {scheme} color scheme")

    def set_medium(self, medium: str) -> None:
        """See Person.set_medium."""
        override = "gBrowser.selectedBrowser.browsingContext.mediumOverride"
        self._evaluate_in_browser(f"{override} = '{medium if medium == 'print' else ''}'")
        is_there = f"function () {{ return this.defaultView.matchMedia('{medium}').matches }}"
        wait_until(lambda: self._run(self._find_document(), is_there), f"the medium {medium}")

    def _find_roots(self) -> list[Any]:
        document = self._call_function(
            "() => document", {"context": self.tab.handle}, includeShadowTree="all", maxDomDepth=None
        )
        found: list[str] = []
        left = [document]
        while left:
            node = left.pop().get("value") or {}
            root = node.get("shadowRoot")
            if root and (root.get("value") or {}).get("mode") == "closed":
                found.append(root["sharedId"])
            left += [*([root] if root else []), *node.get("children", ())]
        return found

    def _find_document(self) -> Any:
        return self._call_function("() => document", {"context": self.tab.handle}, maxDomDepth=0)["sharedId"]

    def _run(self, handle: Any, function: str, *arguments: Any) -> Any:
        answer = self._bidi.call(
            "script.callFunction",
            functionDeclaration=function,
            target={"context": self.tab.handle, "sandbox": WORLD},
            this={"sharedId": handle},
            arguments=[{"type": "number", "value": argument} for argument in arguments],
            awaitPromise=True,
        )
        return to_python(_take_result(answer))

    def _call_function(
        self, function: str, target: dict[str, Any], texts: Sequence[str] = (), **serialization: Any
    ) -> dict[str, Any]:
        answer = self._bidi.call(
            "script.callFunction",
            functionDeclaration=function,
            target={**target, "sandbox": WORLD},
            arguments=[{"type": "string", "value": text} for text in texts],
            awaitPromise=False,
            serializationOptions=serialization,
        )
        return _take_result(answer)

    @property
    def _policy(self) -> str:
        return f"WebExtensionPolicy.getByID({self._firefox.extension_id!r})"

    def _evaluate_in_browser(self, js: str) -> Any:
        """Give the value of the expression `js` where the browser's own code runs."""
        window = self._bidi.call("browsingContext.getTree", maxDepth=0, **{"moz:scope": "chrome"})["contexts"][0]
        return self._evaluate(js, {"context": window["context"]})

    def _evaluate(self, js: str, target: dict[str, Any]) -> Any:
        answer = self._bidi.call("script.evaluate", expression=js, target=target, awaitPromise=True)
        return to_python(_take_result(answer))

    def _click(self, x: float, y: float) -> None:
        move = {"type": "pointerMove", "x": round(x), "y": round(y)}
        buttons = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        mouse = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": [move, *buttons]}
        self._act(mouse)

    def _act(self, source: dict[str, Any]) -> None:
        self._bidi.call("input.performActions", context=self.tab.handle, actions=[source])


def _take_result(answer: dict[str, Any]) -> dict[str, Any]:
    if answer["type"] == "exception":
        raise BidiError("script", "exception", answer["exceptionDetails"]["text"])
    result: dict[str, Any] = answer["result"]
    return result
