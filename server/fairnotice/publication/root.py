"""The root of trust: which keys may sign what, and how one root follows another (PROTOCOL.md, sections 1 and 4.6)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fairnotice.errors import Untrusted
from fairnotice.publication.envelope import ROOT_TYPE, Role, SigningKey, open_envelope, seal
from fairnotice.publication.times import read_time, write_time

FORMAT = 1
ROLES = ("root", "catalogue", "timestamp")


@dataclass(frozen=True)
class Root:
    """A verified root. `floor`: where a client's floor goes when the key of its floor edition was removed."""

    catalogue: str
    version: int
    expires: datetime
    floor: int
    mirrors: tuple[str, ...]
    roles: Mapping[str, Role]

    def to_payload(self) -> dict[str, Any]:
        """Answer the payload of its envelope."""
        keys = {i: base64.b64encode(raw).decode() for role in self.roles.values() for i, raw in role.keys.items()}
        roles = {n: {"keys": sorted(role.keys), "threshold": role.threshold} for n, role in self.roles.items()}
        return {
            "catalogue": self.catalogue,
            "format": FORMAT,
            "version": self.version,
            "expires": write_time(self.expires),
            "floor": self.floor,
            "mirrors": list(self.mirrors),
            "keys": keys,
            "roles": roles,
        }


def seal_root(root: Root, keys: Sequence[SigningKey]) -> bytes:
    """Sign a root with `keys`; answer its file."""
    return seal(ROOT_TYPE, root.to_payload(), keys)


def open_first_root(data: bytes) -> Root:
    """Read a root that is trusted for where it came from (the package, an operator's file): it must sign itself.

    Raises `Untrusted`.
    """
    # The keys stand in the payload itself, so it is read once unverified to learn them, then verified with them.
    unverified = _read(open_envelope(data, ROOT_TYPE, Role({}, 0)).payload)
    return _read(open_envelope(data, ROOT_TYPE, unverified.roles["root"]).payload)


def open_next_root(held: Root, data: bytes) -> Root:
    """Read the root that follows `held`: signed by the thresholds of both, version exactly one higher.

    Raises `Untrusted`.
    """
    unverified = _read(open_envelope(data, ROOT_TYPE, held.roles["root"]).payload)
    following = _read(open_envelope(data, ROOT_TYPE, held.roles["root"], unverified.roles["root"]).payload)
    if following.version != held.version + 1:
        raise Untrusted(f"Root {following.version} cannot follow root {held.version}.")
    if following.catalogue != held.catalogue:
        raise Untrusted(f"The root of {following.catalogue!r} cannot follow the root of {held.catalogue!r}.")
    return following


def _read(payload: Mapping[str, Any]) -> Root:
    try:
        if payload["format"] != FORMAT:
            raise Untrusted(f"The root has format {payload['format']}; this version reads format {FORMAT}.")
        keys = {i: base64.b64decode(text, validate=True) for i, text in payload["keys"].items()}
        roles = {}
        for name in ROLES:
            stated = payload["roles"][name]
            role = Role({i: keys[i] for i in stated["keys"]}, _integer(stated["threshold"]))
            if not 1 <= role.threshold <= len(role.keys):
                raise Untrusted(f"The root asks {role.threshold} of {len(role.keys)} keys for {name}.")
            roles[name] = role
        return Root(
            catalogue=str(payload["catalogue"]),
            version=_integer(payload["version"]),
            expires=read_time(payload["expires"]),
            floor=_integer(payload["floor"]),
            mirrors=tuple(map(str, payload["mirrors"])),
            roles=roles,
        )
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error) as error:
        raise Untrusted(f"The root is not complete: {error}") from None


def _integer(value: object) -> int:
    # Strict, as clients are: a root that only this side can read would lock every browser out.
    if type(value) is not int:
        raise TypeError(f"{value!r} is not an integer")
    return value
