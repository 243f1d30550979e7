"""The console's addresses, read from the application's own table, so that a new page is tested by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from flask import Flask

from fairnotice.console.console import make_console
from fairnotice.console.frame import Console
from fairnotice.workflow.access import Access, read_access

_VALUES: dict[str, Any] = {
    "number": 1, "edition": 1, "id": "rumble", "name": "kim", "token": "none", "rest": "nothing",
    "filename": "x.css", "language": "de",
}  # fmt: skip


@dataclass(frozen=True)
class Route:
    """A method at an address of the console, below /console, and the access declared for it."""

    method: str
    path: str
    access: Access | None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def list_routes(app: Flask) -> list[Route]:
    """Answer every method at every address below /console/ but for the files of the pages."""
    adapter, found = app.url_map.bind("console.example"), []
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/console/") or rule.endpoint == "console.static":
            continue
        access = read_access(app.view_functions[rule.endpoint])
        path = adapter.build(rule.endpoint, {name: _VALUES[name] for name in rule.arguments})
        methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        found += [Route(method, path.removeprefix("/console"), access) for method in methods]
    return found


@cache
def collect_routes() -> Sequence[Route]:
    """Answer the routes as parameters of tests; the pages themselves are not asked here."""
    app = Flask("fairnotice", static_folder=None)
    store: Any = None
    app.register_blueprint(make_console(Console(store, lambda: datetime.now(UTC), is_solo=False)))
    return list_routes(app)
