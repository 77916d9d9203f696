"""Where reporters are still to be told or asked something, or a fiche waits for that: for the clock."""

from datetime import datetime

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from core.feedback.planning import FAILED, PLANNED, QUEUED
from core.feedback.remarks import unsent
from core.feedback.telling import LOOKED_AFTER
from core.store.tables import AgendaInvitation, Closing, Question, Remark, Told


def find_untold(session: Session, now: datetime) -> frozenset[int]:
    """Find the municipalities where something is due or under way."""
    recent = Told.due_at.between(now - LOOKED_AFTER, now)
    told = select(Told.municipality_id).where(Told.state.in_((PLANNED, QUEUED, FAILED)), recent)
    unasked = (Question.state == "open", Question.letter_id.is_(None), Question.why.is_(None))
    asked = select(Question.municipality_id).where(*unasked)
    answered = select(Remark.municipality_id).where(*unsent())
    due = AgendaInvitation.due_at.between(now - LOOKED_AFTER, now)
    invited = select(AgendaInvitation.municipality_id).where(AgendaInvitation.state.in_((PLANNED, QUEUED, FAILED)), due)
    return frozenset(session.scalars(union(told, asked, answered, invited, select(Closing.municipality_id))))
