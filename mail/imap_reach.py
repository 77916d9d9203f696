"""Reach: which machines a mailbox set in the panel may be on, so that nobody looks around in our network by it."""

import socket
from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from core.settings import Settings
from mail.trouble import Trouble


def check_reach(settings: Settings, host: str, port: int) -> None:
    """Raise Trouble for a name that leads (also) to a machine that may not be reached, before anything is connected.

    Raises OSError for a name that is not found. Takes as long as the system's resolver.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    _check(settings, host, (about[4][0] for about in found))


def check_peer(settings: Settings, host: str, sock: Any) -> None:
    """Raise Trouble when the machine that answered may not be reached: a name may lead elsewhere a moment later."""
    _check(settings, host, [sock.getpeername()[0]])


def _check(settings: Settings, host: str, addresses: Iterable[Any]) -> None:
    networks = [ip_network(part, strict=False) for part in settings.mailbox_networks.replace(",", " ").split()]
    for address in addresses:
        found = ip_address(str(address).partition("%")[0])
        if isinstance(found, IPv6Address) and found.ipv4_mapped:
            found = found.ipv4_mapped
        if not found.is_global and not any(found in network for network in networks):
            raise Trouble("private", host=host)
