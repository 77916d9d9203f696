"""Remarks, for the processor: what reporters wrote back and nobody looked at yet; answered, or done with."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core.errors import NotFound, Refused
from core.feedback.remarks import ANSWER, DONE
from core.intake.guard import read_guard
from core.intake.normalise import normalise
from core.intake.remarks import OPEN
from core.people.audit import note
from core.people.sessions import Present
from core.store.tables import Remark, Signal

SHORTEST_ANSWER, LONGEST_ANSWER = 2, 1000  # characters
MOST = 50


class NoAnswer(Refused):
    """An answer has SHORTEST_ANSWER to LONGEST_ANSWER characters."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A remark that waits; of new words of a signal only where they stand. `why`: its answer finds no way to her."""

    id: uuid.UUID
    text: str
    at: datetime
    signal_id: uuid.UUID | None
    number: int | None
    why: str


def list_remarks(session: Session, present: Present) -> tuple[Waiting, ...]:
    """List what waits for a person, the oldest first."""
    if not present.may("signals.decide"):
        return ()
    rows = session.execute(
        select(Remark, Signal.number)
        .outerjoin(Signal, Signal.id == Remark.signal_id)
        .where(_waits())
        .order_by(Remark.said_at)
        .limit(MOST)
    )
    return tuple(
        Waiting(
            row.Remark.id, row.Remark.text, row.Remark.said_at, row.Remark.signal_id, row.number, row.Remark.why or ""
        )
        for row in rows
    )


def count_remarks(session: Session, present: Present) -> int:
    """Count what waits for a person."""
    if not present.may("signals.decide"):
        return 0
    return session.scalar(select(func.count()).select_from(Remark).where(_waits())) or 0


def finish_remark(session: Session, present: Present, id_: uuid.UUID) -> bool:
    """Say that nothing more is to be done with a remark: its words go; False when somebody did so before."""
    remark = _lock(session, present, id_)
    if remark.state == DONE:
        return False
    remark.state, remark.text, remark.answer, remark.staff_id = DONE, "", None, present.staff_id
    remark.done_at = func.clock_timestamp()
    note(session, present.place.id, present.staff_id, "remark.done", str(id_))
    return True


def answer_remark(session: Session, present: Present, id_: uuid.UUID, text: str) -> bool:
    """Answer a remark: her letter goes with the next round of telling; False when it was settled before."""
    remark = _lock(session, present, id_)
    if remark.state != OPEN and not remark.why:
        return False
    answer = read_guard(session).hide(normalise(text)[:LONGEST_ANSWER].strip())
    if len(answer) < SHORTEST_ANSWER:
        raise NoAnswer("answer")
    remark.state, remark.answer, remark.why, remark.staff_id = ANSWER, answer, None, present.staff_id
    remark.text = ""
    note(session, present.place.id, present.staff_id, "remark.answered", str(id_))
    return True


def _lock(session: Session, present: Present, id_: uuid.UUID) -> Remark:
    present.must("signals.decide")
    remark = session.scalar(select(Remark).where(Remark.id == id_).with_for_update())
    if remark is None:
        raise NotFound("remark")
    return remark


def _waits() -> ColumnElement[bool]:
    return (Remark.state == OPEN) | ((Remark.state == ANSWER) & Remark.why.is_not(None))
