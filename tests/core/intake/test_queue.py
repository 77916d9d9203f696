"""The queue of intake: shared by several, in order, patient with eager chats and with a database that goes away."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core.context import Context, now
from core.intake.accept import Delivery, accept, find_door
from core.intake.queue import Queue
from core.intake.rooms import Heard
from core.intake.terminal import TerminalRoom
from core.municipalities import Place
from core.store.tables import Intake
from tests.conftest import owner_connection


class SlowRoom(TerminalRoom):
    """Hears what is typed, takes its time, and remembers in which order it heard."""

    def __init__(self, context: Context, takes: float = 0.0) -> None:
        super().__init__(context.words)
        self.takes, self.heard, self.at_once, self._now = takes, list[str](), 0, set[str]()
        self._lock = threading.Lock()

    def hear(self, body: bytes) -> Heard:
        line: str = json.loads(body)["line"]
        chat = line.rsplit(maxsplit=1)[-1]
        with self._lock:
            assert chat not in self._now, "one chat is never heard twice at once"
            self._now.add(chat)
            self.at_once = max(self.at_once, len(self._now))
        time.sleep(self.takes)
        with self._lock:
            self.heard.append(line)
            self._now.discard(chat)
        return super().hear(body)


def deliver(context: Context, slug: str, chat: str, lines: list[str], first: int = 0) -> None:
    with context.store.door() as session:
        door = find_door(session, "web").id
    # Numbers that grow, as a channel gives them: what came earlier in the same minute is counted by them.
    lookup = context.keys.lookup("web", chat)
    accept(
        context,
        door,
        [
            Delivery(f"{time.monotonic_ns():020d}", lookup, json.dumps({"slug": slug, "line": line}).encode(), placed)
            for placed, line in enumerate(lines, first)
        ],
    )


def waiting(context: Context) -> int:
    with context.store.door() as session:
        return session.scalar(select(func.count()).where(Intake.state == "waiting")) or 0


def eventually(holds: Callable[[], bool], within: float = 120.0) -> None:
    latest = time.monotonic() + within
    while not holds():
        assert time.monotonic() < latest, "it never came to hold"
        time.sleep(0.02)


def held(context: Context) -> int:
    with context.store.door() as session:
        return session.scalar(select(func.count()).where(Intake.held)) or 0


def test_several_queues_share_the_chats_and_keep_each_in_order(context: Context, place: Place) -> None:
    room = SlowRoom(context, takes=0.02)
    chats = [f"c{number}" for number in range(8)]
    for chat in chats:
        deliver(context, place.slug, chat, [f"/status {number} {chat}" for number in range(6)])
    queues = [Queue(context, {"web": room}, ("web",)) for _node in range(2)]
    for queue in queues:
        queue.start()
    eventually(lambda: waiting(context) == 0)
    for queue in queues:
        queue.stop()
    for chat in chats:
        assert [line for line in room.heard if line.endswith(chat)] == [f"/status {n} {chat}" for n in range(6)]
    assert len(room.heard) == 48
    assert room.at_once > 1, "the chats went side by side"


def test_what_arrives_is_taken_at_once(context: Context, place: Place) -> None:
    queue = Queue(context, {"web": SlowRoom(context)}, ("web",))
    queue.start()
    time.sleep(1)
    took: list[float] = []
    for number in range(10):
        since = time.monotonic()
        deliver(context, place.slug, "c", [f"/status {number}"])
        eventually(lambda: waiting(context) == 0)
        took.append(time.monotonic() - since)
    queue.stop()
    assert sorted(took)[5] < 5.0, "woken by the announcement, not by the sweep, which comes every ten seconds"


def test_other_kinds_of_doors_are_left_alone(context: Context, place: Place) -> None:
    deliver(context, place.slug, "c", ["/status"])
    queue = Queue(context, {"web": SlowRoom(context)}, ("telegram",))
    queue.start()
    time.sleep(1)
    queue.stop()
    assert waiting(context) == 1


def test_eager_chat_goes_on_after_its_minute_in_order(context: Context, place: Place) -> None:
    room = SlowRoom(context)
    lines = [f"/status {number}" for number in range(63)]
    deliver(context, place.slug, "c", lines)
    queue = Queue(context, {"web": room}, ("web",))
    queue.start()
    eventually(lambda: held(context) == 3)
    deliver(context, place.slug, "c", ["/status 63"], 63)
    eventually(lambda: held(context) == 4)
    queue.stop()
    later = replace(context, clock=lambda: now() + timedelta(seconds=61))
    queue = Queue(later, {"web": room}, ("web",))
    queue.start()
    eventually(lambda: waiting(context) == 0)
    queue.stop()
    # What was held was heard twice: the last time it was settled.
    settled_in_order: list[str] = list(dict.fromkeys(reversed(room.heard)))[::-1]
    assert settled_in_order == [*lines, "/status 63"]


def test_database_that_goes_away_is_waited_for_and_nothing_is_lost(context: Context, place: Place, url: str) -> None:
    room = SlowRoom(context, takes=0.05)
    for chat in range(4):
        deliver(context, place.slug, f"c{chat}", [f"/status {number} c{chat}" for number in range(10)])
    queue = Queue(context, {"web": room}, ("web",))
    queue.start()
    name = url.rsplit("/", maxsplit=1)[-1].split("?", maxsplit=1)[0]
    for _cut in range(3):
        time.sleep(0.3)
        with owner_connection(url.replace(f"/{name}?", "/postgres?")) as other:
            other.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", (name,))
    eventually(lambda: _quietly(lambda: waiting(context) == 0))
    queue.stop()
    with context.store.door() as session:
        assert {row.outcome for row in session.scalars(select(Intake))} == {"command"}


def _quietly(holds: Callable[[], bool]) -> bool:
    try:
        return holds()
    except Exception:  # noqa: BLE001 # the database is away
        return False


@pytest.mark.parametrize("busy", [False, True])
def test_queue_stops_in_the_midst_of_its_work(context: Context, place: Place, *, busy: bool) -> None:
    if busy:
        deliver(context, place.slug, "c", [f"/status {number}" for number in range(50)])
    room = SlowRoom(context, takes=0.2)
    queue = Queue(context, {"web": room}, ("web",))
    queue.start()
    eventually(lambda: bool(room.heard) or not busy)
    queue.stop()
    assert len(room.heard) < 50, "the rest is for who comes next"
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(("queue-", "listen-"))]
