"""Deny by default: an endpoint that nobody declared open to everyone fails this test."""

from __future__ import annotations

from flask import Flask

PUBLIC = {
    ("/", "GET"): "leads to the documentation",
    ("/livez", "GET"): "health",
    ("/readyz", "GET"): "health",
    ("/v1/lookup", "GET"): "published data, limited per address",
    ("/v1/reports", "POST"): "anybody may report; limited per address, with a proof of work",
    ("/v1/openapi.json", "GET"): "documentation",
    ("/v1/docs", "GET"): "documentation",
    ("/console/setup/<token>", "GET"): "opens with its one-time token only",
    ("/console/setup/<token>", "POST"): "opens with its one-time token only",
    ("/console/static/<path:filename>", "GET"): "style sheets",
}


def test_every_endpoint_has_a_declared_rule(app: Flask) -> None:
    found = {
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert found == PUBLIC.keys()
