"""Letters on their way out: to a real mail server, with its refusals and absences, or into files."""

import asyncio
import ssl
import stat
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select, update

from core.context import Context
from core.errors import SettingsError
from core.intake.letters import retry_letter
from core.municipalities import Place
from core.store.tables import Letter
from mail.deliver import delay, run_mail_out
from mail.relay import read_address
from tests.mail.room.posting import STORY, Post, open_post
from tests.mail.room.relaying import Handler, make_certificate, serving


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


def with_relay(context: Context, url: str) -> Context:
    return replace(context, settings=context.settings.model_copy(update={"relay_url": SecretStr(url)}))


@asynccontextmanager
async def delivering(context: Context) -> AsyncGenerator[None]:
    stop = asyncio.Event()
    running = asyncio.create_task(run_mail_out(context, stop))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(running, 60)


async def until(true: Callable[[], bool], seconds: float = 90.0) -> None:
    async with asyncio.timeout(seconds):
        while not await asyncio.to_thread(true):  # noqa: ASYNC110 # the database tells nobody
            await asyncio.sleep(0.05)


def rows(post: Post) -> list[Letter]:
    with post.context.store.tenant(post.place.id) as session:
        return list(session.scalars(select(Letter).order_by(Letter.seq)))


def states(post: Post) -> list[tuple[str, str | None]]:
    return [(row.state, row.reason) for row in rows(post)]


async def test_letters_leave_over_one_connection_and_are_noted(post: Post) -> None:
    for sender in ("a@x.example.org", "b@x.example.org", "c@x.example.org"):
        post.say(STORY, sender=sender)
    handler = Handler()
    with serving(handler) as port:
        async with delivering(with_relay(post.context, f"smtp://127.0.0.1:{port}")):
            await until(lambda: {state for state, _ in states(post)} == {"sent"})
    assert [mail.recipient for mail in handler.taken] == ["a@x.example.org", "b@x.example.org", "c@x.example.org"]
    assert len(handler.sessions) == 1
    assert all(mail.sender.startswith("b+") for mail in handler.taken)
    assert {row.body for row in rows(post)} == {None}
    content = handler.taken[0].content
    assert content.isascii()
    message = message_from_bytes(content, policy=policy.default)
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["X-Auto-Response-Suppress"] == "All"


async def test_without_a_relay_letters_become_files_that_only_we_read(post: Post) -> None:
    post.say(STORY)
    folder = post.context.settings.data / "outgoing"
    async with delivering(post.context):
        await until(lambda: {state for state, _ in states(post)} == {"sent"})
    (file,) = folder.iterdir()
    assert file.suffix == ".eml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert message["Delivered-To"] == "leen@molenkerke.example.org"
    assert str(message["Return-Path"]).startswith("<b+")


@pytest.mark.parametrize("at", ["MAIL", "RCPT", "DATA"])
async def test_refused_for_now_is_tried_again_with_the_same_message_id(post: Post, at: str) -> None:
    post.say(STORY)
    handler = Handler(answers=["451 4.3.0 later"], at=at)
    with serving(handler) as port:
        async with delivering(with_relay(post.context, f"smtp://127.0.0.1:{port}")):
            await until(lambda: states(post) == [("queued", "smtp-451")])
            (row,) = rows(post)
            assert row.tries == 1
            assert 50 < (row.not_before - post.context.clock()).total_seconds() <= 60
            with post.context.store.door() as session:
                session.execute(update(Letter).values(not_before=post.context.clock()))
            await until(lambda: {state for state, _ in states(post)} == {"sent"})
    assert len(handler.taken) == 1


@pytest.mark.parametrize("at", ["MAIL", "RCPT", "DATA"])
async def test_refused_for_good_is_failed_and_seen(post: Post, at: str) -> None:
    post.say(STORY, sender="a@x.example.org")
    post.say(STORY, sender="b@x.example.org")
    handler = Handler(answers=["550 5.1.1 unknown"], at=at)
    with serving(handler) as port:
        async with delivering(with_relay(post.context, f"smtp://127.0.0.1:{port}")):
            await until(lambda: states(post) == [("failed", "smtp-550"), ("sent", None)])
    assert len(handler.taken) == 1


async def test_relay_that_is_away_costs_no_try(post: Post) -> None:
    post.say(STORY)
    handler = Handler()
    with serving(handler) as port:
        pass  # the port is free again
    async with delivering(with_relay(post.context, f"smtp://127.0.0.1:{port}")):
        await until(lambda: states(post) == [("queued", "relay")])
        assert rows(post)[0].tries == 0
        with serving(handler, port=port):
            await until(lambda: {state for state, _ in states(post)} == {"sent"}, 25)
    assert len(handler.taken) == 1


async def test_connection_that_died_meanwhile_is_made_anew(post: Post) -> None:
    handler = Handler()
    post.say(STORY, sender="a@x.example.org")
    with serving(handler) as port:
        context = with_relay(post.context, f"smtp://127.0.0.1:{port}")
        async with delivering(context):
            await until(lambda: len(handler.taken) == 1)
            post.say(STORY, sender="b@x.example.org")
            await until(lambda: len(handler.taken) == 2)
            await until(lambda: {state for state, _ in states(post)} == {"sent"})


async def test_starttls_with_a_known_authority_and_a_password(
    post: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aiosmtpd.smtp import AuthResult, LoginPassword

    certificate, key = make_certificate(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    known: list[LoginPassword] = []

    def check(_server: object, _session: object, _envelope: object, _mechanism: str, data: LoginPassword) -> AuthResult:
        known.append(data)
        return AuthResult(success=data.password == b"ge:heim@1")

    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    post.say(STORY)
    handler = Handler()
    with serving(handler, starttls=tls, require_starttls=True, authenticator=check, auth_required=True) as port:
        url = f"smtp://post:ge%3Aheim%401@127.0.0.1:{port}?starttls=yes"
        async with delivering(with_relay(post.context, url)):
            await until(lambda: {state for state, _ in states(post)} == {"sent"})
    assert [(data.login, data.password) for data in known] == [(b"post", b"ge:heim@1")]


async def test_unknown_certificate_is_not_trusted(post: Post, tmp_path: Path) -> None:
    certificate, key = make_certificate(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    post.say(STORY)
    handler = Handler()
    with serving(handler, starttls=tls) as port:
        async with delivering(with_relay(post.context, f"smtp://127.0.0.1:{port}?starttls=yes")):
            await until(lambda: states(post) == [("queued", "relay")])
    assert handler.taken == []


async def test_server_without_starttls_gets_nothing_where_it_is_required(post: Post) -> None:
    post.say(STORY)
    handler = Handler()
    with serving(handler) as port:
        async with delivering(with_relay(post.context, f"smtp://127.0.0.1:{port}?starttls=yes")):
            await until(lambda: states(post) == [("queued", "relay")])
    assert handler.taken == []


async def test_address_that_no_mail_can_carry_is_failed(post: Post) -> None:
    """Held as unverified first: a processor who answers all the same sees that it cannot be."""
    post.say(STORY, sender="lëen@x.example.org")
    with post.context.store.tenant(post.place.id) as session:
        assert retry_letter(session, rows(post)[0].id)
    async with delivering(post.context):
        await until(lambda: states(post) == [("failed", "address")])


def test_waiting_grows_from_a_minute_to_a_day() -> None:
    assert [delay(tries) for tries in (1, 2, 3, 11, 12, 14)] == [60, 120, 240, 61440, 86400, 86400]


@pytest.mark.parametrize(
    ("url", "port", "tls", "starttls"),
    [
        ("smtp://mail.example.org", 587, False, True),
        ("smtp://mail.example.org:25", 25, False, True),
        ("smtp://mail:25?starttls=no", 25, False, False),
        ("smtp://127.0.0.1:25", 25, False, False),
        ("smtps://u:p@mail.example.org", 465, True, False),
    ],
)
def test_relay_addresses(url: str, port: int, tls: bool, starttls: bool) -> None:  # noqa: FBT001 # a matrix
    address = read_address(url)
    assert (address.port, address.tls, address.starttls) == (port, tls, starttls)


@pytest.mark.parametrize(
    "url", ["", "http://x", "smtp://", "smtp://h:x", "smtp://u:geheim@", "smtp://h/pad", "smtp://h?starttls=x"]
)
def test_wrong_relay_addresses_are_refused_without_telling_them(url: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        read_address(url)
    assert "geheim" not in str(wrong.value)
