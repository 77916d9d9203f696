"""Addresses and chats to which nothing is sent any more, because it came back: listed without them, and resumed."""

import uuid
from dataclasses import dataclass

from sqlalchemy import func, select, true, update
from sqlalchemy.orm import Session

from core.intake.returned import GONE
from core.people.audit import note
from core.people.sessions import Present
from core.store.tables import Contact, Door, Signal


@dataclass(frozen=True, slots=True)
class GoneAddress:
    """An address or chat that is paused, by the newest signal of its reporter, where there is one.

    `kind`: of its door.
    """

    id: uuid.UUID
    kind: str
    number: int | None
    signal_id: uuid.UUID | None


def list_gone(session: Session, most: int = 50) -> tuple[GoneAddress, ...]:
    """List the addresses that are paused because a letter came back, those used last first."""
    newest = (
        select(Signal.number, Signal.id)
        .where(Signal.reporter_id == Contact.reporter_id)
        .order_by(Signal.number.desc())
        .limit(1)
        .lateral()
    )
    columns = select(Contact.id, Door.kind, newest.c.number, newest.c.id).join(Door, Door.id == Contact.door_id)
    columns = columns.outerjoin(newest, onclause=true())
    gone = columns.where(Contact.paused == GONE).order_by(Contact.used_at.desc(), Contact.id).limit(most)
    return tuple(GoneAddress(*row) for row in session.execute(gone))


def count_gone(session: Session) -> int:
    """Count the addresses to which nothing is sent any more, because it came back."""
    return session.scalar(select(func.count()).where(Contact.paused == GONE)) or 0


def resume_address(session: Session, present: Present, contact_id: uuid.UUID) -> bool:
    """Send to an address again; False when it is not paused, or because she asked for that herself."""
    present.must("work.retry")
    again = update(Contact).where(Contact.id == contact_id, Contact.paused == GONE).values(paused=None)
    if session.scalar(again.returning(Contact.id)) is None:
        return False
    note(session, present.place.id, present.staff_id, "contact.resumed", contact_id)
    return True
