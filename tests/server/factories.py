"""Makes valid objects for tests, so that a test says only what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from fairnotice.catalogue.model import Action, Notice, Platform, Policy, Source
from fairnotice.catalogue.translations import Translation, Translations, hash_text, list_texts
from fairnotice.errors import NotFound, Untrusted
from fairnotice.publication.edition import LanguageLines, Prepared, prepare_edition
from fairnotice.publication.head import sign_head
from fairnotice.publication.keys import KeyFolder, make_first_keys
from fairnotice.publication.records import Line, Revision, make_language_lines, make_lines
from fairnotice.publication.tree import bring_up
from fairnotice.publication.trust import put_root
from fairnotice.publication.verify import Read, Verified, verify
from fairnotice.store.contract import Batch, Put, Store
from fairnotice.store.sqlite import SqliteStore

CATALOGUE = "fairnotice"
START = datetime(2026, 11, 24, 9, tzinfo=UTC)


def make_source(**changes: Any) -> Source:
    fields: dict[str, Any] = {
        "title": "Privacy policy",
        "publisher": "X",
        "url": "https://x.example/privacy",
        "published_on": "2026-01-15",
        "kind": "policy",
    }
    return Source(**fields | changes)


def make_action(id: str = "privacy-form", **changes: Any) -> Action:
    fields: dict[str, Any] = {
        "id": id,
        "kind": "opt-out",
        "label": "Open the form",
        "url": "https://x.example/form",
        "reach": "exact",
        "device": "web",
        "needs_login": True,
        "regions": ("*",),
        "except_regions": (),
        "steps": ("Clear the box",),
        "control": "Allow",
        "limits": None,
        "confidence": "high",
        "seen_in": "a public help page",
    }
    return Action(**fields | changes)


def make_notice(id: str = "ai-sharing", **changes: Any) -> Notice:
    fields: dict[str, Any] = {
        "id": id,
        "topic": "ai-sharing",
        "attention": "act",
        "headline": "Your posts may train AI",
        "summary": "The policy lets it share posts.",
        "data_used": ("public posts",),
        "recipients": ("AI companies",),
        "default": "on",
        "applies_to": "all accounts",
        "regions": ("*",),
        "except_regions": (),
        "announced_on": None,
        "effective_on": "2024-11-15",
        "act_by": None,
        "verified_on": "2026-10-02",
        "actions": (make_action(),),
        "sources": (make_source(),),
        "notes": "for maintainers only",
    }
    return Notice(**fields | changes)


def make_platform(id: str = "x", **changes: Any) -> Platform:
    """Make a platform at `<id>.example`; its one notice leads to x.example, which is its link host."""
    fields: dict[str, Any] = {
        "id": id,
        "name": id.upper(),
        "former_names": (),
        "company": f"{id} Corp.",
        "category": "social",
        "hosts": (f"{id}.example",),
        "link_hosts": () if id == "x" else ("x.example",),
        "surface": "page",
        "policies": (Policy("privacy", f"https://{id}.example/privacy", True),),
        "notices": (make_notice(),),
    }
    return Platform(**fields | changes)


def make_texts(notice: Notice, **translated: str | tuple[str, ...]) -> dict[str, Translation]:
    """Make current translations of a notice's texts, by their names."""
    english = list_texts(notice)
    return {f"{notice.id}/{name}": Translation(hash_text(english[name]), text) for name, text in translated.items()}


def make_platform_lines(platform: Platform, **revision: Any) -> list[Line]:
    """Make the lines of a platform whose notices are all at one revision, the first by default."""
    fields: dict[str, Any] = {"number": 1, "on": "2026-11-24", "history": ()}
    one = Revision(**fields | revision)
    return make_lines(platform, {notice.id: one for notice in platform.notices})


def read_from(folder: Path) -> Read:
    """Answer how to read published files in `folder`, as `verify` wants it."""

    def read(path: str, limit: int) -> bytes:
        try:
            data = (folder / path).read_bytes()
        except FileNotFoundError:
            raise NotFound(path) from None
        if len(data) > limit:
            raise Untrusted(f"{path} is too long")
        return data

    return read


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


class House:
    """A publisher with its keys, its store, its clock and its folder of public files, all below one folder."""

    def __init__(self, folder: Path, store: Store | None = None) -> None:
        self.clock = Clock()
        self.store = store or SqliteStore(folder / "fairnotice.db")
        self.keys = KeyFolder(folder / "keys")
        self.public = folder / "public"
        self.root = make_first_keys(self.keys, CATALOGUE, START)
        self.store.commit(Batch(puts=[put_root(1, self.root)]))

    def prepare(
        self,
        *platforms: Platform,
        retired: Sequence[str] = (),
        translations: Mapping[str, Translations] = MappingProxyType({}),
        **revision: Any,
    ) -> Prepared:
        fields: dict[str, Any] = {"number": 1, "on": "2026-11-24", "history": ()}
        one = Revision(**fields | revision)
        changed: dict[str, LanguageLines | None] = {}
        for platform in platforms:
            revisions = {notice.id: one for notice in platform.notices}
            changed[platform.id] = make_language_lines(platform, revisions, translations.get(platform.id, {}))
        return self.prepare_lines(changed | dict.fromkeys(retired))

    def prepare_lines(self, changed: Mapping[str, LanguageLines | None]) -> Prepared:
        return prepare_edition(
            self.store,
            changed,
            signer=self.keys.read("catalogue"),
            catalogue=CATALOGUE,
            now=self.clock(),
            title="An edition",
        )

    def commit(self, prepared: Prepared) -> int:
        self.store.commit(Batch(prepared.puts, prepared.deletes))
        return prepared.edition

    def publish(self, *platforms: Platform, **more: Any) -> int:
        """Publish platforms as the next edition; answer its number. More is what `prepare` takes."""
        return self.commit(self.prepare(*platforms, **more))

    def publish_texts(self, texts: Iterable[str], *, id: str = "x") -> int:
        """Publish one edition for each text, which becomes the summary of the platform's notice."""
        edition = 0
        for text in texts:
            edition = self.publish(make_platform(id, notices=(make_notice(summary=text),)))
        return edition

    def sign(self) -> bool:
        return sign_head(self.store, self.keys.read("timestamp"), catalogue=CATALOGUE, now=self.clock())

    def withdraw(self, *ids: str) -> None:
        """Let these ids be the withdrawn ones."""
        held = self.store.get("state", "withdrawn")
        put = Put("state", "withdrawn", {"ids": list(ids)}, held.version if held else 0)
        self.store.commit(Batch(puts=[put]))

    def bring_up(self, *, address: str = "") -> int:
        """Sign the head if due, and bring the folder up."""
        self.sign()
        return bring_up(self.store, self.public, now=self.clock(), address=address)

    def verify(self) -> Verified:
        """Verify the folder from the first root."""
        return verify(read_from(self.public), self.root, now=self.clock(), say=lambda _: None)

    def list_files(self) -> dict[str, bytes]:
        """Answer every file of the folder, hidden ones too, by its path."""
        paths = (path for path in self.public.rglob("*") if path.is_file())
        return {path.relative_to(self.public).as_posix(): path.read_bytes() for path in paths}
