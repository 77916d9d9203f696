"""What a reporter is told, as the panel shows it: told, being told, or why not; and whether a letter can reach her."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.feedback.planning import CANNOT, FAILED, NO, PLANNED, QUEUED, SENT, WITHDRAWN
from core.feedback.reaching import find_way
from core.people.sessions import Present
from core.review.decision import Standing
from core.store.tables import Letter, Signal, Told

# How a letter fares, as a telling: what it says is fresher than what the job noted last.
_OF_LETTER = {"queued": QUEUED, "sending": QUEUED, "sent": SENT, "failed": FAILED, "dropped": FAILED}


@dataclass(frozen=True, slots=True)
class Reach:
    """How a letter about a signal gets to its reporter: the kind of door, or `why` none does."""

    kind: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """How far telling is: `state` as core.feedback.planning names it, when it was done, and why not."""

    state: str
    at: datetime | None = None
    why: str = ""


def read_reach(session: Session, present: Present, signal_id: uuid.UUID) -> Reach:
    """Tell how a letter about a signal would get to its reporter; never her address."""
    present.must("signals.read")
    signal = session.get_one(Signal, signal_id)
    way = find_way(session, signal)
    return Reach(why=way) if isinstance(way, str) else Reach(way.kind)


def count_wanting(session: Session, present: Present, signals: Sequence[uuid.UUID]) -> int:
    """Count the signals whose reporter is known and wants to hear of them."""
    present.must("signals.read")
    wanting = (Signal.id.in_(signals), Signal.wants != NO, Signal.reporter_id.is_not(None))
    return session.scalar(select(func.count()).where(*wanting)) or 0


def read_telling(session: Session, reach: Reach, standing: Standing) -> Telling | None:
    """Tell how far the last decision is told; None where nothing is to be told."""
    if not standing.stand:
        return None
    columns = select(Told.state, Told.why, Told.done_at, Letter.state.label("letter"), Letter.reason, Letter.sent_at)
    found = session.execute(
        columns.outerjoin(Letter, Letter.id == Told.letter_id)
        .where(Told.entry_id == int(standing.stand))
        .order_by(Told.id)
        .limit(1)
    ).one_or_none()
    if found is None:
        return Telling(CANNOT, why=reach.why or "before") if standing.decision else None
    if found.state == WITHDRAWN:
        return None
    if found.state == PLANNED and reach.why:
        return Telling(CANNOT, why=reach.why)
    if found.letter and found.state in (QUEUED, FAILED):
        return Telling(_OF_LETTER[found.letter], found.sent_at, found.reason or "")
    return Telling(found.state, found.done_at, found.why or "")
