"""Random secrets - links, sessions, tokens, recovery codes - as the store keeps them: by a hash that leads nowhere."""

from __future__ import annotations

import hashlib

ID_LENGTH = 12


def hash_secret(secret: str) -> str:
    """Answer the SHA-256 of a secret with at least 80 random bits, which needs neither salt nor slowness.

    Passwords, which people choose, are kept by passwords.py.
    """
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def make_id(sha256: str) -> str:
    """Answer the short public id of what is kept under `sha256`; it helps nobody to find the secret."""
    return sha256[:ID_LENGTH]
