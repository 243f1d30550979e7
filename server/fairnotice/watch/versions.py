"""Every version of a policy that said something else, packed and kept once however often it comes back."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Sequence
from datetime import date

from fairnotice.store.contract import Put, Store
from fairnotice.watch.blocks import Block
from fairnotice.watch.reading import Reading, read

COLLECTION = "policy_versions"


def mark_version(reading: Reading) -> str:
    """Answer the mark of a version: the same for every page that says the same and bears the same dates."""
    told = "\n".join((reading.fingerprint, *sorted(set(reading.stamps))))
    return hashlib.sha256(told.encode()).hexdigest()


def keep_version(store: Store, mark: str, blocks: Sequence[Block]) -> list[Put]:
    """Answer the operation that keeps a version; none when it is there already."""
    if store.get(COLLECTION, mark):
        return []
    packed = zlib.compress(json.dumps([[block.kind, block.text] for block in blocks]).encode(), 9)
    # Whoever writes a mark writes the same under it.
    return [Put(COLLECTION, mark, {"blocks": base64.b64encode(packed).decode("ascii")})]


def read_version(store: Store, mark: str, seen_on: date) -> Reading:
    """Answer a version that is kept, as first seen on a day."""
    document = store.get(COLLECTION, mark)
    if document is None:
        raise LookupError(f"The version {mark} of a policy is missing in the store.")
    blocks = json.loads(zlib.decompress(base64.b64decode(document.body["blocks"])))
    return read((Block(kind, text) for kind, text in blocks), seen_on)
