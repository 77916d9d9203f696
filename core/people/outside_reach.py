"""Reach: where a sign-in service may be, so that nobody who sets one looks around in the installation's own network."""

import socket
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from core.settings import Settings


def may_reach(settings: Settings, url: str) -> bool:
    """Tell whether all machines that a name leads to are public, or in a network that the keeper named.

    Asks the system's resolver; False for a name that is not found, and for anything but https.
    """
    parts = urlsplit(url)
    try:
        if parts.scheme != "https":
            return False
        found = socket.getaddrinfo(parts.hostname or "", parts.port or 443, type=socket.SOCK_STREAM)
    except (OSError, ValueError):
        return False
    networks = [ip_network(part, strict=False) for part in settings.sign_in_networks.replace(",", " ").split()]
    for about in found:
        address = ip_address(str(about[4][0]).partition("%")[0])
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        if not address.is_global and not any(address in network for network in networks):
            return False
    return bool(found)
