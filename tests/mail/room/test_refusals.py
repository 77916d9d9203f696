"""A relay's no: what says that an address is gone pauses it, and what says something else pauses nobody."""

import asyncio
from collections.abc import Callable, Generator
from dataclasses import replace

import pytest
from pydantic import SecretStr
from sqlalchemy import select, update

from core.context import Context
from core.municipalities import Place
from core.store.tables import Contact, Letter
from mail.deliver import run_mail_out
from mail.refusals import is_gone
from tests.mail.room.posting import OTHERS, STORY, Post, open_post
from tests.mail.room.relaying import Handler, serving


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


async def deliver(post: Post, answer: str, at: str, until: Callable[[], bool]) -> Handler:
    """Let what waits leave by a relay that answers so to the first letter."""
    handler, stop = Handler(answers=[answer], at=at), asyncio.Event()
    with serving(handler) as port:
        relay = {"relay_url": SecretStr(f"smtp://127.0.0.1:{port}")}
        context = replace(post.context, settings=post.context.settings.model_copy(update=relay))
        running = asyncio.create_task(run_mail_out(context, stop))
        async with asyncio.timeout(90):
            while not await asyncio.to_thread(until):  # noqa: ASYNC110 # the database tells nobody
                await asyncio.sleep(0.05)
        stop.set()
        await running
    return handler


def outcome(post: Post) -> tuple[str, str | None, str | None]:
    with post.context.store.tenant(post.place.id) as session:
        letter = session.scalars(select(Letter).order_by(Letter.seq)).first()
        assert letter is not None
        return letter.state, letter.reason, session.scalars(select(Contact.paused)).one()


@pytest.mark.parametrize(
    ("at", "answer", "reason", "paused"),
    [
        ("RCPT", "550 5.1.1 <leen@molenkerke.example.org>: Recipient address rejected: User unknown", "smtp-550", True),
        ("RCPT", "550 No such user here", "smtp-550", True),
        ("RCPT", "552 5.2.2 Mailbox full", "smtp-552", True),
        ("DATA", "550 5.1.1 User unknown", "smtp-550", True),
        ("RCPT", "554 5.7.1 Relay access denied", "smtp-554", False),
        ("RCPT", "550 relaying denied", "smtp-550", False),
        ("DATA", "550 no", "smtp-550", False),
        ("MAIL", "550 5.1.8 Bad sender", "smtp-550", False),
    ],
)
async def test_a_refusal_is_seen_and_pauses_only_an_address_that_is_gone(
    post: Post, at: str, answer: str, reason: str, *, paused: bool
) -> None:
    post.say(STORY)
    await deliver(post, answer, at, lambda: outcome(post)[0] == "failed")
    assert outcome(post) == ("failed", reason, "bounce" if paused else None)
    post.say(OTHERS[0])
    assert len(post.signals()) == 2
    assert len(post.letters()) == (0 if paused else 1)


async def test_who_stopped_letters_stays_stopped_when_one_comes_back(post: Post) -> None:
    post.say(STORY)
    with post.context.store.tenant(post.place.id) as session:
        session.execute(update(Contact).values(paused="stop"))
    await deliver(post, "550 5.1.1 unknown", "RCPT", lambda: outcome(post)[0] == "failed")
    assert outcome(post) == ("failed", "smtp-550", "stop")


@pytest.mark.parametrize(
    ("code", "said", "gone"),
    [
        (550, "5.1.1 unknown", True),
        (550, "5.1.10 null MX", True),
        (551, "User not local", True),
        (553, "5.1.3 bad syntax", True),
        (554, "5.4.14 loop", False),
        (550, "5.7.26 unauthenticated", False),
        (550, "5.1.7 bad sender", False),
        (550, "spam detected", False),
        (530, "Authentication required", False),
        (535, "5.7.8 no", False),
        (500, "what", False),
        (550, "", True),
    ],
)
def test_what_a_refusal_of_a_recipient_says(code: int, said: str, gone: bool) -> None:  # noqa: FBT001 # a matrix
    assert is_gone(code, said, at_recipient=True) is gone
