"""Mailboxes with tokens instead of passwords: both mechanisms, both givers, renewal, and refusals in words."""

import base64
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, generate_private_key
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from core.context import Context
from core.errors import SettingsError
from core.municipalities import Place
from mail.checkup_imap import check_mailbox
from mail.imap_account import read_accounts
from mail.oauth import NoToken, Tokens, TokensAway, make_tokens
from tests.mail.door.talking import taken
from tests.mail.imap.dovecots import Dovecot, mail, make_dovecot, new_user
from tests.mail.imap.tokens_given import TokenServer
from tests.mail.imap.watching import until, watching, with_settings

TO = "lommerbeek@signaal.localhost"


@pytest.fixture
def giver() -> Generator[TokenServer]:
    """A server that gives tokens, as Google's does."""
    made = TokenServer(user=new_user())
    server = made.start()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def microsoft(certificate: tuple[Path, Path]) -> Generator[TokenServer]:
    """A server that gives tokens, as Microsoft's does: only by TLS."""
    made = TokenServer(user=new_user())
    server = made.start(certificate)
    yield made
    server.shutdown()
    server.server_close()


@contextmanager
def asking(giver: TokenServer, certificate: tuple[Path, Path], mechanism: str) -> Generator[Dovecot]:
    made = make_dovecot(certificate, f"{mechanism}", f"{giver.url}/introspect")
    made.start()
    try:
        yield made
    finally:
        made.stop()
        shutil.rmtree(made.root, ignore_errors=True)


def google(context: Context, giver: TokenServer, port: int, **changes: Any) -> Context:
    given = {
        "imap_url": f"imap://{giver.user}@127.0.0.1:{port}",
        "imap_oauth": "google:ons-programma",
        "imap_oauth_url": f"{giver.url}/token",
        "imap_client_secret": SecretStr("geheim"),
        "imap_refresh_token": SecretStr("ververs"),
    }
    return with_settings(context, **(given | changes))


def first_tokens(context: Context) -> Tokens:
    tokens = make_tokens(context.settings, read_accounts(context.settings)[0])
    assert tokens is not None
    return tokens


@pytest.mark.parametrize("mechanism", ["xoauth2", "oauthbearer"])
def test_a_refresh_token_opens_the_mailbox(
    context: Context, place: Place, giver: TokenServer, certificate: tuple[Path, Path], mechanism: str
) -> None:
    with asking(giver, certificate, mechanism) as server:
        server.deliver(giver.user, mail(TO, mechanism))
        there = google(context, giver, server.imap)
        with watching(there):
            until(lambda: taken(context))
        [account] = read_accounts(there.settings)
        assert [finding.code for finding in check_mailbox(there.settings, account)] == ["good-mailbox"]
    assert giver.asked[0] == {
        "grant_type": "refresh_token",
        "client_id": "ons-programma",
        "client_secret": "geheim",
        "refresh_token": "ververs",
    }


def test_client_credentials_open_the_mailbox(
    context: Context, place: Place, giver: TokenServer, microsoft: TokenServer, certificate: tuple[Path, Path]
) -> None:
    giver.user, giver.tokens = microsoft.user, microsoft.tokens  # tells of the tokens that the other gives
    with asking(giver, certificate, "xoauth2") as server:
        server.deliver(microsoft.user, mail(TO, "microsoft"))
        there = with_settings(
            context,
            imap_url=f"imaps://{microsoft.user}@127.0.0.1:{server.imaps}",
            imap_oauth="microsoft:tenant:ons-programma",
            imap_oauth_url=microsoft.url,
            imap_client_secret=SecretStr("geheim"),
            imap_ca=certificate[0],
        )
        with watching(there):
            until(lambda: taken(context))
    assert microsoft.asked[0]["grant_type"] == "client_credentials"
    assert microsoft.asked[0]["scope"] == "https://outlook.office365.com/.default"


def test_a_token_is_kept_and_renewed_five_minutes_early(giver: TokenServer, context: Context) -> None:
    tokens = first_tokens(google(context, giver, 1))
    times = [0.0]
    tokens.clock = lambda: times[0]
    first = tokens.get()
    times[0] = 3299.0
    assert tokens.get() == first
    times[0] = 3300.0
    assert tokens.get() != first
    giver.lives, times[0] = 60.0, 8000.0
    short = tokens.get()
    times[0] = 8029.0
    assert tokens.get() == short
    times[0] = 8031.0
    assert tokens.get() != short


def test_a_token_that_ended_before_its_time_is_renewed(
    context: Context, place: Place, giver: TokenServer, certificate: tuple[Path, Path]
) -> None:
    with asking(giver, certificate, "xoauth2") as server, watching(google(context, giver, server.imap)) as watch:
        until(lambda: watch.loops > 2)
        giver.tokens.clear()
        watch.hang_up()
        server.deliver(giver.user, mail(TO, "na"))
        until(lambda: taken(context))
        assert watch.state == "good"
    assert len(giver.asked) == 2


def test_a_giver_that_is_away_for_a_while_and_a_consent_that_is_given_again(
    context: Context, place: Place, giver: TokenServer, certificate: tuple[Path, Path]
) -> None:
    with asking(giver, certificate, "xoauth2") as server:
        giver.refuses = {"error": "temporarily_unavailable"}
        with watching(google(context, giver, server.imap)) as watch:
            until(lambda: watch.state == "tokens-away")
            giver.refuses = {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
            until(lambda: watch.state == "consent-expired")
            giver.refuses = {}
            server.deliver(giver.user, mail(TO, "na"))
            until(lambda: taken(context))
            assert watch.state == "good"


def test_an_application_may_prove_itself_with_a_certificate(
    context: Context, place: Place, giver: TokenServer, microsoft: TokenServer, certificate: tuple[Path, Path]
) -> None:
    giver.user, giver.tokens = microsoft.user, microsoft.tokens
    pem, public = own_certificate()
    with asking(giver, certificate, "xoauth2") as server:
        there = with_settings(
            context,
            imap_url=f"imaps://{microsoft.user}@127.0.0.1:{server.imaps}",
            imap_oauth="microsoft:tenant:ons-programma",
            imap_oauth_url=microsoft.url,
            imap_client_secret=SecretStr(pem),
            imap_ca=certificate[0],
        )
        [account] = read_accounts(there.settings)
        assert [finding.code for finding in check_mailbox(there.settings, account)] == ["good-mailbox"]
    asked = microsoft.asked[0]
    assert "client_secret" not in asked
    assert asked["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    said, _, signature = asked["client_assertion"].rpartition(".")
    public.verify(
        base64.urlsafe_b64decode(signature + "=="),
        said.encode(),
        padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH),
        hashes.SHA256(),
    )
    assert pem not in repr(account)


@pytest.mark.parametrize("secret", ["-----BEGIN PRIVATE KEY-----\nonzin\n", "-----BEGIN CERTIFICATE-----\nonzin\n"])
def test_a_key_that_cannot_be_read_is_said_so(context: Context, microsoft: TokenServer, secret: str) -> None:
    there = with_settings(
        context,
        imap_url="imaps://an@example.org@127.0.0.1:1",
        imap_oauth="microsoft:tenant:ons-programma",
        imap_oauth_url=microsoft.url,
        imap_client_secret=SecretStr(secret),
    )
    with pytest.raises(NoToken) as told:
        first_tokens(there).get()
    assert told.value.code == "key-unreadable"


def own_certificate() -> tuple[str, RSAPublicKey]:
    """Make an application's key and certificate, one after the other in PEM form; and what checks its signatures."""
    key = generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ons-programma")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    return (pem + made.public_bytes(serialization.Encoding.PEM)).decode(), key.public_key()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"error": "invalid_client", "error_description": "AADSTS7000222: The secret 'x' expired"}, "has expired"),
        ({"error": "unauthorized_client", "error_description": "AADSTS700016: not found"}, "CLIENT_ID"),
        ({"error": "invalid_grant", "error_description": "AADSTS65001: no consent"}, "IMAP.AccessAsApp"),
        ({"error": "invalid_grant", "error_description": "Token has been expired or revoked."}, "refresh token"),
        ({"error": "odd", "error_description": "AADSTS999999: secret words"}, "AADSTS999999"),
    ],
)
def test_refusals_are_told_in_words(
    context: Context, giver: TokenServer, microsoft: TokenServer, certificate: tuple[Path, Path],
    answer: dict[str, str], words: str,
) -> None:  # fmt: skip
    microsoft.refuses = giver.refuses = answer
    there = with_settings(
        context,
        imap_url="imaps://an@example.org@127.0.0.1:1",
        imap_oauth="microsoft:tenant:ons-programma",
        imap_oauth_url=microsoft.url,
        imap_client_secret=SecretStr("geheim"),
        imap_ca=certificate[0],
    )
    for tokens in (first_tokens(there), first_tokens(google(context, giver, 1))):
        with pytest.raises(NoToken) as told:
            tokens.get()
        assert words in str(told.value)
        assert "secret words" not in str(told.value)


def test_a_giver_that_is_away_is_no_refusal(context: Context, giver: TokenServer) -> None:
    there = google(context, giver, 1, imap_oauth_url="http://127.0.0.1:1/token")
    with pytest.raises(TokensAway):
        first_tokens(there).get()
    there = google(context, giver, 1, imap_oauth="microsoft:tenant:x", imap_oauth_url="https://127.0.0.1:1")
    with pytest.raises(TokensAway):
        first_tokens(there).get()


@pytest.mark.parametrize(
    "changes",
    [
        {"imap_oauth": "microsoft:tenant"},
        {"imap_oauth": "yahoo:x"},
        {"imap_client_secret": None},
        {"imap_refresh_token": None},
        {"imap_url": "https://an@example.org"},
        {"imap_url": "imaps://an:wachtwoord@example.org"},
    ],
)
def test_settings_that_cannot_be_are_named(context: Context, giver: TokenServer, changes: dict[str, Any]) -> None:
    with pytest.raises(SettingsError) as told:
        first_tokens(google(context, giver, 1, **changes))
    assert "SIGNAAL_IMAP_" in str(told.value)
    assert "wachtwoord" not in str(told.value)
