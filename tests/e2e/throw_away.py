"""Writes a tiny extension that has in small what the real one has, so that the harness can be tried without it."""

import json
from pathlib import Path

NAME = "Throw-away banner"
OPENS = "https://help.x.com/opened"

MANIFEST = {
    "manifest_version": 3,
    "name": NAME,
    "version": "1",
    "background": {"service_worker": "background.js", "scripts": ["background.js"], "type": "module"},
    "permissions": ["storage"],
    "host_permissions": ["https://*/*"],
    "action": {"default_popup": "popup/popup.html"},
    "content_scripts": [{"matches": ["https://*/*"], "exclude_matches": ["*://*/quiet*"], "js": ["banner.js"]}],
    "browser_specific_settings": {"gecko": {"id": "throw-away@fairnotice.example"}},
}

BACKGROUND = f"""
globalThis.answered = [];
chrome.runtime.onMessage.addListener((message) => {{
  globalThis.answered.push(message);
  if (message === "page:open") chrome.tabs.create({{ url: "{OPENS}" }});
}});
"""

# Like the real one: a closed root on an element in the top layer, deaf to events that no person caused.
BANNER = """
const host = document.createElement("div");
const root = host.attachShadow({ mode: "closed" });
const style = document.createElement("style");
style.textContent = "section { padding: 20px; background: Canvas; color: CanvasText; color-scheme: light dark }";
const card = document.createElement("section");
const text = document.createElement("p");
text.textContent = "A throw-away banner";
const said = document.createElement("p");
const open = document.createElement("button");
open.textContent = "Open settings";
open.addEventListener("click", (event) => event.isTrusted && chrome.runtime.sendMessage("page:open"));
const count = document.createElement("button");
count.textContent = "×";
count.setAttribute("aria-label", "Count trusted clicks");
let trusted = 0;
count.addEventListener("click", (event) => { said.textContent = `${(trusted += event.isTrusted ? 1 : 0)} trusted`; });
const asleep = document.createElement("button");
asleep.textContent = "Cannot be pressed";
asleep.disabled = true;
card.append(text, said, open, count, asleep);
root.append(style, card);
host.popover = "manual";
document.documentElement.append(host);
host.showPopover();
document.addEventListener("keydown", (event) => event.isTrusted && event.key === "Escape" && host.remove());
"""

POPUP = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Popup</title>
<h1>The popup</h1><button>Change</button><p id="said"></p><script type="module" src="popup.js"></script></html>
"""

POPUP_SCRIPT = """
document.querySelector("button").addEventListener("click", (event) => {
  document.querySelector("#said").textContent = event.isTrusted ? "changed by a person" : "changed by a script";
});
"""


def write_extension(folder: Path) -> Path:
    """Write the extension into `folder`, which must not exist yet, and give it back."""
    files = {
        "manifest.json": json.dumps(MANIFEST, indent=2),
        "background.js": BACKGROUND,
        "banner.js": BANNER,
        "popup/popup.html": POPUP,
        "popup/popup.js": POPUP_SCRIPT,
    }
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder
