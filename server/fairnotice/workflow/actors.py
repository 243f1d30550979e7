"""Who acts, and what their role lets them do."""

from __future__ import annotations

from dataclasses import dataclass

from fairnotice.errors import Refused

CONTRIBUTOR, REVIEWER, PUBLISHER, ADMIN = ROLES = ("contributor", "reviewer", "publisher", "admin")


@dataclass(frozen=True)
class Actor:
    """Somebody who changes something. An admin may do what every other role may."""

    name: str
    roles: frozenset[str]

    def require(self, role: str) -> None:
        """Raise `Refused` unless the actor has `role`."""
        if not self.roles & {role, ADMIN}:
            raise Refused(f"{self.name} is no {role}; ask an admin for that role.")


def make_operator(name: str) -> Actor:
    """Answer the person at the machine's own command line, who holds its keys and so may do everything."""
    return Actor(name, frozenset(ROLES))
