"""The chain of roots in the store: read from the first, each following one verified by the one before."""

from __future__ import annotations

from fairnotice.errors import NotFound
from fairnotice.publication.root import Root, open_first_root, open_next_root
from fairnotice.store.contract import Put, Store


def name_root(version: int) -> str:
    """Answer the document id of a root, so that the order of ids is the order of versions."""
    return f"{version:06d}"


def put_root(version: int, file: bytes) -> Put:
    """Answer the operation that keeps a new root."""
    return Put("roots", name_root(version), {"envelope": file.decode()}, 0)


def read_root_files(store: Store) -> dict[int, bytes]:
    """Answer the files of all roots by version."""
    return {int(document.id): document.body["envelope"].encode() for document in store.list("roots")}


def read_root_version(store: Store) -> int:
    """Answer the version of the newest root, 0 before the first one."""
    return max(read_root_files(store), default=0)


def read_newest_root(store: Store) -> Root:
    """Answer the newest root, verified step by step from root 1. Raises `NotFound` or `Untrusted`."""
    files = read_root_files(store)
    if 1 not in files:
        raise NotFound("There are no keys yet; `fairnotice keys init` makes them.")
    root = open_first_root(files[1])
    while root.version + 1 in files:
        root = open_next_root(root, files[root.version + 1])
    return root
