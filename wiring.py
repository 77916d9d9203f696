"""The wiring: the roles of a process (pages, bot, worker, clock) made of the rooms, started and stopped together."""

import asyncio
import signal
import socket
from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import partial
from typing import Any

import structlog
from anyio import to_thread
from fastapi import FastAPI
from starlette.types import ASGIApp

import admin.routes
import bot.webhook
import web.health
import web.routes
from bot.own import run_own_bots
from bot.preview import show_message
from bot.room import TelegramRoom
from bot.run import ask_name, check_token, learn_name, run_bot, webhook_secret
from core.classify.proposing import Proposing
from core.clock import start_clock
from core.context import Context
from core.html.shield import Shield
from core.importing.working import Importing
from core.intake.accept import find_door
from core.intake.queue import Queue
from core.intake.rooms import Room
from core.intake.terminal import TerminalRoom
from core.log import describe_error
from core.metrics import serve_metrics
from core.municipalities import Place
from core.people.demo import demo_link
from core.publish.keeping import keep_public
from core.publish.publishing import Publishing
from core.questionnaire.preview import Previews
from core.start import owning
from core.tasks import make_tasks
from core.work import Work, retry_job
from mail.checkup import PanelChecks, check_mail
from mail.compose_render import Paper
from mail.deliver import run_mail_out
from mail.imap import run_imap
from mail.preview import show_letter
from mail.room import MailRoom
from mail.smtp import run_smtp
from web.preview import show_fields
from web.public.addresses import names_at
from web.room import WebRoom
from web.serve import listen, serve

log = structlog.get_logger()

# Threads for pages; the pool of connections counts on it (core.start).
_PAGE_THREADS = 24
_PATIENCE = 5.0  # seconds that a start waits for Telegram
Say = Callable[[str], object]

__all__ = ["check_mail", "check_token", "run_roles"]


def make_rooms(context: Context) -> dict[str, Room]:
    """Make the rooms that hold dialogues, by the kind of their door."""
    return {
        "telegram": TelegramRoom(context.words),
        "web": WebRoom(context.words),
        "terminal": TerminalRoom(context.words),
        "mail": MailRoom(context),
    }


def make_previews(context: Context) -> Previews:
    """Give how each room writes what is asked, for the editor of the questionnaire."""
    return Previews(
        partial(show_message, context.words),
        partial(show_letter, context, Paper()),
        partial(show_fields, context.words),
    )


def make_app(context: Context, rooms: dict[str, Room]) -> ASGIApp:
    """Make the web application: pages, panel, Telegram's webhook, health; behind the shield."""
    pages = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    with context.store.door() as session:
        doors = {kind: find_door(session, kind).id for kind in ("web", "telegram")}
    pages.include_router(web.health.make_router(context))
    checks, previews = PanelChecks(context.settings), make_previews(context)
    pages.include_router(
        admin.routes.make_router(
            context, retry_job, checks=checks, previews=previews, bots=partial(ask_name, context.settings)
        )
    )
    if context.settings.telegram_token and context.settings.telegram_webhook:
        pages.include_router(bot.webhook.make_router(context, doors["telegram"], webhook_secret(context.settings)))
    pages.include_router(web.routes.make_router(context, rooms, doors["web"]))
    return Shield(pages, context)


async def run_roles(context: Context, roles: tuple[str, ...], say: Say, *, demo: Place | None) -> None:
    """Run the roles until SIGTERM or SIGINT, or until one of them fails; then everything stops within seconds."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    to_thread.current_default_thread_limiter().total_tokens = _PAGE_THREADS
    sock = listen(context.settings.http_listen) if "web" in roles else None
    if sock and not context.settings.base_url:
        host, port = sock.getsockname()[:2]
        context = replace(context, base_url=f"http://{host}:{port}")
    if demo and not context.settings.mail_trust:
        # Looking around needs no mail server in front: who mails from this machine is believed, in the demo only.
        context = replace(context, settings=context.settings.model_copy(update={"mail_trust": "loopback"}))
    context = await _meet_bot(context, roles, say)
    running = _Running(context, roles, say, stop)
    running.start_bot()
    running.start_work()
    await running.start_mail()
    running.start_pages(sock)
    if not running.failed():
        _greet(context, say, demo, running.doors)
    await running.until_stopped()


class _Running:
    """What runs in this process, and how each of it is closed."""

    def __init__(self, context: Context, roles: tuple[str, ...], say: Say, stop: asyncio.Event) -> None:
        self._context, self._roles, self._say, self._stop = context, roles, say, stop
        self._rooms = make_rooms(context)
        self._tasks: list[asyncio.Task[None]] = []
        self._closing: list[Callable[[], object]] = [lambda: close_rooms(self._rooms)]
        self.doors: dict[str, str] = {}

    def start_bot(self) -> None:
        settings = self._context.settings
        if "bot" in self._roles and settings.telegram_token is not None:
            webhook = bool(settings.telegram_webhook)
            self._start("bot", run_bot(self._context, self._rooms, self._stop, webhook=webhook))
        if "bot" in self._roles:
            alone = settings.telegram_token is None
            self._start("own bots", run_own_bots(self._context, self._rooms, self._stop, queues=alone))

    def start_work(self) -> None:
        work = Work(self._context, make_tasks(self._context, self._rooms))
        if "worker" in self._roles:
            # The bot has a queue of its own, so that its chats wait for nothing else.
            kinds = tuple(kind for kind in self._rooms if kind != "telegram" or "bot" not in self._roles)
            queue = Queue(self._context, self._rooms, kinds)
            queue.start()
            self._closing.append(queue.stop)
            for aside in (Proposing(self._context), Publishing(self._context), Importing(self._context)):
                aside.start()
                self._closing.append(aside.stop)
            self._start("worker", work.run(self._stop, concurrency=2))
        if "clock" in self._roles:
            self._closing.append(start_clock(self._context, work).shutdown)

    async def start_mail(self) -> None:
        if "mail" not in self._roles:
            return
        opened = asyncio.Event()

        def ready(kind: str, address: str) -> None:
            self.doors[kind] = address
            opened.set()

        self._start("mail", run_smtp(self._context, self._stop, ready=ready))
        self._start("letters", run_mail_out(self._context, self._stop))
        self._start("imap", run_imap(self._context, self._stop))
        settings = self._context.settings
        if settings.smtp_listen or settings.lmtp_listen:
            waiting = asyncio.create_task(opened.wait())
            await asyncio.wait({waiting, *self._tasks}, return_when=asyncio.FIRST_COMPLETED, timeout=_PATIENCE)
            waiting.cancel()

    def start_pages(self, sock: socket.socket | None) -> None:
        if sock is None:
            return
        if self._context.settings.metrics_listen:
            self._start_metrics(self._context.settings.metrics_listen)
        kept, listener = keep_public(self._context, make_app(self._context, self._rooms), names_at)
        listener.start()
        self._closing.append(listener.stop)
        self._start("web", serve(kept, sock, self._stop))

    def failed(self) -> list[asyncio.Task[None]]:
        """Give the roles that ended with an error."""
        return [task for task in self._tasks if task.done() and not task.cancelled() and task.exception()]

    async def until_stopped(self) -> None:
        """Wait for the stop or for a failure, then close everything; the failure is raised."""
        stopping = asyncio.create_task(self._stop.wait())
        await asyncio.wait({stopping, *self._tasks}, return_when=asyncio.FIRST_COMPLETED)
        failed = self.failed()
        self._stop.set()
        for close in self._closing:
            await asyncio.to_thread(close)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=10)
        for task in self._tasks:
            task.cancel()
        for task in failed:
            error = task.exception()
            if error:
                log.error("role failed", role=task.get_name(), **describe_error(error))
                raise error

    def _start(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(work, name=name))

    def _start_metrics(self, address: str) -> None:
        try:
            server, _thread = serve_metrics(self._context, address)
        except OSError:
            self._say(f"figures: {address} is taken, so they are off (SIGNAAL_METRICS_LISTEN)")
            return
        self._closing.append(server.shutdown)


async def _meet_bot(context: Context, roles: tuple[str, ...], say: Say) -> Context:
    """Learn what the bot is called, so that pages can point to it; without Telegram everything else runs."""
    if context.settings.telegram_token is None:
        if "bot" in roles:
            say("telegram: no token (SIGNAAL_TELEGRAM_TOKEN), so there is no shared bot; everything else runs")
        return context
    try:
        async with asyncio.timeout(_PATIENCE):
            return replace(context, telegram_name=await learn_name(context.settings))
    except Exception as error:  # noqa: BLE001 # Telegram may be away: the bot keeps trying by itself
        say("telegram: no answer yet; run `signaal doctor` to see why")
        log.warning("bot not met", **describe_error(error))
        return context


def close_rooms(rooms: dict[str, Room]) -> None:
    """End what rooms started."""
    for room in rooms.values():
        if isinstance(room, MailRoom):
            room.close()


def _greet(context: Context, say: Say, demo: Place | None, doors: dict[str, str]) -> None:
    if demo:
        with owning(context.store.url) as session:
            link = demo_link(session, context, demo)
        say(f"sign in (once, within the hour): {context.base_url}/beheer/demo/{link}")
        say(f"the form: {context.base_url}/{demo.slug}/signaal")
        if doors:
            say(f"mail to: {demo.slug}@{context.settings.mail_domain}")
    doors_line = "".join(f" {kind} {address}" for kind, address in doors.items())
    print(f"ready {context.base_url}{doors_line}", flush=True)  # noqa: T201 # scripts wait for this line
