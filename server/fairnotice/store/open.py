"""Choose and open the store that a URL names."""

from __future__ import annotations

import re
from pathlib import Path

from fairnotice.errors import Misconfigured
from fairnotice.store.contract import Store

REDIS_SCHEMES = ("redis", "rediss", "redis+sentinel", "redis+cluster")
FORMS = (
    "sqlite:///relative/path, sqlite:////absolute/path, redis://host:port/0, rediss://host:port/0,"
    " redis+sentinel://host:port,host:port/service?db=0 or redis+cluster://host:port,host:port"
)


def open_store(url: str) -> Store:
    """Open the store that `url` names; a relative path starts at the working directory.

    Raise `Misconfigured` for a URL of no known form. A Redis that is down is noticed at the first use, an SQLite file
    that cannot be used at once (`StoreUnavailable`).
    """
    scheme, _, rest = url.partition("://")
    try:
        # The engines are imported here, so that users of SQLite never load redis.
        if scheme == "sqlite":
            from fairnotice.store.sqlite import SqliteStore

            return SqliteStore(read_path(rest))
        if scheme in REDIS_SCHEMES:
            from fairnotice.store.redis import RedisStore

            return RedisStore(url)
    except ValueError as error:
        raise Misconfigured(f"The store URL {hide_password(url)} is broken: {error}; write {FORMS}.") from None
    raise Misconfigured(f"The store URL {hide_password(url)} names no known engine; write {FORMS}.")


def refuse_missing(url: str) -> None:
    """Raise `Misconfigured` when `url` names an SQLite file that is not there, which opening it would make."""
    scheme, _, rest = url.partition("://")
    if scheme != "sqlite":
        return
    try:
        path = read_path(rest)
    except ValueError:
        return  # `open_store` says what is wrong with it
    if not path.exists():
        raise Misconfigured(f"There is no store {path}; name the one that is in use.")


def read_path(rest: str) -> Path:
    """Answer the path in what follows `sqlite://`."""
    path = rest[1:]
    if not rest.startswith("/"):
        raise ValueError("a path follows sqlite:///")
    if not path or path.endswith("/"):
        raise ValueError("the name of a file is missing")
    if path == ":memory:" or "\0" in path:
        raise ValueError("a store needs a file")
    return Path(path)


def hide_password(url: str) -> str:
    """Answer the URL without user, password and secret options, also when it is not well formed."""
    # Greedy up to the last @: a password may hold an @ or / that should have been escaped.
    url = re.sub(r"(://|^).*@", r"\1***@", url, flags=re.DOTALL)
    return re.sub(r"(password=)[^&]*", r"\1***", url, flags=re.IGNORECASE)
