"""The pages that list the platforms of one topic or one category."""

from __future__ import annotations

from fairnotice.publication.pages.index import has_topic, sort_by_name
from fairnotice.publication.pages.render import render
from fairnotice.publication.pages.words import name_category, name_topic
from fairnotice.publication.shown import Shown


def make_topic(shown: Shown, topic: str) -> bytes:
    """Answer topics/<topic>.html: the platforms with such a notice, and its headline."""
    listed = [
        (platform, [notice for notice in platform["notices"] if notice["topic"] == topic])
        for platform in sort_by_name(shown.platforms.values())
        if has_topic(platform, topic)
    ]
    path = f"topics/{topic}.html"
    return render("listing.html", path, shown, title=name_topic(topic), listed=listed, feed=f"topics/{topic}")


def make_category(shown: Shown, category: str) -> bytes:
    """Answer categories/<category>.html: its platforms, and all their headlines."""
    own = [platform for platform in shown.platforms.values() if platform["category"] == category]
    listed = [(platform, platform["notices"]) for platform in sort_by_name(own)]
    path = f"categories/{category}.html"
    return render("listing.html", path, shown, title=name_category(category), listed=listed, feed=None)
