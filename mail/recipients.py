"""Recipients: whose address a mail is sent to, known from a list that is read every half minute."""

import asyncio
import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import anyio.to_thread
import structlog
from anyio import CapacityLimiter

from core.context import Context
from core.errors import StoreError
from core.log import describe_error
from core.mailboxes import Mailbox, list_mailboxes
from core.privacy.keys import Keys
from mail.tokens import is_bounce_address, read_mailbox, returned_letter

log = structlog.get_logger()

# Seconds: the list is read again after; an unknown address is refused only by a list younger than; a read may take.
_FRESH, _SURE, _PATIENCE = 30.0, 2.0, 5.0


@dataclass(frozen=True, slots=True)
class Recipient:
    """An address of ours: as it was written (in small letters), the municipality's slug, and the token after the plus.

    `slug` is empty for the address that bounces go to. `name` is the same however an address was written: by its slug
    or by an alias.
    """

    address: str
    slug: str
    token: str

    @property
    def name(self) -> str:
        """Name the mailbox and its token."""
        return f"{self.slug}+{self.token}"


class Directory:
    """The addresses of an installation at one moment."""

    def __init__(self, keys: Keys, domain: str, mailboxes: Iterable[Mailbox]) -> None:
        """Take the shared domain and every municipality; where two names are the same, a slug wins, then the older."""
        self._keys, self._domain = keys, domain
        mailboxes = list(mailboxes)
        self._names = {f"{mailbox.slug}@{domain}": mailbox.slug for mailbox in mailboxes}
        for mailbox in mailboxes:
            for alias in mailbox.aliases:
                address = alias.strip().casefold()
                self._names.setdefault(address if "@" in address else f"{address}@{domain}", mailbox.slug)

    def find(self, address: str) -> Recipient | None:
        """Find whose address this is; None when it is none of ours.

        postmaster and abuse are nobody's unless a municipality has them as alias: mail that nobody reads is better
        refused, so that its sender knows, than accepted and left.
        """
        mailbox = read_mailbox(address)
        written = address.strip().strip("<>").casefold()
        if is_bounce_address(mailbox) and mailbox.domain == self._domain:
            ours = returned_letter(self._keys, mailbox) is not None
            return Recipient(written, "", mailbox.token) if ours else None
        slug = self._names.get(f"{mailbox.name}@{mailbox.domain}")
        return Recipient(written, slug, mailbox.token) if slug else None


class Recipients:
    """Finds recipients in a list that is kept for half a minute, and longer while the database is away."""

    def __init__(self, context: Context, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the store to read from; nothing is read yet."""
        self._context, self._clock = context, clock
        self._directory: Directory | None = None
        self._read_at = self._tried_at = -math.inf
        self._reading: asyncio.Task[None] | None = None
        self._threads = CapacityLimiter(1)

    async def find(self, address: str) -> Recipient | None:
        """Find whose address this is; None when it is none of ours.

        Raises StoreError when that cannot be told: the database is away, and what was read before does not know the
        address or is too old to refuse by.
        """
        found = self._directory.find(address) if self._directory else None
        if self._age() > (_FRESH if found else _SURE):
            await self._refresh()
            found = self._directory.find(address) if self._directory else None
        if found is None and self._age() > _FRESH:
            raise StoreError("the list of municipalities cannot be read")
        return found

    async def _refresh(self) -> None:
        """Read the list, once for everyone who waits for it; while that fails or hangs, what was read before stays."""
        if self._reading is None or self._reading.done():
            if self._clock() - self._tried_at < _SURE:
                return
            self._reading = asyncio.create_task(self._read())
        await asyncio.wait({self._reading}, timeout=_PATIENCE)

    async def _read(self) -> None:
        began = self._tried_at = self._clock()
        try:
            self._directory = await anyio.to_thread.run_sync(self._list, limiter=self._threads)
            self._read_at = began
        except Exception as error:  # noqa: BLE001 # whatever the database says, the list that is there stays
            log.warning("list of mailboxes not read", **describe_error(error))

    def _list(self) -> Directory:
        with self._context.store.door() as session:
            return Directory(self._context.keys, self._context.settings.mail_domain, list_mailboxes(session))

    def _age(self) -> float:
        return self._clock() - self._read_at
