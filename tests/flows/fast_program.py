"""The whole program in this process with a fast clock, and the people around it: who mails, and who decides."""

import asyncio
import os
import re
import signal
import smtplib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.clock import tick
from core.context import Context
from core.municipalities import Place
from core.tasks import make_tasks
from core.work import Work
from tests.conftest import owner_engine
from tests.flows.fast_clock import FastClock
from tests.mail.room.relaying import Handler
from wiring import close_rooms, make_rooms, run_roles

_WITHIN = 90.0
# What is still to be done by somebody: jobs, letters, and what came in.
_BUSY = text("""
    select (select count(*) from procrastinate_jobs where status in ('todo', 'doing'))
        + (select count(*) from letter where state = 'sending' or state = 'queued' and not_before <= now())
        + (select count(*) from intake where state = 'waiting')
""")


@dataclass
class Mailer:
    """Somebody with a mailbox: she writes at the program's door, and reads what the relay was handed for her."""

    address: str
    handler: Handler
    count: int = 0

    def letters(self) -> list[EmailMessage]:
        """Read everything she got, the first first."""
        taken = (one.content for one in self.handler.taken if one.recipient == self.address)
        return [message_from_bytes(content, policy=policy.default) for content in taken]

    def subjects(self) -> list[str]:
        """Name everything she got."""
        return [str(letter["Subject"]) for letter in self.letters()]

    def last(self) -> EmailMessage:
        """Read the last letter."""
        return self.letters()[-1]


def read(letter: EmailMessage, form: str = "plain") -> str:
    """Read one form of a letter as running text."""
    part = letter.get_body((form,))
    assert isinstance(part, EmailMessage), form
    return " ".join(str(part.get_content()).split())


def links(letter: EmailMessage, kind: str) -> list[str]:
    """Find the addresses of a kind of page in a letter."""
    return re.findall(rf"http://\S+/{kind}/\S+", read(letter))


@dataclass
class Running:
    """A program that runs, with its clock."""

    context: Context
    place: Place
    clock: FastClock
    work: Work
    smtp: int

    async def mail(self, who: Mailer, words: str, to: str, subject: str = "Signaal") -> None:
        """Let somebody write, and wait until everything that follows was done."""
        who.count += 1
        head = (
            f"From: {who.address}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: {format_datetime(self.clock())}\r\n"
            f"Message-ID: <{who.count}.{who.address}>\r\nMIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        )

        def hand_over() -> None:
            with smtplib.SMTP("127.0.0.1", self.smtp, local_hostname="mx.example.org", timeout=30) as client:
                client.sendmail(who.address, [to], f"{head}{words}\r\n".encode())

        await asyncio.to_thread(hand_over)
        await self.settle()

    async def live(self, moment: datetime) -> None:
        """Jump to a moment and tick, twice: what one round does, the next one notes; let everything be done."""
        self.clock.jump(moment)
        for _ in range(2):
            await asyncio.to_thread(tick, self.context, self.work)
            await self.settle()
            self.clock.jump(self.clock() + timedelta(minutes=1))

    async def settle(self) -> None:
        """Wait until nothing is left to be done."""
        async with asyncio.timeout(_WITHIN):
            while await asyncio.to_thread(self._busy):  # noqa: ASYNC110 # the database tells nobody
                await asyncio.sleep(0.02)

    def _busy(self) -> bool:
        with Session(owner_engine(self.context.store.url)) as session:
            return bool(session.scalar(_BUSY))


@asynccontextmanager
async def running(context: Context, place: Place, clock: FastClock) -> AsyncGenerator[Running]:
    """Run everything but the clock's own ticks meanwhile: `live` makes those."""
    rooms = make_rooms(context)
    work = Work(context, make_tasks(context, rooms))
    said: list[str] = []
    program = asyncio.create_task(run_roles(context, ("web", "bot", "mail", "worker"), said.append, demo=place))
    try:
        async with asyncio.timeout(_WITHIN):
            while not any(line.startswith("mail to:") for line in said):
                assert not program.done(), program.exception()
                await asyncio.sleep(0.02)
        yield Running(context, place, clock, work, int(context.settings.smtp_listen.rpartition(":")[2]))
    finally:
        if not program.done():
            os.kill(os.getpid(), signal.SIGTERM)  # as systemd stops it
        await asyncio.wait_for(program, 60)
        close_rooms(rooms)
