"""Deliver: letters claimed from the outbox, made into mails, handed to the relay, and settled by what it says.

A block of letters is one trip to the database, which notes the block before, and one to a thread, which makes mails of
them; each is written down (`mail/handed`) as soon as the relay took it.
"""

import asyncio
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
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
    put_back,
    recover_letters,
)
from core.intake.listen import Listener
from core.intake.returned import mark_gone
from core.log import describe_error
from mail.compose_message import Outgoing, Unsendable, make_message
from mail.handed import Handed, left_behind
from mail.pace import Pace
from mail.relay import Away, Gone, Never, NotNow, Relay, open_relay
from mail.signing import Signer, read_signer

log = structlog.get_logger()
Result = TypeVar("Result")

# Letters in a block: few at first, and more for as long as the relay takes a block within so many seconds.
_FIRST_BLOCK, _LAST_BLOCK, _QUICK = 32, 256, 1.0
# Seconds between looks at what others left behind: that goes through all that is open, so seldom while there is much.
_SWEEP, _BUSY_SWEEP = 5.0, 30.0
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


@dataclass(frozen=True, slots=True)
class Made:
    """A letter and the mail that was made of it, or why none can be."""

    letter: Claimed
    mail: Outgoing | None
    wrong: str = ""


class MailOut:
    """Delivers the letters of one door; any number of processes may do so."""

    def __init__(self, context: Context, relay: Relay, door_id: int, signer: Signer | None = None) -> None:
        """Take the relay, the door whose letters it delivers, and who signs them (None: the relay)."""
        self._context, self._relay, self._door_id, self._signer = context, relay, door_id, signer
        self._woken = asyncio.Event()
        self._threads = CapacityLimiter(2)
        self._sent: dict[uuid.UUID, str] = {}
        self._left: list[Claimed] = []
        self._handed = Handed(context.settings.data)
        self._refused = 0
        self._block = _FIRST_BLOCK
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
                    if loop.time() - recovered > (_SWEEP if self._block == _FIRST_BLOCK else _BUSY_SWEEP):
                        await self._in_thread(self._recover)
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
            self._handed.close()
            await self._in_thread(listener.stop)

    def _recover(self) -> None:
        """Settle what dead processes had in hand: what they wrote down was sent, of the rest nobody knows."""
        for file, letters in left_behind(self._context.settings.data):
            mark_sent(self._context, letters, states=("queued", "sending"))
            file.unlink(missing_ok=True)
        recover_letters(self._context, self._door_id, tuple(self._sent))

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
        """Deliver a block of letters one after another; tell whether there may be more."""
        room = self._pace.room(self._block)
        block = await self._in_thread(self._claim, room)
        began, away = time.monotonic(), False
        self._left = [made.letter for made in block]
        for made in block:
            if away or stop.is_set() or time.monotonic() - began > _HOLD:
                break
            # Whatever goes wrong with this one, the others go back before more are claimed: nobody tried them.
            del self._left[0]
            away = not await self._deliver(made)
        if self._left:
            await self._in_thread(self._put_back, "relay" if away else "busy")
        self._refused = self._refused + 1 if away else 0
        quick = time.monotonic() - began < _QUICK
        self._block = min(2 * self._block, _LAST_BLOCK) if quick and len(block) == room else _FIRST_BLOCK
        return bool(block) and not away

    def _put_back(self, reason: str) -> None:
        put_back(self._context, self._left, reason)
        self._left = []

    def _claim(self, room: int) -> list[Made]:
        """Note what was sent, claim the next letters, and make mails of them: a thread's work."""
        if self._left:
            self._put_back("busy")
        letters = claim_letters(self._context, self._door_id, room, self._sent)
        self._forget()
        return [self._make(letter) for letter in letters]

    def _make(self, letter: Claimed) -> Made:
        try:
            mail = make_message(self._context, letter.id, letter.kind, letter.body)
        except (Unsendable, KeyError, ValueError) as wrong:
            return Made(letter, None, str(wrong.args[0]) if isinstance(wrong, Unsendable | KeyError) else "header")
        return Made(letter, replace(mail, raw=self._signer.sign(mail.raw)) if self._signer else mail)

    async def _deliver(self, made: Made) -> bool:
        """Deliver one letter and note what came of it; tell whether the relay is there."""
        letter = made.letter
        if made.mail is None:
            await self._in_thread(mark_failed, self._context, letter, made.wrong)
            return True
        try:
            self._pace.note()
            async with asyncio.timeout(_HAND_OVER):
                said = await self._relay.hand_over(made.mail)
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
            aside = partial(mark_later, counts=False)
            await self._in_thread(aside, self._context, letter, self._pause() + _ASIDE, "relay")
            return False
        else:
            self._handed.note(letter.id)
            self._sent[letter.id] = said
        return True

    async def _note_sent(self) -> None:
        if self._sent:
            await self._in_thread(mark_sent, self._context, list(self._sent), self._sent)
            self._forget()

    def _forget(self) -> None:
        """Forget what was sent, now that the database knows. Nothing is being delivered meanwhile."""
        self._sent = {}
        self._handed.forget()

    async def _in_thread(self, work: Callable[..., Result], *values: Any) -> Result:
        return await anyio.to_thread.run_sync(partial(work, *values), limiter=self._threads)
