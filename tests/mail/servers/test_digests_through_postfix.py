"""Digests through a real Postfix and smtp-sink: slow, refusing for now and for good, dropping connections.

None is lost and none comes twice; what bounces comes back, fails its digest and stops its address.
"""

import asyncio
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from sqlalchemy import select, update

from core.context import Context
from core.feedback.reaching import Way
from core.feedback.writing import Post as Writing
from core.municipalities import Place
from core.store.tables import Contact, DigestSent, Letter
from tests.digests import give_digest_to, make_digest
from tests.flows.program import wait_until
from tests.mail.room.posting import STORY, Post, open_post
from tests.mail.room.relaying import make_certificate
from tests.mail.room.test_mail_out import delivering, until, with_relay
from tests.mail.servers.postfixes import GONE, SIGNAAL, WORKERS, Postfix, need_postfix, write_configuration
from tests.ports import free_port

pytestmark = [pytest.mark.long, pytest.mark.proof, pytest.mark.xdist_group("mail-servers"), pytest.mark.timeout(600)]

READERS = 6
_SINK = shutil.which("smtp-sink") or "/usr/sbin/smtp-sink"


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    """Six reporters of whom each gets a digest; their letters wait."""
    need_postfix()
    here = replace(context, settings=context.settings.model_copy(update={"mail_domain": SIGNAAL}))
    with open_post(here, place) as opened:
        for number in range(READERS):
            opened.say(f"{STORY} {number}", sender=f"lezer{number}@{WORKERS}")
        with here.store.door() as session:
            session.execute(update(Letter).values(state="dropped", body=None))
        give_all(opened)
        yield opened


@pytest.fixture
def dump() -> Generator[Path]:
    """A folder that smtp-sink, which is not root, may write to."""
    folder = Path(tempfile.mkdtemp(prefix="sink", dir="/tmp"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


def give_all(post: Post) -> None:
    """Write a digest to everybody."""
    with post.context.store.tenant(post.place.id) as session:
        for contact in session.scalars(select(Contact).order_by(Contact.created_at)):
            give_digest_to(
                session, Writing(post.context, post.place, {"mail": post.room}), Way(contact, "mail"), make_digest(1)
            )


def letters(post: Post) -> list[tuple[str, str | None]]:
    """How the letters of digests fare."""
    with post.context.store.tenant(post.place.id) as session:
        rows = select(Letter.state, Letter.reason).join(DigestSent, DigestSent.letter_id == Letter.id)
        return [(row.state, row.reason) for row in session.execute(rows.order_by(Letter.seq))]


def hurry(post: Post) -> None:
    """Let everything that waits for its time be due now."""
    with post.context.store.door() as session:
        session.execute(update(Letter).where(Letter.state == "queued").values(not_before=post.context.clock()))


@contextmanager
def sinking(port: int, *options: str) -> Generator[None]:
    """Run smtp-sink meanwhile; its options say how it misbehaves."""
    process = subprocess.Popen((_SINK, "-u", "postfix", *options, f"127.0.0.1:{port}", "64"), stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: process.poll() is None and listens(port), 20, "smtp-sink")
        yield
    finally:
        process.terminate()
        process.wait(20)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def taken(folder: Path) -> list[str]:
    """The Message-ID of each mail that was dumped in a folder."""
    mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in folder.glob("*")]
    return sorted(str(mail["Message-ID"]) for mail in mails)


async def test_a_relay_that_is_slow_refuses_and_drops(post: Post, dump: Path) -> None:
    port = free_port()
    context = with_relay(post.context, f"smtp://127.0.0.1:{port}")
    for options, reason in (
        (("-r", "RCPT"), "smtp-450"),
        (("-r", "."), "smtp-450"),
        (("-q", "DATA"), "relay"),
        (("-q", "."), "relay"),
        (("-Q", "MAIL"), "relay"),
    ):
        hurry(post)
        with sinking(port, *options):
            async with delivering(context):
                await until(lambda reason=reason: reason in {why for _state, why in letters(post)})
        assert {state for state, _ in letters(post)} == {"queued"}, options
    hurry(post)
    with sinking(port, "-w", "1", "-d", f"{dump}/%H%M%S."):
        async with delivering(context):
            await until(lambda: {state for state, _ in letters(post)} == {"sent"})
    assert len(taken(dump)) == len(set(taken(dump))) == READERS
    give_all(post)
    with sinking(port, "-f", "DATA"):
        async with delivering(context):
            await until(lambda: [why for _state, why in letters(post)[READERS:]] == ["smtp-500"] * READERS)
    assert {state for state, _ in letters(post)[READERS:]} == {"failed"}, "for good: nobody tries again"
    assert len(taken(dump)) == READERS


@dataclass
class Doors:
    """What stands for our own LMTP door behind Postfix: it refuses who is gone, and keeps what bounces."""

    bounced: list[tuple[str, bytes]] = field(default_factory=list[tuple[str, bytes]])

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 # aiosmtpd's own name
        if address == GONE:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 # idem
        self.bounced.append((envelope.rcpt_tos[0], envelope.content))
        return "250 OK"


class LmtpDoor(Controller):
    """aiosmtpd's controller, speaking LMTP."""

    def factory(self) -> LMTP:
        """Make one server a connection."""
        return LMTP(self.handler, hostname="mx.signaal.example")


@contextmanager
def postfix_to(lmtp: int, mailboxes: int, folder: Path) -> Generator[Postfix]:
    """Run Postfix as the relay: mail for workers goes to `mailboxes`, what comes back to `lmtp`."""
    certificate, _key = make_certificate(folder)
    postfix = Postfix(lmtp, free_port(), mailboxes, certificate)
    write_configuration(postfix)
    postfix.start()
    try:
        yield postfix
    finally:
        postfix.stop()


async def test_through_postfix_each_comes_once_and_what_bounces_stops_its_address(
    post: Post, dump: Path, tmp_path: Path
) -> None:
    lmtp, mailboxes, doors = free_port(), free_port(), Doors()
    post.say(f"{STORY} En dit was nog iets.", sender=GONE)
    with post.context.store.door() as session:
        session.execute(update(Letter).where(Letter.kind != "digest").values(state="dropped", body=None))
    with post.context.store.tenant(post.place.id) as session:
        gone = session.scalars(select(Contact).order_by(Contact.created_at.desc())).first()
        assert gone is not None
        writing = Writing(post.context, post.place, {"mail": post.room})
        lost = give_digest_to(session, writing, Way(gone, "mail"), make_digest(7))
    door = LmtpDoor(doors, hostname="127.0.0.1", port=lmtp)
    door.start()
    try:
        with postfix_to(lmtp, mailboxes, tmp_path) as postfix:
            with sinking(mailboxes, "-L", "-r", "RCPT"):
                async with delivering(with_relay(post.context, f"smtp://127.0.0.1:{postfix.port}")):
                    await until(lambda: {state for state, _ in letters(post)} == {"sent"})
                await until(lambda: len(postfix.log_of("deferred")) >= READERS)
            with sinking(mailboxes, "-L", "-q", "."):
                await asyncio.to_thread(postfix.flush)
                await until(lambda: len(postfix.log_of("deferred")) >= READERS + 1)
            with sinking(mailboxes, "-L", "-w", "1", "-d", f"{dump}/%H%M%S."):
                await asyncio.to_thread(postfix.flush)
                await asyncio.to_thread(postfix.drain, 180)
    finally:
        door.stop()
    assert len(taken(dump)) == len(set(taken(dump))) == READERS
    ((to, raw),) = doors.bounced
    assert post.post(raw, sender="mailer-daemon@mx.signaal.example", envelope="", to=to).outcome == "aside"
    with post.context.store.tenant(post.place.id) as session:
        letter = session.get_one(DigestSent, lost).letter_id
        assert letter is not None
        assert session.get_one(Letter, letter).state == "failed"
        assert [contact.paused for contact in session.scalars(select(Contact).order_by(Contact.created_at))] == [
            *[None] * READERS, "bounce",
        ]  # fmt: skip
