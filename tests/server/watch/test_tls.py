"""Certificates are checked against the name that was asked for, though connections go to addresses."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from fairnotice.watch.answers import FaultKind, NotFetched
from fairnotice.watch.fetch import Line
from fairnotice.watch.fetcher import Fetcher
from server.watch.site import Site

NAME = "good.example"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a key, and a certificate for NAME that it signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def secure_site(certificate: Path) -> Iterator[Site]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    site = Site(context)
    yield site
    site.close()


def fetch(site: Site, host: str, trust: ssl.SSLContext | None, path: str = "/good") -> int:
    line = Line(resolve=lambda *_: ["127.0.0.1"], loopback=[site.port], trust=trust)
    fetcher = Fetcher(line, "watch@notices.example", sleep=lambda _: None, seconds=3.0)
    return fetcher.fetch(f"https://{host}:{site.port}{path}").status


def test_the_certificate_of_the_name_is_believed(secure_site: Site, certificate: Path) -> None:
    assert fetch(secure_site, NAME, ssl.create_default_context(cafile=str(certificate))) == 200
    assert secure_site.headers[0]["host"] == f"{NAME}:{secure_site.port}"


@pytest.mark.parametrize(("host", "is_trusted"), [("other.example", True), (NAME, False), ("127.0.0.1", True)])
def test_another_certificate_is_not(secure_site: Site, certificate: Path, host: str, is_trusted: bool) -> None:
    trust = ssl.create_default_context(cafile=str(certificate)) if is_trusted else None
    with pytest.raises(NotFetched) as caught:
        fetch(secure_site, host, trust)
    assert caught.value.kind is FaultKind.TLS
    assert secure_site.asked == []


def test_a_secure_page_that_drips_ends_too(secure_site: Site, certificate: Path) -> None:
    with pytest.raises(NotFetched) as caught:
        fetch(secure_site, NAME, ssl.create_default_context(cafile=str(certificate)), "/drip")
    assert caught.value.kind is FaultKind.TIMEOUT
