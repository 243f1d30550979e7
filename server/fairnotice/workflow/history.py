"""What was published when, by whom and why."""

from __future__ import annotations

from dataclasses import dataclass

from fairnotice.store.contract import Store


@dataclass(frozen=True)
class Published:
    """One line of the history."""

    edition: int
    published: str
    title: str
    platforms: tuple[str, ...]
    records: int


def read_history(store: Store, *, platform: str | None = None, limit: int = 50) -> list[Published]:
    """Answer the newest editions first, of all or of one platform."""
    found = []
    for document in reversed(store.list("editions")):
        body = document.body
        if platform is None or platform in body["platforms"]:
            changed = len(body["changes"]["en"])
            found.append(
                Published(body["edition"], body["published"], body["title"], tuple(body["platforms"]), changed)
            )
        if len(found) >= limit:
            break
    return found
