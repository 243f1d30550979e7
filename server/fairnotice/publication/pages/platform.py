"""The page of one platform: its notices with what can be done, where each claim comes from, and what changed."""

from __future__ import annotations

from fairnotice.publication.pages.render import render
from fairnotice.publication.shown import Shown


def make_platform(shown: Shown, id: str) -> bytes:
    """Answer platforms/<id>.html."""
    platform = shown.platforms[id]
    return render("platform.html", f"platforms/{id}.html", shown, platform=platform, feed=f"platforms/{id}")
