"""Who looked at who sent a signal: told to who leads, with the reason that was given, and without the address."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from core.context import Context
from core.people.sessions import Present
from core.store.tables import Audit, Signal, Staff

KEPT = timedelta(days=90)
_MOST = 200


@dataclass(frozen=True, slots=True)
class Looked:
    """That somebody looked: at which signal (0: it is gone), why, and whether it was the one who asks."""

    at: datetime
    by: str
    number: int
    reason: str
    own: bool


def list_looked(session: Session, context: Context, present: Present) -> list[Looked]:
    """List who looked in the bound municipality in the last 90 days, the latest first, so many at most."""
    present.must("identity.watch")
    rows = session.execute(
        select(Audit.at, Audit.staff_id, Audit.reason, Staff.email, Signal.number)
        .outerjoin(Staff, Staff.id == Audit.staff_id)
        .outerjoin(Signal, cast(Signal.id, Text) == Audit.subject)
        .where(Audit.action == "contact.looked", Audit.at > context.clock() - KEPT)
        .order_by(Audit.id.desc())
        .limit(_MOST)
    )
    return [
        Looked(row.at, row.email or "", row.number or 0, row.reason, own=row.staff_id == present.staff_id)
        for row in rows
    ]
