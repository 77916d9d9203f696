"""Run the doors for mail: SMTP and LMTP on their addresses, until told to stop."""

import asyncio
import logging
import socket
import ssl
from collections.abc import Callable

import structlog
from anyio import CapacityLimiter

from core.context import Context
from core.errors import SettingsError
from core.settings import Settings, split_address
from mail.commit import Commits, Pace, Writer
from mail.door import LMTP_KIND, SMTP_KIND, MailDoor
from mail.door_conversation import Conversation
from mail.door_visits import Limits, Visits
from mail.recipients import Recipients
from mail.trust_check import Checks

log = structlog.get_logger()

_BACKLOG = 256
_LOOK = 0.05


async def run_smtp(
    context: Context,
    stop: asyncio.Event,
    *,
    ready: Callable[[str, str], object],
    limits: Limits | None = None,
    pace: Pace | None = None,
) -> None:
    """Take mail at the addresses that are set, until `stop`; then end every conversation within five seconds.

    Calls `ready` with the kind (smtp or lmtp) and HOST:PORT once it listens there. Raises SettingsError when an
    address is taken or the certificate cannot be used.
    """
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # aiosmtpd tells addresses and whole lines
    limits, settings = limits or Limits(), context.settings
    commits = Commits(Writer(context), pace or Pace())
    recipients, visits = Recipients(context), Visits(settings.mail_relays, limits)
    everyone: set[Conversation] = set()
    checks = Checks(settings.dns)
    tls, threads, loop = make_tls(settings), CapacityLimiter(1), asyncio.get_running_loop()
    writing = asyncio.create_task(commits.run())
    servers: list[asyncio.Server] = []
    try:
        for kind, listen in ((SMTP_KIND, settings.smtp_listen), (LMTP_KIND, settings.lmtp_listen)):
            if listen:
                door = MailDoor(context, kind, limits, recipients, commits, visits, threads, checks)
                servers.append(await _listen(door, everyone, tls, listen))
                ready(kind, _address(servers[-1]))
        stopping = loop.create_task(stop.wait())
        await asyncio.wait({stopping, writing}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if writing.done():
            writing.result()
    finally:
        for server in servers:
            server.close()
        await _end(everyone, limits.leave)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)


def make_tls(settings: Settings) -> ssl.SSLContext | None:
    """Make what STARTTLS needs from the files that are set; None when they are not. Raises SettingsError."""
    if settings.smtp_cert is None or settings.smtp_key is None:
        return None
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        tls.load_cert_chain(settings.smtp_cert, settings.smtp_key)
    except (OSError, ValueError):
        raise SettingsError("SIGNAAL_SMTP_CERT, SIGNAAL_SMTP_KEY: not a certificate with its key") from None
    return tls


async def _listen(
    door: MailDoor, everyone: set[Conversation], tls: ssl.SSLContext | None, listen: str
) -> asyncio.Server:
    loop = asyncio.get_running_loop()
    host, port = split_address(listen)
    try:
        return await loop.create_server(
            lambda: Conversation(door, everyone, tls, loop), host, port, backlog=_BACKLOG, reuse_address=True
        )
    except OSError as error:
        raise SettingsError(
            f"SIGNAAL_{door.kind.upper()}_LISTEN: cannot listen on {listen} ({error.strerror})"
        ) from None


def _address(server: asyncio.Server) -> str:
    sock: socket.socket = server.sockets[0]
    host, port = sock.getsockname()[:2]
    return f"[{host}]:{port}" if sock.family == socket.AF_INET6 else f"{host}:{port}"


async def _end(everyone: set[Conversation], leave: float) -> None:
    """End every conversation: at once, or when the mail that is under way is taken; after `leave` seconds anyway."""
    until = asyncio.get_running_loop().time() + leave
    while everyone and asyncio.get_running_loop().time() < until:
        for conversation in list(everyone):
            if not conversation.busy:
                conversation.say_goodbye("421 4.3.2 Closing, try again later")
        await asyncio.sleep(_LOOK)
    for conversation in list(everyone):
        conversation.say_goodbye("421 4.3.2 Closing, try again later")
        if conversation.transport:
            getattr(conversation.transport, "abort", conversation.transport.close)()
    await asyncio.sleep(_LOOK)
