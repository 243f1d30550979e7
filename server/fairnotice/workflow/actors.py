"""Who acts, by what, and what their roles let them do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from fairnotice.errors import Refused

CONTRIBUTOR, REVIEWER, PUBLISHER, ADMIN = ROLES = ("contributor", "reviewer", "publisher", "admin")
SCOPES = ("read", "propose", "review", "publish", "accounts")
ROLE_OF_SCOPE: Mapping[str, str] = dict(zip(SCOPES[1:], ROLES, strict=True))
"""The role that each scope of a token stands for; `read` changes nothing and so needs none."""
SESSION, LINK = "session", "link"
_PREFIX = "token "


@dataclass(frozen=True)
class Actor:
    """Somebody who changes something. An admin may do what every other role may, but for one who acts by a token.

    `via` says by what they act: empty = the command line, "session", "link" (a one-time one) or "token <id>".
    """

    name: str
    roles: frozenset[str]
    via: str = ""

    @property
    def is_token(self) -> bool:
        """Whether a program acts, by a token."""
        return self.via.startswith(_PREFIX)

    def require(self, role: str) -> None:
        """Raise `Refused` unless the actor has `role`."""
        if role in self.roles or (ADMIN in self.roles and not self.is_token):
            return
        if self.is_token:
            scope = next(scope for scope, meant in ROLE_OF_SCOPE.items() if meant == role)
            raise Refused(f"This token does not cover that; it needs the scope {scope}, and its account that role.")
        raise Refused(f"{self.name} is no {role}; ask an admin for that role.")

    def require_own(self, name: str) -> None:
        """Raise `Refused` unless the actor is the account `name` in person, or an admin."""
        if self.is_token or self.name != name:
            self.require(ADMIN)

    def require_person(self) -> None:
        """Raise `Refused` for a token: what keeps an account safe is changed by its holder only."""
        if self.is_token:
            raise Refused("A token cannot do this; sign in and do it there.")


def make_operator(name: str) -> Actor:
    """Answer the person at the machine's own command line, who holds its keys and so may do everything."""
    return Actor(name, frozenset(ROLES))


def make_token_actor(name: str, roles: Collection[str], scopes: Collection[str], id: str) -> Actor:
    """Answer who acts by a token: with exactly the roles that its scopes name and its account has."""
    return Actor(name, frozenset(ROLE_OF_SCOPE[s] for s in scopes if covers(roles, s) and s != "read"), _PREFIX + id)


def covers(roles: Collection[str], scope: str) -> bool:
    """Say whether an account with `roles` may have a token with `scope`."""
    return scope == "read" or ADMIN in roles or ROLE_OF_SCOPE[scope] in roles
