"""Reaching: by which way a letter about a signal goes to her who sent it, or why none does."""

import uuid
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from core.feedback.planning import NO
from core.feedback.schedule import BRUSSELS
from core.store.tables import Contact, Door, Reporter, Signal

# Why nobody can be told: she wants no letter, is not known (any more), asked to stop, does not get what is sent, or
# left no address (who used the form reads her own page).
UNWANTED, UNKNOWN, STOPPED, BOUNCED, NO_ADDRESS = NO, "unknown", "stop", "bounce", "address"
# She wants to hear nothing until a day, and hears it then.
PAUSED = "paused"
_BY_MAIL = "email"


@dataclass(frozen=True, slots=True)
class Way:
    """A contact with an address, and the kind of its door."""

    contact: Contact
    kind: str


def find_way(session: Session, signal: Signal) -> Way | str:
    """Find the way to the reporter of a signal: as she chose, else where she was last; or say why not."""
    if signal.wants == NO:
        return UNWANTED
    if signal.reporter_id is None:
        return UNKNOWN
    return _find(session, signal.reporter_id, kind_of(signal.wants, signal.channel))


def paused_until(session: Session, reporter_id: uuid.UUID | None, now: datetime) -> datetime | None:
    """Give the moment from which she wants to hear again; None: she hears."""
    day = session.scalar(select(Reporter.paused_until).where(Reporter.id == reporter_id)) if reporter_id else None
    return datetime.combine(day, time(), BRUSSELS) if day and day > now.astimezone(BRUSSELS).date() else None


def kind_of(wants: str, channel: str) -> str:
    """Give the kind of door by which a signal says that she wants to hear."""
    return "mail" if wants == _BY_MAIL else channel


def _find(session: Session, reporter_id: uuid.UUID, kind: str) -> Way | str:
    # What she chose for all of it goes before what a signal said.
    chosen = case((Door.kind == func.coalesce(Reporter.channel, kind), 0), else_=1)
    rows = session.execute(
        select(Contact, Door.kind)
        .join(Door, Door.id == Contact.door_id)
        .join(Reporter, Reporter.id == Contact.reporter_id)
        .where(Contact.reporter_id == reporter_id, Contact.address.is_not(None))
        .order_by(chosen, Contact.used_at.desc())
    ).all()
    for contact, of in rows:
        if contact.paused is None:
            return Way(contact, of)
    return rows[0].Contact.paused or NO_ADDRESS if rows else NO_ADDRESS


def find_way_to(session: Session, reporter_id: uuid.UUID, kind: str) -> Way | str:
    """Find the way to a reporter, preferably by this kind of door; or say why there is none."""
    return _find(session, reporter_id, kind)
