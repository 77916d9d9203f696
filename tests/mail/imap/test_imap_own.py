"""Mailboxes that a municipality set in the panel: watched, changed, switched off and removed while the program runs."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.context import Context
from core.mailbox_settings import OwnMailbox, Secret
from core.municipalities import Place
from core.own_mailboxes import add_mailbox, change_mailbox, find_own, remove_mailbox, switch_mailbox
from core.people.sessions import Present
from core.privacy.keys import Keys, read_keys
from mail.imap import run_imap
from tests.core.people.staffing import hire
from tests.mail.door.talking import taken
from tests.mail.imap.dovecots import PASSWORD, Dovecot, mail, new_user
from tests.mail.imap.watching import QUICK, until, with_settings

ELSEWHERE = "iemand@example.org"


@pytest.fixture
def keeper(context: Context, other_place: Place) -> Present:
    return hire(context, other_place, "coordinator").present()


@pytest.fixture
def near(context: Context, certificate: tuple[Path, Path]) -> Context:
    """An installation whose own network is this machine's, with a CA of its own."""
    return with_settings(context, mailbox_networks="127.0.0.0/8", imap_ca=certificate[0])


@pytest.fixture
async def program(near: Context, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Context]:
    monkeypatch.setattr("mail.imap._LOOK", 0.2)
    stop = asyncio.Event()
    running = asyncio.create_task(run_imap(near, stop, rhythm=replace(QUICK, own=0.2)))
    yield near
    stop.set()
    async with asyncio.timeout(60):
        await running


def own(server: Dovecot, user: str) -> OwnMailbox:
    return OwnMailbox(host="127.0.0.1", port=server.imaps, user=user)


def add(context: Context, by: Present, mailbox: OwnMailbox, password: str = PASSWORD) -> int:
    with context.store.tenant(by.place.id) as session:
        return add_mailbox(session, context.keys, by, mailbox, Secret(password))


def state(context: Context, by: Present, door: int) -> str:
    with context.store.tenant(by.place.id) as session:
        return find_own(session, door).state


def watches() -> list[str]:
    """The mailboxes that are watched now."""
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("imap-")]


async def wait(what: Callable[[], object]) -> None:
    await asyncio.to_thread(until, what)


async def test_a_mailbox_set_in_the_panel_is_watched_changed_switched_off_and_removed(
    program: Context, place: Place, keeper: Present, shared_dovecot: Dovecot
) -> None:
    user = new_user()
    shared_dovecot.deliver(user, mail("lommerbeek@signaal.localhost", "eerst"))
    door = add(program, keeper, own(shared_dovecot, user))
    await wait(lambda: len(taken(program)) == 1)
    head = taken(program)[0][0]
    assert (head["slug"], head["door"]) == ("zandhove", f"imap-{door}")  # though it was written to another municipality
    await wait(lambda: state(program, keeper, door) == "good")

    with program.store.tenant(keeper.place.id) as session:
        switch_mailbox(session, keeper, door, active=False)
    await wait(lambda: not watches())
    shared_dovecot.deliver(user, mail(ELSEWHERE, "terwijl-uit"))
    await asyncio.sleep(1)
    assert len(taken(program)) == 1
    assert state(program, keeper, door) == ""

    other = new_user()
    shared_dovecot.deliver(other, mail(ELSEWHERE, "andere-mailbox"))
    with program.store.tenant(keeper.place.id) as session:
        change_mailbox(session, program.keys, keeper, door, own(shared_dovecot, other), Secret(PASSWORD))
        switch_mailbox(session, keeper, door, active=True)
    await wait(lambda: len(taken(program)) == 2)
    assert len(shared_dovecot.look(user)) == 1

    with program.store.tenant(keeper.place.id) as session:
        remove_mailbox(session, keeper, door)
    await wait(lambda: not watches())
    shared_dovecot.deliver(other, mail(ELSEWHERE, "weg"))
    await asyncio.sleep(1)
    assert len(taken(program)) == 2


async def test_a_wrong_password_is_shown_and_a_new_one_heals(
    program: Context, keeper: Present, shared_dovecot: Dovecot
) -> None:
    mailbox = own(shared_dovecot, new_user())
    door = add(program, keeper, mailbox, "verkeerd")
    await wait(lambda: state(program, keeper, door) == "login")
    with program.store.tenant(keeper.place.id) as session:
        change_mailbox(session, program.keys, keeper, door, mailbox, Secret(PASSWORD))
        assert find_own(session, door).state == ""
    await wait(lambda: state(program, keeper, door) == "good")


async def test_replies_to_its_own_address_keep_their_token(
    program: Context, keeper: Present, shared_dovecot: Dovecot
) -> None:
    user, token = new_user(), "a" * 20
    address = "signalen@zandhove.example.org"
    shared_dovecot.deliver(user, mail(f"signalen+{token}@zandhove.example.org", "antwoord"))
    add(program, keeper, replace(own(shared_dovecot, user), address=address))
    await wait(lambda: len(taken(program)) == 1)
    head = taken(program)[0][0]
    assert (head["slug"], head["to"]) == ("zandhove", f"signalen+{token}@zandhove.example.org")


async def test_a_mailbox_in_a_private_network_is_not_reached_unless_it_is_set(
    context: Context, keeper: Present, shared_dovecot: Dovecot, certificate: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("mail.imap._LOOK", 0.2)
    door = add(context, keeper, own(shared_dovecot, new_user()))
    stop = asyncio.Event()
    there = with_settings(context, imap_ca=certificate[0])
    running = asyncio.create_task(run_imap(there, stop, rhythm=replace(QUICK, own=0.2)))
    await wait(lambda: state(context, keeper, door) == "private")
    stop.set()
    await running


async def test_a_secret_that_stays_shut_stops_no_other_mailbox(
    near: Context, keeper: Present, shared_dovecot: Dovecot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mail.imap._LOOK", 0.2)
    stranger = replace(near, keys=Keys(read_keys(None, tmp_path / "elsewhere").ring))
    shut = add(stranger, keeper, own(shared_dovecot, new_user()))
    good = add(near, keeper, own(shared_dovecot, new_user()))
    stop = asyncio.Event()
    running = asyncio.create_task(run_imap(near, stop, rhythm=replace(QUICK, own=0.2)))
    await wait(lambda: state(near, keeper, good) == "good")
    await wait(lambda: state(near, keeper, shut) == "sealed")
    stop.set()
    await running
