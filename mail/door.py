"""The door for mail: what it answers to a sender, a recipient and a whole mail, whichever protocol brings them."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import anyio.to_thread
import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session, TLSSetupException
from anyio import CapacityLimiter

from core.context import Context
from core.errors import StoreError
from core.log import describe_error
from core.start import free_space
from mail.commit import Commits
from mail.door_content import FULL
from mail.door_delivery import Arrival, make_deliveries
from mail.door_visits import Limits, Visits
from mail.recipients import Recipient, Recipients
from mail.trust_check import Checks
from mail.trust_self import Handed

log = structlog.get_logger()

SMTP_KIND, LMTP_KIND = "smtp", "lmtp"
LATER = "451 4.3.0 Cannot take mail right now, try again later"
TAKEN = "250 2.0.0 Taken"
_NULL = "<>"
# Hashing and copying more bytes than this is done beside the loop.
_LARGE = 524_288
# One mail to many addresses is as many deliveries: together they may be this many times the largest mail.
_COPIES = 4


class Paper(Envelope):
    """The envelope of one mail, with its recipients as we know them."""

    def __init__(self) -> None:
        super().__init__()
        self.recipients: list[Recipient] = []


@dataclass(slots=True)
class MailDoor:
    """One way for mail to come in (`kind`: smtp or lmtp), with what all its conversations share.

    Its methods are the hooks of aiosmtpd; each returns the reply.
    """

    context: Context
    kind: str
    limits: Limits
    recipients: Recipients
    commits: Commits
    visits: Visits
    threads: CapacityLimiter
    checks: Checks

    def __dir__(self) -> list[str]:
        """Name the hooks only: aiosmtpd looks through everything here for each connection."""
        return _HOOKS

    async def handle_MAIL(  # noqa: N802 # aiosmtpd's hook
        self, _server: SMTP, _session: Session, envelope: Paper, address: str, options: list[str]
    ) -> str:
        """Take the envelope sender."""
        if free_space(self.context.settings.data) < self.limits.least_free:
            log.error("disk nearly full: mail is put off")
            return FULL
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802 # aiosmtpd's hook
        self, _server: SMTP, _session: Session, envelope: Paper, address: str, _options: list[str]
    ) -> str:
        """Take a recipient that is ours. By LMTP one at a time: aiosmtpd answers a mail once, not once for each."""
        if len(envelope.recipients) >= (1 if self.kind == LMTP_KIND else self.limits.recipients):
            return "452 4.5.3 Too many recipients, send the mail again for the others"
        try:
            recipient = await self.recipients.find(address)
        except StoreError:
            return LATER
        if recipient is None:
            return "550 5.1.1 No such address here"
        envelope.recipients.append(recipient)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_exception(self, error: Exception) -> str:
        """Answer what nobody foresaw; the error is told without its words."""
        if not isinstance(error, TLSSetupException):
            log.error("mail door stumbled", door=self.kind, **describe_error(error))
        return LATER

    async def take(self, session: Session, envelope: Paper, content: bytes) -> str:
        """Make a mail durable, and only then say so."""
        if len(content) * len(envelope.recipients) > _COPIES * self.context.settings.mail_max_bytes:
            return "552 5.3.4 The mail is too large for so many recipients"
        peer = peer_address(session.peer)
        sender = envelope.mail_from or _NULL
        arrival = Arrival(
            sender="" if sender == _NULL else sender,
            peer=peer,
            helo=_printable(session.host_name or ""),
            door=self.kind,
            at=self.context.clock(),
            trust=self._trust(peer),
        )
        if arrival.trust == "self":
            handed = Handed(peer, arrival.helo, arrival.sender, relay=self.visits.is_relay(peer))
            arrival = replace(arrival, passed=await self.checks.check(handed, content))
        make = partial(make_deliveries, self.context, arrival, envelope.recipients, content)
        try:
            deliveries = make() if len(content) < _LARGE else await anyio.to_thread.run_sync(make, limiter=self.threads)
            await self.commits.commit(deliveries)
        except StoreError:
            return LATER
        return TAKEN

    def _trust(self, peer: str) -> str:
        """Tell by which rule a sender may be verified: what others wrote in a mail counts only from our own servers."""
        rule = self.context.settings.mail_trust
        return rule if rule in {"self", "loopback"} or self.visits.is_relay(peer) else ""


_HOOKS = [name for name in dir(MailDoor) if name.startswith("handle_")]


def peer_address(peer: Any) -> str:
    """Give the network address of a peer name as a socket gives it; empty for anything else."""
    return str(peer[0]) if isinstance(peer, tuple) and peer else ""  # pyright: ignore[reportUnknownArgumentType]  # a socket's own shape


def _printable(name: str) -> str:
    """Keep what can be read of the name that a peer gives itself."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)[:255]
