"""The bot, running against the stand-in for Telegram."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.room import TelegramRoom
from bot.run import run_bot, webhook_secret
from bot.webhook import make_router
from core.context import Context
from core.intake.accept import find_door
from core.municipalities import Place
from core.privacy.sealed_columns import SEALED
from core.store.engine import make_engine
from core.store.tables import Base
from tests.bot.standin import TOKEN, Person, Telegram, start_telegram
from tests.ports import free_port


@pytest.fixture
def telegram() -> Generator[Telegram]:
    """The stand-in, started for this test."""
    try:
        started = start_telegram()
    except (RuntimeError, OSError) as wrong:
        pytest.fail(f"the stand-in for Telegram (npm) cannot start: {wrong}")
    yield started
    started.stop()


@pytest.fixture
def connected(context: Context, telegram: Telegram) -> Context:
    """A context whose Telegram is the stand-in."""
    set_to = {"telegram_token": SecretStr(TOKEN), "telegram_base_url": telegram.url, "telegram_rate": 1000.0}
    return replace(context, settings=context.settings.model_copy(update=set_to))


async def eventually(holds: Callable[[], object], within: float = 90.0) -> None:
    """Wait until something holds."""
    latest = time.monotonic() + within
    while not holds():  # what is waited for happens in other threads
        assert time.monotonic() < latest, "it never came to hold"
        await asyncio.sleep(0.02)


def everything_stored(context: Context) -> bytes:
    """Every value in every table, unsealed where it is sealed."""
    engine = make_engine(context.store.url, size=1, role=None)
    sealed = {column.name: column for column in SEALED}
    found: list[bytes] = []
    with Session(engine) as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)):
                for name, value in zip(table.columns.keys(), row, strict=True):
                    column = sealed.get(f"{table.name}.{name}")
                    opened = context.keys.open(value, column.place(row)) if column and value else value
                    found.append(opened if isinstance(opened, bytes) else str(opened).encode())
    engine.dispose()
    return b"\n".join(found)


@asynccontextmanager
async def running(context: Context, *, webhook: bool = False) -> AsyncGenerator[None]:
    """Run the bot meanwhile."""
    stop = asyncio.Event()
    rooms = {"telegram": TelegramRoom(context.words)}
    task = asyncio.create_task(run_bot(context, rooms, stop, webhook=webhook))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(task, 60)


@pytest.fixture
async def polled(connected: Context, place: Place) -> AsyncGenerator[Context]:
    """The bot, polling, in an installation with one municipality."""
    async with running(connected):
        yield connected


@asynccontextmanager
async def serving(app: FastAPI, port: int) -> AsyncGenerator[None]:
    """Serve the webhook meanwhile."""
    server = uvicorn.Server(uvicorn.Config(app, "127.0.0.1", port, log_level="error", lifespan="off"))
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 # uvicorn offers no event
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        await task


def door_of(context: Context) -> int:
    """The id of the shared bot's door."""
    with context.store.door() as session:
        return find_door(session, "telegram").id


@pytest.fixture
async def hooked(connected: Context, telegram: Telegram, place: Place) -> AsyncGenerator[Context]:
    """The bot with its webhook, in an installation with one municipality."""
    port = free_port()
    set_to = {"telegram_webhook": f"http://127.0.0.1:{port}"}
    context = replace(connected, settings=connected.settings.model_copy(update=set_to))
    app = FastAPI()
    app.include_router(make_router(context, door_of(context), webhook_secret(context.settings)))
    async with serving(app, port), running(context, webhook=True):
        # Until the stand-in knows of it: what is said to it before that is kept for who polls, and never posted.
        await telegram.until("setWebhook")
        yield context


@pytest.fixture
def person(telegram: Telegram) -> Person:
    """A frontline worker with the app."""
    return Person(telegram, 7001)
