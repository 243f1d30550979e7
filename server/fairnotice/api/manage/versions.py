"""Which version of a document somebody looked at: ETag in answers, If-Match in requests (RFC 9110, section 13)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import request
from flask_smorest import Blueprint
from werkzeug.exceptions import PreconditionRequired

from fairnotice.store.contract import Store
from fairnotice.workflow.proposals import Proposal, expect_version, read_proposal

View = TypeVar("View", bound=Callable[..., Any])
_HEADER = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "description": "The ETag of the proposal that you looked at; when it changed since, this is 412.",
    "schema": {"type": "string"},
    "example": '"1"',
}


def write_tag(version: int, *more: str) -> str:
    """Answer the ETag of a version of a document, and of what else is shown with it."""
    return '"' + " ".join([str(version), *more]).replace(" ", ",") + '"'


def needs_version(view: View) -> View:
    """Say in the document that a view wants If-Match; `read_seen` looks at it."""
    return cast(View, Blueprint.doc(parameters=[_HEADER])(view))


def read_seen(store: Store, number: int) -> int:
    """Answer the version of a proposal that the request names, which is the one of now. Raises `Stale` for another.

    `*` names none: it would let somebody approve what they never saw.
    """
    proposal: Proposal = read_proposal(store, number)
    if not request.if_match or request.if_match.star_tag:
        raise PreconditionRequired
    seen = proposal.version if request.if_match.contains(str(proposal.version)) else 0
    expect_version(proposal, seen)
    return seen
