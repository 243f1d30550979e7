"""What a view declares about who may ask it is found again, and nothing is found where nothing was declared."""

from __future__ import annotations

from functools import partial

import pytest

from fairnotice.workflow.access import EVERYONE, LINK, SESSION, TOKEN, WAYS, Access, declare, read_access
from fairnotice.workflow.actors import ROLES


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("role", [None, *ROLES])
def test_what_is_declared_is_found_on_the_view_itself(way: str, role: str | None) -> None:
    def view(number: int) -> int:
        return number + 1

    noted = declare(Access(way, role))(view)
    assert noted is view
    assert view(1) == 2
    assert read_access(noted) == Access(way, role)


def test_nothing_is_declared_for_a_view_without_a_word_and_for_none() -> None:
    assert read_access(lambda: None) is None
    assert read_access(partial(print)) is None
    assert read_access(None) is None


def test_a_declaration_belongs_to_one_view_only() -> None:
    first, second = (declare(Access(SESSION, role))(lambda: None) for role in ("reviewer", "admin"))
    assert (read_access(first), read_access(second)) == (Access(SESSION, "reviewer"), Access(SESSION, "admin"))


def test_the_ways_are_told_apart() -> None:
    assert len({EVERYONE, LINK, SESSION, TOKEN}) == len(WAYS) == 4
