"""The doctor at the relay: every step of a conversation goes wrong once, and no mail is ever sent."""

import ssl
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from pydantic import SecretStr

from core.settings import Settings
from mail.checkup_relay import check_relay
from tests.mail.room.relaying import Handler, make_certificate, serving

SENDER = "lommerbeek@signaal.example.org"


def codes(tmp_path: Path, url: str | None, *senders: str) -> list[str]:
    settings = Settings(data=tmp_path, relay_url=SecretStr(url) if url else None)
    found = list(check_relay(settings, senders or (SENDER,)))
    assert all("geheim" not in finding.found for finding in found)
    return [finding.code for finding in found]


def serve_tls(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(*certificate)
    return tls


def test_a_relay_that_sends_for_us_is_good_and_gets_no_mail(tmp_path: Path) -> None:
    handler = Handler()
    with serving(handler) as port:
        assert codes(tmp_path, f"smtp://127.0.0.1:{port}") == ["good-relay"]
    assert handler.taken == []
    assert codes(tmp_path, f"smtp://127.0.0.1:{port}") == ["relay-refused"]


def test_a_sender_that_it_refuses_is_named(tmp_path: Path) -> None:
    handler = Handler(answers=["553 5.7.1 Niet van jou"], at="MAIL")
    with serving(handler) as port:
        url = f"smtp://127.0.0.1:{port}"
        assert codes(tmp_path, url, "een@example.org", "twee@example.org") == ["relay-sender", "good-relay"]


def test_no_relay_is_a_note_and_a_wrong_address_is_named(tmp_path: Path) -> None:
    assert codes(tmp_path, None) == ["relay-none"]
    assert codes(tmp_path, "https://example.org") == ["relay-setting"]
    assert codes(tmp_path, "smtp://bestaat-niet.invalid:25") == ["relay-name"]


def test_starttls_and_its_certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = make_certificate(tmp_path)
    with serving(Handler()) as port:
        assert codes(tmp_path, f"smtp://127.0.0.1:{port}?starttls=yes") == ["relay-starttls"]
        assert codes(tmp_path, f"smtps://127.0.0.1:{port}") == ["relay-broken"]
    with serving(Handler(), starttls=serve_tls(certificate)) as port:
        url = f"smtp://127.0.0.1:{port}?starttls=yes"
        assert codes(tmp_path, url) == ["relay-certificate"]
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        assert codes(tmp_path, url) == ["good-relay"]


def test_a_name_and_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))

    def sign_in(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        return AuthResult(success=given.password == b"goed", handled=False)

    with serving(Handler(), starttls=serve_tls(certificate), authenticator=sign_in, auth_required=True) as port:
        assert codes(tmp_path, f"smtp://an:goed@127.0.0.1:{port}?starttls=yes") == ["good-relay"]
        assert codes(tmp_path, f"smtp://an:geheim@127.0.0.1:{port}?starttls=yes") == ["relay-login"]
        assert codes(tmp_path, f"smtp://127.0.0.1:{port}?starttls=yes") == ["relay-sender"]
    with serving(Handler()) as port:
        assert codes(tmp_path, f"smtp://an:geheim@127.0.0.1:{port}") == ["relay-auth"]
