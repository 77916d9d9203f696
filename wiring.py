"""The wiring: the roles of a process (pages, bot, worker, clock) made of the rooms, started and stopped together."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import structlog
from anyio import to_thread
from fastapi import FastAPI
from starlette.types import ASGIApp

import admin.routes
import bot.webhook
import web.health
import web.routes
from bot.room import TelegramRoom
from bot.run import check_token, learn_name, run_bot, webhook_secret
from core.clock import start_clock
from core.context import Context
from core.feedback.reminders import remind
from core.html.shield import Shield
from core.intake.accept import find_door
from core.intake.queue import Queue
from core.intake.rooms import Room
from core.intake.terminal import TerminalRoom
from core.log import describe_error
from core.metrics import serve_metrics
from core.municipalities import Place, read_municipality
from core.people.demo import demo_link
from core.privacy.retention import run_retention
from core.start import owning
from core.work import Work, retry_job
from web.room import WebRoom
from web.serve import listen, serve

log = structlog.get_logger()

ROLES = ("web", "bot", "worker", "clock")
# Threads for pages; the pool of connections counts on it (core.start).
_PAGE_THREADS = 24
_PATIENCE = 5.0  # seconds that a start waits for Telegram
Say = Callable[[str], object]

__all__ = ["ROLES", "check_token", "run_roles"]


def make_rooms(context: Context) -> dict[str, Room]:
    """Make the rooms that hold dialogues, by the kind of their door."""
    return {
        "telegram": TelegramRoom(context.words),
        "web": WebRoom(context.words),
        "terminal": TerminalRoom(context.words),
    }


def make_app(context: Context, rooms: dict[str, Room]) -> ASGIApp:
    """Make the web application: pages, panel, Telegram's webhook, health; behind the shield."""
    pages = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    with context.store.door() as session:
        doors = {kind: find_door(session, kind).id for kind in ("web", "telegram")}
    pages.include_router(web.health.make_router(context))
    pages.include_router(admin.routes.make_router(context, retry_job))
    if context.settings.telegram_token and context.settings.telegram_webhook:
        pages.include_router(bot.webhook.make_router(context, doors["telegram"], webhook_secret(context.settings)))
    pages.include_router(web.routes.make_router(context, rooms, doors["web"]))
    return Shield(pages, context)


def make_work(context: Context, rooms: dict[str, Room]) -> Work:
    """Register what can be deferred."""

    def place_of(municipality: int) -> Place:
        with context.store.tenant(municipality) as session:
            return read_municipality(session, municipality)

    def retain(municipality: int) -> None:
        run_retention(context, place_of(municipality), dry=False, force=False)

    def send_reminders(municipality: int) -> None:
        remind(context, place_of(municipality), rooms)

    return Work(context, {"privacy.retain": retain, "feedback.remind": send_reminders})


async def run_roles(context: Context, roles: tuple[str, ...], say: Say, *, demo: Place | None) -> None:
    """Run the roles until SIGTERM or SIGINT, or until one of them fails; then everything stops within seconds."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    to_thread.current_default_thread_limiter().total_tokens = _PAGE_THREADS
    running: list[asyncio.Task[None]] = []
    closing: list[Callable[[], object]] = []

    def start(name: str, work: Coroutine[Any, Any, None]) -> None:
        running.append(asyncio.create_task(work, name=name))

    sock = listen(context.settings.http_listen) if "web" in roles else None
    if sock and not context.settings.base_url:
        host, port = sock.getsockname()[:2]
        context = replace(context, base_url=f"http://{host}:{port}")
    context = await _meet_bot(context, roles, say)
    rooms = make_rooms(context)
    work = make_work(context, rooms)
    telegram = "bot" in roles and context.settings.telegram_token is not None
    if telegram:
        start("bot", run_bot(context, rooms, stop, webhook=bool(context.settings.telegram_webhook)))
    if "worker" in roles:
        queue = Queue(context, rooms, ("web", "terminal") if "bot" in roles else tuple(rooms))
        queue.start()
        closing.append(queue.stop)
        start("worker", work.run(stop, concurrency=2))
    if "clock" in roles:
        closing.append(start_clock(context, work).shutdown)
    if context.settings.metrics_listen and "web" in roles:
        _start_metrics(context, say, closing)
    if sock:
        start("web", serve(make_app(context, rooms), sock, stop))
        _greet(context, say, demo)
    await _until_stopped(running, stop, closing)


async def _meet_bot(context: Context, roles: tuple[str, ...], say: Say) -> Context:
    """Learn what the bot is called, so that pages can point to it; without Telegram everything else runs."""
    if context.settings.telegram_token is None:
        if "bot" in roles:
            say("telegram: no token (SIGNAAL_TELEGRAM_TOKEN), so the bot is off; everything else runs")
        return context
    try:
        async with asyncio.timeout(_PATIENCE):
            return replace(context, telegram_name=await learn_name(context.settings))
    except Exception as error:  # noqa: BLE001 # Telegram may be away: the bot keeps trying by itself
        say("telegram: no answer yet; run `signaal doctor` to see why")
        log.warning("bot not met", **describe_error(error))
        return context


def _start_metrics(context: Context, say: Say, closing: list[Callable[[], object]]) -> None:
    try:
        server, _thread = serve_metrics(context, context.settings.metrics_listen)
    except OSError:
        say(f"figures: {context.settings.metrics_listen} is taken, so they are off (SIGNAAL_METRICS_LISTEN)")
        return
    closing.append(server.shutdown)


def _greet(context: Context, say: Say, demo: Place | None) -> None:
    if demo:
        with owning(context.store.url) as session:
            link = demo_link(session, context, demo)
        say(f"sign in (once, within the hour): {context.base_url}/beheer/demo/{link}")
        say(f"the form: {context.base_url}/{demo.slug}/signaal")
    print(f"ready {context.base_url}", flush=True)  # noqa: T201 # scripts wait for this line


async def _until_stopped(
    running: list[asyncio.Task[None]], stop: asyncio.Event, closing: list[Callable[[], object]]
) -> None:
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({stopping, *running}, return_when=asyncio.FIRST_COMPLETED)
    failed = [task for task in running if task.done() and not task.cancelled() and task.exception()]
    stop.set()
    for close in closing:
        await asyncio.to_thread(close)
    await asyncio.wait(running, timeout=10) if running else None
    for task in running:
        task.cancel()
    for task in failed:
        error = task.exception()
        if error:
            log.error("role failed", role=task.get_name(), **describe_error(error))
            raise error
