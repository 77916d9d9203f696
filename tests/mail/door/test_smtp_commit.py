"""`250` means durable: shown with a locked table, a killed door, a stopped database, and senders who come back."""

# Two tests look inside.
# pyright: reportPrivateUsage=false

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.orm import Session

from core.context import Context
from core.errors import StoreError
from core.intake.accept import Delivery
from core.municipalities import Place, ensure_doors
from core.privacy.keyring import meet_keys
from core.privacy.keys import read_keys
from core.settings import Settings
from core.store import embedded
from core.store.engine import Store, make_engine
from core.store.upgrade import upgrade_schema
from core.words import load_words
from mail.commit import Commits, Pace
from mail.door_content import Content
from mail.door_visits import Limits, Visits
from mail.recipients import Recipients
from tests.conftest import make_place, owner_connection
from tests.mail.door.talking import MAIL, TO, Peer, running, taken

Door = subprocess.Popen[str]
TAKEN = b"250 2.0.0 Taken"
LATER = b"451 4.3.0 Cannot take mail right now, try again later"


def numbered(number: int) -> bytes:
    """A mail that is not the others."""
    return MAIL.replace(b"<1@", b"<%d@" % number)


def count(url: str, what: str = "count(*)") -> int:
    with owner_connection(url) as connection:
        row = connection.execute(f"select {what} from intake".encode()).fetchone()
    assert row is not None
    return int(str(row[0]))


def until_count(url: str, wanted: int) -> None:
    """Wait until so many mails are committed."""
    latest = time.monotonic() + 60
    while count(url) != wanted:
        assert time.monotonic() < latest, count(url)
        time.sleep(0.05)


def test_nobody_hears_250_before_the_row_is_committed(context: Context, place: Place, url: str) -> None:
    with running(context) as door, door.peer() as peer:
        peer.begin()
        with psycopg.connect(url.replace("+psycopg", "")) as locker:
            locker.execute("lock table intake in exclusive mode")
            peer.say(MAIL + b".\r\n")
            peer.socket.settimeout(0.7)
            with pytest.raises(TimeoutError):
                peer.socket.recv(1)
            assert count(url) == 0
            locker.rollback()
        peer.socket.settimeout(20)
        assert peer.socket.recv(100) == TAKEN + b"\r\n"
        assert count(url) == 1


def test_a_database_that_hangs_costs_a_later_and_the_mail_is_taken_once(
    context: Context, place: Place, url: str
) -> None:
    with running(context, pace=Pace(patience=1.0)) as door, door.peer() as peer:
        with psycopg.connect(url.replace("+psycopg", "")) as locker:
            locker.execute("lock table intake in exclusive mode")
            assert peer.send() == LATER
            locker.rollback()
        until_count(url, 1)  # what hung is committed now, though its sender does not know
        while (said := peer.send()) != TAKEN:
            assert said == LATER  # a second is little on a busy machine, and she comes again
    [(_head, _raw, repeats)] = taken(context)
    assert repeats >= 1


def test_mails_that_come_together_are_committed_together(context: Context, place: Place, url: str) -> None:
    with running(context, pace=Pace(gather=1.0)) as door, ThreadPoolExecutor(40) as pool:
        peers = [door.peer() for _turn in range(40)]
        for peer in peers:
            peer.begin()
        replies = list(pool.map(Peer.ask, peers, [numbered(number) + b"." for number in range(40)]))
        for peer in peers:
            peer.close()
    assert replies == [TAKEN] * 40
    assert count(url) == 40
    assert count(url, "count(distinct xmin::text)") <= 20


async def test_a_group_is_full_at_its_limit_and_what_fails_fails_for_its_own_sender() -> None:
    groups: list[int] = []

    def write(deliveries: list[Delivery]) -> None:
        groups.append(len(deliveries))
        time.sleep(0.02)
        if len(groups) > 3:
            raise OSError

    commits = Commits(write, Pace(gather=300, most=4, patience=60))  # who waits to gather waits in vain
    running_on = asyncio.create_task(commits.run())
    pieces = [[Delivery(str(number), b"", b"")] for number in range(12)]
    await asyncio.gather(*(commits.commit(piece) for piece in pieces))
    assert groups == [4, 4, 4]
    running_on.cancel()
    commits = Commits(write, Pace(patience=0.5))
    running_on = asyncio.create_task(commits.run())
    with pytest.raises(StoreError):
        await commits.commit([Delivery("13", b"", b"")])
    running_on.cancel()


async def test_what_is_too_much_is_read_only_so_far_and_kept_not_at_all() -> None:
    """A body without line ends at a limit of 1 MB: counted in bytes, so that no allocator has a say."""
    visits, reader = Visits("", Limits()), asyncio.StreamReader(limit=65_536)
    content = Content(reader, 1_000_000, visits)
    reading = asyncio.create_task(content.read(1 << 20, lambda: None))
    fed = most = 0
    while not reading.done() and fed < 50_000_000:
        reader.feed_data(b"x" * 65_536)
        fed += 65_536
        await asyncio.sleep(0)
        most = max(most, visits._held)
    assert await reading is None
    assert fed <= 1_000_000 + 4 * 65_536
    assert most <= 1_000_000
    assert visits._held == 0


@pytest.fixture
def own(tmp_path: Path) -> Generator[tuple[Context, Path]]:
    """An installation with a database server of its own, which a test may stop."""
    with tempfile.TemporaryDirectory(prefix="signaal-door-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o711)
        url = embedded.start(folder).url
        upgrade_schema(url)
        engine = make_engine(url, size=1, role=None)
        with Session(engine) as session, session.begin():
            ensure_doors(session)
        engine.dispose()
        keys = meet_keys(url, read_keys(None, folder))
        store = Store(url, size=4)
        try:
            yield Context(Settings(data=folder), store, keys, load_words(), ""), folder
        finally:
            store.close()
            embedded.stop(embedded.start(folder), mode="immediate")


def test_without_a_database_mail_waits_and_is_then_taken_once(own: tuple[Context, Path]) -> None:
    context, folder = own
    url = context.store.url
    make_place(url, "lommerbeek", "Lommerbeek")
    with running(context, pace=Pace(patience=1.5)) as door, door.peer() as peer:
        assert peer.send(numbered(1)) == TAKEN
        embedded.stop(embedded.start(folder), mode="immediate")
        assert peer.send(numbered(2)) == LATER  # the address is still known
        peer.ask(b"MAIL FROM:<>")
        assert peer.ask(b"RCPT TO:<nobody@signaal.localhost>")[:3] in {b"550", b"451"}
        peer.ask(b"RSET")
        embedded.start(folder)
        assert peer.send(numbered(2)) == TAKEN
        assert peer.send(numbered(2)) == TAKEN
    assert [repeats for _head, _raw, repeats in taken(context)] == [0, 1]


def test_a_door_that_opens_without_a_database_says_later(own: tuple[Context, Path]) -> None:
    context, folder = own
    make_place(context.store.url, "lommerbeek", "Lommerbeek")
    embedded.stop(embedded.start(folder), mode="immediate")
    with running(context, pace=Pace(patience=1.5)) as door, door.peer() as peer:
        peer.ask(b"MAIL FROM:<>")
        assert peer.ask(f"RCPT TO:<{TO}>".encode()) == LATER
        peer.ask(b"RSET")
        embedded.start(folder)
        time.sleep(2.1)  # the list is not asked for more often
        assert peer.send() == TAKEN
    assert len(taken(context)) == 1


async def test_while_the_database_is_away_the_known_are_taken_and_the_unknown_come_later(
    context: Context, place: Place
) -> None:
    moment = 0.0
    recipients = Recipients(context, lambda: moment)
    assert await recipients.find(TO)
    away = Store("postgresql+psycopg://nobody@127.0.0.1:1/nothing", size=1)
    recipients._context = replace(context, store=away)
    moment = 20.0
    assert await recipients.find("nobody@signaal.localhost") is None
    moment = 3600.0
    assert await recipients.find(TO)
    with pytest.raises(StoreError):
        await recipients.find("nobody@signaal.localhost")
    away.close()


def test_a_killed_door_has_every_mail_it_answered(context: Context, place: Place, url: str) -> None:
    command = (sys.executable, "-m", "tests.mail.door.door_process", url, str(context.settings.data))
    answered: set[int] = set()
    given = 0
    for turn in range(3):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3])
        assert process.stdout
        port = int(process.stdout.readline())
        first, given = given, given + 400

        told: list[int] = []

        def note(number: int, told: list[int] = told, most: int = 10 * (turn + 1), door: Door = process) -> None:
            told.append(number)
            if len(told) >= most:  # in the midst of it, however fast the machine is
                door.kill()

        def send(share: int, first: int = first, port: int = port, note: Callable[[int], None] = note) -> list[int]:
            mine: list[int] = []
            try:
                with Peer(port) as peer:
                    peer.reply()
                    peer.ask(b"EHLO x.example.org")
                    for number in range(first + share, first + 400, 8):
                        if peer.send(numbered(number)) != TAKEN:
                            break
                        mine.append(number)
                        note(number)
            except (OSError, AssertionError):
                pass
            return mine

        with ThreadPoolExecutor(8) as pool:
            for mine in pool.map(send, range(8)):
                answered.update(mine)
        process.kill()
        process.wait(60)
        process.stdout.close()
    kept = {int(raw.partition(b"Message-ID: <")[2].partition(b"@")[0]) for _head, raw, _repeats in taken(context)}
    print(f"answered {len(answered)}, kept {len(kept)}, of {given}")
    assert answered
    assert answered <= kept
    assert len(kept) == count(url)
