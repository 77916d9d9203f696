"""Send one letter: its calls made at Telegram's pace, and how each kind of failure is to be settled."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from aiohttp import ClientConnectorError, ClientError, ConnectionTimeoutError
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, TelegramError

from bot.api import BotApi, Silence
from bot.pace import Pace, Paused
from core.context import Context
from core.intake.letters import TRIES, Claimed, mark_dropped, mark_failed, mark_later
from core.intake.returned import mark_gone
from core.log import describe_error

log = structlog.get_logger()

# A letter must be done before another process takes it for abandoned (half a minute).
_WITHIN = 20.0
_LONGEST_WAIT = 600.0
_UNTIL_IT_IS_BACK = 1_000_000
_ANSWER = "answerCallbackQuery"
# Telegram's ways of saying that nothing is left to do, and that this person cannot be reached.
_DONE = ("not modified", "query is too old", "query id is invalid", "message to delete not found", "can't be deleted",
         "message to edit not found", "message identifier is not specified", "wasn't found")  # fmt: skip
_GONE = ("chat not found", "user is deactivated", "peer_id_invalid")
_NEVER_LEFT = (ClientConnectorError, ConnectionTimeoutError)

Settling = Callable[[], None]


class _Lost(Exception):
    """The request left and no answer came: Telegram may have done it."""


@dataclass(slots=True)
class _Way:
    """How far a letter's message came: whether its request may have left."""

    left: bool = False


async def send_letter(context: Context, api: BotApi, pace: Pace, letter: Claimed) -> Settling | None:
    """Send a letter; None when it arrived, else what settles it (to be called in a thread)."""
    way = _Way()
    try:
        async with asyncio.timeout(_WITHIN):
            await _make_calls(api, pace, letter, way)
    except Paused as paused:
        return partial(mark_later, context, letter, paused.seconds, "paused", counts=False)
    except (_Lost, TimeoutError):
        if not way.left:  # it still waited for its turn
            return partial(mark_later, context, letter, _wait_for(letter), "busy", counts=False)
        if letter.kind == "turn":  # never sent twice: its question is asked again with the next message
            return partial(mark_dropped, context, letter, "unknown")
        return partial(mark_later, context, letter, _wait_for(letter), "unknown")
    except TelegramError as error:
        return _settle_refused(context, pace, letter, error)
    return None


def _settle_refused(context: Context, pace: Pace, letter: Claimed, error: TelegramError) -> Settling:
    if isinstance(error, Silence):
        pace.pause(error.seconds)
        log.info("telegram asked to wait", seconds=error.seconds)
        return partial(mark_later, context, letter, error.seconds, "too-many", counts=False)
    if isinstance(error, (Forbidden, BadRequest)):
        gone = isinstance(error, Forbidden) or any(phrase in error.message.casefold() for phrase in _GONE)
        reason = "blocked" if gone else "refused"
        log.info("letter failed", letter=str(letter.id), outcome=reason)
        # A chat that is gone is tried no more, until she writes there again.
        return partial(mark_gone if gone else mark_failed, context, letter, reason)
    log.info("letter waits", letter=str(letter.id), attempt=letter.tries, **describe_error(error))
    # A refused token is no fault of the letter: it waits until the token is put right.
    refused = isinstance(error, InvalidToken)
    wait = _LONGEST_WAIT if refused else _wait_for(letter)
    # Nor is a line that is down: however long, nobody has to try again by hand.
    most = _UNTIL_IT_IS_BACK if isinstance(error, NetworkError) else TRIES
    return partial(mark_later, context, letter, wait, type(error).__name__, counts=not refused, most=most)


async def _make_calls(api: BotApi, pace: Pace, letter: Claimed, way: _Way) -> None:
    """Make a letter's calls: what may be repeated, side by side; then the message, at most one."""
    calls: list[tuple[str, dict[str, Any]]] = [(method, values) for method, values in letter.body["calls"]]
    message = calls.pop() if calls and calls[-1][0] == "sendMessage" else None
    outcomes = await asyncio.gather(*(_beside(api, pace, *call) for call in calls), return_exceptions=True)
    for wrong in outcomes:
        if wrong is not None:
            raise wrong
    if message is None:
        return
    await pace.let_pass(letter.lookup)
    way.left = True
    try:
        await api.call(*message)
    except NetworkError as error:
        if isinstance(error.__cause__, (ClientError, TimeoutError)) and not isinstance(error.__cause__, _NEVER_LEFT):
            raise _Lost from error
        raise


async def _beside(api: BotApi, pace: Pace, method: str, values: dict[str, Any]) -> None:
    """Do what belongs to a reply and is no message; when it cannot be done any more, that is fine."""
    if method == _ANSWER:
        if pace.silence:
            raise Paused(pace.silence)
    else:
        await pace.let_pass()
    try:
        await api.call(method, values)
    except (BadRequest, Forbidden, InvalidToken) as wrong:  # "not found" is said of an unknown method as well
        if method != "leaveChat" and not any(phrase in wrong.message.casefold() for phrase in _DONE):
            log.info("call refused", action=method, **describe_error(wrong))


def _wait_for(letter: Claimed) -> float:
    """Say how long to wait before the next try, in seconds: twice as long each time."""
    return min(2.0 ** min(letter.tries, 10), _LONGEST_WAIT)
