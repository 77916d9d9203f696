"""Run the bots that municipalities set themselves: they come, change and go while the program runs."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import anyio.to_thread
import structlog
from telegram.error import InvalidToken

from bot.deliver import Delivery
from bot.reduce import KIND
from bot.run import run_own
from core.context import Context
from core.errors import KeyMismatch, NotFound
from core.intake.letters import QUEUED
from core.intake.listen import Listener
from core.intake.queue import Queue
from core.intake.rooms import Room
from core.log import describe_error
from core.own_bots import GOOD, REFUSED, Watched, list_watched, open_bot
from core.own_mailboxes import note_states

log = structlog.get_logger()

# Seconds between looks at what was set in the panel.
LOOK = 10.0
_LEAVE = 5.0


@dataclass(slots=True)
class _Post:
    """One bot, run in a task of its own. `state`: good, refused, or empty while it is not known."""

    watched: Watched
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    task: "asyncio.Task[None] | None" = None
    state: str = ""
    delivery: Delivery | None = None

    async def run(self, context: Context, token: str) -> None:
        """Run until it is stopped; one whose token is refused waits for another token."""
        self.state = GOOD
        try:
            await run_own(context, token, self.watched.id, self.stop, self._meet)
        except InvalidToken:
            log.error("telegram refuses the token", door=self.watched.id)  # noqa: TRY400 # no trace: it says nothing more
            self.state = REFUSED
            await self.stop.wait()

    def _meet(self, delivery: Delivery) -> None:
        self.delivery = delivery


class _Posts:
    """Every own bot of this process, as they are set."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._posts: dict[int, _Post] = {}
        self._noted: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._posts)

    def wake_all(self) -> None:
        """Say, from any thread, that letters may be waiting."""
        for post in list(self._posts.values()):
            if post.delivery:
                post.delivery.wake()

    def tell(self, door: str) -> bool:
        """Wake the bot of a door, from any thread; nobody else has to be."""
        post = self._posts.get(int(door)) if door.isdecimal() else None
        if post and post.delivery:
            post.delivery.wake()
        return False

    async def follow(self) -> None:
        """Start what was set, stop what was changed or removed, start again what broke, and note how each is."""
        wanted = {watched.id: watched for watched in await anyio.to_thread.run_sync(self._list)}
        for door, post in list(self._posts.items()):
            if wanted.get(door) != post.watched or (post.task and post.task.done()):
                del self._posts[door]
                await _end(post)
        for door, watched in wanted.items():
            if door not in self._posts:
                await self._begin(watched)
        states = {door: post.state for door, post in self._posts.items() if post.state}
        changed = {door: state for door, state in states.items() if self._noted.get(door) != state}
        if changed:
            await anyio.to_thread.run_sync(self._note, changed)
        self._noted = states

    async def end(self) -> None:
        """Stop all of them."""
        for post in self._posts.values():
            post.stop.set()
        for post in self._posts.values():
            await _end(post)

    async def _begin(self, watched: Watched) -> None:
        post = self._posts[watched.id] = _Post(watched)
        try:
            token = await anyio.to_thread.run_sync(self._open, watched)
        except (KeyMismatch, NotFound):
            post.state = REFUSED
            return
        post.task = asyncio.create_task(post.run(self._context, token), name=f"bot-{watched.id}")
        log.info("bot is run", door=watched.id)

    def _list(self) -> list[Watched]:
        with self._context.store.door() as session:
            return list_watched(session)

    def _open(self, watched: Watched) -> str:
        with self._context.store.tenant(watched.municipality_id) as session:
            return open_bot(session, self._context.keys, watched.municipality_id, watched.id)

    def _note(self, states: Mapping[int, str]) -> None:
        with self._context.store.door() as session:
            note_states(session, states)


async def run_own_bots(
    context: Context, rooms: Mapping[str, Room], stop: asyncio.Event, *, queues: bool, look: float = LOOK
) -> None:
    """Run every own bot until `stop`. `queues`: nobody else takes the chats of bots, so do it here."""
    posts = _Posts(context)
    queue: Queue | None = None
    listener: Listener | None = None
    try:
        while not stop.is_set():
            try:
                await posts.follow()
            except Exception as error:  # noqa: BLE001 # whatever the database says, what runs goes on
                log.warning("own bots not read", **describe_error(error))
            if listener is None and len(posts):
                listener = Listener(context.store.url, QUEUED, posts.wake_all, posts.tell)
                listener.start()
            if queues and queue is None and len(posts):
                queue = Queue(context, rooms, (KIND,))
                queue.start()
            with suppress(TimeoutError):
                async with asyncio.timeout(look):
                    await stop.wait()
    finally:
        await posts.end()
        if listener is not None:
            await anyio.to_thread.run_sync(listener.stop)
        if queue is not None:
            await anyio.to_thread.run_sync(queue.stop)


async def _end(post: _Post) -> None:
    post.stop.set()
    if post.task is None:
        return
    await asyncio.wait({post.task}, timeout=_LEAVE)
    post.task.cancel()
    with suppress(asyncio.CancelledError):
        wrong = (await asyncio.gather(post.task, return_exceptions=True))[0]
        if isinstance(wrong, Exception):
            log.warning("bot broke", door=post.watched.id, **describe_error(wrong))
