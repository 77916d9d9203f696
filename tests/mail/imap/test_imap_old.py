"""What lay in a mailbox for long when it is first read becomes a signal, and is answered by no program."""

from collections.abc import Generator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from core.context import Context
from core.intake.converse import converse
from core.municipalities import Place
from core.store.tables import Letter
from mail.door_delivery import lookup_sender
from tests.mail.door.talking import taken
from tests.mail.imap.dovecots import Dovecot, new_user
from tests.mail.imap.watching import until, watching, with_settings
from tests.mail.room.posting import STORY, VERIFIED, WORKER, Post, open_post, write


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


@pytest.mark.parametrize(("days", "state"), [(0.5, "queued"), (6.9, "queued"), (7.2, "failed"), (400, "failed")])
def test_old_mail_waits_for_a_person(post: Post, shared_dovecot: Dovecot, days: float, state: str) -> None:
    user, came = new_user(), datetime.now(UTC) - timedelta(days=days)
    raw = write(STORY, headers=VERIFIED).replace(b"\n", b"\r\n")
    url = f"imap://{user}@127.0.0.1:{shared_dovecot.imap}/INBOX"
    there = with_settings(post.context, imap_url=url, mail_trust="authserv=mx.signaal.example")
    with shared_dovecot.signed_in(user) as client:
        client.append("INBOX", raw, msg_time=came)
    with watching(there):
        until(lambda: taken(post.context))
    ((head, _raw, _repeats),) = taken(post.context)
    assert abs(datetime.fromisoformat(head["at"]) - came) < timedelta(seconds=2)
    settled = converse(post.context, {"mail": post.room}, "mail", post.door, lookup_sender(post.context, WORKER))
    assert settled is not None
    assert settled.outcome == "signal"
    with post.context.store.tenant(post.place.id) as session:
        (letter,) = session.scalars(select(Letter))
        assert (letter.state, letter.reason) == (state, "old" if state == "failed" else None)
