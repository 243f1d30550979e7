"""The editor's form: from the content of a draft to named inputs, and back, whatever a person typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from fairnotice.console.fields import CODES, FLAG, INSIDE, LINES, LISTS, PLATFORM, Field
from fairnotice.errors import Invalid
from fairnotice.workflow.marks import Mark

Json = dict[str, Any]
_MAX_ITEMS = 200
_TWICE = "The form names one thing in two ways."
_GONE = "What this button is about is not there any more."
_NUMBER = re.compile(r"[0-9]{1,9}\Z")
_COMMAND = re.compile(r"(add|remove|up|down) ([a-z]+(?:\.[0-9]{1,3}\.[a-z]+)*)(?:\.([0-9]{1,3}))?\Z")


def read_content(form: MultiDict[str, str], held: Mapping[str, Any]) -> Json:
    """Answer the content that the form holds. What the form has no field for (the id) is taken from `held`."""
    tree = _build_tree(form)
    content = {"id": held.get("id"), **_read_fields(PLATFORM, tree)}
    return content | _read_lists("", tree)


def read_marks(form: MultiDict[str, str]) -> dict[str, Mark]:
    """Answer what the form says of each changed notice; one without a choice is left out."""
    marks = {}
    for name, value in form.items():
        prefix, _, id = name.partition("mark.")
        if not prefix and id and value in ("material", "cosmetic"):
            marks[id] = Mark(value == "material", form.get(f"reason.{id}", "").strip())
    return marks


def shape(content: Mapping[str, Any], name: str = "") -> Json:
    """Answer the content with objects in its lists and nothing else: a program may draft anything."""
    shaped = dict(content)
    for key in INSIDE.get(name, ()):
        items = content.get(key)
        held = items if isinstance(items, list) else []
        shaped[key] = [shape(item, key) for item in held if isinstance(item, Mapping)]
    return shaped


def write_value(field: Field, value: Any) -> str:
    """Answer a value as the text of its input; what has the wrong shape is shown as it is."""
    if value is None:
        return ""
    if field.kind in (LINES, CODES) and isinstance(value, Sequence) and not isinstance(value, str):
        return ("\n" if field.kind == LINES else ", ").join(map(str, value))
    return str(value)


def obey(content: Json, command: str) -> str:
    """Do a command of the form (such as `add notices.0.actions`) to the content; answer the place it leads to.

    Raises `Invalid` for what is no command.
    """
    match = _COMMAND.match(command)
    if not match or (match[1] == "add") != (match[3] is None):
        raise Invalid(f"The form has no command {command[:80]!r}.")
    verb, place = match[1], match[2].split(".")
    items = _find_list(content, "", place)
    if verb == "add":
        if len(items) >= _MAX_ITEMS:
            raise Invalid(f"There are {_MAX_ITEMS} already.")
        items.append(_make_empty(place[-1]))
        return ".".join([*place, str(len(items) - 1)])
    number = int(match[3])
    if number >= len(items):
        raise Invalid(_GONE)
    item = items.pop(number)
    if verb == "remove":
        return ".".join(place)
    to = max(0, number - 1) if verb == "up" else min(len(items), number + 1)
    items.insert(to, item)
    return ".".join([*place, str(to)])


def group_faults(faults: Iterable[tuple[tuple[str | int, ...], str]]) -> dict[str, list[str]]:
    """Answer the faults by the name of the input they belong to; those of an item of a list say which line it is."""
    grouped: dict[str, list[str]] = {}
    for path, reason in faults:
        # A number at the end is a line of a field - or an object of a list, when the part before is the list's name.
        if len(path) > 1 and isinstance(path[-1], int) and path[-2] not in LISTS:
            number, path = path[-1], path[:-1]
            reason = f"line {number + 1}: {reason}"
        grouped.setdefault(".".join(map(str, path)), []).append(reason)
    return grouped


def _build_tree(form: MultiDict[str, str]) -> Json:
    """Answer the inputs `notices.0.actions.1.url` as nested objects; numbers stay texts."""
    tree: Json = {}
    for name, value in form.items():
        if not name.startswith("f."):
            continue
        *place, key = name[2:].split(".")
        below = tree
        for part in place:
            below = below.setdefault(part, {})
            if not isinstance(below, dict):
                raise Invalid(_TWICE)
        if key in below:
            raise Invalid(_TWICE)
        below[key] = value
    return tree


def _read_fields(fields: Sequence[Field], tree: Json) -> Json:
    return {field.key: _read_value(field, tree.get(field.key, "")) for field in fields}


def _read_value(field: Field, text: Any) -> Any:
    # Browsers send CR LF; a space at an end is never meant.
    text = str(text).replace("\r\n", "\n").strip()
    if field.kind == FLAG:
        return text == "yes"
    if field.kind == LINES:
        return [line.strip() for line in text.split("\n") if line.strip()]
    if field.kind == CODES:
        return [code for code in re.split(r"[\s,;]+", text) if code]
    if not text and field.may_be_empty:
        return None
    return text


def _read_lists(name: str, tree: Json) -> Json:
    found: Json = {}
    for key in INSIDE.get(name, ()):
        held = tree.get(key, {})
        numbers = sorted(filter(_NUMBER.match, held), key=int) if isinstance(held, dict) else []
        items = []
        for number in numbers:
            inner = held[number] if isinstance(held[number], dict) else {}
            items.append(_read_fields(LISTS[key][1], inner) | _read_lists(key, inner))
        found[key] = items
    return found


def _find_list(item: Json, outer: str, place: Sequence[str]) -> list[Any]:
    name, *rest = place
    items: list[Any] | None = item.get(name) if name in INSIDE.get(outer, ()) else None
    number = int(rest[0]) if rest else 0
    if items is None or (rest and number >= len(items)):
        raise Invalid(_GONE)
    return _find_list(items[number], name, rest[1:]) if rest else items


def _make_empty(name: str) -> Json:
    item = {field.key: _read_value(field, field.choices[0] if field.choices else "") for field in LISTS[name][1]}
    if "regions" in item:
        item["regions"] = ["*"]
    return item | {key: [] for key in INSIDE.get(name, ())}
