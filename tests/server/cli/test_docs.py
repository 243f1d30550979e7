"""What can be said on the command line and set is documented."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import click
import pytest

from fairnotice import settings
from fairnotice.cli import main
from fairnotice.settings import PREFIX, Settings

README = Path(__file__).parents[3] / "README.md"


def walk(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        for word, inner in command.commands.items():
            yield from walk(inner, f"{name} {word}")


COMMANDS = dict(walk(main, "fairnotice"))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_help(name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    undocumented = [p.name for p in command.params if isinstance(p, click.Option) and not p.help]
    assert undocumented == []


def test_every_setting_says_what_it_is_for() -> None:
    (body,) = (
        node.body for node in ast.walk(ast.parse(inspect.getsource(settings)))
        if isinstance(node, ast.ClassDef) and node.name == "Settings"
    )  # fmt: skip
    described = {
        before.target.id
        for before, after in pairwise(body)
        if isinstance(before, ast.AnnAssign)
        and isinstance(before.target, ast.Name)
        and isinstance(after, ast.Expr)
        and isinstance(after.value, ast.Constant)
    }
    assert described == {field.name for field in fields(Settings)}


@pytest.mark.parametrize("field", [field.name for field in fields(Settings)])
def test_the_readme_tells_of_every_setting(field: str) -> None:
    assert f"{PREFIX}{field.upper()}" in README.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name, command in COMMANDS.items() if not isinstance(command, click.Group)])
def test_the_readme_tells_of_every_command(name: str) -> None:
    assert name in README.read_text(encoding="utf-8")
