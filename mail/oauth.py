"""Tokens for a mailbox: asked from Microsoft or Google, kept, and renewed five minutes before they end."""

import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx
import msal
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate

from core.errors import SignaalError
from core.settings import Settings
from mail.imap_account import Account
from mail.trouble import Trouble

_EARLY, _PATIENCE = 300.0, 10.0
_MICROSOFT, _GOOGLE = "https://login.microsoftonline.com", "https://oauth2.googleapis.com/token"
_PEM = "-----BEGIN "
_SCOPE = "https://outlook.office365.com/.default"
# What Microsoft (AADSTS...) and Google say, as codes of `mail.trouble`.
_MEANING = {
    "AADSTS700016": "client-unknown",
    "AADSTS90002": "tenant-unknown",
    "AADSTS900023": "tenant-unknown",
    "AADSTS7000215": "secret-wrong",
    "AADSTS7000222": "secret-expired",
    "AADSTS700027": "key-unknown",
    "AADSTS7000112": "app-off",
    "AADSTS65001": "consent-missing",
    "AADSTS500011": "exchange-missing",
    "AADSTS70008": "consent-expired",
    "AADSTS700082": "consent-expired",
    "AADSTS50173": "consent-expired",
    "AADSTS53003": "conditional",
    "invalid_grant": "consent-expired",
    "invalid_client": "client-wrong",
    "unauthorized_client": "client-kind",
}


class NoToken(Trouble):
    """No token was given, and none will be until someone sets something right."""


class TokensAway(SignaalError):
    """The server that gives tokens does not answer. The argument is the class of what went wrong."""


class Fetch(Protocol):
    """Asks for a new token."""

    def __call__(self) -> tuple[str, float]:
        """Give a token and for how many seconds it lives. Raises NoToken or TokensAway."""
        ...


@dataclass(slots=True)
class Tokens:
    """The token of one mailbox; for one thread."""

    fetch: Fetch
    clock: Callable[[], float] = time.monotonic
    _token: str = field(default="", repr=False)
    _renew_at: float = 0.0

    def get(self) -> str:
        """Give a token that lives for some minutes yet. Raises NoToken or TokensAway."""
        if not self._token or self.clock() >= self._renew_at:
            asked = self.clock()
            self._token, lives = self.fetch()
            # One that lives shorter than our margin is used for half its life.
            self._renew_at = asked + max(lives - _EARLY, lives / 2)
        return self._token

    def forget(self) -> None:
        """Forget the token, since it was refused: the next is a new one."""
        self._token = ""


def make_tokens(settings: Settings, account: Account) -> Tokens | None:
    """Make what gives the tokens of a mailbox; None when it has a password."""
    oauth = account.oauth
    if oauth is None:
        return None
    if oauth.kind == "google":
        return Tokens(_Google(settings.imap_oauth_url or _GOOGLE, oauth.client, oauth.secret, oauth.refresh))
    ca = str(settings.imap_ca) if settings.imap_ca and settings.imap_oauth_url else None
    base = settings.imap_oauth_url or _MICROSOFT
    return Tokens(_Microsoft(f"{base.rstrip('/')}/{oauth.tenant}", oauth.client, oauth.secret, ca))


@dataclass(frozen=True, slots=True)
class _Microsoft:
    """Client credentials: the application itself may read the mailbox."""

    authority: str
    client: str
    secret: str = field(repr=False)
    ca: str | None = None

    def __call__(self) -> tuple[str, float]:
        known = self.authority.startswith(_MICROSOFT)
        credential = read_credential(self.secret)
        try:
            # Our own client: msal's would wait and trust as the environment says.
            verify = ssl.create_default_context(cafile=self.ca) if self.ca else True
            with httpx.Client(timeout=_PATIENCE, verify=verify) as client:
                # A new application each time: msal would give the token of its own memory again.
                application: Any = msal.ConfidentialClientApplication(
                    self.client,
                    client_credential=credential,
                    authority=self.authority,
                    http_client=_Fluent(client),
                    instance_discovery=None if known else False,
                )
                answer: dict[str, Any] = application.acquire_token_for_client(scopes=[_SCOPE])
        except ValueError as wrong:
            # msal says so of a tenant that has no description.
            raise _explain(str(wrong), "tenant-unknown") from None
        except Exception as wrong:  # noqa: BLE001 # whatever httpx and msal raise
            raise TokensAway(type(wrong).__name__) from None
        return _read(answer)


@dataclass(frozen=True, slots=True)
class _Fluent:
    """Our client as msal speaks to it: it gives some fields as bytes, which httpx would write as Python does."""

    client: httpx.Client

    def get(self, url: str, **about: Any) -> httpx.Response:
        """Ask for a page."""
        return self.client.get(url, **about)

    def post(self, url: str, data: dict[str, Any] | None = None, **about: Any) -> httpx.Response:
        """Post a form."""
        fields = {name: value.decode() if isinstance(value, bytes) else value for name, value in (data or {}).items()}
        return self.client.post(url, data=fields, **about)


@dataclass(frozen=True, slots=True)
class _Google:
    """A refresh token: the owner of the mailbox has consented once."""

    url: str
    client: str
    secret: str = field(repr=False)
    refresh: str = field(repr=False)

    def __call__(self) -> tuple[str, float]:
        asked = {
            "grant_type": "refresh_token",
            "client_id": self.client,
            "client_secret": self.secret,
            "refresh_token": self.refresh,
        }
        try:
            response = httpx.post(self.url, data=asked, timeout=_PATIENCE)
            answer: dict[str, Any] = response.json()
        except (httpx.HTTPError, ValueError) as wrong:
            raise TokensAway(type(wrong).__name__) from None
        return _read(answer)


def _read(answer: dict[str, Any]) -> tuple[str, float]:
    token = answer.get("access_token")
    if token:
        return str(token), float(answer.get("expires_in") or _EARLY)
    error = str(answer.get("error") or "")
    if error in {"temporarily_unavailable", "server_error"}:
        raise TokensAway(error)
    raise _explain(f"{answer.get('error_description') or ''} {error}", "no-token")


def _explain(said: str, otherwise: str) -> NoToken:
    """Say what a refusal means; its own words stay out, but for its code."""
    words = said.replace(":", " ").replace("'", " ").split()
    for word in words:
        if word in _MEANING:
            return NoToken(_MEANING[word], said=word)
    codes = [word for word in words if word.startswith("AADSTS") and word[6:].isdigit()]
    return NoToken(otherwise, said=codes[0] if codes else "?")


def read_credential(secret: str) -> str | dict[str, str]:
    """Read what the application proves itself with: its secret, or its key and certificate as msal takes them."""
    if not secret.lstrip().startswith(_PEM):
        return secret
    try:
        key = load_pem_private_key(secret.encode(), None)
        certificate = load_pem_x509_certificate(secret.encode())
        if not isinstance(key, RSAPrivateKey):
            raise NoToken("key-unreadable")
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise NoToken("key-unreadable") from None
    return {
        "private_key": key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        "public_certificate": certificate.public_bytes(Encoding.PEM).decode(),
    }
