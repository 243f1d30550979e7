"""Keys as files: made once, readable by their owner only, the root keys apart so that they can leave the machine."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from fairnotice.errors import Misconfigured
from fairnotice.publication.envelope import Role, SigningKey
from fairnotice.publication.root import ROLES, Root, seal_root

ROOT_KEYS = 3
ROOT_THRESHOLD = 2
ROOT_LIFE = timedelta(days=3 * 365)


@dataclass(frozen=True)
class KeyFolder:
    """Where the private keys of an installation lie: `catalogue.pem`, `timestamp.pem`, `offline/root-<n>.pem`."""

    folder: Path

    @property
    def offline(self) -> Path:
        """The part to move off this machine after the first start."""
        return self.folder / "offline"

    def path_of(self, role: str) -> Path:
        """Answer where the key of an online role (catalogue, timestamp) lies."""
        return self.folder / f"{role}.pem"

    def read(self, role: str) -> SigningKey:
        """Answer the key of an online role. Raises `Misconfigured` when it is not here."""
        return read_key(self.path_of(role))

    def holds_keys(self) -> bool:
        """Say whether any key in use is on this machine."""
        return self.path_of("catalogue").exists() or self.path_of("timestamp").exists() or bool(self.find_root_keys())

    def find_root_keys(self) -> list[Path]:
        """Answer the root key files that are still on this machine."""
        return sorted(self.offline.glob("root-*.pem"))

    def stage(self, role: str, new_keys: Sequence[SigningKey]) -> None:
        """Write new keys beside those in use, before a root names them."""
        for path, key in zip(self._name_staged(role), new_keys, strict=True):
            if path.exists():
                # Staged by a rotation that was cut: a root may name it already, so it is kept.
                path.replace(path.with_name(f"retired-{path.stem}-{read_key(path).id[:16]}.pem"))
            write_key(path, key)

    def settle(self, root: Root) -> None:
        """Put staged keys that `root` names in the place of the old ones, which are kept as `retired-...`."""
        for role in ROLES:
            for staged in self._name_staged(role):
                if staged.exists() and read_key(staged).id in root.roles[role].keys:
                    final = staged.with_name(staged.name.removeprefix("new-"))
                    if final.exists():
                        final.replace(final.with_name(f"retired-{final.stem}-{read_key(final).id[:16]}.pem"))
                    staged.replace(final)

    def _name_staged(self, role: str) -> list[Path]:
        if role == "root":
            return [self.offline / f"new-root-{number}.pem" for number in range(1, ROOT_KEYS + 1)]
        return [self.folder / f"new-{role}.pem"]


def make_key() -> SigningKey:
    """Make a new key."""
    return SigningKey(Ed25519PrivateKey.generate())


def read_key(path: Path) -> SigningKey:
    """Read a private key file. Raises `Misconfigured` with what to do."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError:
        raise Misconfigured(f"The key {path} is missing; bring it back, or see `fairnotice keys status`.") from None
    except (OSError, ValueError, TypeError) as error:
        raise Misconfigured(f"The key {path} cannot be read: {error}") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise Misconfigured(f"The key {path} is not an Ed25519 key.")
    return SigningKey(key)


def write_key(path: Path, key: SigningKey) -> None:
    """Write a private key file (PKCS #8, mode 0600). Never replaces a file."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            file.flush()
            os.fsync(file.fileno())
        # A link, unlike a rename, fails where there is a file already; and the file is there whole or not at all.
        os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def make_first_keys(keys: KeyFolder, catalogue: str, now: datetime) -> bytes:
    """Make every key and sign root 1 with them; answer the root's file.

    Raises `Misconfigured` when there are keys already: replacing them would cut every browser off.
    """
    if keys.holds_keys():
        raise Misconfigured(f"There are keys in {keys.folder} already; `fairnotice keys rotate` replaces one.")
    root_keys = [make_key() for _ in range(ROOT_KEYS)]
    online = {"catalogue": make_key(), "timestamp": make_key()}
    for number, key in enumerate(root_keys, start=1):
        write_key(keys.offline / f"root-{number}.pem", key)
    for role, key in online.items():
        write_key(keys.path_of(role), key)
    roles = {role: Role({key.id: key.public}, 1) for role, key in online.items()}
    roles["root"] = Role({key.id: key.public for key in root_keys}, ROOT_THRESHOLD)
    root = Root(catalogue, 1, _expire(now), 0, (), roles)
    return seal_root(root, root_keys)


def make_next_root(
    held: Root, root_keys: Sequence[SigningKey], changed: dict[str, Sequence[SigningKey]], *, floor: int, now: datetime
) -> bytes:
    """Sign the root after `held`, with the keys of the roles in `changed` replaced; answer its file.

    `root_keys` are the private root keys at hand, old and new. `floor` is where the floor of clients goes whose floor
    edition was signed by a key that is removed here. Raises `Misconfigured` when they do not reach a threshold.
    """
    roles = dict(held.roles)
    for role, role_keys in changed.items():
        roles[role] = Role({key.id: key.public for key in role_keys}, held.roles[role].threshold)
    for which, signing_role in (("old", held.roles["root"]), ("new", roles["root"])):
        at_hand = {key.id for key in root_keys} & signing_role.keys.keys()
        if len(at_hand) < signing_role.threshold:
            raise Misconfigured(
                f"{len(at_hand)} of the {which} root's keys are here, {signing_role.threshold} are needed; "
                "name their files with --root-key."
            )
    root = Root(held.catalogue, held.version + 1, _expire(now), floor, held.mirrors, roles)
    known = held.roles["root"].keys.keys() | roles["root"].keys.keys()
    signing = {key.id: key for key in root_keys if key.id in known}
    return seal_root(root, list(signing.values()))


def _expire(now: datetime) -> datetime:
    return (now + ROOT_LIFE).astimezone(UTC)
