"""Deliver: letters claimed from the outbox, sent side by side, settled as the next are claimed."""

import asyncio
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import anyio.to_thread
import structlog
from anyio import CapacityLimiter

from bot.api import BotApi
from bot.pace import Pace
from bot.send import send_letter
from core.context import Context
from core.intake.letters import QUEUED, Claimed, claim_letters, mark_sent, recover_letters
from core.intake.listen import Listener
from core.log import describe_error

log = structlog.get_logger()
Result = TypeVar("Result")

_IN_HAND = 32
_SWEEP = 5.0
_FINISH_WITHIN = 3.0


class Delivery:
    """Delivers the letters of one door, until it is told to stop; any number of processes may do so."""

    def __init__(self, context: Context, api: BotApi, door_id: int, *, listens: bool = True) -> None:
        """Take the bot and the door whose letters it delivers. `listens`: by itself; else somebody has to `wake` it."""
        self._context, self._api, self._door_id, self._listens = context, api, door_id, listens
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pace = Pace(context.settings.telegram_rate)
        self._woken = asyncio.Event()
        self._threads = CapacityLimiter(4)
        self._in_hand: dict[asyncio.Task[None], uuid.UUID] = {}
        self._sent: dict[uuid.UUID, str] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop`; then what is in hand is finished and noted."""
        self._loop = loop = asyncio.get_running_loop()
        listener = Listener(self._context.store.url, QUEUED, self.wake, str(self._door_id).__eq__)
        if self._listens:
            listener.start()
        ending = asyncio.create_task(stop.wait())
        ending.add_done_callback(lambda _task: self._woken.set())
        recovered = 0.0
        try:
            while not stop.is_set():
                try:
                    if loop.time() - recovered > _SWEEP:
                        await self._in_thread(recover_letters, self._context, self._door_id, self._ours())
                        recovered = loop.time()
                    full = await self._take()
                except Exception as error:  # noqa: BLE001 # the letters wait in the database
                    log.warning("delivery waits", **describe_error(error))
                    await asyncio.sleep(1.0)
                    continue
                if not full:
                    await self._wait(self._pace.silence or _SWEEP)
        finally:
            ending.cancel()
            await self._finish()
            if self._listens:
                await self._in_thread(listener.stop)

    def wake(self) -> None:
        """Say, from any thread, that a letter may be waiting."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._woken.set)

    def _ours(self) -> list[uuid.UUID]:
        """List the letters that nobody else may settle: in hand, or sent and not yet noted."""
        return [*self._in_hand.values(), *self._sent]

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            pass

    async def _take(self) -> bool:
        """Note what was sent, claim as much as there is room for, and tell whether there may be more to claim."""
        self._woken.clear()
        room = 0 if self._pace.silence else _IN_HAND - len(self._in_hand)
        sent, self._sent = self._sent, {}
        if not room and not sent:
            return False
        try:
            letters = await self._in_thread(claim_letters, self._context, self._door_id, room, sent)
        except BaseException:
            self._sent |= sent
            raise
        for letter in letters:
            task = asyncio.create_task(self._deliver(letter))
            self._in_hand[task] = letter.id
            task.add_done_callback(self._put_down)
        return bool(letters) and len(letters) == room

    def _put_down(self, task: "asyncio.Task[None]") -> None:
        self._in_hand.pop(task, None)
        self._woken.set()

    async def _finish(self) -> None:
        if self._in_hand:
            await asyncio.wait(self._in_hand, timeout=_FINISH_WITHIN)
        for task in self._in_hand:
            task.cancel()
        await asyncio.gather(*self._in_hand, return_exceptions=True)
        if self._sent:
            await self._in_thread(mark_sent, self._context, list(self._sent))

    async def _deliver(self, letter: Claimed) -> None:
        try:
            settling = await send_letter(self._context, self._api, self._pace, letter)
            if settling is None:
                self._sent[letter.id] = ""
            else:
                await self._in_thread(settling)
                self._look_again_after(letter)
        except Exception as error:  # noqa: BLE001 # the letter is found again as abandoned
            log.warning("letter not settled", letter=str(letter.id), **describe_error(error))

    def _look_again_after(self, letter: Claimed) -> None:
        """Look again when a letter that was put back is due, or when Telegram's silence is over."""
        wait = max(self._pace.silence, min(2.0 ** min(letter.tries, 10), _SWEEP))
        asyncio.get_running_loop().call_later(wait + 0.02, self._woken.set)

    async def _in_thread(self, work: Callable[..., Result], *values: Any) -> Result:
        return await anyio.to_thread.run_sync(partial(work, *values), limiter=self._threads)
