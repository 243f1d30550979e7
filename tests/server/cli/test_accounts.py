"""Accounts, links, tokens and the audit log by commands; secrets go to standard output and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fairnotice.store.contract import Store
from fairnotice.store.sqlite import SqliteStore
from fairnotice.workflow.invitations import accept
from fairnotice.workflow.sessions import read_session, sign_in
from fairnotice.workflow.tokens import read_token
from server.cli.kit import expect, run
from server.workflow.kit import OTHER_PASSWORD, PASSWORD, read_everything

ADDRESS = "http://127.0.0.1:8787/console/invitations/"


def now() -> datetime:
    return datetime.now(UTC)


def succeed(*words: str | Path) -> str:
    result = run(*words)
    assert result.exit_code == 0, result.output
    return result.stdout


def read_rows(*words: str | Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in succeed(*words, "--json").splitlines()]


@pytest.fixture
def store(data: Path) -> Iterator[Store]:
    """The store of `data`, to look into and to sign in."""
    store = SqliteStore(data / "fairnotice.sqlite3")
    yield store
    store.close()


@pytest.fixture
def where(data: Path, store: Store) -> tuple[str | Path, ...]:
    """Options for an installation with an admin, ada, who can sign in, and noor, who reviews."""
    link = succeed("accounts", "invite", "ada", "--role", "admin", "--data", data)
    accept(store, link.strip().removeprefix(ADDRESS), PASSWORD, now())
    succeed("accounts", "add", "noor", "--role", "reviewer", "--data", data, "--as", "ada")
    return ("--data", data, "--as", "ada")


def test_accounts_are_listed_with_how_they_sign_in(data: Path, where: tuple[str, ...]) -> None:
    first, second = succeed("accounts", "list", "--data", data).splitlines()
    assert first.split() == ["ada", "active", "password", "-", "admin"]
    assert second.split() == ["noor", "active", "-", "-", "reviewer"]
    ada, _ = read_rows("accounts", "list", "--data", data)
    assert ada.keys() == {"name", "roles", "is_active", "has_password", "has_totp", "made_on"}
    assert (ada["name"], ada["roles"], ada["has_password"]) == ("ada", ["admin"], True)


def test_roles_are_changed_and_accounts_disabled_and_enabled(data: Path, where: tuple[str, ...]) -> None:
    words = ("accounts", "roles", "noor", "--role", "publisher", "--role", "contributor")
    assert succeed(*words, *where) == "noor is contributor, publisher.\n"
    assert succeed("accounts", "disable", "noor", *where) == "noor is disabled.\n"
    expect(run("tokens", "list", "--data", data, "--as", "noor"), 1, "'noor' is disabled")
    assert succeed("accounts", "list", "--data", data).splitlines()[1].split()[1] == "-"
    assert succeed("accounts", "enable", "noor", *where) == "noor is enabled.\n"
    expect(run("accounts", "disable", "ada", *where), 1, "the last admin who can sign in")
    expect(run("accounts", "disable", "ada", "--data", data, "--as", "noor"), 1, "noor is no admin")
    expect(run("accounts", "enable", "nobody", *where), 1, "no account 'nobody'")


def test_a_link_to_a_new_password_is_printed_alone(store: Store, where: tuple[str, ...]) -> None:
    result = run("accounts", "reset-password", "noor", "--remove-codes", *where)
    token = result.stdout.strip().removeprefix(ADDRESS)
    assert result.stdout == f"{ADDRESS}{token}\n"
    assert token not in result.stderr
    assert "good once" in result.stderr
    assert token not in read_everything(store)
    assert accept(store, token, OTHER_PASSWORD, now())[0] == "noor"


def test_sessions_are_listed_and_ended(data: Path, store: Store, where: tuple[str, ...]) -> None:
    made = [sign_in(store, "ada", PASSWORD, "", "192.0.2.7", now(), client="Firefox") for _ in range(3)]
    assert len(succeed("accounts", "sessions", "ada", *where).splitlines()) == 3
    rows = read_rows("accounts", "sessions", *where)
    assert {row["id"] for row in rows} == {session.id for _, session in made}
    assert rows[0].keys() == {"id", "account", "made_on", "seen_on", "client"}
    token, session = made[0]
    assert succeed("accounts", "sessions", "--end", session.id, *where) == f"Session {session.id} has ended.\n"
    assert read_session(store, token, now()) is None
    assert succeed("accounts", "sessions", "ada", "--end-all", *where) == "All sessions of ada have ended.\n"
    assert succeed("accounts", "sessions", *where) == ""
    expect(run("accounts", "sessions", "--end", session.id, *where), 1, "no session")
    expect(run("accounts", "sessions", "--end-all", *where), 2, "--end-all goes with a NAME")
    expect(run("accounts", "sessions", "ada", "--end", "x", "--end-all", *where), 2, "without --end")
    expect(run("accounts", "sessions", "--data", data, "--as", "noor"), 1, "noor is no admin")


def test_a_token_is_printed_alone_listed_and_revoked(data: Path, store: Store, where: tuple[str, ...]) -> None:
    own = ("--data", data, "--as", "noor")
    result = run("tokens", "make", "nightly bot", "--scope", "read", "--scope", "review", "--days", "7", *own)
    secret = result.stdout.strip()
    token = read_token(store, secret, now())
    assert token
    assert secret not in result.stderr
    assert secret not in read_everything(store)
    (row,) = read_rows("tokens", "list", *own)
    assert (row["id"], row["scopes"], row["name"]) == (token.id, ["read", "review"], "nightly bot")
    assert (row["expires_on"], row["last_used_on"]) == (token.expires_on.isoformat(), now().date().isoformat())
    assert succeed("tokens", "list", *where) == ""
    assert "nightly bot" in succeed("tokens", "list", "--all", *where)
    expect(run("tokens", "list", "--all", *own), 1, "noor is no admin")
    expect(run("tokens", "make", "b", "--scope", "publish", *own), 1, "noor is no publisher")
    assert succeed("tokens", "revoke", token.id, *own) == f"Token {token.id} is revoked.\n"
    expect(run("tokens", "revoke", token.id, *own), 1, "no token")


def test_before_there_is_an_account_no_token_is_made(data: Path) -> None:
    expect(run("tokens", "make", "bot", "--scope", "read", "--data", data), 1, "make one first")


def test_the_audit_log_is_listed_newest_first(data: Path, where: tuple[str, ...]) -> None:
    succeed("accounts", "disable", "noor", *where)
    newest, before, *_ = succeed("audit", "--data", data, "--who", "ada").splitlines()
    assert newest.split()[1:] == ["ada", "-", "disable", "account", "noor", "-"]
    assert before.split()[1:] == ["ada", "-", "make", "account", "noor", "reviewer"]
    rows = read_rows("audit", "--data", data, "--about", "ada", "--limit", "1")
    assert [(row["who"], row["via"], row["what"]) for row in rows] == [("ada", "link", "make account")]
    assert rows[0].keys() == {"number", "at", "who", "via", "what", "about", "why", "before", "after"}
