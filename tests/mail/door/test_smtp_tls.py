"""STARTTLS: with a certificate, and with nothing of what was said before it."""

import contextlib
import socket
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from core.context import Context
from core.errors import SettingsError
from core.municipalities import Place
from tests.mail.door.talking import MAIL, SENDER, TO, Peer, running, taken


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate for this machine, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    cert, secret = tmp_path / "cert.pem", tmp_path / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return cert, secret


def test_a_mail_comes_over_tls(context: Context, place: Place, certificate: tuple[Path, Path]) -> None:
    cert, key = certificate
    with running(context, smtp_cert=cert, smtp_key=key) as door, door.smtp() as smtp:
        smtp.ehlo()
        assert smtp.has_extn("starttls")
        smtp._host = "127.0.0.1"  # pyright: ignore[reportAttributeAccessIssue]  # the name that is checked
        smtp.starttls(context=ssl.create_default_context(cafile=str(cert)))
        smtp.ehlo()
        assert not smtp.has_extn("starttls")
        assert not smtp.has_extn("auth")
        assert smtp.docmd("STARTTLS")[0] == 503
        assert smtp.docmd("AUTH", "PLAIN AGEAYg==")[0] == 502
        assert smtp.sendmail(SENDER, [TO], MAIL) == {}
        large = MAIL + b"regel\r\n" * 200_000
        assert smtp.sendmail(SENDER, [TO], large) == {}
    assert [raw for _head, raw, _repeats in taken(context)] == [MAIL, large]


def test_nothing_that_was_said_before_tls_counts_after_it(
    context: Context, place: Place, certificate: tuple[Path, Path]
) -> None:
    cert, key = certificate
    with running(context, smtp_cert=cert, smtp_key=key) as door, door.peer() as peer:
        peer.ask(b"MAIL FROM:<before@example.org>")
        injected = b"EHLO evil\r\nMAIL FROM:<evil@example.org>\r\nRCPT TO:<%s>\r\nDATA\r\n" % TO.encode()
        peer.say(b"STARTTLS\r\n" + injected)
        assert peer.reply()[:3] == b"220"
        inside = ssl.create_default_context(cafile=str(cert)).wrap_socket(peer.socket, server_hostname="127.0.0.1")
        with inside:
            inside.sendall(b"VRFY who\r\nRCPT TO:<%s>\r\n" % TO.encode())
            inside.settimeout(1.0)
            said = b""
            try:
                while piece := inside.recv(4096):
                    said += piece
            except TimeoutError:
                pass
        assert [line[:3] for line in said.split(b"\r\n")] == [b"252", b"503", b""]
    assert taken(context) == []


def test_a_handshake_that_fails_ends_only_itself(
    context: Context, place: Place, certificate: tuple[Path, Path]
) -> None:
    cert, key = certificate
    with running(context, smtp_cert=cert, smtp_key=key) as door:
        for given in (b"no handshake at all\r\n" * 10, b""):
            with door.peer() as peer:
                assert peer.ask(b"STARTTLS")[:3] == b"220"
                peer.say(given)
                peer.socket.shutdown(socket.SHUT_WR)
                while peer.socket.recv(4096):
                    pass
        with door.smtp() as smtp:
            assert smtp.sendmail(SENDER, [TO], MAIL) == {}


def test_an_unknown_certificate_is_no_certificate_for_the_sender(
    context: Context, place: Place, certificate: tuple[Path, Path]
) -> None:
    cert, key = certificate
    with (
        running(context, smtp_cert=cert, smtp_key=key) as door,
        contextlib.closing(door.smtp()) as smtp,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        smtp.starttls(context=ssl.create_default_context())


def test_files_that_are_no_certificate_are_named(context: Context, place: Place, tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("no certificate")
    with (
        pytest.raises(SettingsError, match="SIGNAAL_SMTP_CERT"),
        running(context, smtp_cert=tmp_path / "cert.pem", smtp_key=tmp_path / "none.pem"),
    ):
        pass


def test_a_peer_without_tls_is_still_served(context: Context, place: Place, certificate: tuple[Path, Path]) -> None:
    cert, key = certificate
    with running(context, smtp_cert=cert, smtp_key=key) as door, Peer(door.ports["smtp"]) as peer:
        peer.reply()
        assert b"250 STARTTLS" in peer.ask(b"EHLO x.example.org")
        assert peer.send() == b"250 2.0.0 Taken"
