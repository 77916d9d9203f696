"""Digests on their way out and back: refused, bounced, held to a pace; none is lost and none comes twice."""

import asyncio
import re
from collections.abc import Generator
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from pydantic import SecretStr
from sqlalchemy import select, update

from core.context import Context
from core.feedback.reaching import find_way
from core.intake.converse import converse
from core.municipalities import Place
from core.store.tables import Contact, DigestSent, Intake, Letter, Signal
from mail.pace import Pace
from tests.digests import give_digest, make_digest
from tests.mail.door.talking import running
from tests.mail.room.posting import STORY, Post, open_post
from tests.mail.room.relaying import Handler, serving
from tests.mail.room.test_bounces import report
from tests.mail.room.test_digest_mail import writing
from tests.mail.room.test_mail_out import delivering, states, until, with_relay


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        opened.say(STORY)
        opened.letter()
        yield opened


def of_digests(post: Post) -> list[tuple[str, str | None]]:
    """How the letters of digests fare."""
    with post.context.store.tenant(post.place.id) as session:
        rows = select(Letter.state, Letter.reason).join(DigestSent, DigestSent.letter_id == Letter.id)
        return [(row.state, row.reason) for row in session.execute(rows.order_by(Letter.seq))]


def paused(post: Post) -> str | None:
    with post.context.store.tenant(post.place.id) as session:
        return session.scalars(select(Contact.paused)).one()


async def test_refused_for_now_it_comes_later_and_refused_for_good_it_failed(post: Post) -> None:
    give_digest(writing(post), make_digest(1))
    handler = Handler(answers=["451 4.3.0 later"])
    with serving(handler) as port:
        async with delivering(with_relay(post.context, f"smtp://127.0.0.1:{port}")):
            await until(lambda: of_digests(post) == [("queued", "smtp-451")])
            with post.context.store.door() as session:
                session.execute(update(Letter).values(not_before=post.context.clock()))
            await until(lambda: of_digests(post) == [("sent", "smtp-451")])
            assert len(handler.taken) == 1
            handler.answers, handler.at = ["554 5.7.1 no"], "DATA"
            give_digest(writing(post), make_digest(1))
            await until(lambda: of_digests(post)[1:] == [("failed", "smtp-554")])
            assert paused(post) is None, "it was no fault of the address"
            handler.answers, handler.at = ["550 5.1.1 unknown"], "RCPT"
            give_digest(writing(post), make_digest(1))
            await until(lambda: of_digests(post)[2:] == [("failed", "smtp-550")])
    assert paused(post) == "bounce"
    assert len(handler.taken) == 1


async def test_a_bounce_fails_the_digest_and_stops_the_address(post: Post) -> None:
    give_digest(writing(post), make_digest(1))
    handler = Handler()
    with serving(handler) as port:
        async with delivering(with_relay(post.context, f"smtp://127.0.0.1:{port}")):
            await until(lambda: of_digests(post) == [("sent", None)])
    (taken,) = handler.taken
    assert re.match(r"b\+[a-z2-7]{40}@", taken.sender)
    id_ = message_from_bytes(taken.content, policy=policy.default)["Message-ID"]
    returned = report("failed", "5.1.1", returned=f"Message-ID: {id_}\n").replace(b"\n", b"\r\n")
    with running(post.context) as door, door.smtp() as smtp:  # as the relay brings it back: by SMTP, from nobody
        assert smtp.sendmail("<>", [taken.sender], returned) == {}
    with post.context.store.door() as session:
        came = session.scalars(select(Intake).where(Intake.state == "waiting")).one()
    settled = converse(post.context, {"mail": post.room}, "mail", came.door_id, came.lookup or b"")
    assert settled is not None
    assert settled.outcome == "aside"
    assert of_digests(post) == [("failed", "bounced")]
    assert paused(post) == "bounce"
    with post.context.store.tenant(post.place.id) as session:
        assert find_way(session, session.scalars(select(Signal)).one()) == "bounce", "nothing goes there any more"


async def test_no_more_leaves_in_a_minute_than_the_relay_takes(post: Post) -> None:
    for number in range(5):
        post.say(f"{STORY} Het is al {number} weken zo.", sender=f"w{number}@x.example.org")
    limited = post.context.settings.model_copy(update={"relay_per_minute": 3})
    handler = Handler()
    with serving(handler) as port:
        relay = {"relay_url": SecretStr(f"smtp://127.0.0.1:{port}")}
        context = replace(post.context, settings=limited.model_copy(update=relay))
        async with delivering(context):
            await until(lambda: len(handler.taken) == 3)
            await until(lambda: [state for state, _ in states(post)].count("sent") == 4)  # and the first letter of all
            await asyncio.sleep(0)
    assert len(handler.taken) == 3
    assert [state for state, _ in states(post)].count("queued") == 2


def test_a_minute_later_there_is_room_again() -> None:
    now = [0.0]
    pace = Pace(3, lambda: now[0])
    for second in (0.0, 1.0, 2.0):
        now[0] = second
        assert pace.room(32) == 3 - int(second)
        pace.note()
    assert pace.room(32) == 0
    now[0] = 60.0
    assert pace.room(32) == 1
    now[0] = 62.0
    assert pace.room(2) == 2
    assert Pace(None).room(32) == 32
