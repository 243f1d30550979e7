"""Apple's shared-credentials.json: hosts that take the same sign-in, and hosts that were renamed.

The format is quirks/schemas/shared-credentials-schema.json of apple/password-manager-resources: groups `shared`, and
`from` and `to`, where `fromDomainsAreObsoleted` says that the service has a new name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from fairnotice.catalogue.hosts import find_host_fault, normalize_host
from fairnotice.errors import Fault
from fairnotice.watch.imports.entries import read_entries, take_texts
from fairnotice.watch.imports.facts import Fact, Origin, OtherHost

ORIGIN: Final = Origin(
    "Apple Password Manager Resources",
    "Apple: websites with shared credentials",
    "https://github.com/apple/password-manager-resources/blob/main/quirks/shared-credentials.json",
    "MIT",
)


def read(path: Path) -> Iterator[Fact | Fault]:
    """Answer, for every host of a group, the other hosts of it."""
    for found in read_entries(path, name="name"):
        if isinstance(found, Fault):
            yield found
            continue
        file, name, entry = found
        try:
            shared, old, new = (take_texts(entry, key) for key in ("shared", "from", "to"))
            if not shared and not (old and new):
                raise ValueError("has neither shared nor from and to")
        except ValueError as error:
            yield Fault(file, name, str(error))
            continue
        known, others = (shared, shared) if shared else (old, new)
        label = f"{name}, {known[0]}"
        for host in others:
            normal = normalize_host(host)
            fault = "is not a host" if normal is None else find_host_fault(normal)
            if normal is None or fault:
                yield Fault(file, label, f"{host} {fault}")
                continue
            owners = tuple(each for each in known if each != host)
            if owners:
                yield OtherHost(ORIGIN, file, label, owners, normal, entry.get("fromDomainsAreObsoleted") is True)
