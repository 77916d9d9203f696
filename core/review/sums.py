"""The sum that anyone can check: everything received became something, is a repeat, was set aside, or waits."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from core.store.tables import Intake, Municipality

KINDS = ("signal", "answer", "command", "repeat", "aside", "waiting")


@dataclass(frozen=True, slots=True)
class Part:
    """How many deliveries became this; `reason` says why they were set aside."""

    kind: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Sum:
    """What was received (each delivery as often as it came) against what became of it.

    `numbers` is how many numbers were handed out: no settled signal may be without one.
    """

    received: int
    parts: tuple[Part, ...]
    numbers: int

    @property
    def adds_up(self) -> bool:
        """Tell whether everything received is accounted for."""
        return self.received == sum(part.count for part in self.parts) and self.count("signal") <= self.numbers

    def count(self, kind: str) -> int:
        """Count the deliveries of one kind."""
        return sum(part.count for part in self.parts if part.kind == kind)


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Deliveries at shared doors that were set aside before it was known for which municipality they are."""

    door_id: int
    reason: str
    count: int


def sum_intake(session: Session) -> Sum:
    """Add up what the bound municipality received, and what became of it."""
    received = session.scalar(select(func.count() + func.coalesce(func.sum(Intake.repeats), 0)).select_from(Intake))
    kind = case((Intake.state == "waiting", "waiting"), else_=Intake.outcome)
    reason = case((kind == "aside", func.coalesce(Intake.reason, "")), else_="")
    grouped = select(kind, reason, func.count(), func.sum(Intake.repeats)).group_by(kind, reason)
    given = session.scalar(select(func.sum(Municipality.next_number - 1)))
    return Sum(int(received or 0), tuple(_parts(session.execute(grouped))), int(given or 0))


def count_unplaced(session: Session) -> tuple[Unplaced, ...]:
    """Count what was set aside without a municipality, by door and reason. As the owner: nobody else sees these."""
    columns = select(Intake.door_id, Intake.reason, func.count())
    aside = columns.where(Intake.state == "shunted", Intake.municipality_id.is_(None))
    rows = session.execute(aside.group_by(Intake.door_id, Intake.reason).order_by(Intake.door_id))
    return tuple(Unplaced(door_id, reason or "", count) for door_id, reason, count in rows)


def _parts(rows: Iterable[Any]) -> Iterable[Part]:
    counted: dict[tuple[str, str], int] = dict.fromkeys(((kind, "") for kind in KINDS if kind != "aside"), 0)
    for kind, reason, count, repeats in rows:
        counted[str(kind), reason] = counted.get((str(kind), reason), 0) + int(count)
        counted["repeat", ""] += int(repeats or 0)
    order = {kind: place for place, kind in enumerate(KINDS)}
    # A kind that nobody knows is left out, so that the sum does not add up and somebody looks.
    known = [(kind, reason) for kind, reason in counted if kind in order]
    for kind, reason in sorted(known, key=lambda part: (order[part[0]], part[1])):
        yield Part(kind, reason, counted[kind, reason])
