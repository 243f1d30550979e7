"""The console: all its pages in one blueprint."""

from __future__ import annotations

from flask import Blueprint

from fairnotice.console import (
    accounts,
    desk,
    editor,
    exchange,
    findings,
    history,
    me,
    platforms,
    preview,
    proposals,
    publish,
    reports,
    setup,
    sign_in,
    translate,
)
from fairnotice.console.frame import Console, guard_pages

_PAGES = (
    setup,
    sign_in,
    desk,
    platforms,
    proposals,
    editor,
    preview,
    publish,
    history,
    reports,
    findings,
    translate,
    exchange,
    me,
    accounts,
)


def make_console(console: Console) -> Blueprint:
    """Answer the blueprint of /console."""
    blueprint = Blueprint(
        "console", __name__, url_prefix="/console", template_folder="templates", static_folder="static"
    )
    for page in _PAGES:
        page.add_pages(blueprint, console)
    guard_pages(blueprint, console)
    return blueprint
