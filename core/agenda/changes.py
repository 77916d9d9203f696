"""Changes of a meeting: whoever was invited hears of them, in one letter that says how it stands when it is made.

What changed of the day stands in the journal of each fiche on the table, so that a digest tells it to who read of it.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.feedback.planning import FAILED, PLANNED, QUEUED, take_letters_back
from core.intake.guard import read_guard
from core.municipalities import Place
from core.people.sessions import Present
from core.review.bundling import CLOSED, note_fiche
from core.store.tables import AgendaFiche, AgendaInvitation, AgendaItem, Fiche

SHIFTED, CALLED_OFF = "meet.shifted", "meet.off"
BRUSSELS = ZoneInfo("Europe/Brussels")
_OFF = "afgelast"


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


def note_change(session: Session, present: Present, item: AgendaItem, before: tuple[datetime, str]) -> None:
    """Note in the journal of each fiche on the table that the day moved or is off; `before`: when, and status."""
    off, was_off = item.status == _OFF, before[1] == _OFF
    if (off and was_off) or (not off and not was_off and before[0] == item.starts_at):
        return
    day = item.starts_at.astimezone(BRUSSELS).strftime("%d/%m/%Y")
    said = {"item": item.number, "title": read_guard(session).hide(item.title), "day": day}
    mine = select(Fiche).join(AgendaFiche, AgendaFiche.fiche_id == Fiche.id).where(AgendaFiche.item_id == item.id)
    open_ = mine.where(Fiche.status != CLOSED, Fiche.merged_into_id.is_(None), AgendaFiche.discussed_at.is_(None))
    for fiche in session.scalars(open_.order_by(Fiche.id).with_for_update(of=Fiche)):
        note_fiche(session, present, fiche, CALLED_OFF if off else SHIFTED, said)


def due_at(session: Session, place: Place) -> datetime:
    """Give when a letter is made: after the while in which what it tells can be taken back or put right."""
    return session.scalars(select(func.now())).one() + timedelta(minutes=int(place.setting("undo_minutes")))
