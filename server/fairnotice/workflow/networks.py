"""Which addresses count as one sender."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address


def find_network(address: str) -> str:
    """Answer what stands for an address. A 64-bit network of IPv6 is one sender: a household gets as much."""
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or int(parsed) >> 64)
