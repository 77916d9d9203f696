"""Relay: hands a finished letter to the mail server that sends it, or writes it to a folder when there is none."""

import os
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn, Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import aiosmtplib
import anyio.to_thread

from core.errors import SettingsError
from mail.compose_message import Outgoing
from mail.lane import Lane, Refused
from mail.refusals import is_gone

_PATIENCE, _GOODBYE = 30.0, 5.0  # seconds for each command while connecting, and for the last one
_PORTS: Mapping[str, int] = MappingProxyType({"smtp": 587, "smtps": 465})
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
# What a relay said is kept to that length, without what is or may be an address of somebody.
_MOST_SAID = 120
_ADDRESS = re.compile(r"<[^>]*>|\S*@\S*")


class NotNow(Exception):
    """The relay refuses this letter for now (4xx). The argument is the reply code."""


class Never(Exception):
    """The relay refuses this letter for good (5xx). The argument is the reply code."""


class Gone(Never):
    """The relay refuses because the address is not there (5xx). The argument is the reply code."""


class Away(Exception):
    """The relay cannot be reached or talked to: no letter's fault. The argument is the class of what went wrong."""


class Relay(Protocol):
    """Where letters leave."""

    async def hand_over(self, mail: Outgoing) -> str:
        """Hand over one letter; then it is durable there. Gives what the relay said, without addresses.

        Raises NotNow, Never, Gone or Away.
        """
        ...

    async def close(self) -> None:
        """Let go of the connection; the next letter makes a new one."""
        ...


@dataclass(frozen=True, slots=True)
class Address:
    """A relay's address taken apart. `tls`: from the first byte; `starttls`: begun before anything is said."""

    host: str
    port: int
    tls: bool
    starttls: bool
    user: str = ""
    password: str = ""


def read_address(url: str) -> Address:
    """Read `smtp://[user:password@]host[:port]` or `smtps://...`. Raises SettingsError, without the address.

    With smtp:// STARTTLS is required, but to this machine itself; `?starttls=no` or `=yes` says otherwise.
    """
    try:
        parts: SplitResult = urlsplit(url)
        host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
        asked = parse_qs(parts.query).get("starttls", [""])[0]
    except ValueError:
        raise SettingsError("SIGNAAL_RELAY_URL: no address of a mail server") from None
    if parts.scheme not in _PORTS or not host or parts.path.strip("/") or asked not in {"", "yes", "no"}:
        raise SettingsError(
            "SIGNAAL_RELAY_URL: smtp://HOST:PORT or smtps://HOST:PORT, with USER:PASSWORD@ where needed"
        )
    starttls = parts.scheme == "smtp" and (asked == "yes" or (asked == "" and host not in _LOOPBACK))
    return Address(
        host, port, parts.scheme == "smtps", starttls, unquote(parts.username or ""), unquote(parts.password or "")
    )


class SmtpRelay:
    """A mail server reached by SMTP, over one connection that is kept while there is something to send."""

    def __init__(self, address: Address, hostname: str) -> None:
        """Take the server; `hostname` is how we present ourselves. Nothing is connected yet."""
        self._address = address
        self._hostname = hostname
        self._lane: Lane | None = None

    async def hand_over(self, mail: Outgoing) -> str:
        """Hand over one letter; a kept connection that turns out to be dead is made anew once."""
        kept = self._lane is not None and self._lane.open
        try:
            try:
                said = await self._send(mail)
            except ConnectionError:
                if not kept:
                    raise
                self._drop()
                said = await self._send(mail)
        except Refused as refused:
            await self._say_no(refused)
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as wrong:
            self._drop()
            raise Away(type(wrong).__name__) from None
        except BaseException:
            self._drop()  # cut off half-way: nothing more can be said on this connection
            raise
        return quote(said)

    async def close(self) -> None:
        """Say goodbye if the server still listens."""
        lane, self._lane = self._lane, None
        if lane is not None:
            await lane.quit(_GOODBYE)

    def _drop(self) -> None:
        """Let go of the connection without a word."""
        lane, self._lane = self._lane, None
        if lane is not None:
            lane.close()

    async def _send(self, mail: Outgoing) -> str:
        if self._lane is None or not self._lane.open:
            self._drop()
            self._lane = await self._connect()
        return await self._lane.send(mail.sender, mail.recipient, mail.raw)

    async def _connect(self) -> Lane:
        address = self._address
        client = aiosmtplib.SMTP(
            hostname=address.host,
            port=address.port,
            local_hostname=self._hostname,
            timeout=_PATIENCE,
            use_tls=address.tls,
            start_tls=address.starttls,
            validate_certs=True,
            tls_context=ssl.create_default_context() if address.tls or address.starttls else None,
            username=address.user or None,
            password=address.password or None,
        )
        await client.connect()
        try:
            if client.is_ehlo_or_helo_needed:
                await _greet(client)
            return Lane(client)
        except BaseException:
            client.close()
            raise

    async def _say_no(self, refused: Refused) -> NoReturn:
        """Tell whose fault a refusal is: the letter's, for now or for good, or the server's that is closing."""
        code, said = refused.answer.code, refused.answer.said
        if refused.closing:
            await self.close()
            raise Away("closing") from None
        if code < 500:  # noqa: PLR2004 # the first digit of a reply code says so
            raise NotNow(str(code)) from None
        if is_gone(code, said, at_recipient=refused.at_recipient):
            raise Gone(str(code)) from None
        raise Never(str(code)) from None


async def _greet(client: aiosmtplib.SMTP) -> None:
    try:
        await client.ehlo()
    except aiosmtplib.SMTPHeloError:
        await client.helo()  # an old server: one command at a time


def quote(said: str) -> str:
    """Give what a relay said, to be kept: its code and its mark in its queue, no addresses, and not much of it."""
    plain = "".join(letter if letter.isprintable() else " " for letter in said)
    return " ".join(_ADDRESS.sub("", plain).split())[:_MOST_SAID]


class Folder:
    """A folder that letters are written to as .eml files, for an installation without a mail server."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; it is made with the first letter."""
        self._folder = folder

    async def hand_over(self, mail: Outgoing) -> str:
        """Write one letter, whole or not at all; the same letter again takes the place of the first."""
        envelope = f"Return-Path: <{mail.sender}>\r\nDelivered-To: {mail.recipient}\r\n".encode("ascii")
        name = str(mail.message["Message-ID"]).strip("<>").rpartition("@")[0]
        try:
            # In a thread: a disk takes its time, and the doors for mail share this event loop.
            await anyio.to_thread.run_sync(self._write, name, envelope + mail.raw)
        except OSError as wrong:
            raise Away(type(wrong).__name__) from None
        return ""

    def _write(self, name: str, letter: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self._folder / f".{name}.new"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(letter)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(self._folder / f"{name}.eml")

    async def close(self) -> None:
        """Nothing is held."""


def open_relay(url: str | None, folder: Path, hostname: str) -> Relay:
    """Open the relay that is set, or the folder. Raises SettingsError; nothing is connected yet."""
    return SmtpRelay(read_address(url), hostname) if url else Folder(folder)
