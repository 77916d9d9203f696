"""Names: what DNS says, asked of the system's servers or those that are set, within a time for each mail."""

import time
from typing import Any

import dns.exception
import dns.resolver

from core.errors import SettingsError
from core.settings import split_address

# Seconds: for all that one mail makes us ask, and for one question; and how many questions that may be.
_SECONDS, _EACH, _MOST = 6.0, 3.0, 60


class NoAnswerYet(Exception):
    """The servers did not answer, or not in time: nothing can be said now."""


class Names:
    """The name servers of this process."""

    def __init__(self, servers: str = "", seconds: float = _SECONDS) -> None:
        """Take HOST:PORT of name servers, several separated by spaces; none: as the system is set. Nothing is asked."""
        self._seconds = seconds
        try:
            self._resolver = dns.resolver.Resolver(configure=not servers)
            addresses = [split_address(server) for server in servers.replace(",", " ").split()]
            if addresses:
                self._resolver.nameservers = [host for host, _port in addresses]
                self._resolver.nameserver_ports = dict(addresses)
        except dns.resolver.NoResolverConfiguration:
            self._resolver = dns.resolver.Resolver(configure=False)  # asks nobody, so nothing is ever known
        except ValueError:
            raise SettingsError("SIGNAAL_DNS: must be IP:PORT") from None

    def begin(self) -> "Questions":
        """Begin the questions that one mail makes us ask."""
        return Questions(self._resolver, time.monotonic() + self._seconds)


class Questions:
    """Questions within one deadline."""

    def __init__(self, resolver: dns.resolver.Resolver, until: float) -> None:
        """Take whom to ask, and until when (of the monotonic clock)."""
        self._resolver, self._until, self._left = resolver, until, _MOST

    def ask(self, name: str, kind: str) -> list[Any]:
        """List the records of a name; none when it or they do not exist. Raises NoAnswerYet."""
        left = self._until - time.monotonic()
        self._left -= 1
        if left <= 0 or self._left < 0:
            raise NoAnswerYet
        try:
            found = self._resolver.resolve(
                name, kind, lifetime=min(left, _EACH), raise_on_no_answer=False, search=False
            )
        except (dns.resolver.NXDOMAIN, dns.exception.SyntaxError, dns.exception.FormError, UnicodeError):
            return []
        except (dns.exception.DNSException, OSError):
            raise NoAnswerYet from None
        return list(found.rrset or ())

    def texts(self, name: str) -> list[bytes]:
        """List the texts of a name, each as one."""
        return [b"".join(record.strings) for record in self.ask(name, "TXT")]
