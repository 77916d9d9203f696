"""Reopening: closed fiches of which reporters say that nothing improved; a person decides whether one is reopened."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.feedback.improving import last_closing
from core.feedback.planning import CANNOT, WITHDRAWN
from core.people.sessions import Present
from core.review.fiche_moves import ACTION, CLOSED, Move
from core.review.fiches import Behind, Changed, Lacking, move_fiche
from core.review.scope import within_fiches
from core.store.tables import Fiche, Improvement, Told

_MOST = 20


@dataclass(frozen=True, slots=True)
class Unimproved:
    """A closed fiche, and how many of those who answered see no improvement."""

    number: int
    title: str
    nos: int
    version: int


def list_unimproved(session: Session, present: Present, number: int | None = None) -> tuple[Unimproved, ...]:
    """List the closed fiches of which enough reporters see no improvement: so many as is set, or the only one told.

    `number`: only this fiche.
    """
    if not present.may("fiches.read"):
        return ()
    enough = int(present.place.setting("reopen_after"))
    told = select(func.count()).where(Told.entry_id == Improvement.entry_id, Told.state.not_in((WITHDRAWN, CANNOT)))
    nos = func.count()
    rows = (
        select(Fiche.number, Fiche.title, Fiche.version, nos.label("nos"), Improvement.entry_id)
        .join(Improvement, Improvement.fiche_id == Fiche.id)
        .where(Fiche.status == CLOSED, Improvement.answer == "nee", *within_fiches(present, "fiches.read"))
        .where(Improvement.entry_id == last_closing())
        .group_by(Fiche.id, Improvement.entry_id)
        .having((nos >= enough) | (told.correlate(Improvement).scalar_subquery() == 1))
        .order_by(nos.desc(), Fiche.number)
        .limit(_MOST)
    )
    if number is not None:
        rows = rows.where(Fiche.number == number)
    return tuple(Unimproved(row.number, row.title, row.nos, row.version) for row in session.execute(rows))


def reopen(
    session: Session, present: Present, number: int, words: tuple[str, str], version: int, today: date
) -> Changed | Behind | Lacking:
    """Take a closed fiche in hand again; `words`: why, and the first thing to do. Lacking: something is missing."""
    why, first = words
    return move_fiche(session, present, number, Move(ACTION, reason=why, action=first), version, today)
