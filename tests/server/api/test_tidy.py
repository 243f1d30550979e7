"""What is too old is thrown away by a running application, by itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask import Flask

from fairnotice.store.contract import Store
from fairnotice.workflow.actors import ADMIN, make_operator
from fairnotice.workflow.invitations import invite
from fairnotice.workflow.throttle import ACCOUNT, Throttle
from server.workflow.kit import enter, make_person

WAIT_SECONDS = 10.0
AGED = ("sessions", "attempts", "invitations")


def test_old_sessions_attempts_and_links_go_and_fresh_ones_stay(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    keeper, store = (app.extensions["fairnotice"][name] for name in ("keeper", "store"))
    keeper.stop()
    make_person(store, "ada", ADMIN)
    today = datetime.now(UTC)
    for moment in (today - timedelta(days=40), today):
        leave_traces(store, moment)
    assert count(store) == {"sessions": 2, "attempts": 2, "invitations": 2}
    again = make_app(is_empty=True)
    deadline = time.monotonic() + WAIT_SECONDS
    while count(store) != dict.fromkeys(AGED, 1) and time.monotonic() < deadline:
        time.sleep(0.05)
    again.extensions["fairnotice"]["keeper"].stop()
    assert count(store) == dict.fromkeys(AGED, 1)


def leave_traces(store: Store, moment: datetime) -> None:
    enter(store, "ada", now=moment)
    Throttle(store, moment).count_attempt((ACCOUNT, "noor"))
    invite(store, make_operator("root"), f"wren-{moment.year}-{moment.month}-{moment.day}", [ADMIN], moment)


def count(store: Store) -> dict[str, int]:
    return {name: len(store.list(name)) for name in AGED}
