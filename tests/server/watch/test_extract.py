"""The main text of a page, whatever the page is like."""

from __future__ import annotations

import pytest

from fairnotice.errors import Invalid
from fairnotice.watch.blocks import Block
from fairnotice.watch.extract import Selectors, decode, extract

PAGE = """<!doctype html><html lang=en><head><title>T</title><style>p { color: red }</style>
<script>document.write("<p>We sell nothing</p><div>");</script></head>
<body>
<header><a href=/>Tidepool</a><nav><ul><li><a href=/a>Boats</a><li><a href=/b>Harbours</a></ul></nav></header>
<div id="onetrust-banner-sdk"><p>We use cookies.</p><button>Accept all</button></div>
<div role="dialog"><p>Subscribe to our letter</p></div>
<main>
<h1>Privacy <b>Policy</b></h1>
<p>We <strong>never</strong> sell your data.<br>Not even once. <a href="/more">Learn more</a></p>
<ul><li>your name<li>the <i>boats</i> you follow<ul><li>their flags</li></ul></li></ul>
<p><a href="/list">The list</a><span class="sr-only">opens in a new tab</span></p>
<table><tr><th>Company</th><td>Paywell</td></tr></table>
<p hidden>Draft</p><!-- <p>We sell it</p> -->
</main>
<aside>Weather</aside><footer><p>Company Ltd</p></footer>
</body></html>"""


def texts(page: str | bytes, selectors: Selectors | None = None, charset: str | None = None) -> list[str]:
    body = page.encode() if isinstance(page, str) else page
    return [block.text for block in extract(body, selectors=selectors, charset=charset)]


def test_the_text_is_kept_and_everything_around_it_goes() -> None:
    assert extract(PAGE.encode()) == (
        Block("heading", "Privacy Policy"),
        Block("paragraph", "We never sell your data."),
        Block("paragraph", "Not even once. Learn more"),
        Block("item", "your name"),
        Block("item", "the boats you follow"),
        Block("item", "their flags"),
        Block("link", "The list"),
        Block("cell", "Company"),
        Block("cell", "Paywell"),
    )


def test_without_a_main_element_header_and_footer_go_all_the_same() -> None:
    page = PAGE.replace("<main>", "<div>").replace("</main>", "</div>")
    assert texts(page) == texts(PAGE)


def test_a_main_element_that_holds_little_is_not_the_text() -> None:
    page = f"<main>Menu</main><div>{'<p>We keep your data for 30 days.</p>' * 9}</div>"
    assert texts(page)[-1] == "We keep your data for 30 days."


def test_a_folded_section_is_part_of_the_policy() -> None:
    folded = "We share data with partners. " * 20
    assert folded.strip() in texts(
        f"<main><h2>Data</h2><div aria-hidden=true style='display:none'>{folded}</div></main>"
    )


def test_a_policy_about_cookies_is_not_taken_for_a_cookie_window() -> None:
    page = (
        f"<div class='cookie-notice'><h1>Cookie Notice</h1>{'<p>We set a cookie that lives for a year.</p>' * 90}</div>"
    )
    assert len(texts(page)) == 91


def test_selectors_decide_where_there_are_some() -> None:
    page = "<div id=a><p>one</p><p class=x>two</p></div><div id=b><p>three</p></div><footer>four</footer>"
    assert texts(page, Selectors(keep=("#a",))) == ["one", "two"]
    assert texts(page, Selectors(keep=("#a", "footer"), remove=(".x",))) == ["one", "four"]
    assert texts(page, Selectors(keep=("#a", "#a p", "p"))) == ["one", "two", "three"]
    assert texts(page, Selectors(remove=("p", "footer"))) == []


def test_a_selector_that_finds_nothing_gives_nothing() -> None:
    assert texts(PAGE, Selectors(keep=("#policy",))) == []


@pytest.mark.parametrize("selector", ["p[", ":::", "p >> q", ""])
def test_what_is_no_selector_is_refused_by_name(selector: str) -> None:
    with pytest.raises(Invalid, match="is not a CSS selector"):
        extract(b"<p>one", selectors=Selectors(keep=(selector,)))


@pytest.mark.parametrize(
    ("page", "declared"),
    [
        ("<p>Grüße – “ja”".encode(), None),
        ("<p>Grüße – “ja”".encode(), "iso-8859-1"),
        ("<meta charset=iso-8859-1><p>Grüße – “ja”".encode(), None),
        ("<p>Grüße – “ja”".encode("utf-8-sig"), "windows-1252"),
        ("<p>Grüße – “ja”".encode("cp1252"), None),
        ("<p>Grüße – “ja”".encode("cp1252"), "iso-8859-1"),
        ("<p>Grüße – “ja”".encode("cp1252"), "utf-8"),
        ("<meta charset=windows-1252><p>Grüße – “ja”".encode("cp1252"), None),
        ("<p>Grüße – “ja”".encode("cp1252"), "no-such-charset"),
        ("<p>Grüße – “ja”".encode("cp1252"), "zip"),
        ("\ufeff<p>Grüße – “ja”".encode("utf-16-le"), None),
    ],
)
def test_the_charset_is_what_the_bytes_say(page: bytes, declared: str | None) -> None:
    assert texts(page, charset=declared) == ["Grüße – “ja”"]


def test_other_charsets_are_read_as_declared() -> None:
    assert "Данные" in decode("<p>Данные".encode("koi8-r"), "koi8-r")
    assert "個人情報" in decode("<p>個人情報".encode("shift_jis"), "shift_jis")


def test_a_page_cut_inside_a_character_is_still_utf_8() -> None:
    assert decode("Grüße ü".encode()[:-1], "iso-8859-1").startswith("Grüße")


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("", []),
        ("   ", []),
        ("plain words", ["plain words"]),
        ("<p>one<p>two", ["one", "two"]),
        ("<div><span>one</div></span>two", ["one", "two"]),
        ("<p>one</b></i></p></div>two", ["one", "two"]),
        ("<table><p>one<tr><td>two", ["one", "two"]),
        ("<p>a < b and c > d</p>", ["a < b and c > d"]),
        ("<p>one</p><script>two", ["one"]),
        ("<p>one</p><!-- two", ["one"]),
        ("<p>one<p title='<b>'>two", ["one", "two"]),
        ("<scripture>one</scripture>", ["one"]),
        ("<p>o\0ne &amp; t&#119;o &nbsp; three", ["one & two three"]),
        ("<form><p>one, two</p><button>Send</button></form>", ["one, two"]),
    ],
)
def test_broken_pages_keep_their_words(page: str, expected: list[str]) -> None:
    assert texts(page) == expected
