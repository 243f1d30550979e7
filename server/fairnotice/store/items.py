"""What a dump may hold: items that are checked before an engine takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fairnotice.store.contract import Document, Item


def check_items(items: Iterable[Item]) -> Iterator[Item]:
    """Pass items on; raise ValueError at the first that breaks the order or the numbers of a dump."""
    last: tuple[bool, str, str | int] = (False, "", "")
    for name, item in items:
        is_entry = not isinstance(item, Document)
        if isinstance(item, Document):
            if not item.id or item.version < 1:
                raise ValueError(f"{name}/{item.id} has no id, or the version {item.version}, which is below 1.")
            place: tuple[bool, str, str | int] = (False, name, item.id)
        else:
            follows = last[2] if last[:2] == (True, name) else 0
            if not isinstance(follows, int) or item.number != follows + 1:
                raise ValueError(f"Entry {item.number} of the log {name} does not follow entry {follows}.")
            place = (True, name, item.number)
        if (is_entry, name) < last[:2] or (place[:2] == last[:2] and place <= last):
            raise ValueError(f"{name}/{place[2]} stands out of order.")
        last = place
        yield name, item
