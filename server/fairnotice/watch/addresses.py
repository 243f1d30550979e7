"""Which addresses the watchers may connect to: public ones, so that no page leads them into the operator's network."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import ada_url

from fairnotice.watch.answers import FaultKind, NotFetched

PORTS = {"https": 443, "http": 80}
# What `is_global` lets through, or lets through in some versions of Python (IANA special-purpose registries).
_CLOSED_4 = tuple(map(IPv4Network, ("192.0.0.0/24", "192.88.99.0/24", "224.0.0.0/4", "240.0.0.0/4")))
_CLOSED_6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_UNICAST_6 = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True)
class Target:
    """An address to ask: `host` is a name or an IP address without brackets, `path` holds the query, no fragment."""

    url: str
    scheme: str
    host: str
    port: int
    path: str
    netloc: str


def read_target(url: str, base: str | None = None) -> Target:
    """Read `url`, relative to `base` if given, as browsers do. Raises `NotFetched` when it is no http(s) address."""
    try:
        parsed = ada_url.URL(url.strip(), base) if base else ada_url.URL(url.strip())
    except ValueError:
        raise NotFetched(FaultKind.REFUSED_ADDRESS, f"{url!r} is no address.", final=url) from None
    scheme = parsed.protocol.removesuffix(":")
    if scheme not in PORTS or parsed.username or parsed.password:
        raise NotFetched(FaultKind.REFUSED_ADDRESS, f"{url!r} is no plain https or http address.", final=url)
    parsed.hash = ""
    return Target(
        url=parsed.href,
        scheme=scheme,
        host=parsed.hostname.strip("[]"),
        port=int(parsed.port or PORTS[scheme]),
        path=f"{parsed.pathname}{parsed.search}",
        netloc=parsed.host,
    )


def is_allowed(address: str, port: int, loopback: Collection[int] = ()) -> bool:
    """Say whether to connect to the IP `address`; `loopback` are ports that may be asked on this machine itself."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if parsed.is_loopback and port in loopback:
        return True
    return port in PORTS.values() and is_public(parsed)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Say whether `address` belongs to one machine of the public internet.

    An IPv6 address that carries an IPv4 address is judged by that one where our own network translates (mapped,
    NAT64), and refused where strangers do (6to4, Teredo).
    """
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in closed for closed in _CLOSED_4)
    if address.scope_id is not None:
        return False
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    if address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _UNICAST_6 and address.is_global and not any(address in closed for closed in _CLOSED_6)
