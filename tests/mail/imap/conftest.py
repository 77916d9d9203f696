"""Fixtures for the mailbox door: a CA with a certificate for this machine, and a running Dovecot."""

import shutil
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.mail.imap.dovecots import Dovecot, make_dovecot


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for this machine that is its own CA, and its key."""
    folder = tmp_path_factory.mktemp("imap-ca")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert, secret = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pkcs8 = serialization.PrivateFormat.PKCS8
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, pkcs8, serialization.NoEncryption()))
    return cert, secret


@pytest.fixture(scope="session")
def shared_dovecot(certificate: tuple[Path, Path]) -> Generator[Dovecot]:
    """A server that nobody stops: each test has a user of its own."""
    made = make_dovecot(certificate)
    made.start()
    yield made
    made.stop()
    shutil.rmtree(made.root, ignore_errors=True)


@pytest.fixture
def dovecot(certificate: tuple[Path, Path]) -> Generator[Dovecot]:
    """A server of this test alone, to be stopped and started."""
    made = make_dovecot(certificate)
    made.start()
    yield made
    made.stop()
    shutil.rmtree(made.root, ignore_errors=True)
