"""Everybody can use the console: every page by WCAG 2.2 A and AA, light and dark, wide and narrow."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from e2e.installation import Installation
from e2e.person import Person
from e2e.test_accessibility import check, chromium
from e2e.test_console import sign_in
from fairnotice.catalogue.schema import dump_platform, load_platform
from fairnotice.workflow.actors import ADMIN, Actor, make_operator
from fairnotice.workflow.drafting import propose, start
from fairnotice.workflow.invitations import invite
from fairnotice.workflow.marks import Mark
from fairnotice.workflow.orders import order_publication
from fairnotice.workflow.platforms import read_published_platform
from fairnotice.workflow.proposals import read_proposal
from fairnotice.workflow.reviewing import approve, comment

__all__ = ["chromium"]

PAGES = {
    "desk": "", "platforms": "platforms", "platform": "platforms/x", "proposals": "proposals?state=all",
    "proposal in review": "proposals/1", "draft with faults": "proposals/2/edit?check=1",
    "conflicts": "proposals/3/conflicts",
    "preview": "proposals/1/preview", "publish": "publish", "order": "orders/1", "history": "history",
    "edition": "history/2", "first edition": "history/1", "reports": "reports", 
    "accounts": "accounts", "findings": "findings", "translations": "translations",
    "translate": "proposals/3/translate/ar", "files": "files", "me": "me",
    "audit": "audit", "nothing there": "nothing",
}  # fmt: skip


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Give a server where something waits on every page."""
    running = Installation.start(tmp_path_factory.mktemp("busy") / "data")
    running.add_account("ada")
    store, now = running.open(), datetime.now(UTC)
    ada, mira = Actor("ada", frozenset({ADMIN})), make_operator("mira")
    platform = read_published_platform(store, "x")
    content = dump_platform(platform)
    first = content["notices"][0]
    changed = {**content, "notices": [{**first, "headline": "Another headline"}, *content["notices"][1:]]}
    marks = {first["id"]: Mark(True, "It reads otherwise.")}
    propose(store, mira, "x", load_platform(changed), title="Another headline", marks=marks, now=now)
    comment(store, ada, 1, "Is this so in the EU?", now=now)
    broken = {**content, "name": "", "notices": [{**first, "summary": "", "regions": ["Mars"]}]}
    start(store, ada, "x", broken, title="Half done", now=now)
    start(store, ada, "x", {**changed, "name": "X Social"}, title="Another name", marks=marks, now=now)
    reddit = replace(read_published_platform(store, "reddit"), name="Reddit Social")
    propose(store, mira, "reddit", reddit, title="Its new name", marks={}, now=now)
    approve(store, ada, 4, is_solo=False, now=now)
    running.change_notice("x", first["id"], is_material=False, headline="A third headline")
    order_publication(store, ada, [4], at=now + timedelta(days=30), now=now)
    invite(store, ada, "noor", ["contributor"], now)
    assert read_proposal(store, 3).base == 1
    store.close()
    yield running
    running.stop()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_no_fault(chromium: Person, busy: Installation, page: str) -> None:
    sign_in(chromium, busy, "ada")
    chromium.visit(f"{busy.address}/console/{PAGES[page]}")
    # axe-core cannot judge what lies below the bar that stays at the bottom.
    chromium.evaluate("document.querySelectorAll('.sticky').forEach((each) => { each.style.position = 'static'; })")
    check(chromium, "ltr")


@pytest.mark.parametrize("page", ["sign-in", "setup/used", "invitation"])
def test_a_page_before_signing_in_has_no_fault(chromium: Person, busy: Installation, page: str) -> None:
    store = busy.open()
    token, _ = invite(store, Actor("ada", frozenset({ADMIN})), "lior", ["reviewer"], datetime.now(UTC))
    store.close()
    chromium.visit(
        f"{busy.address}/console/" + {"sign-in": "sign-in", "invitation": f"invitations/{token}"}.get(page, "setup/x")
    )
    check(chromium, "ltr")
