"""Which addresses an action or a source may carry (PROTOCOL.md, section 4.8; the extension checks the same again)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl

import ada_url

MAX_LINK_LENGTH = 512
_ADDRESS = re.compile(r"[A-Za-z0-9._+-]{1,64}@([a-z0-9-]+(?:\.[a-z0-9-]+)+)\Z")
_UNCLEAN = re.compile(r"[\s<>\"\\^`{|}\x00-\x1f\x7f]")
_ABSOLUTE = re.compile(
    r"\s*(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?[/\\]{2}|\s*(?:https?|javascript|data|vbscript|file|blob):", re.I
)
_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|_hsenc)\Z")


def find_link_fault(url: str, hosts: Iterable[str], link_hosts: Iterable[str]) -> str | None:
    """Say why an action may not lead to `url`, or None when it may.

    `hosts` are the platform's own, their sub-domains implied; `link_hosts` the other hosts it may lead to, exactly.
    """
    fault = _find_address_fault(url)
    if fault:
        return fault
    if url.startswith("mailto:"):
        return _find_mail_fault(url, hosts, link_hosts)
    host = ada_url.URL(url).hostname
    if not _is_listed(host, hosts, link_hosts):
        return f"leads to {host}, which is neither one of the platform's hosts nor in its link_hosts"
    return None


def find_source_fault(url: str) -> str | None:
    """Say why a source or a policy may not have the address `url`, or None. Any public host is allowed."""
    if url.startswith("mailto:"):
        return "is a mail address; a source is a page"
    return _find_address_fault(url)


def find_link_host(url: str) -> str | None:
    """Answer the host that `url` leads to (of a mail address its domain), or None when there is none."""
    if url.startswith("mailto:"):
        match = _ADDRESS.match(url[7:].partition("?")[0])
        return match[1] if match else None
    try:
        return ada_url.URL(url).hostname or None
    except ValueError:
        return None


def _is_listed(host: str, hosts: Iterable[str], link_hosts: Iterable[str]) -> bool:
    return host in set(link_hosts) or any(host == own or host.endswith(f".{own}") for own in hosts)


def _find_address_fault(url: str) -> str | None:
    if len(url) > MAX_LINK_LENGTH:
        return f"is longer than {MAX_LINK_LENGTH} characters"
    if not url.isascii() or _UNCLEAN.search(url):
        return "holds characters that an address does not have; percent-encode them"
    if url.startswith("mailto:"):
        return None
    try:
        parsed = ada_url.URL(url)
    except ValueError:
        return "is not a complete address; start it with https://"
    if parsed.protocol != "https:" or not url.startswith("https://"):
        return "is not an https address"
    if parsed.username or parsed.password or "@" in url.split("/")[2]:
        return "holds a user name"
    if parsed.port or re.search(r":\d*\Z", url.split("/")[2].partition("?")[0].partition("#")[0]):
        return "holds a port"
    host = parsed.hostname
    if parsed.host_type != ada_url.HostType.DEFAULT or "." not in host or host.endswith("."):
        return "does not name a public host"
    for name, value in parse_qsl(parsed.search.removeprefix("?"), keep_blank_values=True):
        if _ABSOLUTE.match(value):
            return f"hands over another address in its parameter {name!r}"
        if _TRACKING.match(name):
            return f"holds the tracking parameter {name!r}"
    return None


def _find_mail_fault(url: str, hosts: Iterable[str], link_hosts: Iterable[str]) -> str | None:
    address, _, query = url[7:].partition("?")
    match = _ADDRESS.match(address)
    if not match:
        return "is not one plain mail address"
    if query and [name for name, _ in parse_qsl(query, keep_blank_values=True)] != ["subject"]:
        return "sets more than the subject of the mail"
    if re.search(r"%0[ad]", query, re.I):
        return "holds a line break in the subject"
    if not _is_listed(match[1], hosts, link_hosts):
        return f"writes to {match[1]}, which is neither one of the platform's hosts nor in its link_hosts"
    return None
