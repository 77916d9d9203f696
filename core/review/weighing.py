"""Weighing: what the coordinator of an organisation advises about one of its signals; a processor decides."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.errors import NotFound, NotPossible, Refused
from core.intake.guard import read_guard
from core.people.sessions import Present
from core.review.decision import UNDECIDED
from core.review.personal import screen_line
from core.review.scope import within_signals
from core.store.tables import Journal, Organisation, Signal, Staff, Weighing

WEIGHED = "weighed"
ADVICE = ("intern", "extern")
LONGEST_REMARK = 500  # characters
_PERMISSION = "signals.organisation"


class NothingSaid(Refused):
    """Neither an advice nor a remark."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """An advice (one of ADVICE, or empty) with its remark: by whom, and for which organisation she speaks."""

    advice: str
    remark: str
    by: str
    organisation: str
    at: datetime


def weigh_signal(session: Session, present: Present, signal_id: uuid.UUID, advice: str, remark: str) -> bool:
    """Keep what somebody advises about a signal of her organisation; False when she said just that already.

    Personal data in the remark are hidden. Raises NotFound for a signal out of her reach, NotPossible when it was
    decided about, NothingSaid.
    """
    mine = select(Signal).where(Signal.id == signal_id, *within_signals(present, _PERMISSION))
    signal = session.scalar(mine.with_for_update())
    if signal is None:
        raise NotFound("signal")
    if signal.status not in UNDECIDED:
        raise NotPossible("signal: decided")
    advice = advice if advice in ADVICE else ""
    remark = screen_line(read_guard(session), remark, LONGEST_REMARK)
    if not advice and not remark.strip():
        raise NothingSaid("weighing")
    row = session.scalar(select(Weighing).where(Weighing.signal_id == signal.id, Weighing.staff_id == present.staff_id))
    if row is None:
        session.add(
            Weighing(
                municipality_id=present.place.id,
                signal_id=signal.id,
                staff_id=present.staff_id,
                advice=advice,
                remark=remark,
            )
        )
    elif (row.advice, row.remark) == (advice, remark):
        return False
    else:
        row.advice, row.remark, row.at = advice, remark, func.now()
    session.add(
        Journal(
            municipality_id=present.place.id,
            signal_id=signal.id,
            what=WEIGHED,
            actor="staff",
            staff_id=present.staff_id,
            details={"to": advice} if advice else {},
        )
    )
    session.flush()
    return True


def find_own(session: Session, present: Present, signal_id: uuid.UUID) -> Weighed | None:
    """Find what somebody advised herself about a signal; None while she did not."""
    present.reach(_PERMISSION)
    row = session.execute(
        _weighed().where(Weighing.signal_id == signal_id, Weighing.staff_id == present.staff_id)
    ).one_or_none()
    return Weighed(*row) if row else None


def read_weighings(session: Session, present: Present, signal_id: uuid.UUID) -> tuple[Weighed, ...]:
    """Read what coordinators of organisations advised about a signal, for who decides; the newest first."""
    present.must("signals.read")
    rows = session.execute(_weighed().where(Weighing.signal_id == signal_id).order_by(Weighing.at.desc()))
    return tuple(Weighed(*row) for row in rows)


def _weighed():  # noqa: ANN202 # a select of the columns of Weighed
    return (
        select(Weighing.advice, Weighing.remark, Staff.email, func.coalesce(Organisation.name, ""), Weighing.at)
        .join(Staff, Staff.id == Weighing.staff_id)
        .outerjoin(Organisation, Organisation.id == Staff.organisation_id)
    )
