"""Group commit: mails that arrive together are committed together, and each sender hears when hers is durable."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import anyio.to_thread
import structlog
from anyio import CapacityLimiter

from core.context import Context
from core.errors import StoreError
from core.intake.accept import Delivery, accept, find_door
from core.log import describe_error

log = structlog.get_logger()

DOOR = "mail"
_HEAVIEST = 32 * 1024 * 1024
_FIRST_WAIT, _LONGEST_WAIT = 0.1, 1.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How mails are gathered: for at most `gather` seconds, at most `most` at once.

    `patience`: seconds that a sender waits for the database before she is told to come back later.
    """

    gather: float = 0.003
    most: int = 64
    patience: float = 8.0


@dataclass(frozen=True, slots=True)
class _Mail:
    deliveries: list[Delivery]
    done: "asyncio.Future[None]"
    until: float


@dataclass(slots=True)
class Writer:
    """Writes deliveries at the shared door for mail, in one transaction as long as they are not heavy."""

    context: Context
    _door_id: int | None = None

    def __call__(self, deliveries: list[Delivery]) -> None:
        """Commit them; raises what the database raises."""
        if self._door_id is None:
            with self.context.store.door() as session:
                self._door_id = find_door(session, DOOR).id
        block: list[Delivery] = []
        weight = 0
        for delivery in deliveries:
            if block and weight + len(delivery.body) > _HEAVIEST:
                accept(self.context, self._door_id, block)
                block, weight = [], 0
            block.append(delivery)
            weight += len(delivery.body)
        accept(self.context, self._door_id, block)


@dataclass(slots=True)
class Commits:
    """Gathers mails of all conversations; for one event loop. `run` must run for `commit` to end."""

    write: Callable[[list[Delivery]], None]
    pace: Pace = field(default_factory=Pace)
    _waiting: "deque[_Mail]" = field(default_factory=deque[_Mail])
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _full: asyncio.Event = field(default_factory=asyncio.Event)
    _threads: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(1))

    async def commit(self, deliveries: list[Delivery]) -> None:
        """Return once the deliveries of one mail are durable.

        Raises StoreError when that does not happen in time. They may become durable yet: they are known by their
        number, so that a sender who comes back is safe.
        """
        loop = asyncio.get_running_loop()
        mail = _Mail(deliveries, loop.create_future(), loop.time() + self.pace.patience)
        self._waiting.append(mail)
        self._arrived.set()
        if len(self._waiting) >= self.pace.most:
            self._full.set()
        try:
            async with asyncio.timeout_at(mail.until):
                await mail.done
        except TimeoutError:
            raise StoreError("the database does not answer") from None

    async def run(self) -> None:
        """Commit what arrives, group after group, until cancelled."""
        while True:
            await self._arrived.wait()
            await self._gather()
            group = self._take()
            if group:
                await self._settle(group)

    async def _gather(self) -> None:
        """Wait a moment for others; while a group was being committed they have gathered by themselves."""
        if len(self._waiting) < self.pace.most and self.pace.gather:
            self._full.clear()
            try:
                async with asyncio.timeout(self.pace.gather):
                    await self._full.wait()
            except TimeoutError:
                pass

    def _take(self) -> list[_Mail]:
        """Take the next group: no more than fits, and nothing whose sender has gone."""
        group: list[_Mail] = []
        weight = 0
        while self._waiting and len(group) < self.pace.most:
            mail = self._waiting[0]
            weight += sum(len(delivery.body) for delivery in mail.deliveries)
            if group and weight > _HEAVIEST:
                break
            self._waiting.popleft()
            if not mail.done.done():
                group.append(mail)
        if not self._waiting:
            self._arrived.clear()
        return group

    async def _settle(self, group: list[_Mail]) -> None:
        """Commit a group, and keep trying while someone waits for it."""
        loop, wait = asyncio.get_running_loop(), _FIRST_WAIT
        while group:
            deliveries = [delivery for mail in group for delivery in mail.deliveries]
            try:
                await anyio.to_thread.run_sync(self.write, deliveries, limiter=self._threads)
            except Exception as error:  # noqa: BLE001 # whatever the database says, nothing is acknowledged
                log.warning("mails wait", count=len(group), **describe_error(error))
                await asyncio.sleep(wait)
                wait = min(2 * wait, _LONGEST_WAIT)
                group = [mail for mail in group if not mail.done.done() and mail.until > loop.time()]
            else:
                for mail in group:
                    if not mail.done.done():
                        mail.done.set_result(None)
                return
