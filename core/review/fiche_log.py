"""The log of a fiche ("opvolging"): what people note as they follow it up, screened, in its journal."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import NotFound, Refused
from core.intake.guard import read_guard
from core.people.sessions import Present
from core.review.bundling import lock_fiche, note_fiche
from core.review.personal import screen_line
from core.review.scope import within_fiches
from core.store.tables import Fiche, Journal

NOTED = "fiche.noted"
LONGEST_NOTE = 1500  # characters


class NoWords(Refused):
    """A note needs words."""


def note_progress(session: Session, present: Present, number: int, text: str) -> bool:
    """Write a note in the log, screened; False when the last note says the same. Raises NoWords, NotFound."""
    present.reach("fiches.log")
    note = screen_line(read_guard(session), text, LONGEST_NOTE)
    if not note:
        raise NoWords("note")
    reached = select(Fiche.id).where(Fiche.number == number, *within_fiches(present, "fiches.log"))
    if session.scalar(reached) is None:
        raise NotFound("fiche")
    fiche = lock_fiche(session, number)
    last = select(Journal.details).where(Journal.fiche_id == fiche.id, Journal.what == NOTED)
    before = session.scalar(last.order_by(Journal.id.desc()).limit(1))
    if before is not None and before.get("note") == note:
        return False
    note_fiche(session, present, fiche, NOTED, {"note": note})
    return True
