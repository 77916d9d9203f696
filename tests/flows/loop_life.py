"""Who takes part in the loop: the program on the demo, its processor, a chat, mailboxes, and browsers of nobody."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import httpx
from pydantic import SecretStr
from sqlalchemy import select

from core.context import Context
from core.demo.load import load_demo
from core.people.sessions import Present
from core.store.tables import Staff
from tests.bot.standin import TOKEN, Person, Telegram
from tests.flows.fast_clock import FastClock
from tests.flows.fast_program import Mailer, Running, running
from tests.flows.loop_desk import Desk
from tests.mail.room.relaying import Handler
from tests.mail.room.relaying import serving as relaying
from tests.ports import free_port

USEFUL = "Was dit nuttig voor jou?"


@dataclass(frozen=True, slots=True)
class Life:
    """The program, who decides, who gives signals, and a browser and a mail program with nobody's session."""

    program: Running
    desk: Desk
    chat: Person
    leen: Mailer
    mira: Mailer
    school: Mailer
    everyone: Handler
    browser: httpx.AsyncClient
    mail_program: httpx.AsyncClient

    def digests(self) -> int:
        """Count the digests that arrived, whoever's."""
        by_mail = sum(b"List-Unsubscribe-Post" in one.content and b"/nuttig/" in one.content.replace(b"=\r\n", b"")
                      for one in self.everyone.taken)  # fmt: skip
        return by_mail + sum(USEFUL in message for message in self.chat.heard())

    def arrived(self) -> tuple[int, int, int, int]:
        """Count what each got."""
        return len(self.chat.heard()), len(self.leen.letters()), len(self.mira.letters()), len(self.school.letters())


def settle_in(context: Context, telegram: Telegram, clock: FastClock, relay: int) -> Context:
    """Give the installation doors on free ports; mail from this machine is believed."""
    pages = f"127.0.0.1:{free_port()}"
    set_to = {
        "telegram_token": SecretStr(TOKEN), "telegram_base_url": telegram.url, "telegram_rate": 1000.0,
        "relay_url": SecretStr(f"smtp://127.0.0.1:{relay}"), "smtp_listen": f"127.0.0.1:{free_port()}",
        "mail_trust": "loopback", "http_listen": pages, "base_url": f"http://{pages}", "metrics_listen": "",
    }  # fmt: skip
    settings = context.settings.model_copy(update=set_to)
    return replace(context, settings=settings, base_url=f"http://{pages}", clock=clock)


@asynccontextmanager
async def open_life(clock: FastClock, context: Context, telegram: Telegram) -> AsyncGenerator[Life]:
    """Let everything run on the demo municipality, with its processor; nobody said anything yet."""
    handler = Handler()
    with relaying(handler) as port:
        here = settle_in(context, telegram, clock, port)
        place = load_demo(here, public=False)
        with here.store.tenant(place.id) as session:
            one = session.scalars(select(Staff).where(Staff.role == "coordinator")).one()
            desk = Desk(here, Present(one.id, one.email, one.role, place, "", b""))
        async with (
            running(here, place, clock) as program,
            httpx.AsyncClient(timeout=60, headers={"Sec-Fetch-Site": "same-origin"}) as browser,
            httpx.AsyncClient(timeout=60) as mail_program,
        ):
            yield Life(
                program,
                desk,
                chat=Person(telegram, 7001),
                leen=Mailer("leen@molenkerke.example.org", handler),
                mira=Mailer("mira@molenkerke.example.org", handler),
                school=Mailer("zorgteam@kompas.example.org", handler),
                everyone=handler,
                browser=browser,
                mail_program=mail_program,
            )
