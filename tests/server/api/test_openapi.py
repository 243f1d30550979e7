"""The OpenAPI document tells the truth, the whole of it, and its page loads nothing from elsewhere."""

from __future__ import annotations

import gc
import re
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from fairnotice.api.manage.frame import PREFIX as MANAGE
from fairnotice.workflow.report_body import ReportSchema

CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
]
NOT_DOCUMENTED = {"/v1/openapi.json", "/v1/docs"}


def list_operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Answer path, method and description of everything that can be asked."""
    return [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method != "parameters"
    ]


@pytest.fixture(scope="module")
def document(lasting_client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = lasting_client.get("/v1/openapi.json").get_json()
    return found


def test_it_is_valid_openapi(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    schemathesis.openapi.from_dict(document).validate()


def test_every_route_is_in_it(app: Flask, document: dict[str, Any]) -> None:
    rules = [rule.rule for rule in app.url_map.iter_rules() if not rule.rule.startswith("/console/")]
    routes = {re.sub(r"<(?:[a-z]+:)?([a-z_]+)>", r"{\1}", rule) for rule in rules}
    assert routes - NOT_DOCUMENTED <= document["paths"].keys()
    assert routes >= NOT_DOCUMENTED


def test_every_error_is_a_problem_document(document: dict[str, Any]) -> None:
    default = document["components"]["responses"]["DEFAULT_ERROR"]
    assert list(default["content"]) == ["application/problem+json"]
    for path, method, operation in list_operations(document):
        assert "default" in operation["responses"], (method, path)


def test_reporting_is_shown_by_an_example_that_keeps_the_rules(document: dict[str, Any]) -> None:
    content = document["paths"]["/v1/reports"]["post"]["requestBody"]["content"]
    assert sorted(content) == ["application/json", "text/plain"]
    for described in content.values():
        assert ReportSchema().load(described["example"])


def test_the_page_holds_every_path_and_loads_nothing(lasting_client: FlaskClient, document: dict[str, Any]) -> None:
    page = lasting_client.get("/v1/docs").text
    for path in document["paths"]:
        assert f"<code>{path}</code>" in page
    assert not re.search(r"<(?:script|link|img|iframe|object|embed|source)\b|@import|url\(|\bsrc=", page, re.I)
    assert re.findall(r'href="([^"]*)"', page) == ["/v1/openapi.json"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_what_is_answered_is_what_it_says(lasting_client: FlaskClient, document: dict[str, Any]) -> None:
    schema = schemathesis.openapi.from_wsgi("/v1/openapi.json", lasting_client.application)
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) == len(list_operations(document))
    operations = [operation for operation in operations if not operation.path.startswith(MANAGE)]
    for operation in operations:

        @settings(
            max_examples=12,
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            case.call_and_validate(checks=CHECKS)

        ask()
    gc.collect()  # its client leaves files open, which must not be noticed in another test
