"""STOP, HULP and STATUS over the whole way: in by SMTP, taken, out by a relay, and answered as a mail program does."""

import asyncio
from collections.abc import Generator
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import make_msgid

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from core.context import Context
from core.intake.converse import converse
from core.municipalities import Place
from core.store.tables import Contact, Letter
from mail.deliver import run_mail_out
from mail.door_delivery import lookup_sender
from tests.mail.door.talking import Running, running
from tests.mail.room.posting import OTHERS, STORY, WORKER, Post, open_post
from tests.mail.room.relaying import Handler, serving


@dataclass
class Worker:
    """Someone with a mail program: she writes and answers; `program`: "usual", or "bare" that names no message."""

    post: Post
    door: Running
    handler: Handler
    port: int
    program: str = "usual"
    read: list[EmailMessage] = field(default_factory=list[EmailMessage])

    def write(self, text: str, *, subject: str = "Geen woning", to: EmailMessage | None = None) -> str:
        """Write, or answer a letter; give what it became."""
        mail = EmailMessage()
        mail["From"] = f"Leen Vermeulen <{WORKER}>"
        mail["To"] = str(to["Reply-To"] or to["From"]) if to else f"{self.post.place.slug}@signaal.localhost"
        mail["Subject"] = f"Re: {to['Subject']}" if to else subject
        mail["Message-ID"] = make_msgid(domain="molenkerke.example.org")
        if to and self.program == "usual":
            mail["In-Reply-To"] = str(to["Message-ID"])
            mail["References"] = " ".join([*str(to["References"] or "").split(), str(to["Message-ID"])])
        mail.set_content(text)
        address = mail["To"].addresses[0].addr_spec
        with self.door.smtp() as client:
            assert client.sendmail(WORKER, [address], mail.as_bytes()) == {}
        lookup = lookup_sender(self.post.context, WORKER)
        settled = converse(self.post.context, {"mail": self.post.room}, "mail", self.post.door, lookup)
        assert settled is not None
        return settled.outcome

    async def receive(self) -> list[EmailMessage]:
        """Let what waits leave by the relay, and give the letters that arrived now."""
        relay = {"relay_url": SecretStr(f"smtp://127.0.0.1:{self.port}")}
        context = replace(self.post.context, settings=self.post.context.settings.model_copy(update=relay))
        stop, before = asyncio.Event(), len(self.handler.taken)
        going = asyncio.create_task(run_mail_out(context, stop))
        async with asyncio.timeout(90):
            while await asyncio.to_thread(self.waiting):  # noqa: ASYNC110 # the database tells nobody
                await asyncio.sleep(0.05)
        stop.set()
        await going
        self.read += [message_from_bytes(mail.content, policy=policy.default) for mail in self.handler.taken[before:]]
        return self.read[before:]

    def waiting(self) -> int:
        """Count the letters that are on their way or may go."""
        due = Letter.state.in_(("queued", "sending")) & (Letter.not_before <= func.now())
        with self.post.context.store.tenant(self.post.place.id) as session:
            return session.scalar(select(func.count()).where(due)) or 0

    async def letter(self) -> EmailMessage:
        """Receive the one letter that waits."""
        (only,) = await self.receive()
        return only


def text_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())


@pytest.fixture(params=["usual", "bare"])
def worker(context: Context, place: Place, request: pytest.FixtureRequest) -> Generator[Worker]:
    handler = Handler()
    with (
        open_post(context, place) as post,
        running(context, mail_trust="loopback") as door,
        serving(handler) as port,
    ):
        yield Worker(post, door, handler, port, request.param)


def paused(worker: Worker) -> str | None:
    with worker.post.context.store.tenant(worker.post.place.id) as session:
        return session.scalars(select(Contact.paused)).one()


async def test_stop_to_questions_keeps_the_signal_and_other_letters(worker: Worker) -> None:
    assert await asyncio.to_thread(worker.write, STORY) == "signal"
    asks = await worker.letter()
    assert "alleen het woord STOP" in text_of(asks)
    assert await asyncio.to_thread(worker.write, "Stop", to=asks) == "command"
    told = await worker.letter()
    assert "geen vragen meer over signaal 1" in text_of(told)
    assert told["Subject"] == "[Signaal 1] We stellen geen vragen meer"
    assert paused(worker) is None
    assert worker.post.signals()[0].status == "nieuw"
    assert await asyncio.to_thread(worker.write, "Het zijn er intussen twaalf.", to=asks) == "answer"
    assert "\n1. " not in "".join(text_of(letter) for letter in await worker.receive())
    assert await asyncio.to_thread(worker.write, OTHERS[0]) == "signal"
    assert "\n1. " in text_of(await worker.letter())


async def test_stop_to_a_letter_that_asks_nothing_stops_all_letters(worker: Worker) -> None:
    await asyncio.to_thread(worker.write, STORY)
    asks = await worker.letter()
    await asyncio.to_thread(worker.write, "STOP", to=asks)
    told = await worker.letter()
    assert "Wil je geen mails meer van ons?" in text_of(told)
    assert await asyncio.to_thread(worker.write, "STOP", to=told) == "command"
    last = await worker.letter()
    assert "je krijgt geen mails meer van ons" in text_of(last)
    assert paused(worker) == "stop"
    assert await asyncio.to_thread(worker.write, OTHERS[0]) == "signal"
    assert await worker.receive() == []
    assert len(worker.post.signals()) == 2


async def test_stop_in_a_mail_of_its_own_stops_all_letters_also_while_questions_are_open(worker: Worker) -> None:
    await asyncio.to_thread(worker.write, STORY)
    await worker.letter()
    assert await asyncio.to_thread(worker.write, "", subject="STOP") == "command"
    assert "je krijgt geen mails meer van ons" in text_of(await worker.letter())
    assert paused(worker) == "stop"


async def test_help_tells_how_it_works_and_status_lists_her_signals_also_after_stop(worker: Worker) -> None:
    await asyncio.to_thread(worker.write, STORY)
    asks = await worker.letter()
    assert await asyncio.to_thread(worker.write, "HULP", to=asks) == "command"
    help_ = await worker.letter()
    for word in ("STATUS", "STOP", "gewone mail"):
        assert word in text_of(help_)
    await asyncio.to_thread(worker.write, "stop")
    await worker.letter()
    assert await asyncio.to_thread(worker.write, "Status") == "command"
    assert "Signaal 1 van" in text_of(await worker.letter())
    assert len(worker.post.signals()) == 1


async def test_stop_to_help_stops_all_letters_though_questions_are_open(worker: Worker) -> None:
    """Which letter she answered is told by her mail program; one that does not is taken to mean the questions."""
    await asyncio.to_thread(worker.write, STORY)
    asks = await worker.letter()
    await asyncio.to_thread(worker.write, "hulp", to=asks)
    help_ = await worker.letter()
    await asyncio.to_thread(worker.write, "STOP", to=help_)
    said = text_of(await worker.letter())
    if worker.program == "usual":
        assert "je krijgt geen mails meer van ons" in said
    else:
        assert "geen vragen meer over signaal 1" in said


async def test_stop_twice_to_the_same_questions_is_stop_to_questions_where_that_can_be_told(worker: Worker) -> None:
    await asyncio.to_thread(worker.write, STORY)
    asks = await worker.letter()
    told = ""
    for _ in range(2):
        assert await asyncio.to_thread(worker.write, "STOP", to=asks) == "command"
        told = text_of(await worker.letter())
    if worker.program == "usual":
        assert "geen vragen meer over signaal 1" in told
        assert paused(worker) is None
    else:
        assert "je krijgt geen mails meer van ons" in told
