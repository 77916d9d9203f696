"""Reading what the figures of the loop are computed from: of the last year, and of each year of the pulse."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Float, cast, func, select
from sqlalchemy.orm import Session, aliased

from core.feedback.planning import NO, SENT
from core.feedback.pulse import QUESTIONS
from core.insight.loop import BACK_WITHIN, Circle, Loop, Pulsed, Said, make_loop
from core.people.sessions import Present
from core.store.tables import DigestSent, Improvement, Pulse, Signal, Told

READ = "digests.read"
YEAR = timedelta(days=365)
# Who heard something half a year ago and longer can have come back after it: so this looks back further.
_WINDOW = YEAR + BACK_WITHIN
_MOST_YEARS = 5
_WITHDRAWN = "ingetrokken"


def read_loop(session: Session, present: Present, now: datetime) -> Loop:
    """Read and compute the figures of the loop at `now`; in four queries. Raises NotAllowed."""
    present.must(READ)
    return make_loop(_circles(session, now), _said(session, now), _pulses(session), now)


def _circles(session: Session, now: datetime) -> list[Circle]:
    wants = (Signal.reporter_id.is_not(None), Signal.wants != NO, Signal.status != _WITHDRAWN)
    first = (
        select(Signal.reporter_id, func.min(Signal.received_at).label("sent_at"))
        .where(*wants, Signal.received_at >= now - _WINDOW, Signal.received_at <= now)
        .group_by(Signal.reporter_id)
        .subquery()
    )
    told = (
        select(first.c.reporter_id, first.c.sent_at, func.min(Told.done_at).label("told_at"))
        .outerjoin(
            Told,
            (Told.reporter_id == first.c.reporter_id)
            & (Told.state == SENT)
            & (Told.done_at >= first.c.sent_at)
            & (Told.done_at <= now),
        )
        .group_by(first.c.reporter_id, first.c.sent_at)
        .subquery()
    )
    later = aliased(Signal)
    after = (later.reporter_id == told.c.reporter_id) & (later.received_at > told.c.told_at)
    rows = session.execute(
        select(told.c.sent_at, told.c.told_at, func.min(later.received_at).label("next_at"))
        .outerjoin(later, after & (later.received_at <= now))
        .group_by(told.c.reporter_id, told.c.sent_at, told.c.told_at)
    )
    return [Circle(row.sent_at, row.told_at, row.next_at) for row in rows]


def _said(session: Session, now: datetime) -> Said:
    useful = session.execute(
        select(func.count().filter(DigestSent.useful == "ja").label("yes"), func.count(DigestSent.useful).label("of"))
        .where(DigestSent.useful_at >= now - YEAR)
    ).one()  # fmt: skip
    better = session.execute(
        select(
            func.count().filter(Improvement.answer == "ja").label("yes"),
            func.count().filter(Improvement.answer == "beetje").label("bit"),
            func.count().label("of"),
        ).where(Improvement.answered_at >= now - YEAR)
    ).one()
    return Said(useful.yes, useful.of, better.yes, better.bit, better.of)


def _pulses(session: Session) -> Sequence[Pulsed]:
    means = [func.avg(cast(Pulse.answers[name].as_string(), Float)).label(name) for name in QUESTIONS]
    rows = session.execute(
        select(Pulse.year, func.count().label("number"), *means)
        .group_by(Pulse.year)
        .order_by(Pulse.year.desc())
        .limit(_MOST_YEARS)
    )
    return [
        Pulsed(row.year, row.number, tuple((name, round(float(getattr(row, name)), 1)) for name in QUESTIONS))
        for row in rows
        if all(getattr(row, name) is not None for name in QUESTIONS)
    ]
