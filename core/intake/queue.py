"""The queue of intake: threads that find chats with waiting rows and converse until each is empty."""

import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import bindparam, func, select, update
from sqlalchemy.exc import InterfaceError, OperationalError

from core.context import Context
from core.intake.accept import ARRIVED
from core.intake.converse import converse
from core.intake.listen import Listener
from core.intake.rooms import Room
from core.intake.waiting import RATE
from core.log import describe_error
from core.store.tables import Door, Intake

log = structlog.get_logger()

# Seconds between looks at the database: while something waits, and when nothing does (an announcement comes sooner).
_BUSY, _SWEEP = 0.05, 10.0
# Seconds in which announcements gather: on a busy day one look finds what many of them were about.
_GATHER = 0.01
# Chats that are ready for each thread, from which on nobody looks for more.
_ENOUGH = 8
_RELEASED_AFTER = timedelta(minutes=1)
# A terminal takes what was typed itself and prints the answer; only what it left behind is taken here.
_TERMINAL, _LEFT_BEHIND = "terminal", timedelta(seconds=30)
_MOST = 500
_LONGEST_WAIT = 5.0
_STOP_WITHIN = 5.0

# Spelled once: a busy door asks it many times a second.
_WAITING = (
    select(Door.kind, Intake.door_id, Intake.lookup, func.count(), func.max(Intake.id))
    .join(Door, Door.id == Intake.door_id)
    .where(Intake.state == "waiting", ~Intake.held, Intake.lookup.is_not(None))
    .where(Door.kind.in_(bindparam("kinds", expanding=True)))
    .where((Door.kind != _TERMINAL) | (Intake.received_at < bindparam("left_behind")))
    .group_by(Door.kind, Intake.door_id, Intake.lookup)
    .order_by(func.min(Intake.id))
    .limit(_MOST)
)


@dataclass(frozen=True, slots=True)
class _Chat:
    kind: str
    door_id: int
    lookup: bytes


@dataclass(slots=True)
class _Work:
    """How many rows of a chat were seen waiting, and the newest of them; `more` were seen since it was taken."""

    rows: int
    newest: int
    more: int = 0


class Queue:
    """Takes the waiting deliveries of the doors of some kinds, with `settings.workers` threads.

    Any number of queues, in any number of processes, may share a database: a chat is taken by one at a time, and its
    deliveries in order.
    """

    def __init__(self, context: Context, rooms: Mapping[str, Room], kinds: Sequence[str]) -> None:
        """Take the rooms that understand the deliveries of these kinds of doors."""
        self._context, self._rooms, self._kinds = context, rooms, tuple(kinds)
        self._stopping = threading.Event()
        self._woken = threading.Event()
        self._changed = threading.Condition()
        self._ready: deque[_Chat] = deque()
        self._taken: dict[_Chat, _Work] = {}
        self._others: frozenset[str] = frozenset()
        self._listener = Listener(context.store.url, ARRIVED, self.wake, lambda door: door not in self._others)
        self._threads = [threading.Thread(target=self._find_on, name="queue-find", daemon=True)]
        for number in range(context.settings.workers):
            self._threads.append(threading.Thread(target=self._work_on, name=f"queue-{number}", daemon=True))

    def start(self) -> None:
        """Begin to work."""
        self._listener.start()
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish what is in hand and stop, within a few seconds; what waits stays in the database."""
        self._stopping.set()
        self._woken.set()
        with self._changed:
            self._changed.notify_all()
        latest = time.monotonic() + _STOP_WITHIN
        self._listener.stop()
        for thread in self._threads:
            thread.join(max(latest - time.monotonic(), 0.1))

    def wake(self) -> None:
        """Say that something may be waiting."""
        self._woken.set()

    def _find_on(self) -> None:
        wait, released = 0.0, 0.0
        while not self._stopping.is_set():
            self._woken.wait(wait)
            self._stopping.wait(_GATHER)
            self._woken.clear()
            try:
                if time.monotonic() - released > _SWEEP:
                    self._release()
                    released = time.monotonic()
                wait = _BUSY if self._has_enough() or self._find() else _SWEEP
            except Exception as error:  # noqa: BLE001 # whatever it is, the rows wait and are looked for again
                log.warning("queue waits", **describe_error(error))
                wait = min(max(2 * wait, 0.1), _LONGEST_WAIT)
                self._stopping.wait(wait)

    def _has_enough(self) -> bool:
        """Tell whether the threads have enough in hand: each look reads everything that waits, also what is known."""
        with self._changed:
            return len(self._ready) >= _ENOUGH * self._context.settings.workers

    def _find(self) -> bool:
        """Hand out the chats that wait, oldest first; tell whether there were any."""
        asked = {"kinds": self._kinds, "left_behind": self._context.clock() - _LEFT_BEHIND}
        with self._context.store.door() as session:
            found = session.execute(_WAITING, asked).all()
        with self._changed:
            for kind, door_id, lookup, rows, newest in found:
                chat = _Chat(kind, door_id, lookup or b"")
                work = self._taken.get(chat)
                if work is None:
                    self._taken[chat] = _Work(rows, newest)
                    self._ready.append(chat)
                    self._changed.notify()
                elif newest > work.newest:
                    work.more, work.newest = rows, newest
        return bool(found)

    def _release(self) -> None:
        """Let go of deliveries that waited their minute because their chat was too eager; learn the others' doors."""
        long_ago = self._context.clock() - _RELEASED_AFTER
        with self._context.store.door() as session:
            others = session.scalars(select(Door.id).where(Door.kind.not_in(self._kinds)))
            self._others = frozenset(str(door) for door in others)  # a door's kind never changes
            session.execute(
                update(Intake)
                .where(Intake.state == "waiting", Intake.held, Intake.reason == RATE, Intake.received_at < long_ago)
                .values(held=False)
            )

    def _work_on(self) -> None:
        while True:
            with self._changed:
                while not self._ready and not self._stopping.is_set():
                    self._changed.wait()
                if self._stopping.is_set():
                    return
                chat = self._ready.popleft()
                rows = self._taken[chat].rows
            while rows and not self._stopping.is_set():
                rows = self._empty(chat, rows)

    def _empty(self, chat: _Chat, rows: int) -> int:
        """Take that many deliveries of a chat; give how many more have come meanwhile. None: the chat is let go."""
        wait = 0.0
        try:
            while rows and not self._stopping.is_set():
                settled = converse(self._context, self._rooms, chat.kind, chat.door_id, chat.lookup)
                rows = rows - 1 if settled else 0
        except (OperationalError, InterfaceError) as error:
            log.warning("queue waits", **describe_error(error))
            wait = 1.0
        except Exception as error:  # noqa: BLE001 # one chat must not stop the others
            log.warning("chat failed", **describe_error(error))
            wait = _LONGEST_WAIT
        # Meanwhile nobody else of this process takes the chat; another node may.
        self._stopping.wait(wait)
        with self._changed:
            work = self._taken[chat]
            rows, work.more = work.more, 0
            if not rows:
                del self._taken[chat]
        return rows
