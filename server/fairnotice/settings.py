"""What an operator may choose: one frozen object, from FAIRNOTICE_* variables over a TOML file, checked at start."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from fairnotice.errors import Misconfigured

PREFIX = "FAIRNOTICE_"
REVIEWS = ("two", "solo")
_ADDRESS = re.compile(r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~-]+)*")
_LIMIT = re.compile(r"[1-9][0-9]{0,8} per (?:second|minute|hour|day)")
_CONTACT = re.compile(r"https://[A-Za-z0-9.-]+[!#-'*-~]*|[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
"""It stands in brackets in a header."""


@dataclass(frozen=True)
class Settings:
    """The settings of one installation. Every field is the variable FAIRNOTICE_<NAME> and the TOML key <name>."""

    data: Path = Path("data")
    """Folder of the database, the keys and the published files."""
    store: str = ""
    """Where documents are kept: sqlite:///path, redis://..., rediss://...; empty: SQLite in the data folder."""
    catalogue: str = "fairnotice"
    """Name of the catalogue, bound into everything that is signed."""
    host: str = "127.0.0.1"
    """Address to listen on."""
    port: int = 8787
    """Port to listen on."""
    address: str = ""
    """Where people reach this installation, such as https://notices.example; empty: links are relative."""
    workers: int = 1
    """Processes that answer requests."""
    proxies: int = 0
    """How many proxies stand before the server, each of which adds to X-Forwarded-For the address that it serves."""
    review: str = "two"
    """`two`: nobody approves their own proposal; `solo`: one person may, and every page says so."""
    lookup_limit: str = "600 per minute"
    """How often one address may ask /v1/lookup."""
    report_limit: str = "10 per hour, 40 per day"
    """How many reports of one address /v1/reports takes."""
    contact: str = ""
    """Where platforms reach whoever runs the watchers, whose every request names it: a page or a mail address."""

    @property
    def store_url(self) -> str:
        """The address of the store, with the default filled in."""
        return self.store or f"sqlite:///{self.data.absolute() / 'fairnotice.sqlite3'}"

    @property
    def public(self) -> Path:
        """The folder of published files."""
        return self.data / "public"

    @property
    def keys(self) -> Path:
        """The folder of private keys."""
        return self.data / "keys"

    def to_environment(self) -> dict[str, str]:
        """Answer the variables that give these settings to a worker process."""
        return {f"{PREFIX}{field.name.upper()}": str(getattr(self, field.name)) for field in fields(self)}


def read_settings(environment: Mapping[str, str], **chosen: str | int | Path | None) -> Settings:
    """Make the settings from `chosen` (command-line options; None = not given), `environment` and a TOML file.

    The file is FAIRNOTICE_CONFIG, or `fairnotice.toml` in the data folder when there is one. Raises `Misconfigured`
    with one sentence that names the setting and what to do.
    """
    known = {field.name for field in fields(Settings)}
    given: dict[str, object] = {}
    for name, value in environment.items():
        if name.startswith(PREFIX) and name != f"{PREFIX}CONFIG":
            key = name.removeprefix(PREFIX).lower()
            if key not in known:
                raise Misconfigured(f"There is no setting {name}; the settings are {_list_variables(known)}.")
            given[key] = value
    given |= {key: value for key, value in chosen.items() if value is not None}
    data = Path(str(given.get("data", Settings.data)))
    config = environment.get(f"{PREFIX}CONFIG")
    path = Path(config) if config else data / "fairnotice.toml"
    if config or path.exists():
        given = _read_file(path, known) | given
    return _check(given)


def _read_file(path: Path, known: set[str]) -> dict[str, object]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Misconfigured(f"There is no settings file {path}; correct FAIRNOTICE_CONFIG or remove it.") from None
    except (OSError, ValueError) as error:
        raise Misconfigured(f"The settings file {path} cannot be read: {error}") from None
    unknown = sorted(values.keys() - known)
    if unknown:
        raise Misconfigured(
            f"{path} holds {unknown[0]!r}, which is no setting; the settings are {', '.join(sorted(known))}."
        )
    for key, value in values.items():
        if not isinstance(value, str | int):
            raise Misconfigured(f"{path} gives {key} a {type(value).__name__}; write one text or number.")
    return values


def _check(given: Mapping[str, object]) -> Settings:
    values = {key: str(value) for key, value in given.items()}
    settings = Settings(
        data=Path(values.get("data", str(Settings.data))),
        store=values.get("store", Settings.store),
        catalogue=values.get("catalogue", Settings.catalogue),
        host=values.get("host", Settings.host),
        port=_read_number(values, "port", Settings.port, 1, 65535),
        address=values.get("address", Settings.address),
        workers=_read_number(values, "workers", Settings.workers, 1, 64),
        proxies=_read_number(values, "proxies", Settings.proxies, 0, 8),
        review=values.get("review", Settings.review),
        lookup_limit=values.get("lookup_limit", Settings.lookup_limit),
        report_limit=values.get("report_limit", Settings.report_limit),
        contact=values.get("contact", Settings.contact),
    )
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", settings.catalogue):
        raise Misconfigured(
            f"The catalogue name {settings.catalogue!r} is not usable; "
            "write small letters, digits and hyphens, at most 40, in FAIRNOTICE_CATALOGUE."
        )
    if settings.address and not _ADDRESS.fullmatch(settings.address):
        raise Misconfigured(
            f"FAIRNOTICE_ADDRESS is {settings.address!r}; write it like 'https://notices.example', "
            "in small letters and without a slash at its end, or leave it empty."
        )
    if settings.review not in REVIEWS:
        raise Misconfigured(f"FAIRNOTICE_REVIEW is {settings.review!r}; write 'two' or 'solo'.")
    for name in ("lookup_limit", "report_limit"):
        limit: str = getattr(settings, name)
        if not all(_LIMIT.fullmatch(part) for part in limit.split(", ")):
            raise Misconfigured(
                f"{PREFIX}{name.upper()} is {limit!r}; write it like '600 per minute', several with a comma between."
            )
    if settings.contact and not _CONTACT.fullmatch(settings.contact):
        raise Misconfigured(
            f"FAIRNOTICE_CONTACT is {settings.contact!r}; write a page such as https://notices.example/watch, or a "
            "mail address such as watch@notices.example."
        )
    if settings.data.exists() and not settings.data.is_dir():
        raise Misconfigured(f"The data folder {settings.data} is a file; name a folder in FAIRNOTICE_DATA or --data.")
    return settings


def _read_number(values: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = values.get(name, str(default))
    if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
        raise Misconfigured(f"The {name} {text!r} is not a whole number from {least} to {most}.")
    return int(text)


def _list_variables(known: set[str]) -> str:
    return ", ".join(sorted(f"{PREFIX}{key.upper()}" for key in known))
