"""Where a Redis is: the forms of its URL, read without ever quoting a password."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

TLS_FILES = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
OPTIONS = {"db", "tls", "sentinel_username", "sentinel_password", *TLS_FILES}


@dataclass(frozen=True)
class RedisAddress:
    """Where a Redis is. `kind` is one, sentinel or cluster; `service` is the name Sentinel knows it by."""

    kind: str
    nodes: tuple[tuple[str, int], ...]
    service: str = ""
    login: dict[str, Any] = field(default_factory=dict, repr=False)
    sentinel_login: dict[str, Any] = field(default_factory=dict, repr=False)
    transport: dict[str, Any] = field(default_factory=dict)
    db: int = 0

    def __str__(self) -> str:
        return ",".join(f"{host}:{port}" for host, port in self.nodes)


def read_address(url: str) -> RedisAddress:
    """Answer what the URL says; raise ValueError with the reason, without quoting secrets."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ValueError("it cannot be read") from None  # the original text may quote the password
    login, _, hosts = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    kind = {"redis+sentinel": "sentinel", "redis+cluster": "cluster"}.get(parts.scheme, "one")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := sorted(options.keys() - OPTIONS):
        raise ValueError(f"there is no option {unknown[0]}")
    path = parts.path.strip("/")
    db = options.get("db") or (path if kind == "one" else "") or "0"
    if not re.fullmatch(r"[0-9]{1,5}", db):
        raise ValueError("the database is a number from 0")
    nodes = tuple(read_host(host, 26379 if kind == "sentinel" else 6379) for host in hosts.split(","))
    if kind == "one" and len(nodes) != 1:
        raise ValueError("one host is expected")
    if kind == "sentinel" and not path:
        raise ValueError("the name of the service is missing")
    if kind == "cluster" and (path or db != "0"):
        raise ValueError("a Cluster has no databases")
    transport: dict[str, Any] = {name: options[name] for name in TLS_FILES if name in options}
    if parts.scheme == "rediss" or options.get("tls") == "1":
        transport["ssl"] = True
    elif transport:
        raise ValueError("ssl options need rediss:// or tls=1")
    return RedisAddress(
        kind,
        nodes,
        service=unquote(path) if kind == "sentinel" else "",
        login=pick_login(unquote(user), unquote(password)),
        sentinel_login=pick_login(options.get("sentinel_username", ""), options.get("sentinel_password", "")),
        transport=transport,
        db=int(db),
    )


def read_host(text: str, default_port: int) -> tuple[str, int]:
    """Answer host and port of `host`, `host:port` or `[address]:port`."""
    match = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([^:\[\]\s]+))(?::([0-9]{1,5}))?", text)
    if not match or not 0 < int(match[3] or default_port) < 65536:
        raise ValueError("a host or port is missing or wrong")
    return match[1] or match[2], int(match[3] or default_port)


def pick_login(user: str, password: str) -> dict[str, Any]:
    """Answer the arguments of redis-py for what is given."""
    return {name: value for name, value in (("username", user), ("password", password)) if value}
