"""The catalogue's nouns as frozen values: platform, policy, notice, action, source (FORMAT.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

CATEGORIES: Final = (
    "social", "video", "messaging", "search", "ai-assistant", "productivity", "creative", "developer", "shopping",
    "finance", "travel", "health", "gaming", "news", "dating", "jobs", "education", "mail", "other",
)  # fmt: skip
TOPICS: Final = (
    "ai-training", "ai-sharing", "data-sale", "ads", "third-party-apps", "account-deletion", "data-download",
    "visibility", "location", "biometrics", "contacts",
)  # fmt: skip
NEVER_ACT: Final = frozenset({"account-deletion", "data-download"})
"""Topics that are always there to be looked up, and never a reason to speak up."""
SURFACES: Final = ("page", "toolbar")
POLICY_KINDS: Final = ("privacy", "terms", "ai", "cookies")
ATTENTIONS: Final = ("act", "know")
DEFAULTS: Final = ("on", "off", "none", "unknown")
ACTION_KINDS: Final = (
    "opt-out", "object", "review", "delete", "download", "make-private", "request", "learn-more",
)  # fmt: skip
REACHES: Final = ("exact", "near", "help", "home")
DEVICES: Final = ("web", "ios", "android", "app")
CONFIDENCES: Final = ("high", "medium", "low")
SOURCE_KINDS: Final = ("policy", "help", "news", "regulator", "register")


@dataclass(frozen=True)
class Policy:
    """A document of the platform that is worth watching. `seen`: its address was seen in a source."""

    kind: str
    url: str
    seen: bool


@dataclass(frozen=True)
class Action:
    """Something a person can do about a notice, with its deep link and the steps from the landing page on."""

    id: str
    kind: str
    label: str
    url: str
    reach: str
    device: str
    needs_login: bool
    regions: tuple[str, ...]
    except_regions: tuple[str, ...]
    steps: tuple[str, ...]
    control: str | None
    limits: str | None
    confidence: str
    seen_in: str | None

    @property
    def is_public(self) -> bool:
        """Say whether it may be published: an address of low confidence stays a maintainers' draft."""
        return self.confidence != "low"


@dataclass(frozen=True)
class Source:
    """Where a claim comes from. `published_on` is YYYY-MM-DD, YYYY-MM or None, as exact as the source is."""

    title: str
    publisher: str
    url: str
    published_on: str | None
    kind: str


@dataclass(frozen=True)
class Notice:
    """One statement about one use of data. Dates are YYYY-MM-DD (`verified_on` also YYYY-MM) or None."""

    id: str
    topic: str
    attention: str
    headline: str
    summary: str
    data_used: tuple[str, ...]
    recipients: tuple[str, ...]
    default: str
    applies_to: str
    regions: tuple[str, ...]
    except_regions: tuple[str, ...]
    announced_on: str | None
    effective_on: str | None
    act_by: str | None
    verified_on: str | None
    actions: tuple[Action, ...]
    sources: tuple[Source, ...]
    notes: str | None


@dataclass(frozen=True)
class Platform:
    """A service with hosts, and what there is to say about it. The fields stand in the order of the file."""

    id: str
    name: str
    former_names: tuple[str, ...]
    company: str
    category: str
    hosts: tuple[str, ...]
    link_hosts: tuple[str, ...]
    surface: str
    policies: tuple[Policy, ...]
    notices: tuple[Notice, ...]
