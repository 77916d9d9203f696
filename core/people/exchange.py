"""The talk with a provider (OpenID Connect, code flow): where to send a browser, and what its code is worth.

Each call has a time-out, follows no redirect, and never happens within a transaction. Before each, `Ways` tells whether
its address may be reached.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client

from core.errors import SignaalError
from core.people.provider import Provider

_SECONDS = 10.0
_MOST_BYTES = 500_000


class Unreachable(SignaalError):
    """The provider does not answer as one."""


@dataclass(frozen=True, slots=True)
class Ways:
    """How providers are reached: whether an address may be (`core.people.outside_reach`), and a transport in tests."""

    may: Callable[[str], bool]
    transport: httpx2.BaseTransport | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that was begun: where the browser goes, and what the one that comes back must show."""

    url: str
    state: str
    nonce: str
    verifier: str


def begin_exchange(provider: Provider, back: str, ways: Ways) -> Begun:
    """Begin a sign-in that comes back to `back`; PKCE with S256. Raises Unreachable."""
    with httpx2.Client(timeout=_SECONDS, transport=ways.transport) as browser:
        endpoint = _discover(browser, provider, ways)["authorization_endpoint"]
    nonce, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    with _client(provider, "", back, ways.transport) as client:
        url, state = cast(
            "tuple[str, str]",
            client.create_authorization_url(
                endpoint, nonce=nonce, code_verifier=verifier, state=secrets.token_urlsafe(24)
            ),
        )
    return Begun(url, state, nonce, verifier)


def end_exchange(
    provider: Provider, secret: str, back: str, code: str, verifier: str, ways: Ways
) -> tuple[str, dict[str, Any]]:
    """Exchange a code for the token that says who it is, and give the provider's keys with it. Raises Unreachable."""
    with httpx2.Client(timeout=_SECONDS, transport=ways.transport) as browser:
        found = _discover(browser, provider, ways)
        keys = _get(browser, found["jwks_uri"], ways)
    if not ways.may(found["token_endpoint"]):
        raise Unreachable("private")
    try:
        with _client(provider, secret, back, ways.transport) as client:
            answer = cast(
                "dict[str, Any]", client.fetch_token(found["token_endpoint"], code=code, code_verifier=verifier)
            )
    except (AuthlibBaseError, httpx2.HTTPError, ValueError):
        raise Unreachable("token") from None
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise Unreachable("token")
    return token, keys


def _client(provider: Provider, secret: str, back: str, transport: httpx2.BaseTransport | None) -> Any:
    return OAuth2Client(
        client_id=provider.client_id,
        client_secret=secret,
        scope=provider.scopes,
        redirect_uri=back,
        code_challenge_method="S256",
        timeout=_SECONDS,
        transport=transport,
    )


def _discover(browser: httpx2.Client, provider: Provider, ways: Ways) -> dict[str, Any]:
    found = _get(browser, f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration", ways)
    needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if found.get("issuer") != provider.issuer or not all(
        str(found.get(name, "")).startswith("https://") for name in needed
    ):
        raise Unreachable("discovery")
    return found


def _get(browser: httpx2.Client, url: str, ways: Ways) -> dict[str, Any]:
    if not ways.may(url):
        raise Unreachable("private")
    try:
        answer = browser.get(url)
        answer.raise_for_status()
        if len(answer.content) > _MOST_BYTES:
            raise Unreachable("too much")
        return cast("dict[str, Any]", answer.json())
    except (httpx2.HTTPError, ValueError):
        raise Unreachable("discovery") from None
