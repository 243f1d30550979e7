"""What is seen in a shadow root or document: the scripts that read it, and the shape of what they give."""

import json
from dataclasses import dataclass
from typing import Any

# Runs in a world of its own, where the page's changes to built-in functions do not reach. `this` is a closed shadow
# root or a document. Gives null when there is nothing to see.
PRESSABLE = (
    "button, a[href], summary, input, select, textarea, [role=button], [role=link], [role=menuitem], [role=switch]"
)

READ = """function () {
  const root = this;
  const isDocument = root.nodeType === 9;
  if (!isDocument && !root.host.isConnected) return null;
  const tops = isDocument ? [root.body] : [...root.children];
  const look = { visibilityProperty: true, opacityProperty: true };
  const shown = tops.filter((top) => top && top.checkVisibility(look));
  if (shown.length === 0) return null;
  const tidy = (text) => (text ?? "").replace(/\\s+/g, " ").trim();
  const name = (element) => {
    const by = (element.getAttribute("aria-labelledby") ?? "").split(/\\s+/).filter(Boolean);
    const labels = by.map((id) => root.getElementById(id)?.textContent).join(" ");
    return tidy(labels) || tidy(element.getAttribute("aria-label"))
      || tidy([...(element.labels ?? [])].map((label) => label.textContent).join(" "))
      || tidy(element.innerText) || tidy(element.value) || tidy(element.title);
  };
  const box = (element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x, y, width, height };
  };
  const buttons = [...root.querySelectorAll(PRESSABLE)]
    .map((element, position) => ({ element, position }))
    .filter(({ element }) => element.checkVisibility({ visibilityProperty: true }))
    .map(({ element, position }) => ({
      position,
      label: name(element),
      kind: element.getAttribute("role") ?? element.localName,
      is_enabled: !element.matches(":disabled, [aria-disabled=true]"),
      box: box(element),
    }));
  const live = [...root.querySelectorAll("[role=status], [role=alert], [aria-live]")]
    .map((each) => tidy(each.textContent));
  const largest = shown.map(box).sort((a, b) => b.width * b.height - a.width * a.height)[0];
  return JSON.stringify({
    text: shown.map((top) => top.innerText).join("\\n").trim(),
    buttons,
    box: largest,
    announced: live.filter(Boolean),
    is_on_top: isDocument || root.host.matches(":popover-open, :modal"),
    // A card takes presses once it has settled; a page of ours takes them at once.
    is_settled: isDocument || !root.querySelector(".card:not([data-settled])"),
  });
}""".replace("PRESSABLE", f'"{PRESSABLE}"')

# Brings the button into view as a person would by scrolling; gives where to press and what is there.
AIM = """function (position) {
  const element = this.querySelectorAll(PRESSABLE)[position];
  element.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
  const box = element.getBoundingClientRect();
  const x = box.x + box.width / 2, y = box.y + box.height / 2;
  const hit = this.elementFromPoint(x, y);
  const isSettled = this.nodeType === 9 || !this.querySelector(".card:not([data-settled])");
  const isFree = !!hit && (hit === element || element.contains(hit)) && isSettled;
  return JSON.stringify({ x, y, is_free: isFree, covered_by: isFree || !hit ? null : hit.outerHTML.slice(0, 120) });
}""".replace("PRESSABLE", f'"{PRESSABLE}"')

# Two frames: what the page's scripts set going before is drawn by then.
SETTLE = """function () {
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done("settled"))));
}"""


class NotThere(AssertionError):
    """What the person looked for was not there, was covered, or could not be pressed."""


@dataclass(frozen=True)
class Box:
    """Where something is, in CSS pixels from the viewport's top left."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Button:
    """Something to press: its accessible name, its role or element name."""

    label: str
    kind: str
    is_enabled: bool
    box: Box
    position: int


@dataclass(frozen=True)
class Banner:
    """What a banner, or a page of the extension, shows; `announced` is what its live regions say.

    A banner is settled when presses on it count.
    """

    text: str
    buttons: tuple[Button, ...]
    box: Box
    announced: tuple[str, ...]
    is_on_top: bool
    is_settled: bool

    @property
    def labels(self) -> list[str]:
        """Give the buttons' accessible names, in order."""
        return [button.label for button in self.buttons]

    def find_button(self, label: str) -> Button:
        """Give the button with exactly this accessible name; raises NotThere."""
        for button in self.buttons:
            if button.label == label:
                return button
        raise NotThere(f"no button {label!r}; there are {self.labels}")


def make_banner(read: str) -> Banner:
    """Make a Banner of the JSON that READ gives."""
    seen: dict[str, Any] = json.loads(read)
    buttons = tuple(Button(**{**button, "box": Box(**button["box"])}) for button in seen["buttons"])
    return Banner(
        seen["text"], buttons, Box(**seen["box"]), tuple(seen["announced"]), seen["is_on_top"], seen["is_settled"]
    )
