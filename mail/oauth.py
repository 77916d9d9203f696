"""Tokens for a mailbox: asked from Microsoft or Google, kept, and renewed five minutes before they end."""

import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx
import msal

from core.errors import SettingsError, SignaalError
from core.settings import Settings
from mail.imap_account import Account

_EARLY, _PATIENCE = 300.0, 10.0
_MICROSOFT, _GOOGLE = "https://login.microsoftonline.com", "https://oauth2.googleapis.com/token"
_SCOPE = "https://outlook.office365.com/.default"
# What Microsoft (AADSTS...) and Google say, and what to do about it.
_MEANING = {
    "AADSTS700016": "the client is not known in this tenant: check CLIENT_ID and TENANT",
    "AADSTS90002": "the tenant is not known: check TENANT",
    "AADSTS7000215": "the client secret is wrong: put the secret's value, not its id",
    "AADSTS7000222": "the client secret has expired: make a new one in Entra",
    "AADSTS7000112": "the application is switched off in Entra",
    "AADSTS65001": "consent is missing or was withdrawn: an administrator grants IMAP.AccessAsApp again",
    "AADSTS500011": "Exchange Online is not there in this tenant",
    "AADSTS70008": "the consent has expired: give it again",
    "AADSTS700082": "the consent has expired: give it again",
    "AADSTS50173": "the consent was withdrawn: give it again",
    "AADSTS53003": "a rule for conditional access refuses this server",
    "invalid_grant": "the consent has expired or was withdrawn: make a new refresh token",
    "invalid_client": "the client or its secret is wrong",
    "unauthorized_client": "the client may not do this: check its kind and its rights",
}


class NoToken(SignaalError):
    """No token was given. The argument says in words why, without a secret."""


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
    """Make what gives the tokens of a mailbox; None when it has a password. Raises SettingsError."""
    if not settings.imap_oauth:
        return None
    kind, *about = settings.imap_oauth.split(":")
    secret = settings.imap_client_secret.get_secret_value() if settings.imap_client_secret else ""
    if not all(about) or (kind, len(about)) not in {("microsoft", 2), ("google", 1)}:
        raise SettingsError("SIGNAAL_IMAP_OAUTH: microsoft:TENANT:CLIENT_ID or google:CLIENT_ID")
    if not secret:
        raise SettingsError("SIGNAAL_IMAP_CLIENT_SECRET: needed with SIGNAAL_IMAP_OAUTH")
    ca = str(settings.imap_ca) if settings.imap_ca and settings.imap_oauth_url else None
    if kind == "microsoft":
        base = settings.imap_oauth_url or _MICROSOFT
        return Tokens(_Microsoft(base.rstrip("/") + "/" + about[0], about[1], secret, ca))
    return Tokens(_Google(settings.imap_oauth_url or _GOOGLE, about[0], secret, account.secret))


@dataclass(frozen=True, slots=True)
class _Microsoft:
    """Client credentials: the application itself may read the mailbox."""

    authority: str
    client: str
    secret: str = field(repr=False)
    ca: str | None = None

    def __call__(self) -> tuple[str, float]:
        known = self.authority.startswith(_MICROSOFT)
        try:
            # Our own client: msal's would wait and trust as the environment says.
            verify = ssl.create_default_context(cafile=self.ca) if self.ca else True
            with httpx.Client(timeout=_PATIENCE, verify=verify) as client:
                # A new application each time: msal would give the token of its own memory again.
                application: Any = msal.ConfidentialClientApplication(
                    self.client,
                    client_credential=self.secret,
                    authority=self.authority,
                    http_client=client,
                    instance_discovery=None if known else False,
                )
                answer: dict[str, Any] = application.acquire_token_for_client(scopes=[_SCOPE])
        except ValueError as wrong:
            # msal says so of a tenant that has no description.
            raise NoToken(_explain(str(wrong), "the tenant is not known: check TENANT")) from None
        except Exception as wrong:  # noqa: BLE001 # whatever httpx and msal raise
            raise TokensAway(type(wrong).__name__) from None
        return _read(answer)


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
    raise NoToken(_explain(f"{answer.get('error_description') or ''} {error}", "no token was given"))


def _explain(said: str, otherwise: str) -> str:
    """Say what a refusal means; its own words stay out, but for its code."""
    words = said.replace(":", " ").replace("'", " ").split()
    for word in words:
        if word in _MEANING:
            return f"{_MEANING[word]} ({word})"
    codes = [word for word in words if word.startswith("AADSTS") and word[6:].isdigit()]
    return f"{otherwise} ({codes[0]})" if codes else otherwise
