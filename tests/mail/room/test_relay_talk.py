"""The relay, word by word: TLS from the first byte, passwords, leases, silence, and Postfix's own smtp-sink."""

import asyncio
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from pydantic import SecretStr
from sqlalchemy import select, update

from core.context import Context
from core.municipalities import Place
from core.store.tables import Letter
from mail.deliver import run_mail_out
from tests.mail.room.posting import STORY, Post, open_post
from tests.mail.room.relaying import Handler, make_certificate, serving
from tests.ports import free_port


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


@asynccontextmanager
async def delivering(post: Post, url: str, nodes: int = 1) -> AsyncGenerator[None]:
    """Let letters leave by this relay, from several processes if asked."""
    settings = post.context.settings.model_copy(update={"relay_url": SecretStr(url)})
    context, stop = replace(post.context, settings=settings), asyncio.Event()
    running = [asyncio.create_task(run_mail_out(context, stop)) for _ in range(nodes)]
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(asyncio.gather(*running), 60)


async def until(true: Callable[[], bool], seconds: float = 90.0) -> None:
    async with asyncio.timeout(seconds):
        while not await asyncio.to_thread(true):  # noqa: ASYNC110 # the database tells nobody
            await asyncio.sleep(0.05)


def letters(post: Post) -> list[tuple[str, str | None, int]]:
    with post.context.store.tenant(post.place.id) as session:
        return [(row.state, row.reason, row.tries) for row in session.scalars(select(Letter).order_by(Letter.seq))]


def states(post: Post) -> set[str]:
    return {state for state, _reason, _tries in letters(post)}


@contextmanager
def sink(*options: str) -> Generator[int]:
    """Run Postfix's own sink, which takes, refuses or hangs up as its options say; gives the port."""
    program = shutil.which("smtp-sink", path="/usr/sbin:/usr/bin")
    assert program, "smtp-sink comes with postfix"
    port = free_port()
    running = subprocess.Popen([program, "-u", "nobody", *options, f"127.0.0.1:{port}", "100"])
    try:
        until_there = time.monotonic() + 10
        while time.monotonic() < until_there:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        running.terminate()
        running.wait(60)


@pytest.mark.parametrize(
    ("options", "state", "reason", "tries"),
    [
        ((), "sent", None, 1),
        (("-8",), "sent", None, 1),
        (("-f", "RCPT"), "failed", "smtp-500", 1),
        (("-f", "DATA"), "failed", "smtp-500", 1),
        (("-f", "."), "failed", "smtp-500", 1),
        (("-r", "MAIL"), "queued", "smtp-450", 1),
        (("-r", "RCPT"), "queued", "smtp-450", 1),
        (("-r", "."), "queued", "smtp-450", 1),
        (("-q", "RCPT"), "queued", "relay", 0),
        (("-q", "."), "queued", "relay", 0),
    ],
)
async def test_what_the_sink_of_postfix_says(
    post: Post, options: tuple[str, ...], state: str, reason: str | None, tries: int
) -> None:
    post.say(STORY)
    with sink(*options) as port:
        async with delivering(post, f"smtp://127.0.0.1:{port}"):
            await until(lambda: letters(post) == [(state, reason, tries)])


async def test_tls_from_the_first_byte(post: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate, key = make_certificate(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    post.say(STORY)
    handler = Handler()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port(), ssl_context=tls)
    controller.start()
    try:
        async with delivering(post, f"smtps://127.0.0.1:{controller.port}"):
            await until(lambda: states(post) == {"sent"})
    finally:
        controller.stop()
    assert len(handler.taken) == 1


async def test_a_refused_password_costs_no_letter_and_tells_no_secret(
    post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_about: object) -> AuthResult:
        return AuthResult(success=False, handled=False)

    post.say(STORY)
    handler = Handler()
    with serving(handler, auth_require_tls=False, authenticator=refuse) as port:
        async with delivering(post, f"smtp://post:geheim@127.0.0.1:{port}?starttls=no"):
            await until(lambda: letters(post) == [("queued", "relay", 0)])
    assert handler.taken == []
    said = capsys.readouterr()
    assert "SMTPAuthenticationError" in said.out + said.err
    assert "geheim" not in said.out + said.err


async def test_two_nodes_send_each_letter_once(post: Post) -> None:
    senders = [f"w{number}@x.example.org" for number in range(40)]
    for sender in senders:
        post.say(STORY, sender=sender)
    handler = Handler()
    with serving(handler) as port:
        async with delivering(post, f"smtp://127.0.0.1:{port}", nodes=2):
            await until(lambda: states(post) == {"sent"}, 40)
    assert sorted(mail.recipient for mail in handler.taken) == sorted(senders)


async def test_what_a_dead_node_had_in_hand_is_sent_by_another(post: Post) -> None:
    post.say(STORY)
    with post.context.store.door() as session:
        long_ago = post.context.clock() - timedelta(minutes=2)
        session.execute(update(Letter).values(state="sending", tries=1, not_before=long_ago))
    handler = Handler()
    with serving(handler) as port:
        async with delivering(post, f"smtp://127.0.0.1:{port}"):
            await until(lambda: states(post) == {"sent"})
    assert len(handler.taken) == 1


async def test_a_silent_relay_is_left_and_costs_no_try(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mail.deliver._HAND_OVER", 0.5)
    post.say(STORY)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        async with delivering(post, f"smtp://127.0.0.1:{silent.getsockname()[1]}"):
            await until(lambda: letters(post) == [("queued", "relay", 0)])


@pytest.mark.parametrize("at", ["MAIL", "RCPT", "DATA"])
async def test_a_relay_that_closes_gets_the_letter_later_on_another_connection(post: Post, at: str) -> None:
    post.say(STORY)
    handler = Handler(answers=["421 4.3.2 Closing"], at=at)
    with serving(handler) as port:
        async with delivering(post, f"smtp://127.0.0.1:{port}"):
            await until(lambda: letters(post)[:1] == [("queued", "relay", 0)] or states(post) == {"sent"})
            await until(lambda: states(post) == {"sent"})
    assert len(handler.taken) == 1
    assert letters(post)[0][2] == 1


async def test_after_four_days_of_not_now_a_letter_is_failed(post: Post) -> None:
    post.say(STORY)
    with post.context.store.door() as session:
        session.execute(update(Letter).values(tries=13))
    with serving(Handler(answers=["451 4.3.0 later"])) as port:
        async with delivering(post, f"smtp://127.0.0.1:{port}"):
            await until(lambda: letters(post) == [("failed", "smtp-451", 14)])
