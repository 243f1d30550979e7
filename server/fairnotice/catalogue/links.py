"""Which addresses an action or a source may carry (PROTOCOL.md, section 4.8; the extension checks the same again)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, unquote

import ada_url

from fairnotice.catalogue.hosts import is_browsed_host
from fairnotice.catalogue.texts import holds_hidden_characters

MAX_LINK_LENGTH = 512
_ADDRESS = re.compile(r"[A-Za-z0-9._+'~-]{1,64}@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)\Z")
_AUTHORITY = re.compile(r"https://([^/?#]*)")
_HOST = re.compile(r"[A-Za-z0-9._-]+\Z")
_UNCLEAN = re.compile(r"[\s<>\"\\^`{|}]")
_ABSOLUTE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|[/\\]{2})", re.I)
_DECODINGS = 3
"""How often a value may be encoded: redirectors decode again what was decoded once."""
_SUBJECT = re.compile(r"subject=[^&=#]*\Z", re.I)
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
    host = ada_url.URL(url).hostname.removesuffix(".")
    if not _is_listed(host, hosts, link_hosts):
        return f"leads to {host}, which is neither one of the platform's hosts nor in its link_hosts"
    return None


def find_source_fault(url: str) -> str | None:
    """Say why a source or a policy may not have the address `url`, or None. Any public host is allowed."""
    if url.startswith("mailto:"):
        return "is a mail address; a source is a page"
    return _find_address_fault(url) or find_style_fault(url)


def find_style_fault(url: str) -> str | None:
    """Say what maintainers should write otherwise in an address that may well be opened, or None."""
    if not url.isascii():
        return "holds characters beyond ASCII; percent-encode them"
    for name, _ in parse_qsl(url.partition("#")[0].partition("?")[2], keep_blank_values=True):
        if _TRACKING.match(name):
            return f"holds the tracking parameter {name!r}"
    return None


def _is_listed(host: str, hosts: Iterable[str], link_hosts: Iterable[str]) -> bool:
    return host in set(link_hosts) or any(host == own or host.endswith(f".{own}") for own in hosts)


def _find_address_fault(url: str) -> str | None:
    if len(url) > MAX_LINK_LENGTH:
        return f"is longer than {MAX_LINK_LENGTH} characters"
    if _UNCLEAN.search(url) or holds_hidden_characters(url):
        return "holds characters that an address does not have; percent-encode them"
    if url.startswith("mailto:"):
        return None
    authority = _AUTHORITY.match(url)
    if authority is None:
        return "is not a complete https address; start it with https://"
    if "@" in authority[1]:
        return "holds a user name"
    if ":" in authority[1] and "[" not in authority[1]:
        return "holds a port"
    try:
        parsed = ada_url.URL(url)
    except ValueError:
        return "does not name a public host"
    # The host as written must be what it means, to a reviewer as to a parser: nothing encoded, nothing mapped.
    if not _HOST.match(authority[1]) or not is_browsed_host(parsed.hostname.removesuffix(".")):
        return "does not name a public host in A-label form"
    for name, value in parse_qsl(parsed.search.removeprefix("?"), keep_blank_values=True):
        if _is_absolute(name) or _is_absolute(value):
            return f"hands over another address in its parameter {name!r}"
    return None


def _is_absolute(text: str) -> bool:
    for _ in range(_DECODINGS):
        if _ABSOLUTE.match(text):
            return True
        decoded = unquote(text)
        if decoded == text:
            return False
        text = decoded
    return True


def _find_mail_fault(url: str, hosts: Iterable[str], link_hosts: Iterable[str]) -> str | None:
    address, mark, query = url[7:].partition("?")
    match = _ADDRESS.match(address)
    if not match or not is_browsed_host(match[1].lower()):
        return "is not one plain mail address"
    if mark and not _SUBJECT.match(query):
        return "sets more than the subject of the mail"
    if re.search(r"%0[ad]", query, re.I):
        return "holds a line break in the subject"
    if not _is_listed(match[1].lower(), hosts, link_hosts):
        return f"writes to {match[1]}, which is neither one of the platform's hosts nor in its link_hosts"
    return None
