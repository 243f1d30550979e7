"""The words of the pages: names of topics, categories and places, dates, and a platform's state in one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Sized
from typing import Any, Final

_TOPICS: Final = {
    "ai-training": "AI training", "ai-sharing": "Sharing for AI", "data-sale": "Sale of data", "ads": "Ads",
    "third-party-apps": "Apps of others", "account-deletion": "Deleting the account",
    "data-download": "Getting your data", "visibility": "Who can see you", "location": "Location",
    "biometrics": "Face and voice", "contacts": "Contacts",
}  # fmt: skip
_CATEGORIES: Final = {"ai-assistant": "AI assistants", "jobs": "Jobs", "dating": "Dating"}
_DEFAULTS: Final = {"on": "On by default", "off": "Off by default", "none": "No switch for it"}
_DEVICES: Final = {"ios": "the iOS app", "android": "the Android app", "app": "the app"}
_KINDS: Final = {
    "policy": "policy",
    "help": "help page",
    "news": "news",
    "regulator": "regulator",
    "register": "register",
}
_DOCUMENTS: Final = {"privacy": "Privacy policy", "terms": "Terms", "ai": "AI policy", "cookies": "Cookie policy"}
_PLACES: Final = {
    "EU": "the EU", "EEA": "the European Economic Area", "UK": "the UK", "CH": "Switzerland", "US": "the US",
    "AU": "Australia", "BR": "Brazil", "CA": "Canada", "CN": "China", "DE": "Germany", "ES": "Spain", "FR": "France",
    "ID": "Indonesia", "IL": "Israel", "IN": "India", "IT": "Italy", "JP": "Japan", "KR": "South Korea",
    "MX": "Mexico", "NG": "Nigeria", "NZ": "New Zealand", "PR": "Puerto Rico", "TH": "Thailand", "TW": "Taiwan",
    "VN": "Vietnam", "ZA": "South Africa", "US-CA": "California", "US-CO": "Colorado", "US-CT": "Connecticut",
    "US-IL": "Illinois", "US-ND": "North Dakota", "US-NY": "New York", "US-OR": "Oregon", "US-TX": "Texas",
    "US-VA": "Virginia", "US-VT": "Vermont", "US-WA": "Washington",
}  # fmt: skip
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def name_topic(id: str) -> str:
    """Answer a topic as a heading."""
    return _TOPICS[id]


def name_category(id: str) -> str:
    """Answer a category as a heading."""
    return _CATEGORIES.get(id, id.capitalize())


def name_default(state: str) -> str | None:
    """Answer the state of a use of data unless the person acts; None when it is not known."""
    return _DEFAULTS.get(state)


def name_source_kind(kind: str) -> str:
    """Answer what kind of source it is."""
    return _KINDS[kind]


def name_document(kind: str) -> str:
    """Answer what kind of document of a platform it is."""
    return _DOCUMENTS[kind]


def write_date(day: str) -> str:
    """Answer YYYY-MM-DD or YYYY-MM, or the day of a moment, as people write it: Nov 15, 2024."""
    year, month, *rest = day[:10].split("-")
    name = _MONTHS[int(month) - 1]
    return f"{name} {int(rest[0])}, {year}" if rest else f"{name} {year}"


def name_places(regions: Sequence[str], except_regions: Sequence[str]) -> str:
    """Answer where something applies. A code without a name here stands as it is."""
    where = "everywhere" if "*" in regions else join(_PLACES.get(code, code) for code in regions)
    if except_regions:
        where += f", except {join(_PLACES.get(code, code) for code in except_regions)}"
    return where


def describe_way(action: Mapping[str, Any]) -> str | None:
    """Answer where an action's link leads, when that is not the very page, and what it takes; None for nothing."""
    said = []
    if action["url"].startswith("mailto:"):
        said.append("Opens a mail to the platform.")
    elif action["device"] in _DEVICES:
        said.append(f"Done in {_DEVICES[action['device']]}.")
    if action["reach"] == "near":
        said.append("Opens a settings page one or two steps away.")
    elif action["reach"] == "help" and action["kind"] != "learn-more":
        said.append("Opens a help page that explains the way.")
    elif action["reach"] == "home" and not action["url"].startswith("mailto:"):
        said.append("Opens the platform's start page; the steps lead on from there.")
    if action["needs_login"]:
        said.append("You need to be signed in.")
    return " ".join(said) or None


def describe_state(platform: Mapping[str, Any]) -> str:
    """Answer in one sentence what there is to say about a platform that is shown with its `notices`."""
    calling = [notice["topic"] for notice in platform["notices"] if notice["attention"] == "act"]
    calls = _join_topics(calling)
    rest = _join_topics(notice["topic"] for notice in platform["notices"] if notice["topic"] not in calling)
    if calls and rest:
        return f"There is something to do about {calls}; good to know: {rest}."
    if calls:
        return f"There is something to do about {calls}."
    return f"Good to know: {rest}." if rest else "Nothing to tell at present."


def number_of(things: Sized, noun: str) -> str:
    """Answer how many there are, with the noun in the right form: 1 platform, 2 platforms."""
    return f"{len(things)} {noun}{'' if len(things) == 1 else 's'}"


def join(parts: Iterable[str]) -> str:
    """Answer a list as a sentence has it: a, b and c."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def _join_topics(topics: Iterable[str]) -> str:
    named = set(topics)
    names = [name for topic, name in _TOPICS.items() if topic in named]
    return join(n if n.startswith("AI") else n[0].lower() + n[1:] for n in names) if names else ""
