"""No text that anybody wrote or asked for becomes markup, an attribute or an address on a page of the console."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from markupsafe import escape
from selectolax.lexbor import LexborNode
from werkzeug.test import TestResponse

from fairnotice.console.fields import CODES, FLAG, INSIDE, LINES, LISTS, PLATFORM
from fairnotice.store.contract import Batch, Delete, Put
from fairnotice.workflow import reviewing
from fairnotice.workflow.orders import fail, order_publication, read_order
from fairnotice.workflow.report_body import read_report
from fairnotice.workflow.reports import receive
from fairnotice.workflow.tokens import make_token
from server.console.kit import ADMIN, ORIGIN, PUBLISHER, WRITER, Browser, House, get_content, now, read
from server.publication.hostile import HOSTILE
from server.reports import make_body

pytestmark = pytest.mark.slow

HIDDEN = ["\u202e>tpircs/<(1)trela>tpircs<", "<img src=x on\u200berror=alert(1)>", "a\x00b<i>", "a\x0b\x1b<b>\x7f"]
TEXTS = HOSTILE + HIDDEN
TAGS = frozenset(
    """a article aside b body br button caption code dd del details div dl dt fieldset form h1 h2 h3 h4 head header html
    iframe input ins label legend li link main meta nav noscript ol option p path pre script section select span
    summary svg table tbody td textarea th thead time title tr ul""".split()  # noqa: SIM905
)
ADDRESSES = ("href", "src", "action", "formaction", "xlink:href", "data", "srcset", "ping", "poster", "background")


def fill(text: str, id: str = "new-platform") -> dict[str, Any]:
    """Answer a draft with this text in every field but the addresses of its sources."""

    def make(name: str, fields: Any) -> dict[str, Any]:
        kinds = {FLAG: True, LINES: [text, text], CODES: [text]}
        made = {field.key: kinds.get(field.kind, text) for field in fields}
        return made | {key: [make(key, LISTS[key][1])] for key in INSIDE.get(name, ())}

    content = {"id": id, **make("", PLATFORM)}
    content["notices"][0]["sources"][0]["url"] = "https://x.example/"
    return content


def describe(answer: TestResponse, *, without: str = "") -> list[tuple[str, list[str]]]:
    """Answer the elements of a page in their order, each with the names of its attributes."""
    page = read(answer)
    for node in page.css(without) if without else ():
        node.decompose()
    assert page.root is not None
    return [(str(node.tag), sorted(node.attributes)) for node in page.root.traverse(include_text=False)]


def assert_is_harmless(answer: TestResponse) -> None:
    """Assert that a page has only the elements and addresses that the console's templates have."""
    assert answer.status_code < 500
    page = read(answer)
    assert page.root is not None
    for node in page.root.traverse(include_text=False):
        assert node.tag in TAGS, node.html
        assert not [name for name in node.attributes if name.startswith("on") or name in ("style", "srcdoc")], node.html
        for name in ADDRESSES:
            if name in node.attributes:
                _check_address(node, str(node.attributes[name]))
        if node.tag == "script":
            assert not node.text()


def _check_address(node: LexborNode, address: str) -> None:
    parts = urlsplit(address)
    if node.tag == "a" and parts.scheme in ("https", "mailto") and not address.startswith(ORIGIN):
        assert node.attributes.get("rel") == "noreferrer"
        return
    # The whole address stands where slashes that follow each other are led to the one that is meant.
    assert address.startswith(("/console/", "#", f"{ORIGIN}/console/")), node.html


@pytest.fixture(scope="module")
def plain(lasting_house: House) -> int:
    """A proposal of harmless words, to compare with."""
    return lasting_house.start(fill("harmless"))


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_hostile_draft_is_shown_as_text(lasting_house: House, plain: int, text: str) -> None:
    browser, number = lasting_house.enter(WRITER), lasting_house.start(fill(text), title=text)
    for page in ("", "/edit", "/preview"):
        answer, compared = browser.get(f"/proposals/{number}{page}"), browser.get(f"/proposals/{plain}{page}")
        assert_is_harmless(answer)
        assert describe(answer, without="ul.checks") == describe(compared, without="ul.checks"), page
        assert str(escape(text)).replace("\x00", "") in answer.get_data(as_text=True).replace("\x00", ""), page
    assert_is_harmless(browser.get(f"/proposals/{number}/edit?check=1"))
    frame = browser.get(f"/proposals/{number}/preview/frame")
    assert describe(frame) == describe(browser.get(f"/proposals/{plain}/preview/frame"))
    body = read(frame).css_first("body")
    assert body is not None
    records = json.loads(str(body.attributes["data-records"]))
    assert (records[0]["headline"], records[0]["actions"][0]["url"]) == (text, text)
    assert_is_harmless(frame)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_hostile_change_is_shown_word_by_word_as_text(lasting_house: House, text: str) -> None:
    browser = lasting_house.enter(WRITER)
    content = get_content(company=text, hosts=[text])
    content["notices"][0] |= {"headline": text, "summary": f"{content['notices'][0]['summary']} {text}"}
    number = lasting_house.start(content)
    for page in ("", "/conflicts", "/edit?check=1"):
        assert_is_harmless(browser.get(f"/proposals/{number}{page}"))
    lasting_house.store.commit(_forget(lasting_house, number))


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_what_is_asked_for_is_shown_as_text(lasting_house: House, plain: int, text: str) -> None:
    browser, nobody = lasting_house.enter(ADMIN), lasting_house.visit()
    for who, page, keys in (
        (browser, "/platforms", ("q", "category", "topic", "attention")),
        (browser, "/audit", ("who", "about")),
        (browser, "/history", ("platform",)),
        (browser, "/proposals", ("state",)),
        (browser, "/", ("said",)),
        (browser, f"/proposals/{plain}/preview", ("notice", "language", "theme")),
        (lasting_house.enter(WRITER), f"/proposals/{plain}/edit", ("at", "said")),
        (nobody, "/sign-in", ("name", "next", "said")),
        (nobody, "/", ("said", "q")),
        (nobody, "/signed-in", ("next",)),
    ):
        answer = who.get(page, query_string=dict.fromkeys(keys, text))
        assert_is_harmless(answer)
        if page not in ("/history", "/audit", "/platforms", "/proposals"):  # which list what fits
            compared = who.get(page, query_string=dict.fromkeys(keys, "harmless"))
            assert describe(answer) == describe(compared), page
    for page in ("", "platforms/", "extension/", "invitations/", "setup/"):
        assert_is_harmless(browser.get(f"/{page}{quote(text, safe='')}"))


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_what_is_sent_and_refused_is_shown_as_text(lasting_house: House, plain: int, text: str) -> None:
    browser, writer = lasting_house.enter(ADMIN), lasting_house.enter(WRITER)
    for who, page, form in (
        (browser, "/accounts", {"name": text, "role": text}),
        (browser, f"/accounts/{quote(text, safe='')}/roles", {"role": text}),
        (browser, "/me/tokens", {"name": text, "scope": text, "expires": "2026-01-01"}),
        (browser, "/platforms", {"id": text, "name": text}),
        (browser, "/withdraw", {"id": text, "reason": text}),
        (browser, "/publish", {"number": text, "at": text}),
        (browser, "/reports", {"ticket": text, "state": text, "own_reason": text, "edition": text}),
        (writer, f"/proposals/{plain}/edit", {"do": f"add {text}", "title": text}),
        (writer, f"/proposals/{plain}/edit", {"do": "save", "title": text, "f.name": text, "seen": "0"}),
        (writer, f"/proposals/{plain}/conflicts", {f"choice.{text}": "mine", "seen": "0"}),
        (lasting_house.visit(), f"/proposals/{plain}/edit", {text: text, "f.name": text}),
        (lasting_house.visit(), "/setup/none", {"name": text}),
    ):
        assert_is_harmless(who.post(page, form))


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "http://x.example", "//x.example",
            " https:x", "https:javascript", "vbscript:x", "mailto:a@x.example"],
)  # fmt: skip
def test_a_source_is_a_link_only_by_https(house: House, url: str) -> None:
    content = get_content()
    content["notices"][0]["sources"][0] |= {"url": url, "title": "The source"}
    content["id"] = "new-platform"
    answer = house.enter(WRITER).get(f"/proposals/{house.start(content)}")
    links = [link.attributes["href"] for link in read(answer).css("aside a")]
    assert len(links) == len(content["notices"][0]["sources"]) - 1
    assert "The source" in answer.get_data(as_text=True)


def test_lists_and_logs_show_what_people_wrote_as_text(make_house: Callable[..., House]) -> None:
    hostile, plain = make_house(), make_house()
    write_all(hostile, TEXTS)
    write_all(plain, [f"harmless {number}" for number in range(len(TEXTS))])
    for page in ("/", "/proposals", "/proposals/1", "/platforms", "/publish", "/orders/1", "/reports", "/me", "/audit"):
        for actor in (WRITER, PUBLISHER, ADMIN):
            answer = hostile.enter(actor).get(page)
            assert_is_harmless(answer)
            assert describe(answer) == describe(plain.enter(actor).get(page)), page
    assert_is_harmless(hostile.enter(ADMIN).get("/platforms/hostile-0"))


def write_all(house: House, texts: Sequence[str]) -> None:
    """Leave these texts wherever people leave words: titles, comments, tokens, reports, faults, platforms."""
    people: list[Browser] = [house.enter(actor) for actor in (WRITER, PUBLISHER, ADMIN)]
    assert people
    number = house.submit(get_content(company="Other"))
    for text in texts:
        reviewing.comment(house.store, WRITER, number, f"x{text}", now=now())
        house.start(fill("harmless"), title=text)
    for text in texts[:60]:
        if text.isprintable():
            make_token(house.store, ADMIN, f"x {text}"[:80], ["read"], now().date(), now())
    house.approve(get_content("lemon8", company="Other"))
    approved = house.approve(get_content("quillbot", company="Other"))
    order_publication(house.store, PUBLISHER, [approved], now=now())
    fail(house.store, read_order(house.store, 1), PUBLISHER, " ".join(texts), now())
    body = make_body(notice_id="rumble/account-deletion", action_id=None)
    ticket = receive(house.store, read_report(body, now())).ticket
    # Some of these could not be published or sent; whoever can write to the store could put them there all the same.
    for collection, id in (("platforms", "rumble"), ("reports", ticket)):
        kept = house.store.get(collection, id)
        assert kept is not None
        for index, text in enumerate(texts):
            content = fill(text, id=f"hostile-{index}")
            content["notices"][0]["verified_on"] = None  # so that the desk lists it
            changes = {"platform": content} if collection == "platforms" else {"text": text}
            house.store.commit(Batch(puts=[Put(collection, f"hostile-{index}", {**kept.body, **changes}, 0)]))


def _forget(house: House, number: int) -> Batch:
    """Answer what takes a proposal away, so that it does not stand in the lists of the next test."""
    return Batch(deletes=[Delete("proposals", f"{number:09d}")])
