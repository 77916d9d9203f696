"""A door for mail that runs in a thread of this test, and a peer that talks to it line by line, well or badly."""

import asyncio
import json
import smtplib
import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Self

from sqlalchemy import select

from core.context import Context
from core.intake.accept import intake_place
from core.store.tables import Intake
from mail.commit import Pace
from mail.door_visits import Limits
from mail.smtp import run_smtp

DOMAIN = "signaal.localhost"
TO = f"lommerbeek@{DOMAIN}"
SENDER = "an.peeters@example.org"
MAIL = (
    b"From: An Peeters <an.peeters@example.org>\r\nTo: lommerbeek@signaal.localhost\r\nSubject: Wachtlijst\r\n"
    b"Message-ID: <1@example.org>\r\nDate: Mon, 2 Nov 2026 10:00:00 +0100\r\n\r\nDe wachtlijst is te lang.\r\n"
)


@dataclass(slots=True)
class Running:
    """A running door: where it listens, by kind."""

    context: Context
    ports: dict[str, int] = field(default_factory=dict[str, int])

    def smtp(self) -> smtplib.SMTP:
        """Connect by SMTP."""
        return smtplib.SMTP("127.0.0.1", self.ports["smtp"], local_hostname="mx.example.org", timeout=60)

    def lmtp(self) -> smtplib.LMTP:
        """Connect by LMTP."""
        return smtplib.LMTP("127.0.0.1", self.ports["lmtp"], local_hostname="mx.example.org", timeout=60)

    def peer(self, kind: str = "smtp") -> "Peer":
        """Connect a peer that has said hello."""
        peer = Peer(self.ports[kind])
        peer.reply()
        peer.ask(b"EHLO mx.example.org" if kind == "smtp" else b"LHLO mx.example.org")
        return peer


@contextmanager
def running(
    context: Context, *, limits: Limits | None = None, pace: Pace | None = None, **changed: object
) -> Generator[Running]:
    """Run a door with other settings, on ports that are free."""
    listening = {"smtp_listen": "127.0.0.1:0", "lmtp_listen": "127.0.0.1:0"}
    settings = context.settings.model_copy(update={**listening, **changed})
    here = Running(replace(context, settings=settings))
    loop, stop, up = asyncio.new_event_loop(), asyncio.Event(), threading.Event()
    wrong: list[BaseException] = []

    def ready(kind: str, address: str) -> None:
        here.ports[kind] = int(address.rpartition(":")[2])
        if len(here.ports) == sum(bool(listen) for listen in (settings.smtp_listen, settings.lmtp_listen)):
            up.set()

    def run() -> None:
        try:
            with asyncio.Runner(loop_factory=lambda: loop) as runner:
                runner.run(run_smtp(here.context, stop, ready=ready, limits=limits, pace=pace))
        except BaseException as error:  # noqa: BLE001 # told to the test below
            wrong.append(error)
        finally:
            up.set()

    thread = threading.Thread(target=run)
    thread.start()
    assert up.wait(60)
    if wrong:
        raise wrong[0]
    try:
        yield here
    finally:
        if not loop.is_closed():
            loop.call_soon_threadsafe(stop.set)
        thread.join(60)
        assert not thread.is_alive()
        assert not wrong, wrong


class Peer:
    """A socket that says bytes as they are."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), 60)
        self._file = self.socket.makefile("rb")

    def say(self, given: bytes) -> None:
        """Send bytes."""
        self.socket.sendall(given)

    def reply(self) -> bytes:
        """Read one whole reply; empty when the line was cut."""
        lines: list[bytes] = []
        try:
            while line := self._file.readline():
                lines.append(line)
                if line[3:4] != b"-":
                    break
        except ConnectionError:
            pass
        return b"".join(lines).rstrip(b"\r\n")

    def ask(self, command: bytes) -> bytes:
        """Send a command and read its reply."""
        self.say(command + b"\r\n")
        return self.reply()

    def begin(self, to: str = TO, sender: str = SENDER) -> None:
        """Go up to 354."""
        assert self.ask(f"MAIL FROM:<{sender}>".encode())[:3] == b"250"
        assert self.ask(f"RCPT TO:<{to}>".encode())[:3] == b"250"
        assert self.ask(b"DATA")[:3] == b"354"

    def send(self, content: bytes = MAIL, to: str = TO, sender: str = SENDER) -> bytes:
        """Send a mail; content must end with CRLF and needs no dots doubled."""
        self.begin(to, sender)
        self.say(content + b".\r\n")
        return self.reply()

    def close(self) -> None:
        """Hang up."""
        self._file.close()
        self.socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_about: object) -> None:
        self.close()


def taken(context: Context) -> list[tuple[dict[str, Any], bytes, int]]:
    """What was taken, in order: envelope, raw mail, repeats."""
    with context.store.door() as session:
        rows = session.execute(
            select(Intake.door_id, Intake.external_id, Intake.body, Intake.repeats).order_by(Intake.id)
        ).all()
    found: list[tuple[dict[str, Any], bytes, int]] = []
    for door_id, external_id, body, repeats in rows:
        assert body is not None
        line, _, raw = context.keys.open(body, intake_place(door_id, external_id)).partition(b"\n")
        found.append((json.loads(line), raw, repeats))
    return found
