"""A municipality's own bot: started while the program runs, for that municipality alone, tried live, and gone again."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from bot.own import run_own_bots
from bot.room import TelegramRoom
from bot.run import ask_name
from core.context import Context
from core.errors import Refused, SettingsError
from core.joining.trials import CHAT, begin_trial, read_trials
from core.municipalities import Place, read_municipality
from core.own_bots import GOOD, REFUSED, TakenBot, find_bot, list_watched, open_bot, remove_bot, set_bot
from core.people.roles import COORDINATOR
from core.store.tables import Contact, Door
from tests.bot.conftest import eventually
from tests.bot.standin import TOKEN, Fault, Person, Telegram
from tests.core.people.staffing import hire


def test_a_bot_is_of_one_municipality_and_its_token_is_sealed(
    context: Context, place: Place, other_place: Place
) -> None:
    by = hire(context, place, COORDINATOR).present()
    there = hire(context, other_place, COORDINATOR, "daar@example.org").present()
    with context.store.tenant(place.id) as session:
        door = set_bot(session, context.keys, by, "lommerbeek_bot", TOKEN)
        assert set_bot(session, context.keys, by, "lommerbeek_bot", TOKEN) == door
        assert open_bot(session, context.keys, place.id, door) == TOKEN
        assert TOKEN.encode() not in (session.scalars(select(Door.secret).where(Door.id == door)).one() or b"")
        assert read_municipality(session, place.id).setting("bot") == "lommerbeek_bot"
        with pytest.raises(Refused):
            set_bot(session, context.keys, by, "lommerbeek_bot", "geen token")
    with context.store.tenant(other_place.id) as session:
        assert find_bot(session) is None
        with pytest.raises(TakenBot):
            set_bot(session, context.keys, there, "zandhove_bot", TOKEN)
    with context.store.tenant(place.id) as session:
        remove_bot(session, by)
        assert find_bot(session) is None
    with context.store.door() as session:
        assert list_watched(session) == []


async def test_an_own_bot_comes_goes_and_answers_for_its_municipality_alone(
    context: Context, place: Place, other_place: Place, telegram: Telegram, person: Person
) -> None:
    context = replace(context, settings=context.settings.model_copy(update={"telegram_base_url": telegram.url}))
    by = hire(context, place, COORDINATOR).present()
    assert await asyncio.to_thread(ask_name, context.settings, TOKEN)
    stop = asyncio.Event()
    rooms = {"telegram": TelegramRoom(context.words)}
    task = asyncio.create_task(run_own_bots(context, rooms, stop, queues=True, look=0.05))
    try:
        with context.store.tenant(place.id) as session:
            door = set_bot(session, context.keys, by, "lommerbeek_bot", TOKEN)
            code = begin_trial(session, by, CHAT, context.clock(), door)
        assert "proef voor Lommerbeek" in await person.type(f"/start {code}")
        with context.store.tenant(place.id) as session:
            assert read_trials(session)[CHAT].here
            assert session.scalar(select(func.count()).select_from(Contact)) == 0
        # Two municipalities, and nobody is asked which: the bot is of one.
        assert "Lommerbeek" in await person.type("/start")
        with context.store.tenant(place.id) as session:
            bot = find_bot(session)
            assert bot is not None
            assert bot.state == GOOD
            remove_bot(session, by)
        await eventually(lambda: not any(each.get_name() == f"bot-{door}" for each in asyncio.all_tasks()))
        telegram.faults.append(Fault("getMe", status=401, count=9))
        with context.store.tenant(place.id) as session:
            set_bot(session, context.keys, by, "lommerbeek_bot", TOKEN)

        def refused() -> bool:
            with context.store.tenant(place.id) as session:
                bot = find_bot(session)
                return bot is not None and bot.state == REFUSED

        await eventually(refused)
        with pytest.raises(SettingsError):
            await asyncio.to_thread(ask_name, context.settings, TOKEN)
    finally:
        stop.set()
        await asyncio.wait_for(task, 60)
