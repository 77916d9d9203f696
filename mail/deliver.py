"""Deliver: letters claimed from the outbox, made into mails, handed to the relay, and settled by what it says."""

import asyncio
import time
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import anyio.to_thread
import structlog
from anyio import CapacityLimiter

from core.context import Context
from core.intake.accept import find_door
from core.intake.letters import (
    QUEUED,
    Claimed,
    claim_letters,
    mark_failed,
    mark_later,
    mark_sent,
    recover_letters,
)
from core.intake.listen import Listener
from core.intake.returned import mark_gone
from core.log import describe_error
from mail.compose_message import Unsendable, make_message
from mail.pace import Pace
from mail.relay import Away, Gone, Never, NotNow, Relay, open_relay
from mail.signing import Signer, read_signer

log = structlog.get_logger()
Result = TypeVar("Result")

_AT_ONCE, _SWEEP = 32, 5.0
# Seconds: a letter that was claimed longer ago than this goes back, before others take it for abandoned.
_HOLD, _HAND_OVER = 12.0, 15.0
# Seconds until a letter that was refused for now is tried again, and how often: some four days in all.
_FIRST, _LAST, _TRIES = 60.0, 86_400.0, 14
_PAUSES, _ASIDE = (2.0, 5.0, 15.0, 60.0), 1.0


async def run_mail_out(context: Context, stop: asyncio.Event) -> None:
    """Deliver the letters of the door `mail` until `stop`. Raises SettingsError for an address that cannot be."""
    url = context.settings.relay_url
    folder = context.settings.data / "outgoing"
    relay = open_relay(url.get_secret_value() if url else None, folder, context.settings.mail_domain)
    with context.store.door() as session:
        door_id = find_door(session, "mail").id
    await MailOut(context, relay, door_id, read_signer(context.settings)).run(stop)


def delay(tries: int) -> float:
    """Say how many seconds to wait after this many tries: from a minute, doubled each time, to a day."""
    return min(_FIRST * 2 ** (tries - 1), _LAST)


class MailOut:
    """Delivers the letters of one door; any number of processes may do so."""

    def __init__(self, context: Context, relay: Relay, door_id: int, signer: Signer | None = None) -> None:
        """Take the relay, the door whose letters it delivers, and who signs them (None: the relay)."""
        self._context, self._relay, self._door_id, self._signer = context, relay, door_id, signer
        self._woken = asyncio.Event()
        self._threads = CapacityLimiter(2)
        self._sent: list[uuid.UUID] = []
        self._refused = 0
        self._pace = Pace(context.settings.relay_per_minute)

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop`; then what is in hand is finished or put back."""
        loop = asyncio.get_running_loop()

        def wake() -> None:
            loop.call_soon_threadsafe(self._woken.set)

        listener = Listener(self._context.store.url, QUEUED, wake, str(self._door_id).__eq__)
        listener.start()
        ending = asyncio.create_task(stop.wait())
        ending.add_done_callback(lambda _task: self._woken.set())
        recovered = 0.0
        try:
            while not stop.is_set():
                self._woken.clear()
                try:
                    if loop.time() - recovered > _SWEEP:
                        await self._in_thread(recover_letters, self._context, self._door_id, tuple(self._sent))
                        recovered = loop.time()
                    more = await self._take(stop)
                except Exception as error:  # noqa: BLE001 # the letters wait in the database
                    log.warning("mail waits", **describe_error(error))
                    await self._wait(1.0)
                    continue
                if not more:
                    await self._rest(stop)
        finally:
            ending.cancel()
            await self._relay.close()
            await self._note_sent()
            await self._in_thread(listener.stop)

    async def _rest(self, stop: asyncio.Event) -> None:
        """Wait for the next letter, or, while the relay is away, some time whatever comes."""
        await self._note_sent()
        await self._relay.close()
        if not self._refused:
            await self._wait(_SWEEP)
            return
        try:
            async with asyncio.timeout(self._pause()):
                await stop.wait()
        except TimeoutError:
            pass

    def _pause(self) -> float:
        """Say how many seconds the relay is left alone: longer each time that it is away."""
        return _PAUSES[min(max(self._refused - 1, 0), len(_PAUSES) - 1)]

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            pass

    async def _take(self, stop: asyncio.Event) -> bool:
        """Deliver a handful of letters one after another; tell whether there may be more."""
        sent, self._sent = self._sent, []
        room = self._pace.room(_AT_ONCE)
        try:
            letters = await self._in_thread(claim_letters, self._context, self._door_id, room, sent)
        except BaseException:
            self._sent += sent
            raise
        began = time.monotonic()
        away = False
        for letter in letters:
            if away or stop.is_set() or time.monotonic() - began > _HOLD:
                await self._put_back(letter, 0.0, "relay" if away else "busy")
            else:
                away = not await self._deliver(letter)
        self._refused = self._refused + 1 if away else 0
        return bool(letters) and not away

    async def _deliver(self, letter: Claimed) -> bool:
        """Deliver one letter and note what came of it; tell whether the relay is there."""
        try:
            mail = make_message(self._context, letter.id, letter.kind, letter.body)
            if self._signer:
                await self._in_thread(self._signer.sign, mail.message)
            self._pace.note()
            async with asyncio.timeout(_HAND_OVER):
                await self._relay.hand_over(mail.message, mail.sender, mail.recipient)
        except (Unsendable, KeyError) as wrong:
            await self._in_thread(mark_failed, self._context, letter, str(wrong.args[0]))
        except Gone as refused:
            await self._in_thread(mark_gone, self._context, letter, f"smtp-{refused}")
        except Never as refused:
            await self._in_thread(mark_failed, self._context, letter, f"smtp-{refused}")
        except NotNow as refused:
            later = partial(mark_later, most=_TRIES)
            await self._in_thread(later, self._context, letter, delay(letter.tries), f"smtp-{refused}")
        except (Away, TimeoutError) as wrong:
            log.warning("relay away", error=str(wrong) or "TimeoutError", letter=str(letter.id))
            # Behind the others, in case it is this letter that the relay cannot stand.
            await self._put_back(letter, self._pause() + _ASIDE, "relay")
            return False
        else:
            self._sent.append(letter.id)
        return True

    async def _put_back(self, letter: Claimed, wait: float, reason: str) -> None:
        await self._in_thread(partial(mark_later, counts=False), self._context, letter, wait, reason)

    async def _note_sent(self) -> None:
        sent, self._sent = self._sent, []
        if sent:
            await self._in_thread(mark_sent, self._context, sent)

    async def _in_thread(self, work: Callable[..., Result], *values: Any) -> Result:
        return await anyio.to_thread.run_sync(partial(work, *values), limiter=self._threads)
