"""The document tells the truth about the maintainers' half: tokens, examples, and what is answered to anything."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fairnotice.api.manage.frame import PREFIX, SCHEME, find_rule
from fairnotice.app import create_app
from fairnotice.settings import Settings
from fairnotice.workflow.actors import ROLE_OF_SCOPE
from fairnotice.workflow.proposals import read_proposal
from server.api.conftest import Client, make_installation
from server.api.manage_kit import Programs
from server.api.test_openapi import CHECKS, list_operations
from server.workflow.kit import DELETION

pytestmark = pytest.mark.slow

THERE: dict[str, list[object]] = {
    "number": [1, 2, 3],
    "edition": [1],
    "language": ["de", "ar"],
    "id": ["rumble", f"rumble/{DELETION}"],
}
"""What is there, by the name of its place in an address."""


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programs]:
    """Proposals in three states, an order and something withdrawn."""
    chosen = Settings(data=tmp_path_factory.mktemp("data"))
    make_installation(chosen)
    app = create_app(chosen)
    app.test_client_class = Client
    programs = Programs(app)
    one, _, three = programs.propose(), programs.propose(state="draft"), programs.propose()
    programs.step("review", one, "approve", 1)
    programs.step("review", three, "request-changes", 1, {"reason": "A step is missing."})
    programs.ask("publish", "POST", "/orders", json={"proposals": [one]})
    programs.ask("publish", "POST", "/withdrawals", json={"id": f"rumble/{DELETION}", "reason": "Wrong."})
    yield programs
    app.extensions["fairnotice"]["keeper"].stop()
    app.extensions["fairnotice"]["store"].close()


def list_manage(programs: Programs) -> list[tuple[str, str, dict[str, Any]]]:
    document = programs.app.test_client().get("/v1/openapi.json").get_json()
    return [each for each in list_operations(document) if each[0].startswith(f"{PREFIX}/")]


def test_every_view_says_which_token_it_wants(programs: Programs) -> None:
    rules = {
        (rule.rule, method): find_rule(programs.app, rule.endpoint, method)
        for rule in programs.app.url_map.iter_rules()
        for method in rule.methods or ()
        if rule.rule.startswith(f"{PREFIX}/") and method not in ("HEAD", "OPTIONS")
    }
    described = {
        (path, method.upper()): [ROLE_OF_SCOPE[scope] for scope in operation["security"][0][SCHEME]]
        for path, method, operation in list_manage(programs)
    }
    assert len(described) == len(rules)
    for (rule, method), access in rules.items():
        path = rule.replace("<int:", "<").replace("<path:", "<").replace("<", "{").replace(">", "}")
        assert access is not None
        assert described[path, method] == ([access.role] if access.role else []), (path, method)


def test_every_view_has_a_summary_and_every_body_an_example_that_keeps_its_rules(programs: Programs) -> None:
    count = 0
    for path, method, operation in list_manage(programs):
        assert operation["summary"].endswith((".", ":")), (method, path)
        if "requestBody" in operation:
            count += 1
            example = operation["requestBody"]["content"]["application/json"]["example"]
            (scope,) = operation["security"][0][SCHEME] or ["propose"]
            place = path.removeprefix(PREFIX).replace("{number}", "2").replace("{language}", "de")
            seen = read_proposal(programs.store, 2).version
            response = programs.ask(scope, method.upper(), place, seen=seen, json=example)
            assert response.status_code in (200, 201, 202, 403, 404, 409), (method, path, response.text)
    assert count == 12


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_what_is_answered_to_anything_is_what_it_says(programs: Programs) -> None:
    schema = schemathesis.openapi.from_wsgi("/v1/openapi.json", programs.app)
    operations = [result.ok() for result in schema.get_all_operations()]
    operations = [operation for operation in operations if operation.path.startswith(f"{PREFIX}/")]
    assert len(operations) == len(list_manage(programs))
    for operation in operations:
        (scope,) = operation.definition.raw["security"][0][SCHEME] or ["propose"]

        @settings(
            max_examples=25,
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(), is_there=st.booleans(), chosen=st.integers(0, 2), scope=st.just(scope))
        def ask(case: Any, is_there: bool, chosen: int, scope: str) -> None:
            headers = {"Authorization": f"Bearer {programs.tokens[scope]}"}
            if is_there:
                for name in case.path_parameters or {}:
                    case.path_parameters[name] = THERE[name][chosen % len(THERE[name])]
                if "number" in (case.path_parameters or {}) and "proposals" in case.path:
                    number = case.path_parameters["number"]
                    headers["If-Match"] = f'"{read_proposal(programs.store, number).version}"'
            case.call_and_validate(headers=headers, checks=CHECKS)

        ask()
    gc.collect()  # its client leaves files open, which must not be noticed in another test
