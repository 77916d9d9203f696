"""Opened: since when signals are in review, and who looked; that somebody looked is all that it means."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.people.sessions import Present
from core.store.tables import Journal, Staff

OPENED = "opened"


@dataclass(frozen=True, slots=True)
class Opened:
    """When a signal was opened, and by whom: her e-mail, where known."""

    at: datetime
    by: str


def read_opened(session: Session, present: Present, signals: Sequence[uuid.UUID]) -> dict[uuid.UUID, Opened]:
    """Read since when signals are in review, in one query; who was never opened is left out."""
    present.must("signals.read")
    opened = (Journal.signal_id.in_(signals), Journal.what == OPENED)
    last = select(func.max(Journal.id)).where(*opened).group_by(Journal.signal_id)
    columns = select(Journal.signal_id, Journal.at, Staff.email).outerjoin(Staff, Staff.id == Journal.staff_id)
    rows = session.execute(columns.where(*opened, Journal.id.in_(last)))
    return {row.signal_id: Opened(row.at, row.email or "") for row in rows}
