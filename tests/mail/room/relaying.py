"""A real mail server to hand letters to: it keeps what it takes, and refuses what a test tells it to."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from ssl import SSLContext
from typing import Any

from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.ports import free_port


@dataclass
class Taken:
    """One mail as the server took it."""

    sender: str
    recipient: str
    content: bytes


@dataclass
class Handler:
    """Takes mails; `answers` are said first, one a mail, instead of taking it; `at` says at which command."""

    taken: list[Taken] = field(default_factory=list[Taken])
    answers: list[str] = field(default_factory=list[str])
    at: str = "DATA"
    sessions: set[int] = field(default_factory=set[int])

    async def handle_MAIL(self, _server: Any, session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 # aiosmtpd's own name
        self.sessions.add(id(session))
        envelope.mail_from = address
        return self.answers.pop(0) if self.at == "MAIL" and self.answers else "250 OK"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 # idem
        if self.at == "RCPT" and self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 # idem
        if self.at == "DATA" and self.answers:
            return self.answers.pop(0)
        self.taken.append(Taken(envelope.mail_from, envelope.rcpt_tos[0], envelope.content))
        return "250 OK"


@contextmanager
def serving(handler: Handler, *, port: int = 0, starttls: SSLContext | None = None, **options: Any) -> Generator[int]:
    """Serve on this machine; gives the port."""
    if starttls is not None:
        options["tls_context"] = starttls
    controller = Controller(handler, hostname="127.0.0.1", port=port or free_port(), **options)
    controller.start()
    try:
        yield int(controller.port)
    finally:
        controller.stop()


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for this machine that is its own authority: (certificate, key), both PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / "srv.pem", folder / "srv.key"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files
