"""Whatever breaks, new mail is in within a minute, and nothing runs in circles."""

import asyncio
import threading
import time
from collections.abc import Generator

import pytest

from core.context import Context
from core.municipalities import Place
from mail.imap import run_imap
from mail.imap_watch import Rhythm
from tests.mail.door.talking import taken
from tests.mail.imap.breaking import Way
from tests.mail.imap.dovecots import Dovecot, mail, new_user
from tests.mail.imap.watching import QUICK, until, watching, with_settings

TO = "lommerbeek@signaal.localhost"


@pytest.fixture
def user() -> str:
    return new_user()


@pytest.fixture
def way(shared_dovecot: Dovecot) -> Generator[Way]:
    made = Way(shared_dovecot.imap)
    yield made
    made.close()


def through(context: Context, port: int, user: str) -> Context:
    return with_settings(context, imap_url=f"imap://{user}@127.0.0.1:{port}/INBOX")


def test_a_server_that_starts_again(context: Context, place: Place, dovecot: Dovecot, user: str) -> None:
    dovecot.deliver(user, mail(TO, "voor"))
    with watching(through(context, dovecot.imap, user)) as watch:
        until(lambda: len(taken(context)) == 1)
        dovecot.stop()
        until(lambda: watch.connects > 2)
        loops, began = watch.loops, time.monotonic()
        time.sleep(3)
        assert watch.loops - loops < 20 * (time.monotonic() - began)
        dovecot.start()
        dovecot.deliver(user, mail(TO, "na"))
        until(lambda: len(taken(context)) == 2)


@pytest.mark.parametrize("server_only", [True, False])
def test_a_closed_line_is_no_busy_loop(
    context: Context, place: Place, shared_dovecot: Dovecot, user: str, way: Way, *, server_only: bool
) -> None:
    with watching(through(context, way.port, user), Rhythm()) as watch:
        until(lambda: watch.loops > 2)
        loops, used, began = watch.loops, time.process_time(), time.monotonic()
        way.cut(server_only=server_only)
        shared_dovecot.deliver(user, mail(TO, "na"))
        until(lambda: len(taken(context)) == 1)
        print(f"closed: new mail in {time.monotonic() - began:.1f} s, {watch.loops - loops} loops")
        took = time.monotonic() - began
        assert watch.loops - loops < 8 + took
        assert time.process_time() - used < 1 + took / 2
        assert watch.connects == 2


def test_the_usual_waits_find_a_frozen_line_within_a_minute() -> None:
    usual = Rhythm()
    assert usual.renew + usual.look + usual.answer + usual.first + 10 < 60  # 10: to connect and to take a mail


def test_a_frozen_line_is_found(context: Context, place: Place, shared_dovecot: Dovecot, user: str, way: Way) -> None:
    with watching(through(context, way.port, user), Rhythm(look=0.5, renew=2.0, soon=0.2, answer=3.0)) as watch:
        until(lambda: watch.loops > 2)
        loops, began = watch.loops, time.monotonic()
        way.freeze()
        shared_dovecot.deliver(user, mail(TO, "na"))
        until(lambda: len(taken(context)) == 1)
        took = time.monotonic() - began
        print(f"frozen: new mail in {took:.1f} s, {watch.loops - loops} loops")
        assert watch.loops - loops < 20 + 4 * took


def test_a_folder_that_is_numbered_anew_while_it_is_watched(
    context: Context, place: Place, shared_dovecot: Dovecot, user: str
) -> None:
    """The folder is deleted and made again: other UIDs, another UIDVALIDITY, and the same mail once more."""
    first = mail(TO, "een")
    with shared_dovecot.signed_in(user) as owner:
        owner.create_folder("Post")
        owner.append("Post", first)
    there = with_settings(context, imap_url=f"imap://{user}@127.0.0.1:{shared_dovecot.imap}/Post", imap_done="")
    with watching(there) as watch:
        until(lambda: watch.taken == 1)
        time.sleep(1.1)  # Dovecot numbers by the second
        with shared_dovecot.signed_in(user) as owner:
            owner.delete_folder("Post")
            owner.create_folder("Post")
            owner.append("Post", first)
            owner.append("Post", mail(TO, "twee"))
        until(lambda: len(taken(context)) == 2, 40)
        until(lambda: watch.state == "good")
    assert sorted(repeats for _head, _raw, repeats in taken(context)) == [0, 1]


async def test_run_imap_watches_every_mailbox_and_stops(
    context: Context, place: Place, shared_dovecot: Dovecot
) -> None:
    users = [new_user(), new_user()]
    urls = " ".join(f"imap://{user}@127.0.0.1:{shared_dovecot.imap}" for user in users)
    stop = asyncio.Event()
    running = asyncio.create_task(run_imap(with_settings(context, imap_url=urls), stop, rhythm=QUICK))
    for user in users:
        await asyncio.to_thread(shared_dovecot.deliver, user, mail(TO, user))
    await asyncio.to_thread(until, lambda: len(taken(context)) == 2)
    stop.set()
    async with asyncio.timeout(60):
        await running
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("imap-")] == []


async def test_without_a_mailbox_it_waits_for_the_stop(context: Context) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(run_imap(context, stop))
    await asyncio.sleep(0.1)
    assert not running.done()
    stop.set()
    await running


async def test_a_stuck_watch_is_replaced(
    context: Context, place: Place, shared_dovecot: Dovecot, way: Way, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mail.imap._LOOK", 0.3)
    patient = Rhythm(look=0.5, renew=0.6, soon=0.1, first=0.2, last=1.0, stuck=3.0, answer=600)
    stop = asyncio.Event()
    running = asyncio.create_task(run_imap(through(context, way.port, user), stop, rhythm=patient))
    await asyncio.to_thread(shared_dovecot.deliver, user, mail(TO, "voor"))
    await asyncio.to_thread(until, lambda: len(taken(context)) == 1)
    way.freeze()  # an answer would be waited for much longer than this test waits
    await asyncio.to_thread(shared_dovecot.deliver, user, mail(TO, "na"))
    await asyncio.to_thread(until, lambda: len(taken(context)) == 2)
    stop.set()
    await running
