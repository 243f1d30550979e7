"""Who may ask an address: declared beside each view, so that one without a rule is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

EVERYONE, LINK, SESSION, TOKEN = WAYS = ("everyone", "link", "session", "token")
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """The way to come in - nothing at all, a one-time link, a session, a token - and the role that is needed then."""

    way: str
    role: str | None = None


def declare(access: Access) -> Callable[[View], View]:
    """Answer a decorator that notes `access` on a view."""

    def note(view: View) -> View:
        view.__dict__["access"] = access
        return view

    return note


def read_access(view: Callable[..., Any] | None) -> Access | None:
    """Answer what was declared for a view, or None when nothing was."""
    return getattr(view, "access", None)
