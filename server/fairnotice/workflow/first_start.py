"""The first start of an installation: keys and edition 1, and the rotation of keys later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from fairnotice.catalogue.files import BUILT_IN, read_catalogue
from fairnotice.catalogue.translation_files import read_translations
from fairnotice.errors import InUse, Misconfigured
from fairnotice.publication.edition import read_edition_number
from fairnotice.publication.envelope import SigningKey
from fairnotice.publication.keys import KeyFolder, make_first_keys, make_key, make_next_root
from fairnotice.publication.trust import put_root, read_newest_root, read_root_version
from fairnotice.store.contract import Batch, Store
from fairnotice.workflow import audit
from fairnotice.workflow.actors import ADMIN, Actor
from fairnotice.workflow.publish import Publisher, publish_again, publish_first

Say = Callable[[str], None]
LEASE_SECONDS = 120.0
SETUP = Actor("the first start", frozenset({ADMIN}))


def make_ready(store: Store, keys: KeyFolder, *, catalogue: str, now: datetime, say: Say) -> bool:
    """Make what is missing of keys and edition 1; answer whether anything was made. Safe to call at every start."""
    if read_root_version(store):
        held = read_newest_root(store)
        if held.catalogue != catalogue:
            raise Misconfigured(
                f"This store holds the catalogue {held.catalogue!r}, the settings say {catalogue!r}; correct "
                "FAIRNOTICE_CATALOGUE, or name another store."
            )
        keys.settle(held)  # a rotation may have been cut off after its root was kept
        if read_edition_number(store):
            return False
    lease = store.lease("first-start", LEASE_SECONDS)
    if lease is None:
        raise InUse("Another process is making the first edition in this store; start again in a minute.")
    try:
        if not read_root_version(store):
            say("Making keys")
            init_keys(store, keys, SETUP, catalogue=catalogue, now=now)
        if not read_edition_number(store):
            platforms = read_catalogue(BUILT_IN)
            say(f"Publishing edition 1 with {len(platforms)} platforms")
            publisher = Publisher(catalogue, keys.read("catalogue"), now)
            publish_first(store, platforms, publisher, read_translations(BUILT_IN))
    finally:
        lease.release()
    return True


def init_keys(store: Store, keys: KeyFolder, actor: Actor, *, catalogue: str, now: datetime) -> None:
    """Make all keys and root 1. Raises `Misconfigured` when the store has a root already, or the folder keys."""
    actor.require(ADMIN)
    version = read_root_version(store)
    if version:
        raise Misconfigured(f"The store has root {version} already; `fairnotice keys rotate` replaces a key.")
    if keys.holds_keys():
        raise Misconfigured(
            f"There are keys in {keys.folder}, but this store knows no root; name the store they belong to "
            "(FAIRNOTICE_STORE or --store), or move the keys away to begin a new catalogue."
        )
    file = make_first_keys(keys, catalogue, now)
    store.commit(Batch(puts=[put_root(1, file)], appends=[audit.note(actor, "make keys", "root 1", now)]))


def rotate_key(
    store: Store, keys: KeyFolder, actor: Actor, role: str, root_keys: Sequence[SigningKey], *, now: datetime
) -> int:
    """Replace the key of `role` (catalogue, timestamp or root) by a new root; answer the root's version.

    A new catalogue key signs the same content again as a new edition at once, so that every browser that follows the
    new root finds an edition it can verify; browsers whose floor was signed by the old key start from there.
    """
    actor.require(ADMIN)
    held = read_newest_root(store)
    new_keys = [make_key() for _ in held.roles["root"].keys] if role == "root" else [make_key()]
    edition = read_edition_number(store)
    floor = edition if role == "catalogue" else held.floor
    signing = [*root_keys, *new_keys] if role == "root" else root_keys
    file = make_next_root(held, signing, {role: new_keys}, floor=floor, now=now)
    put = put_root(held.version + 1, file)
    # The new key is on disk before anything names it, and takes its place only after: a kill in between loses nothing.
    keys.stage(role, new_keys)
    if role == "catalogue" and edition:
        publisher = Publisher(held.catalogue, new_keys[0], now)
        publish_again(
            store,
            actor,
            publisher,
            reason=f"Signed anew: root {held.version + 1} names a new catalogue key",
            more=[put],
        )
    else:
        entry = audit.note(actor, f"rotate the {role} key", f"root {held.version + 1}", now)
        store.commit(Batch(puts=[put], appends=[entry]))
    keys.settle(read_newest_root(store))
    return held.version + 1
