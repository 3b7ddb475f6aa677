"""Certificates for the web servers of tests, and whoever signs them."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

BEGIN, PAST, END = (datetime(year, 1, 1, tzinfo=UTC) for year in (1990, 1991, 9999))
"""OpenSSL reads the machine's clock: a certificate is valid, or has expired, whatever that shows.
"""


@dataclass(frozen=True)
class Issuer:
    """Somebody who signs certificates; the first one is the only one that the crawler trusts."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def named(cls, name: str) -> "Issuer":
        key = ec.generate_private_key(ec.SECP256R1())
        return cls(key, _certificate(name, key, _name(name), key, ca=True))

    def context(
        self,
        folder: Path,
        name: str,
        host: str = "127.0.0.1",
        *,
        expired: bool = False,
        by_itself: bool = False,
    ) -> ssl.SSLContext:
        """A server's certificate for an address, that never ends or ended long ago."""
        key = ec.generate_private_key(ec.SECP256R1())
        signer, issuer = (key, _name(host)) if by_itself else (self.key, self.certificate.subject)
        certificate = _certificate(host, key, issuer, signer, end=PAST if expired else END)
        file = folder / f"{name}.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            encryption_algorithm=serialization.NoEncryption(),
        )
        file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _certificate(
    host: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    signer: ec.EllipticCurvePrivateKey,
    *,
    end: datetime = END,
    ca: bool = False,
) -> x509.Certificate:
    made = (
        x509.CertificateBuilder()
        .subject_name(_name(host))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGIN)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if not ca:
        made = made.add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False
        )
    return made.sign(signer, hashes.SHA256())
