"""The public list of tickets: what became of each report, in one file, so that asking tells nobody whose is whose."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fairnotice.store.contract import Put, Store

TICKETS = "v1/tickets.json"
NEWEST = 5000
"""So many tickets are listed; when more reports come in, the oldest leave the list."""

Listed = Mapping[str, Mapping[str, Any]]
"""Tickets, oldest report first: code -> state, edition (of a fixed one), reason (of a declined one, when a kind)."""


def read_tickets(store: Store) -> tuple[dict[str, Mapping[str, Any]], int]:
    """Answer the listed tickets, oldest first, and the version of the document that holds them (0 = none yet)."""
    document = store.get("state", "tickets")
    return (dict(document.body["tickets"]), document.version) if document else ({}, 0)


def put_tickets(listed: Listed, version: int) -> Put:
    """Answer the operation that replaces the list; it goes into the batch of what it tells about."""
    newest = dict(list(listed.items())[-NEWEST:])
    return Put("state", "tickets", {"tickets": newest}, version)


def write_tickets(listed: Listed) -> bytes:
    """Answer the file. It is sorted by code: the order in which reports came is nobody's business."""
    return json.dumps({"tickets": dict(sorted(listed.items()))}, separators=(",", ":")).encode() + b"\n"
