"""Checks of senders at the door, when we are the MX: beside the loop, a few at once, and never for long."""

import asyncio

import anyio.to_thread
import structlog
from anyio import CapacityLimiter

from core.log import describe_error
from mail.names import Names
from mail.trust_self import Handed, verified_domain

log = structlog.get_logger()

# Checks at once: they wait for name servers. Seconds for one with its turn; then it is taken unverified.
_AT_ONCE, _PATIENCE = 16, 20.0


class Checks:
    """Checks senders with the name servers that are set, made when they are first needed."""

    def __init__(self, servers: str) -> None:
        """Take the setting. Nothing is asked or read yet."""
        self._servers, self._names = servers, None
        self._threads = CapacityLimiter(_AT_ONCE)

    async def check(self, handed: Handed, mail: bytes) -> str:
        """Give the domain of From when it is proven genuine, else nothing. Never raises: the mail is taken anyhow."""
        try:
            async with asyncio.timeout(_PATIENCE):
                return await anyio.to_thread.run_sync(
                    self._check, handed, mail, abandon_on_cancel=True, limiter=self._threads
                )
        except Exception as error:  # noqa: BLE001 # whatever it is: nobody is verified by it, and the mail is taken
            log.warning("sender not checked", **describe_error(error))
            return ""

    def _check(self, handed: Handed, mail: bytes) -> str:
        if self._names is None:
            self._names = Names(self._servers)
        return verified_domain(self._names, handed, mail)
