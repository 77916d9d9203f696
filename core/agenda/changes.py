"""Changes of a meeting: whoever was invited hears of them, in one letter that says how it stands when it is made."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.feedback.planning import FAILED, PLANNED, QUEUED, take_letters_back
from core.municipalities import Place
from core.store.tables import AgendaInvitation, AgendaItem


def plan_changes(session: Session, place: Place, item: AgendaItem) -> None:
    """Let all who were invited to an item be told how it stands; a letter that did not leave yet is made anew."""
    mine = select(AgendaInvitation).where(AgendaInvitation.item_id == item.id).order_by(AgendaInvitation.id)
    rows = session.scalars(mine.with_for_update()).all()
    here = [row.letter_id for row in rows if row.letter_id is not None and row.state in {QUEUED, FAILED}]
    kept = take_letters_back(session, here)
    due = due_at(session, place)
    for row in rows:
        if row.letter_id in kept:
            row.told, row.letter_id = row.told_before, None
        row.state, row.why, row.due_at = PLANNED, None, due
    session.flush()


def due_at(session: Session, place: Place) -> datetime:
    """Give when a letter is made: after the while in which what it tells can be taken back or put right."""
    return session.scalars(select(func.now())).one() + timedelta(minutes=int(place.setting("undo_minutes")))
