"""Makes a throw-away certificate, so that stand-in pages can be served over HTTPS under any host name."""

import base64
import ssl
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Certificate:
    """A server's side of TLS, and the fingerprint by which a browser can be told to accept this key and no other."""

    context: ssl.SSLContext
    fingerprint: str


def make_certificate(hosts: Iterable[str] = ("localhost",)) -> Certificate:
    """Make a self-signed certificate for `hosts`, good for one day; its key exists in memory only.

    The fingerprint is the base64 SHA-256 of the public key, the form that Chromium's
    `--ignore-certificate-errors-spki-list` takes: with it the names need not match.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Fairnotice stand-in")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts]), critical=False)
        .sign(key, hashes.SHA256())
    )
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # ssl can only load from a file; it is gone again before anything is served.
    with tempfile.TemporaryDirectory(prefix="fairnotice-") as folder:
        file = Path(folder, "both.pem")
        file.touch(mode=0o600)
        file.write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            + certificate.public_bytes(Encoding.PEM)
        )
        context.load_cert_chain(file)
    return Certificate(context, base64.b64encode(sha256(public).digest()).decode())
