"""The page about the data: what it is, how to check it, how to take it, and what nobody learns."""

from __future__ import annotations

from fairnotice.publication.pages.render import render
from fairnotice.publication.shown import Shown


def make_about(shown: Shown) -> bytes:
    """Answer about.html."""
    notices = [notice for platform in shown.platforms.values() for notice in platform["notices"]]
    return render("about.html", "about.html", shown, notices=notices)
