"""One conversation by SMTP or LMTP: aiosmtpd's, with what it leaves open closed (sizes, times, counts, line ends)."""

# ruff: noqa: N802, ARG002 # aiosmtpd names its commands so, and gives each an argument
# aiosmtpd keeps what a subclass needs in attributes with an underscore:
# pyright: reportPrivateUsage=false

import asyncio
import contextlib
import re
import ssl
from typing import Any

from aiosmtpd.smtp import SMTP

from mail.door import LMTP_KIND, SMTP_KIND, TAKEN, MailDoor, Paper, peer_address
from mail.door_content import TOO_LARGE, Content

_LINE = 65_536
_COMMAND = 1024
_ADDRESS = 320
# How nearly every address is written; what is written otherwise is left to the slower parser.
_USUAL = re.compile(r"<([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+)>")
_FLUSHED_WITHIN = 2.0
_NOT_HERE = "502 5.5.1 Not offered here"


class _Sizes(dict[str, int]):
    """The same limit for every command, and nothing stored for commands that strangers invent."""

    def __missing__(self, key: str) -> int:
        return _COMMAND


class Conversation(SMTP):
    """A conversation at a door. `everyone` holds all that are open, so that they can be ended."""

    line_length_limit = _LINE
    command_size_limits = _Sizes()

    def __init__(
        self, door: MailDoor, everyone: "set[Conversation]", tls: ssl.SSLContext | None, loop: asyncio.AbstractEventLoop
    ) -> None:
        settings = door.context.settings
        super().__init__(
            door,
            data_size_limit=settings.mail_max_bytes,
            enable_SMTPUTF8=True,
            hostname=settings.mail_domain,
            ident="ESMTP" if door.kind == SMTP_KIND else "LMTP",
            tls_context=tls,
            timeout=door.limits.idle,
            auth_exclude_mechanism=("PLAIN", "LOGIN"),
            loop=loop,
        )
        self._door, self._everyone = door, everyone
        self._peer: str | None = None
        self._turned_away = False
        self._replies = 0
        self._end: asyncio.TimerHandle | None = None
        self.busy = False

    def __dir__(self) -> list[str]:
        """Name the commands only: aiosmtpd looks through everything here for each connection."""
        return _COMMANDS

    # Coming and going

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, once for the plain line and again when TLS is on."""
        if self._original_transport is None and not self._enter(transport):
            return
        super().connection_made(transport)

    def _enter(self, transport: Any) -> bool:
        """Count the peer in; when there are too many, say so and hang up, before anything is made for it."""
        peer = peer_address(transport.get_extra_info("peername"))
        visits, limits = self._door.visits, self._door.limits
        if not visits.enter(peer):
            self._turned_away = True
            transport.write(b"421 4.7.0 Too many connections, try again later\r\n")
            transport.close()
            return False
        self._peer = peer
        if visits.is_relay(peer):
            self._timeout_duration = limits.relay_idle
        self._everyone.add(self)
        self._end = self.loop.call_later(limits.session, self.say_goodbye, "421 4.4.2 This has taken too long")
        return True

    def connection_lost(self, error: Exception | None) -> None:
        """Count the peer out, once."""
        if self._turned_away:
            return
        if self._peer is not None:
            self._door.visits.leave(self._peer)
            self._peer = None
        if self._end:
            self._end.cancel()
        self._everyone.discard(self)
        super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        """Pass bytes on, unless the peer was turned away."""
        if not self._turned_away:
            super().data_received(data)

    def eof_received(self) -> bool | None:
        """Note that the peer says no more."""
        return False if self._turned_away else super().eof_received()

    def say_goodbye(self, reply: str) -> None:
        """Say a last thing and hang up, whatever is going on; a peer that does not listen is cut off."""
        transport: Any = self.transport
        if transport is None or transport.is_closing():
            return
        transport.write(reply.encode() + b"\r\n")
        if self._handler_coroutine:
            self._handler_coroutine.cancel()
        transport.close()
        self.loop.call_later(_FLUSHED_WITHIN, transport.abort)

    def _timeout_cb(self) -> None:
        self.say_goodbye("421 4.4.2 Waited too long")

    async def _handle_client(self) -> None:
        with contextlib.suppress(ConnectionError):  # gone without a word: nothing to report
            await super()._handle_client()

    async def push(self, status: Any) -> None:
        """Reply, as long as the peer does not just keep asking."""
        self._replies += 1
        if self._replies > self._door.limits.replies:
            self.say_goodbye("421 4.7.0 Too many commands")
            return
        await super().push(status)

    # Commands

    def _create_envelope(self) -> Paper:
        return Paper()

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        usual = _USUAL.match(arg)
        if usual and len(usual[1]) <= _ADDRESS:
            return usual[1], arg[usual.end() :]
        try:
            address, rest = super()._getaddr(arg)
        except Exception:  # noqa: BLE001 # the parser indexes by what strangers write
            return None, None
        if address and not (len(address) <= _ADDRESS and address.isprintable()):
            return None, None
        return address, rest

    async def smtp_HELO(self, hostname: str) -> None:
        """Greet by old SMTP."""
        if self._door.kind == LMTP_KIND:
            await self.push("500 5.5.1 This is LMTP: say LHLO")
        else:
            await super().smtp_HELO(hostname)

    async def smtp_EHLO(self, hostname: str) -> None:
        """Greet by SMTP."""
        if self._door.kind == LMTP_KIND:
            await self.push("500 5.5.1 This is LMTP: say LHLO")
        else:
            await self._greet(hostname)

    async def smtp_LHLO(self, hostname: str) -> None:
        """Greet by LMTP."""
        if self._door.kind == LMTP_KIND:
            await self._greet(hostname)
        else:
            await self.push("500 5.5.1 This is SMTP: say EHLO")

    async def _greet(self, hostname: str) -> None:
        session: Any = self.session
        if not hostname:
            await self.push("501 5.5.4 Say who you are")
            return
        self._set_rset_state()
        session.extended_smtp, session.host_name = True, hostname
        offered = [self.hostname, f"SIZE {self.data_size_limit}", "8BITMIME", "SMTPUTF8", "PIPELINING"]
        if self.tls_context and not self._tls_protocol:
            offered.append("STARTTLS")
        lines = [f"250-{line}" for line in offered[:-1]]
        await self.push("\r\n".join([*lines, f"250 {offered[-1]}"]))

    async def smtp_AUTH(self, arg: str) -> None:
        """Nobody signs in here."""
        await self.push(_NOT_HERE)

    async def smtp_HELP(self, arg: str) -> None:
        """Tell nothing about the program."""
        await self.push(_NOT_HERE)

    async def smtp_EXPN(self, arg: str) -> None:
        """Tell nothing about addresses."""
        await self.push(_NOT_HERE)

    async def smtp_VRFY(self, arg: str) -> None:
        """Tell nothing about addresses, whatever is asked."""
        await self.push("252 2.1.5 Send the mail and see")

    async def smtp_STARTTLS(self, arg: str) -> None:
        """Turn on TLS, once; aiosmtpd throws away what was sent before it."""
        if self._tls_protocol:
            await self.push("503 5.5.1 TLS is on")
        else:
            await super().smtp_STARTTLS(arg)

    async def smtp_DATA(self, arg: str) -> None:
        """Read one mail and answer when it is durable."""
        if await self.check_helo_needed():
            return
        envelope: Any = self.envelope
        if not envelope.recipients:
            await self.push("503 5.5.1 No recipients")
            return
        if arg:
            await self.push("501 5.5.4 DATA stands alone")
            return
        self.busy = True
        try:
            await self._take(envelope)
        finally:
            self.busy = False

    async def _take(self, envelope: Paper) -> None:
        await self.push("354 End with a dot on a line of its own")
        mail = Content(self._reader, self.data_size_limit or 0, self._door.visits)
        try:
            refusal = await mail.read(self._door.limits.step, self._reset_timeout)
            if refusal is None:
                self.say_goodbye(TOO_LARGE)
                return
            session: Any = self.session
            self._reset_timeout()
            reply = refusal or await self._door.take(session, envelope, mail.take())
        finally:
            mail.close()
        self._set_post_data_state()
        if reply == TAKEN:
            self._replies = 0
        await self.push(reply)


_COMMANDS = [name for name in dir(Conversation) if name.startswith("smtp_")]
