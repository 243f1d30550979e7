"""Publishing: every way in which a new edition comes about, each one commit that happens whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from fairnotice.catalogue.files import find_shared_hosts
from fairnotice.catalogue.model import Platform
from fairnotice.catalogue.translations import Translations, load_translations
from fairnotice.errors import Conflict, Fault, Invalid, Misconfigured, NotFound
from fairnotice.publication.edition import LanguageLines, prepare_edition, read_edition_number
from fairnotice.publication.envelope import SigningKey
from fairnotice.publication.head import MAX_WITHDRAWN, read_withdrawn
from fairnotice.publication.trust import read_newest_root, read_root_version
from fairnotice.store.contract import Append, Batch, Put, Store
from fairnotice.workflow import audit
from fairnotice.workflow.actors import PUBLISHER, Actor
from fairnotice.workflow.marks import FIRST, Mark, check_sentence, find_changed_notices
from fairnotice.workflow.platforms import (
    Kept,
    advance,
    read_platform,
    read_version,
    read_version_translations,
    write_platform,
)
from fairnotice.workflow.proposals import APPROVED, mark_published, read_proposal

Closing = Callable[[int], Sequence[Put]]
"""Answers, for the number of an edition, what is written together with it."""
BUILT_IN = Actor("the built-in catalogue", frozenset({PUBLISHER}))


@dataclass(frozen=True)
class Publisher:
    """What publishing needs beside the store: the catalogue's name, its key, and the time."""

    catalogue: str
    signer: SigningKey
    now: datetime

    @property
    def today(self) -> str:
        """The day as it stands in records."""
        return self.now.strftime("%Y-%m-%d")


@dataclass(frozen=True)
class _Replacement:
    kept: Kept
    new: Platform | None
    marks: Mapping[str, Mark]
    translations: Translations | None = None


def publish_first(
    store: Store,
    platforms: Iterable[Platform],
    publisher: Publisher,
    translations: Mapping[str, Translations] = MappingProxyType({}),
) -> int:
    """Publish edition 1 from files that came with the package. Raises `Conflict` when there is an edition already.

    `translations` are those of each platform, by its id.
    """
    if read_edition_number(store):
        raise Conflict("There is an edition already; changes go through proposals.")
    replacements = [
        _Replacement(
            Kept(platform.id, 0, None, {}, 0, translations.get(platform.id, {})),
            platform,
            {notice.id: FIRST for notice in platform.notices},
        )
        for platform in platforms
    ]
    _refuse_foreign_publisher(store, publisher)
    title = "First edition, from the built-in catalogue"
    return _commit(store, BUILT_IN, publisher, replacements, edition=1, title=title)


def publish(
    store: Store, actor: Actor, numbers: Sequence[int], publisher: Publisher, *, more: Closing = lambda _: ()
) -> int:
    """Publish approved proposals together as one edition; answer its number.

    `more` answers what is written in the same commit. Raises `Conflict` when a platform changed since a proposal was
    written, or another edition came in between, and `Misconfigured` when browsers would not accept what `publisher`
    signs.
    """
    actor.require(PUBLISHER)
    if not numbers:
        raise Invalid("There is nothing to publish; approve a proposal first.")
    _refuse_foreign_publisher(store, publisher)
    # Read before anything else: an edition that comes in after this moment makes the commit a conflict.
    edition = read_edition_number(store) + 1
    proposals = [read_proposal(store, number) for number in numbers]
    replacements: list[_Replacement] = []
    for proposal in proposals:
        if proposal.state != APPROVED:
            raise Conflict(f"Proposal {proposal.number} is {proposal.state}; only an approved one is published.")
        kept = read_platform(store, proposal.platform)
        if kept.edition != proposal.base:
            raise Conflict(
                f"{proposal.platform} changed since proposal {proposal.number} was written; its author brings it up to "
                "date, and a second person looks at it again."
            )
        if any(item.kept.id == kept.id for item in replacements):
            raise Conflict(
                f"Two of these proposals change {proposal.platform}; publish one, then bring the other up to date."
            )
        translations = None if proposal.translations is None else load_translations(proposal.translations)
        replacements.append(_Replacement(kept, proposal.new, proposal.marks, translations))
    title = "; ".join(proposal.title for proposal in proposals)
    closing = [mark_published(proposal, edition) for proposal in proposals]
    return _commit(store, actor, publisher, replacements, edition=edition, title=title, more=[*closing, *more(edition)])


def roll_back(
    store: Store,
    actor: Actor,
    edition: int,
    publisher: Publisher,
    *,
    reason: str,
    is_material: bool = False,
    more: Closing = lambda _: (),
) -> int:
    """Publish the content of an earlier edition as a new one; answer its number. `more` is as for `publish`.

    Revisions go on counting: a notice that returns to an earlier text is a new revision of it.
    """
    actor.require(PUBLISHER)
    check_sentence("reason", reason)
    _refuse_foreign_publisher(store, publisher)
    newest = read_edition_number(store)
    if not 1 <= edition < newest:
        raise NotFound(
            f"Edition {edition} cannot be brought back; the editions before the newest are 1 to {newest - 1}."
        )
    changed = {id for document in store.list("editions", after=f"{edition:09d}") for id in document.body["platforms"]}
    replacements: list[_Replacement] = []
    for id in sorted(changed):
        kept, old = read_platform(store, id), read_version(store, id, edition)
        translations = read_version_translations(store, id, edition)
        if (kept.platform, kept.translations) != (old, translations):
            marks = {notice: Mark(is_material, reason) for notice in find_changed_notices(kept.platform, old)}
            replacements.append(_Replacement(kept, old, marks, translations))
    if not replacements:
        raise Invalid(f"The catalogue is as it was in edition {edition}; there is nothing to bring back.")
    title = f"Back to edition {edition}: {reason}"
    return _commit(store, actor, publisher, replacements, edition=newest + 1, title=title, more=more(newest + 1))


def publish_again(store: Store, actor: Actor, publisher: Publisher, *, reason: str, more: Sequence[Put] = ()) -> int:
    """Publish the same content as a new edition, signed by the new catalogue key that the root in `more` names."""
    actor.require(PUBLISHER)
    edition = read_edition_number(store) + 1
    what = "rotate the catalogue key"
    return _commit(store, actor, publisher, [], edition=edition, title=reason, more=more, what=what)


def withdraw(store: Store, actor: Actor, id: str, *, reason: str, now: datetime) -> list[str]:
    """Hide a notice (`x/ai-sharing`) or an action (`x/ai-sharing/privacy-form`) in all browsers at their next poll.

    Answers all withdrawn ids. It stays hidden until `restore`.
    """
    actor.require(PUBLISHER)
    check_sentence("reason", reason)
    held = read_withdrawn(store)
    if id in held:
        raise Conflict(f"{id} is withdrawn already.")
    if id not in _list_ids(store, id.partition("/")[0]):
        raise NotFound(f"There is no published notice or action {id!r}.")
    if len(held) >= MAX_WITHDRAWN:
        raise Conflict(
            f"{MAX_WITHDRAWN} ids are withdrawn already; publish an edition without them, then restore some."
        )
    return _keep_withdrawn(store, sorted([*held, id]), audit.note(actor, "withdraw", id, now, why=reason))


def restore(store: Store, actor: Actor, id: str, *, reason: str, now: datetime) -> list[str]:
    """Show again what was withdrawn; answer the ids that remain withdrawn."""
    actor.require(PUBLISHER)
    check_sentence("reason", reason)
    held = read_withdrawn(store)
    if id not in held:
        raise NotFound(f"{id} is not withdrawn.")
    return _keep_withdrawn(store, [i for i in held if i != id], audit.note(actor, "restore", id, now, why=reason))


def _keep_withdrawn(store: Store, ids: list[str], entry: Append) -> list[str]:
    document = store.get("state", "withdrawn")
    put = Put("state", "withdrawn", {"ids": ids}, document.version if document else 0)
    store.commit(Batch(puts=[put], appends=[entry]))
    return ids


def _list_ids(store: Store, platform: str) -> set[str]:
    document = store.get("lines", platform)
    ids = set()
    for id, text in document.body["en"] if document else ():
        if "/" in id:
            ids.add(id)
            ids |= {f"{id}/{action['id']}" for action in json.loads(text)["actions"]}
    return ids


def _commit(
    store: Store,
    actor: Actor,
    publisher: Publisher,
    replacements: Sequence[_Replacement],
    *,
    edition: int,
    title: str,
    more: Sequence[Put] = (),
    what: str = "publish",
) -> int:
    """Make `edition`. The caller read its number before it read what it publishes, so nothing is overlooked."""
    _refuse_shared_hosts(store, replacements)
    puts: list[Put] = list(more)
    appends: list[Append] = []
    changed: dict[str, LanguageLines | None] = {}
    for item in replacements:
        revisions = advance(item.kept, item.new, item.marks, publisher.today)
        own_puts, changed[item.kept.id] = write_platform(item.kept, item.new, revisions, edition, item.translations)
        puts += own_puts
    prepared = prepare_edition(
        store, changed, signer=publisher.signer, catalogue=publisher.catalogue, now=publisher.now, title=title
    )
    if prepared.edition != edition:
        raise Conflict(f"Edition {prepared.edition - 1} was published meanwhile; look at it, then publish again.")
    about = f"edition {edition}: {', '.join(changed) if len(changed) <= 10 else f'{len(changed)} platforms'}"
    appends.append(audit.note(actor, what, about, publisher.now, why=title))
    try:
        store.commit(Batch([*puts, *prepared.puts], prepared.deletes, appends))
    except Conflict as error:
        raise Conflict(f"Somebody else published meanwhile, and nothing of this was written: {error}") from error
    return edition


def _refuse_foreign_publisher(store: Store, publisher: Publisher) -> None:
    # What such a publisher signs is refused by every browser, and nobody would notice here.
    if not read_root_version(store):
        return
    root = read_newest_root(store)
    if publisher.catalogue != root.catalogue:
        raise Misconfigured(
            f"This store holds the catalogue {root.catalogue!r}, the settings say {publisher.catalogue!r}; "
            "correct FAIRNOTICE_CATALOGUE."
        )
    if publisher.signer.id not in root.roles["catalogue"].keys:
        raise Misconfigured(
            "The catalogue key on this machine is not the one that the newest root names; "
            "bring that one here, or see `fairnotice keys status`."
        )


def _refuse_shared_hosts(store: Store, replacements: Sequence[_Replacement]) -> None:
    new = [item.new for item in replacements if item.new is not None]
    faults = find_shared_hosts(new)
    claimed = {host: platform.id for platform in new for host in platform.hosts}
    replaced = {item.kept.id for item in replacements}
    for document in store.list("lines") if claimed else ():
        if document.id not in replaced:
            hosts = next(json.loads(text)["hosts"] for id, text in document.body["en"] if id == document.id)
            faults += [
                Fault(f"{claimed[host]}.json", "hosts", f"{host} belongs to {document.id} already")
                for host in hosts
                if host in claimed
            ]
    if faults:
        raise Invalid(str(faults[0]), faults)
