"""The sum that anyone can check: everything received became something, is a repeat, was set aside, or waits.

And what became a signal is held against the signals that are there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select, true
from sqlalchemy.orm import Session

from core.store.tables import Conversation, Intake, Signal

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

    `kept` and `erased` are counted apart from the deliveries, among the signals and conversations themselves: signals
    that a conversation became and that are there (also emptied ones), and those that retention deleted. What was put in
    by hand, such as a demo, is in neither.
    """

    received: int
    parts: tuple[Part, ...]
    kept: int
    erased: int

    @property
    def missing(self) -> int:
        """Deliveries that became a signal, less those signals: above 0 some are lost, below 0 some came by no door."""
        return self.count("signal") - self.kept - self.erased

    @property
    def unexplained(self) -> int:
        """Deliveries of which nobody knows what became of them."""
        return self.received - sum(part.count for part in self.parts)

    @property
    def adds_up(self) -> bool:
        """Tell whether everything received is accounted for."""
        return not self.missing and not self.unexplained

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
    """Add up what the bound municipality received, and what became of it.

    One statement, so that what comes in meanwhile is in all of the counts or in none.
    """
    kind = case((Intake.state == "waiting", "waiting"), else_=Intake.outcome)
    reason = case((kind == "aside", func.coalesce(Intake.reason, "")), else_="")
    became = (
        select(
            kind.label("kind"),
            reason.label("reason"),
            func.count().label("times"),
            func.sum(Intake.repeats).label("again"),
        )
        .group_by(kind, reason)
        .subquery()
    )
    signal = select(Signal.conversation_id).where(Signal.conversation_id == Conversation.id).exists()
    totals = select(
        select(func.count() + func.coalesce(func.sum(Intake.repeats), 0))
        .select_from(Intake)
        .scalar_subquery()
        .label("received"),
        select(func.count()).select_from(Conversation).where(signal).scalar_subquery().label("kept"),
        select(func.count())
        .select_from(Conversation)
        .where(Conversation.state == "erased", Conversation.number.is_not(None), ~signal)
        .scalar_subquery()
        .label("erased"),
    ).subquery()
    rows = session.execute(select(totals, became).select_from(totals.outerjoin(became, true()))).all()
    parts = tuple(_parts((row.kind, row.reason, row.times, row.again) for row in rows if row.times is not None))
    return Sum(int(rows[0].received), parts, int(rows[0].kept), int(rows[0].erased))


def count_unplaced(session: Session) -> tuple[Unplaced, ...]:
    """Count what was set aside without a municipality, by door and reason. As the owner: nobody else sees these."""
    columns = select(Intake.door_id, Intake.reason, func.count())
    aside = columns.where(Intake.state == "shunted", Intake.municipality_id.is_(None))
    rows = session.execute(aside.group_by(Intake.door_id, Intake.reason).order_by(Intake.door_id))
    return tuple(Unplaced(door_id, reason or "", count) for door_id, reason, count in rows)


def count_homeless(session: Session) -> int:
    """Count the deliveries that wait and are of no municipality yet. As the owner or the clock: no sum holds these."""
    waits = select(func.count()).where(Intake.state == "waiting", Intake.municipality_id.is_(None))
    return session.scalar(waits) or 0


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
