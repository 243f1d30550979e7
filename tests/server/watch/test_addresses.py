"""No page leads the watchers anywhere but to web servers of the public internet."""

from __future__ import annotations

import pytest

from fairnotice.watch.addresses import is_allowed, read_target
from fairnotice.watch.answers import FaultKind, NotFetched

REFUSED = {
    "this network": ("0.0.0.0", "0.1.2.3"),  # noqa: S104
    "private": ("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    "shared by a carrier": ("100.64.0.1", "100.127.255.255"),
    "loopback": ("127.0.0.1", "127.255.255.254", "::1"),
    "link-local": ("169.254.169.254", "169.254.0.1", "fe80::1", "fe80::1%eth0"),
    "protocols": ("192.0.0.1", "192.0.0.9", "192.0.0.171"),
    "documentation": ("192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "3fff::1"),
    "benchmarks": ("198.18.0.1", "198.19.255.255", "2001:2::1"),
    "6to4": ("192.88.99.1", "2002:7f00:1::", "2002:808:808::1"),
    "multicast": ("224.0.0.1", "239.255.255.250", "ff02::1", "ff0e::1"),
    "reserved": ("240.0.0.1", "255.255.255.255", "5f00::1", "4000::1"),
    "unspecified": ("::",),
    "mapped": ("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:224.0.0.1"),
    "compatible": ("::127.0.0.1", "::8.8.8.8"),
    "translated": ("64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b:1::8.8.8.8"),
    "Teredo": ("2001:0:4136:e378:8000:63bf:3fff:fdd2",),
    "unique local": ("fc00::1", "fd12:3456:789a::1"),
    "site-local": ("fec0::1",),
    "discard": ("100::1",),
    "no address": ("", "localhost", "127.1", "0x7f.0.0.1", "1.1.1.1/32", "::1%lo"),
}


@pytest.mark.parametrize("address", [address for group in REFUSED.values() for address in group])
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert not is_allowed(address, 443)
    assert not is_allowed(address, 80)


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.32.0.1", "192.0.1.1", "223.255.255.255",
        "::ffff:8.8.8.8", "2606:4700::1111", "2a00:1450::1", "64:ff9b::8.8.8.8", "2001:4860:4860::8888",
    ],
)  # fmt: skip
def test_a_public_address_is_allowed(address: str) -> None:
    assert is_allowed(address, 443)
    assert is_allowed(address, 80)


@pytest.mark.parametrize("port", [0, 22, 25, 6379, 8080, 8443])
def test_only_the_ports_of_web_servers_are_asked(port: int) -> None:
    assert not is_allowed("1.1.1.1", port)


def test_loopback_is_allowed_only_at_the_ports_named_for_it() -> None:
    assert is_allowed("127.0.0.1", 1234, loopback=[1234])
    assert not is_allowed("127.0.0.1", 1235, loopback=[1234])
    assert not is_allowed("10.0.0.1", 1234, loopback=[1234])


@pytest.mark.parametrize(
    "url",
    ["ftp://x.example/", "file:///etc/passwd", "//x.example/", "x", "https://", "https://a:b@x.example/", "data:,x"],
)
def test_only_plain_web_addresses_are_asked(url: str) -> None:
    with pytest.raises(NotFetched) as caught:
        read_target(url)
    assert caught.value.kind is FaultKind.REFUSED_ADDRESS


def test_an_address_means_what_it_means_to_browsers() -> None:
    target = read_target(" HTTPS://X.example:443/a b?c#d")
    assert target.url == "https://x.example/a%20b?c"
    assert (target.host, target.port, target.path) == ("x.example", 443, "/a%20b?c")
    assert read_target("http://0x7f.1/").host == "127.0.0.1"
    assert read_target("http://[::1]:81/").host == "::1"
    assert read_target("../b?x", "https://x.example/one/two/three").url == "https://x.example/one/b?x"
