"""What goes wrong between us and Telegram: silence, lost answers, a blocked bot; and order under load."""

import asyncio
import time
from dataclasses import replace

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.run import check_token
from core.context import Context
from core.errors import SettingsError
from core.municipalities import Place
from core.review.gone import list_gone
from core.store.tables import Contact, Letter
from tests.bot.conftest import eventually, running
from tests.bot.standin import Fault, Person, Telegram

pytestmark = pytest.mark.telegram

MORE = "gezinnen met drie kinderen wachten al maanden op een betaalbare huurwoning."


def letters_of(context: Context) -> list[tuple[str, str | None]]:
    with context.store.door() as session:
        return [(letter.state, letter.reason) for letter in session.scalars(select(Letter).order_by(Letter.seq))]


async def test_nothing_is_sent_before_telegrams_silence_ends(
    polled: Context, person: Person, telegram: Telegram
) -> None:
    await person.type("/start")
    telegram.faults.append(Fault("sendMessage", status=429, retry_after=3))
    tried = len(telegram.tried)
    with capture_logs() as lines:
        await person.send(text="ocmw")
        await eventually(lambda: any(line["event"] == "telegram asked to wait" for line in lines))
    known = time.monotonic()  # what was under way by then may have arrived
    asked = min(at for method, at in telegram.tried[tried:] if method == "sendMessage")
    others = [Person(telegram, 7100 + number) for number in range(3)]
    for other in others:
        await other.send(text="/start")
    assert "organisatie" in await person.hear()
    for other in others:
        await other.hear()
    after = [at for method, at in telegram.tried if method in {"sendMessage", "editMessageText"} and at > known]
    assert min(after) >= asked + 2.9
    await person.hears_nothing(0.5)


async def test_lost_answer_is_not_sent_twice_and_the_question_comes_again(
    polled: Context, person: Person, telegram: Telegram
) -> None:
    await person.type("/start")
    telegram.faults.append(Fault("sendMessage", drop="after"))
    assert "organisatie" in await person.type("ocmw")
    await eventually(lambda: ("dropped", "unknown") in letters_of(polled))
    await person.hears_nothing(3)
    assert "Wat merk je op" in await person.type("overslaan")


async def test_server_that_is_away_gets_the_letter_later(polled: Context, person: Person, telegram: Telegram) -> None:
    await person.type("/start")
    telegram.faults.append(Fault("sendMessage", status=502, count=2))
    assert "organisatie" in await person.type("ocmw")
    await person.hears_nothing()


async def test_updates_come_again_after_a_lost_poll(polled: Context, person: Person, telegram: Telegram) -> None:
    await person.type("/start")
    telegram.faults.append(Fault("getUpdates", drop="after", count=2))
    telegram.faults.append(Fault("getUpdates", status=409, count=1))
    assert "organisatie" in await person.type("ocmw")
    await person.hears_nothing()


async def test_blocked_bot_is_noted_and_the_rest_goes_on(
    polled: Context, place: Place, person: Person, telegram: Telegram
) -> None:
    telegram.faults.append(Fault("sendMessage", status=403))
    await person.send(text="/start")
    await eventually(lambda: ("failed", "blocked") in letters_of(polled))
    assert await Person(telegram, 7002).type("/start")
    with polled.store.tenant(place.id) as session:
        assert list(session.scalars(select(Contact.paused).order_by(Contact.created_at))) == ["bounce", None]
        (gone,) = list_gone(session)
        assert gone.kind == "telegram", "a processor sees it"
    assert "organisatie" in await person.type("ocmw")
    with polled.store.tenant(place.id) as session:
        assert set(session.scalars(select(Contact.paused))) == {None}, "who writes again is written to again"


async def test_too_late_and_not_modified_do_not_stop_a_reply(
    polled: Context, person: Person, telegram: Telegram
) -> None:
    await person.type("/start")
    for method in ("answerCallbackQuery", "editMessageText"):
        telegram.faults.append(Fault(method, status=400))
    assert "organisatie" in await person.tap("OCMW en sociaal huis")


async def test_wrong_token_is_said_and_the_queue_stays_up(connected: Context, telegram: Telegram, place: Place) -> None:
    telegram.faults.append(Fault("getMe", status=401, count=9))
    async with running(connected):
        await eventually(lambda: any(method == "getMe" for method, _at in telegram.tried))
        await asyncio.sleep(0.5)
        assert not [method for method, _at in telegram.tried if method != "getMe"]
    with pytest.raises(SettingsError, match="BotFather"):
        await asyncio.to_thread(check_token, connected.settings)
    without = connected.settings.model_copy(update={"telegram_token": None})
    with pytest.raises(SettingsError, match="TELEGRAM_TOKEN"):
        await asyncio.to_thread(check_token, without)


async def test_order_in_each_chat_holds_when_a_batch_comes_backwards(
    connected: Context, place: Place, telegram: Telegram
) -> None:
    """Ten people tell their story in one go while nobody polls; the batch comes in the wrong order."""
    people = [Person(telegram, 7200 + number) for number in range(10)]
    parts = ["/start", "ocmw", "overslaan", *(f"Deel {n} van wat ik zie: {MORE}" for n in range(4))]
    for part in parts:
        for person in people:
            await person.send(text=part)
    telegram.shuffle = lambda updates: list(reversed(updates))
    async with running(replace(connected, settings=connected.settings.model_copy(update={"workers": 4}))):
        await eventually(lambda: all(len(telegram.sent_to(p.chat)) >= len(parts) for p in people), within=180)
        telegram.shuffle = None
        for person in people:
            for _part in parts:
                await person.hear()
            await person.type("enkele")
            review = await person.type("verstuur nu")
            told = [review.find(f"Deel {n} ") for n in range(4)]
            assert -1 not in told, review
            assert told == sorted(told), review
