"""Visits: how many conversations are open, from where, how much they hold in memory, and who may hold more."""

import ipaddress
from collections import Counter
from dataclasses import dataclass

_NETWORK_6 = 64
_RELAYS = "relays"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one conversation, one address and all together may take. Seconds, bytes and counts.

    - `idle`, `relay_idle`: silence before the line is cut (within a mail: for each `step` bytes of it); `session`: all.
    - `replies`: what may be asked between two mails that are accepted.
    - `each`, `everyone`, `relay`: conversations from one address, from everywhere, and from our mail servers.
    - `recipients`: of one mail by SMTP. `held`: bytes of unfinished mails in memory. `least_free`: of the disk.
    - `leave`: for what goes on when the program stops.
    """

    idle: float = 60.0
    relay_idle: float = 300.0
    session: float = 600.0
    step: int = 524_288
    replies: int = 200
    each: int = 20
    everyone: int = 200
    relay: int = 200
    recipients: int = 50
    held: int = 268_435_456
    least_free: int = 500_000_000
    leave: float = 3.0


class Visits:
    """Counts conversations; those of our own mail servers (`relays`: addresses or networks) count apart."""

    def __init__(self, relays: str, limits: Limits) -> None:
        """Take the setting and the limits."""
        self._relays = [ipaddress.ip_network(part, strict=False) for part in relays.replace(",", " ").split()]
        self._limits = limits
        self._open: Counter[str] = Counter()
        self._strangers = 0
        self._held = 0

    def is_relay(self, address: str) -> bool:
        """Tell whether a mail server of ours has this address."""
        parsed = _parse(address)
        return parsed is not None and any(parsed in network for network in self._relays)

    def enter(self, address: str) -> bool:
        """Count a conversation; False when there are too many already, and then it is not counted."""
        relay = self.is_relay(address)
        key = _RELAYS if relay else _key(address)
        most = self._limits.relay if relay else self._limits.each
        if self._open[key] >= most or (not relay and self._strangers >= self._limits.everyone):
            return False
        self._open[key] += 1
        self._strangers += not relay
        return True

    def leave(self, address: str) -> None:
        """Count a conversation out that was counted in."""
        relay = self.is_relay(address)
        key = _RELAYS if relay else _key(address)
        self._open[key] -= 1
        if not self._open[key]:
            del self._open[key]
        self._strangers -= not relay

    def hold(self, size: int) -> bool:
        """Count bytes held in memory; False when there is no room, and then they are not counted."""
        if self._held + size > self._limits.held:
            return False
        self._held += size
        return True

    def release(self, size: int) -> None:
        """Count bytes out that were counted in."""
        self._held -= size


def _parse(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return parsed.ipv4_mapped or parsed if isinstance(parsed, ipaddress.IPv6Address) else parsed


def _key(address: str) -> str:
    """Name who visits: of IPv6 the network, since one subscriber has as many addresses as she likes."""
    parsed = _parse(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, _NETWORK_6), strict=False))
    return str(parsed)
