"""Where a request comes from: the client's address behind trusted proxies, and whether a form is of our own pages."""

import ipaddress
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

_NETWORK_6 = 64


def client_address(peer: str, headers: Mapping[bytes, bytes], trusted: frozenset[str]) -> str:
    """Give the client's address: the peer's, or the last one in X-Forwarded-For that is no trusted proxy.

    Of IPv6 the network counts (/64): one subscriber has as many addresses as she likes.
    """
    address = peer
    if peer in trusted:
        forwarded = [part.strip() for part in headers.get(b"x-forwarded-for", b"").decode("latin-1").split(",")]
        address = next((part for part in reversed(forwarded) if part and part not in trusted), peer)
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return peer
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, _NETWORK_6), strict=False))
    return str(parsed)


def read_trusted(setting: str) -> frozenset[str]:
    """Read the addresses of proxies, separated by commas or spaces."""
    return frozenset(setting.replace(",", " ").split())


def is_own_form(headers: Mapping[bytes, bytes], own: Iterable[str], *, forgiving: bool) -> bool:
    """Tell whether a state change comes from our own pages: by Sec-Fetch-Site, or by Origin in an older browser.

    `forgiving`: under `no-referrer` a browser that does not know Sec-Fetch-Site says `Origin: null`; that will do where
    a form carries no session, so that there is nothing for another site to abuse.
    """
    site = headers.get(b"sec-fetch-site", b"").decode("latin-1")
    if site:
        return site in {"same-origin", "none"}
    origin = headers.get(b"origin", b"").decode("latin-1")
    if origin == "null":
        return forgiving
    host = headers.get(b"host", b"").decode("latin-1")
    return bool(origin) and (origin in own or urlsplit(origin).netloc == host)
