"""Processor time of the steps of one mail, one after the other in one thread: steady on a busy machine too.

The mails are those of bench/mail_path.py. `--profile` shows where the time of settling goes; `--statements` prints the
statements of settling one mail.
"""

import argparse
import cProfile
import os
import pstats
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import event

from bench.figures import children_of, cpu_of
from bench.mail_path import write
from core.context import Context
from core.intake.accept import Delivery, accept, find_door
from core.intake.converse import converse
from core.intake.letters import claim_letters
from core.municipalities import add_municipality
from core.settings import Settings
from core.start import open_installation, owning
from mail.compose_message import make_message
from mail.door_delivery import Arrival, make_deliveries
from mail.recipients import Recipient
from mail.room import MailRoom
from tests.flows.program import installation

Result = TypeVar("Result")
_SLUG, _DOMAIN = "lommerbeek", "signaal.localhost"


@dataclass(slots=True)
class Watch:
    """Adds up processor and wall time by step, in seconds."""

    spent: dict[str, list[float]] = field(default_factory=lambda: defaultdict(lambda: [0.0, 0.0]))

    def time(self, step: str, work: Callable[[], Result]) -> Result:
        """Do a step and note what it took."""
        processor, wall = time.thread_time(), time.perf_counter()
        result = work()
        self.spent[step][0] += time.thread_time() - processor
        self.spent[step][1] += time.perf_counter() - wall
        return result


class Line:
    """Takes mails one after the other through the steps of their whole path."""

    def __init__(self, context: Context) -> None:
        """Take an installation with the municipality `lommerbeek`."""
        self.context = context
        self._rooms = {"mail": MailRoom(context)}
        with context.store.door() as session:
            self._door_id = find_door(session, "mail").id
        self._arrival = Arrival("leen@example.org", "127.0.0.1", "bench", "smtp", datetime.now(UTC), "loopback")
        self._recipient = Recipient(f"{_SLUG}@{_DOMAIN}", _SLUG, "")

    def take(self, watch: Watch, mails: list[bytes], profile: cProfile.Profile | None = None) -> None:
        """Take mails from their bytes to a finished letter."""
        deliveries: list[Delivery] = []
        for raw in mails:
            made = watch.time("to a delivery", lambda raw=raw: self._deliver(raw))
            watch.time("accept", lambda made=made: accept(self.context, self._door_id, made))
            deliveries += made
        if profile:
            profile.enable()
        for delivery in deliveries:
            settled = watch.time("settle", lambda delivery=delivery: self._settle(delivery))
            assert settled, "nothing waited"
            assert settled.outcome == "signal", settled.outcome
        if profile:
            profile.disable()
        sent: dict[Any, str] = {}
        while letters := watch.time("claim, note", lambda sent=sent: self._claim(sent)):
            for letter in letters:
                watch.time("letter", lambda letter=letter: self._compose(letter))
            sent = {letter.id: "" for letter in letters}

    def _deliver(self, raw: bytes) -> list[Delivery]:
        return make_deliveries(self.context, self._arrival, [self._recipient], raw)

    def _settle(self, delivery: Delivery) -> Any:
        return converse(self.context, self._rooms, "mail", self._door_id, delivery.lookup)

    def _claim(self, sent: dict[Any, str]) -> list[Any]:
        return claim_letters(self.context, self._door_id, 32, sent)

    def _compose(self, letter: Any) -> Any:
        return make_message(self.context, letter.id, letter.kind, letter.body)


def tell_statements(line: Line) -> None:
    """Print what the database is asked while one mail is settled."""
    told: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        told.append(" ".join(statement.split())[:150])

    event.listen(line.context.store.engine, "before_cursor_execute", note)
    line.take(Watch(), [write("told", 1)])
    event.remove(line.context.store.engine, "before_cursor_execute", note)
    print(*told, f"{len(told)} statements", sep="\n")


def main() -> None:
    """Measure and print."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--mails", type=int, default=200)
    ask.add_argument("--profile", action="store_true")
    ask.add_argument("--statements", action="store_true")
    asked = ask.parse_args()
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    watch, profile = Watch(), cProfile.Profile() if asked.profile else None
    with installation() as program, open_installation(Settings(data=program.folder / "data")) as context:
        with owning(context.store.url) as session:
            add_municipality(session, _SLUG, "Lommerbeek")
        line = Line(context)
        line.take(Watch(), [write("warm", number) for number in range(20)])
        if asked.statements:
            tell_statements(line)
        server = int((program.folder / "data/postgres/postmaster.pid").read_text().split()[0])
        before = cpu_of(children_of(server))
        line.take(watch, [write("run", number) for number in range(asked.mails)], profile)
        served = cpu_of(children_of(server)) - before
    for step, (processor, wall) in watch.spent.items():
        print(
            f"{step}: {1000 * processor / asked.mails:.2f} ms of processor, {1000 * wall / asked.mails:.2f} ms in all"
        )
    whole = sum(processor for processor, _wall in watch.spent.values())
    print(f"a mail: {1000 * whole / asked.mails:.2f} ms here, {1000 * served / asked.mails:.2f} ms in PostgreSQL")
    if profile:
        pstats.Stats(profile).sort_stats("cumulative").print_stats(90)


if __name__ == "__main__":
    main()
