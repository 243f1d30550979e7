"""Settings pages that stand in for those the actions lead to: each with the control that the catalogue names."""

import html
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

PLATFORMS = Path(__file__).resolve().parents[2] / "server/fairnotice/catalogue/platforms"

STYLE = """
:root { color-scheme: light dark; --ground: light-dark(#f5f6f7, #101214); --card: light-dark(#fff, #181b1e);
  --ink: light-dark(#1c1e21, #e4e6e9); --line: light-dark(#dcdfe3, #2c3034) }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground) }
header { padding: 14px 24px; background: var(--card); border-bottom: 1px solid var(--line); font-weight: 600 }
main { max-width: 640px; margin: 24px auto; padding: 0 24px }
section { padding: 8px 20px; background: var(--card); border: 1px solid var(--line); border-radius: 10px }
.row { display: flex; gap: 24px; justify-content: space-between; align-items: center; padding: 14px 0 }
.row + .row { border-top: 1px solid var(--line) }
input { inline-size: 20px; block-size: 20px; flex: none }
nav { margin-bottom: 16px }
button { font: inherit; padding: 4px 12px }
"""
# Like the platforms' own pages it is drawn by script after it has loaded, and goes from part to part without loading.
SCRIPT = """
const parts = JSON.parse(document.getElementById("parts").textContent);
const show = (name) => {
  document.querySelector("section").replaceChildren(...parts[name].map((text) => {
    const row = document.createElement("label");
    row.className = "row";
    const box = document.createElement("input");
    [box.type, box.checked] = ["checkbox", true];
    row.append(Object.assign(document.createElement("span"), { textContent: text }), box);
    return row;
  }));
  document.body.dataset.part = name;
};
document.querySelector("nav").append(...Object.keys(parts).map((name) => {
  const button = Object.assign(document.createElement("button"), { textContent: name });
  button.addEventListener("click", () => { history.pushState(null, "", "?" + name); show(name); });
  return button;
}));
setTimeout(() => show("Privacy"), 50);
"""


@cache
def read_controls() -> dict[str, list[str]]:
    """Read the labels of the controls by page, such as "x.com/settings/grok_settings", from the built-in catalogue."""
    controls: dict[str, list[str]] = {}
    for file in sorted(PLATFORMS.glob("*.json")):
        notices = json.loads(file.read_bytes())["notices"]
        for action in (action for notice in notices for action in notice["actions"] if action["control"]):
            address = urlsplit(action["url"])
            own = controls.setdefault(f"{address.hostname}{address.path}", [])
            if action["control"] not in own:
                own.append(action["control"])
    return controls


def draw_settings(host: str, labels: Sequence[str]) -> str:
    """Answer a settings page of `host` with these controls among others."""
    parts = {
        "Privacy": ["Show me in search", *labels, "Let people find me by my number"],
        "Notifications": ["Messages", "News"],
    }
    data = json.dumps(parts).replace("<", chr(92) + "u003c")
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Settings · {html.escape(host)}</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>
<body><header>{html.escape(host)} · Settings, standing in</header>
<main><nav></nav><section></section><p>Nothing on this page comes from {html.escape(host)}.</p></main>
<script id="parts" type="application/json">{data}</script>
<script>{SCRIPT}</script>
</body></html>
"""
