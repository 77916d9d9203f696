"""Letters across `kill -9` in the middle of a block, and what a relay said to those that it took."""

import asyncio
import sys
import uuid
from collections import Counter
from collections.abc import Generator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from core.context import Context
from core.intake.letters import Envelope, queue_letters
from core.municipalities import Place
from mail.handed import Handed, left_behind
from mail.relay import quote
from tests.mail.room.posting import STORY, Post, open_post
from tests.mail.room.relaying import Handler, Taken, serving
from tests.mail.room.test_letters import LETTER
from tests.mail.room.test_mail_out import delivering, rows, states, until, with_relay

LETTERS, SOME = 60, 12


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


class Slow(Handler):
    """A relay that takes its time over each letter, so that one is in its hands when the deliverer is killed."""

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 # aiosmtpd's own name
        await asyncio.sleep(0.02)
        self.taken.append(Taken(envelope.mail_from, envelope.rcpt_tos[0], envelope.content))
        return f"250 2.0.0 Ok: queued as 4X{len(self.taken):04} for <{envelope.rcpt_tos[0]}>"


def queue(post: Post, many: int) -> None:
    with post.context.store.tenant(post.place.id) as session:
        envelope = Envelope(post.door, None, post.place.id, "reminder")
        queue_letters(session, post.context, envelope, [LETTER] * many)


async def test_killed_in_the_middle_of_a_block_none_comes_twice_and_none_is_missing(post: Post) -> None:
    queue(post, LETTERS)
    handler, data = Slow(), post.context.settings.data
    with serving(handler) as port:
        relay = f"smtp://127.0.0.1:{port}"
        command = (sys.executable, "-m", "tests.mail.room.deliver_process", post.context.store.url, str(data), relay)
        process = await asyncio.create_subprocess_exec(*command)
        try:
            await until(lambda: len(handler.taken) >= SOME)
        finally:
            process.kill()
            await process.wait()
        assert "sent" not in {state for state, _ in states(post)}, "the database knew of none of them"
        with post.context.store.door() as session:
            long_ago = "update letter set not_before = now() - interval '2 minutes' where state = 'sending'"
            session.execute(text(long_ago))
        async with delivering(with_relay(post.context, relay)):
            await until(lambda: {state for state, _ in states(post)} == {"sent"})
    came = Counter(message_from_bytes(mail.content, policy=policy.default)["Message-ID"] for mail in handler.taken)
    assert len(came) == LETTERS
    # Of the one letter that the relay had in its hands nobody can know.
    assert came.total() <= LETTERS + 1
    assert not list(data.glob("handed-over*"))


async def test_what_the_relay_said_is_kept_without_addresses(post: Post) -> None:
    post.say(STORY)
    with serving(Slow()) as port:
        async with delivering(with_relay(post.context, f"smtp://127.0.0.1:{port}")):
            await until(lambda: {state for state, _ in states(post)} == {"sent"})
    assert [row.response for row in rows(post)] == ["250 2.0.0 Ok: queued as 4X0001 for"]
    assert quote("250 2.6.0 <a@b> [Hostname=x] Queued\r\nfor leen@x.example.org, or so " + "x" * 200).startswith(
        "250 2.6.0 [Hostname=x] Queued for or so xxx"
    )


def test_what_another_left_behind_is_read_when_it_is_dead(tmp_path: Path) -> None:
    first, letters = Handed(tmp_path), [uuid.uuid4() for _ in range(3)]
    for letter in letters:
        first.note(letter)
    assert list(left_behind(tmp_path)) == []
    (file,) = tmp_path.iterdir()
    (tmp_path / "handed-over.1-dead").write_bytes(file.read_bytes() + b"half")
    assert [found for _, found in left_behind(tmp_path)] == [letters]
    first.forget()
    assert file.read_bytes() == b""
    first.close()
    assert not file.exists()
