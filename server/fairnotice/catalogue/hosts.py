"""Which hosts a platform may claim, and which platform a host belongs to (PROTOCOL.md, section 4.7)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import ada_url
import idna
from publicsuffixlist import PublicSuffixList

_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)\Z")
_BROWSED_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)\Z")
"""Names that people browse also hold underscores, though no catalogue host does."""


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def find_host_fault(host: str) -> str | None:
    """Say why `host` may not stand in a catalogue, or None when it may.

    A host is a lower-case A-label name (RFC 5891) of at least two labels that is no IP address and no public suffix
    (a suffix, such as co.uk or github.io, belongs to many people).
    """
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.match(label) for label in labels):
        return "is not a host name in lower-case A-label form, such as example.com or xn--bcher-kva.example"
    if labels[-1].isdigit():
        return "is an IP address"
    if len(labels) < 2:
        return "is a single label; write the registrable domain, such as example.com"
    if labels[0] == "www":
        return "starts with www; write the domain itself, its sub-domains are implied"
    for label in labels:
        if label.startswith("xn--"):
            try:
                idna.ulabel(label)
            except (idna.IDNAError, UnicodeError):
                return f"holds the label {label}, which is not valid IDNA"
    if _suffixes().publicsuffix(host) == host:
        return "is a public suffix, shared by many owners"
    return None


def normalize_host(host: str) -> str | None:
    """Bring a host as people write it to the form of the catalogue, or None when it is no host name.

    Parses as browsers do (WHATWG URL), so `X.COM.`, `x。com` and `x.com:443` all give `x.com`.
    """
    return host_of_url(f"https://{host.strip()}/") if host.strip() else None


def host_of_url(url: str) -> str | None:
    """Answer the host of an http or https address in the form of the catalogue, or None."""
    try:
        parsed = ada_url.URL(url.strip())
    except ValueError:
        return None
    if parsed.protocol not in ("http:", "https:"):
        return None
    host = parsed.hostname.removesuffix(".")
    return host if is_browsed_host(host) else None


def is_browsed_host(host: str) -> bool:
    """Say whether `host` is a name of at least two labels that a platform could lie at: no IP address, no odd label."""
    labels = host.split(".")
    return (
        len(host) <= 253
        and len(labels) >= 2
        and not labels[-1].isdigit()
        and all(_BROWSED_LABEL.match(label) and _is_valid_label(label) for label in labels)
    )


def _is_valid_label(label: str) -> bool:
    # ada_url takes a broken A-label such as xn--a for a name; browsers refuse the whole address (UTS 46, section 4.1).
    if not label.startswith("xn--"):
        return True
    try:
        text = label[4:].encode("ascii").decode("punycode")
        return not text.isascii() and idna.uts46_remap(text, std3_rules=False) == text
    except (UnicodeError, idna.IDNAError):
        return False


def find_platform(hosts: Mapping[str, str], host: str) -> str | None:
    """Answer the platform of the longest entry of `hosts` (host -> platform id) that `host` is or lies below."""
    while host:
        if host in hosts:
            return hosts[host]
        _, _, host = host.partition(".")
    return None
