"""A page is only what it says: no text of the catalogue becomes markup, no address a link that may not be opened."""

from __future__ import annotations

from html import escape

import pytest

from fairnotice.catalogue.model import Platform, Policy
from fairnotice.publication.pages.platform import make_platform as make_page
from fairnotice.publication.shown import Shown
from server.factories import make_action, make_notice, make_platform, make_source
from server.publication.hostile import HOSTILE
from server.publication.showing import (
    describe_structure,
    list_links,
    make_all,
    make_entry,
    make_shown,
    read_page,
    read_text,
)

ELSEWHERE = (
    "javascript:alert(1)",
    "data:text/html,x",
    "https://evil.example/form",
    "http://x.example/form",
    "//x.example",
)


def fill(text: str) -> Platform:
    """Answer a platform with this text in every field that may hold one."""
    action = make_action(label=text, steps=(text, text), control=text, limits=text)
    source = make_source(title=text, publisher=text)
    notice = make_notice(
        headline=text, summary=text, data_used=(text,), recipients=(text,), applies_to=text, regions=(text,),
        actions=(action,), sources=(source,),
    )  # fmt: skip
    return make_platform(name=text, company=text, former_names=(text,), notices=(notice,))


def show(text: str) -> Shown:
    entry = make_entry(kind="changed", edition=2, name=text, headline=text, summary=text, reason=text)
    left = make_entry("y@3", kind="retired", edition=3, platform="y", name=text, reason=text, notice=None, topic=None)
    history = ({"revision": 1, "on": "2026-11-24", "reason": text},)
    return make_shown(fill(text), entries=(left, entry), history=history)


@pytest.mark.parametrize("url", ELSEWHERE)
def test_an_address_that_may_not_be_opened_is_no_link(url: str) -> None:
    notice = make_notice(
        actions=(make_action(url=url, label="Open it"),), sources=(make_source(url=url, title="A source"),)
    )
    policies = (Policy("privacy", url, True), Policy("ai", "https://x.example/ai", True))
    page = make_page(make_shown(make_platform(notices=(notice,), policies=policies)), "x")
    links = list_links(page)
    assert "https://x.example/ai" in links
    # A source may be at any public host, an action only at the platform's.
    if url.startswith("https:"):
        links.remove(url)
        links.remove(url)
    assert url not in links
    assert "Open it" in read_text(page)
    assert "A source" in read_text(page)


def test_links_that_leave_tell_nobody_where_they_stood() -> None:
    for page in make_all(make_shown(make_platform())).values():
        leaving = [link for link in read_page(page).css("a[href]") if "//" in str(link.attributes["href"])]
        assert leaving
        assert all("noreferrer" in str(link.attributes["rel"]) for link in leaving)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_a_text(text: str) -> None:
    harmless, hostile = make_all(show("harmless")), make_all(show(text))
    for path, page in hostile.items():
        assert describe_structure(page) == describe_structure(harmless[path]), path
        count = harmless[path].count(b"harmless")
        assert escape(text).replace("&#x27;", "&#39;").replace("&quot;", "&#34;").encode() in page or not count, path
        assert read_text(page).count(" ".join(text.split())) >= read_text(harmless[path]).count("harmless"), path


def test_no_page_can_load_or_run_anything_of_its_own() -> None:
    for path, page in make_all(make_shown(make_platform())).items():
        read = read_page(page)
        loaded = [node.attributes["src"] for node in read.css("[src]")]
        loaded += [node.attributes["href"] for node in read.css("link[rel=stylesheet], link[rel=icon]")]
        assert all(str(address).removeprefix("../").startswith("static/") for address in loaded)
        assert not read.css("style, [style], form, iframe, object, embed, img")
        assert not [name for tag, names in describe_structure(page) for name in names if name.startswith("on")]
        assert all(not script.text() for script in read.css("script"))
        assert len(read.css("script")) == (path == "index.html")
