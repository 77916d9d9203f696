"""Poll: updates fetched from Telegram, accepted in one commit, and only then acknowledged by moving the offset."""

import asyncio
from functools import partial
from typing import Any

import anyio.to_thread
import structlog
from anyio import CapacityLimiter
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.api import READ, BotApi, Silence
from bot.reduce import WANTED, read_delivery
from core.context import Context
from core.intake.accept import accept
from core.log import describe_error

log = structlog.get_logger()

# Telegram holds a request open for this long (seconds) when there is nothing new, and gives at most so many updates.
_HELD, _MOST = 25, 100
# A server that answers at once with nothing must not be asked in a tight circle.
_PAUSE = 0.2
_LONGEST_WAIT = 30.0


async def poll(context: Context, api: BotApi, door_id: int, stop: asyncio.Event) -> None:
    """Fetch and accept updates until `stop`. Raises InvalidToken; waits out everything else."""
    threads = CapacityLimiter(1)
    offset, tries = 0, 0
    while not stop.is_set():
        try:
            updates = await _or_stop(_fetch(api, offset), stop)
            if updates:
                await _accept(context, door_id, updates, threads, stop)
                offset = max(_number(update) for update in updates) + 1
            tries = 0
            await _rest(0.0 if updates else _PAUSE, stop)
        except InvalidToken:
            raise
        except TelegramError as error:
            tries += 1
            kind = "someone else polls with this token" if isinstance(error, Conflict) else "telegram is away"
            log.warning(kind, attempt=tries, **describe_error(error))
            await _rest(_wait_after(error, tries), stop)


async def _fetch(api: BotApi, offset: int) -> list[dict[str, Any]]:
    values = {"offset": offset, "timeout": _HELD, "limit": _MOST, "allowed_updates": list(WANTED)}
    updates = await api.call("getUpdates", values, patience=_HELD + READ)
    return [update for update in updates or () if isinstance(update, dict)]


async def _accept(
    context: Context, door_id: int, updates: list[dict[str, Any]], threads: CapacityLimiter, stop: asyncio.Event
) -> None:
    """Accept a batch, and keep trying while the database is away: what is not committed is not acknowledged."""
    deliveries = [read_delivery(context, update) for update in updates]
    tries = 0
    while True:
        try:
            await anyio.to_thread.run_sync(partial(accept, context, door_id, deliveries), limiter=threads)
        except Exception as error:  # whatever the database says, the batch is not lost
            tries += 1
            log.warning("updates wait", count=len(deliveries), attempt=tries, **describe_error(error))
            if stop.is_set():
                raise
            await _rest(min(0.25 * 2.0**tries, _LONGEST_WAIT), stop)
        else:
            return


async def _or_stop(work: Any, stop: asyncio.Event) -> list[dict[str, Any]]:
    """Await work, but give it up when it is time to stop: an unacknowledged update comes again."""
    task, ending = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    await asyncio.wait({task, ending}, return_when=asyncio.FIRST_COMPLETED)
    ending.cancel()
    if task.done():
        return task.result()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return []


async def _rest(seconds: float, stop: asyncio.Event) -> None:
    if seconds:
        try:
            async with asyncio.timeout(seconds):
                await stop.wait()
        except TimeoutError:
            pass


def _wait_after(error: TelegramError, tries: int) -> float:
    if isinstance(error, Silence):
        return error.seconds
    return min(0.5 * 2.0 ** min(tries, 8), _LONGEST_WAIT)


def _number(update: dict[str, Any]) -> int:
    number = update.get("update_id")
    return number if isinstance(number, int) else 0
