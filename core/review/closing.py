"""Closing: a fiche closes once everybody who wants it was told what came of it; what is missing is said, with why."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.context import Context
from core.errors import NotPossible, Refused
from core.feedback.planning import (
    CANNOT,
    CLOSING_ASKED,
    CLOSING_STOPPED,
    FAILED,
    PLANNED,
    QUEUED,
    WITHDRAWN,
    plan,
    take_letters_back,
    withdraw_entries,
)
from core.feedback.telling import note_letters
from core.feedback.uninviting import stop_inviting_about
from core.intake.guard import read_guard
from core.intake.letters import retry_letter
from core.intake.normalise import normalise
from core.municipalities import Place
from core.people.sessions import Present
from core.review.bundling import lock_fiche
from core.review.closing_progress import Progress, list_reporters, read_states, weigh
from core.review.fiche_moves import CLOSED, Move
from core.store.tables import Closing, Fiche, Journal, Staff, Told

MOVED, ANYWAY = "moved", "closing.anyway"
_SHORTEST_REASON, _LONGEST_REASON = 5, 1000  # characters


class NoReason(Refused):
    """Closing though not everybody was told asks for a reason."""


class BeingClosed(NotPossible):
    """Not while a fiche is being closed: who is told now was told of it as it is."""

    key = "error.fiche-closing"


@dataclass(frozen=True, slots=True)
class ClosingShown:
    """A fiche that is being closed, as its page shows it."""

    outcome: str
    told: str
    by: str
    at: datetime
    progress: Progress


def begin_closing(session: Session, present: Present, fiche: Fiche, move: Move) -> bool:
    """Tell everybody who is to be told that a locked fiche closes; False when that is nobody: it may close at once."""
    stop_inviting_about(session, fiche.id)
    reporters = list_reporters(session, fiche.id)
    if not reporters:
        return False
    details = {"outcome": move.outcome, "told": move.told, "title": fiche.title}
    entry = _note(session, fiche, CLOSING_ASKED, present.staff_id, details)
    closing = Closing(
        fiche_id=fiche.id,
        municipality_id=fiche.municipality_id,
        entry_id=entry,
        outcome=move.outcome,
        told=move.told,
        staff_id=present.staff_id,
    )
    session.add(closing)
    plan(session, fiche.municipality_id, entry, reporters)
    return True


def is_closing(session: Session, fiche_id: uuid.UUID) -> bool:
    """Tell whether a fiche is being closed."""
    return session.get(Closing, fiche_id) is not None


def must_not_close(session: Session, *fiches: Fiche) -> None:
    """Raise BeingClosed when one of these locked fiches is being closed."""
    if any(is_closing(session, fiche.id) for fiche in fiches):
        raise BeingClosed("fiche: closing")


def read_closing(session: Session, fiche_number: int) -> ClosingShown | None:
    """Read how far the closing of a fiche is; None when nobody closes it."""
    row = session.execute(
        select(Closing, Staff.email)
        .join(Fiche, Fiche.id == Closing.fiche_id)
        .outerjoin(Staff, Staff.id == Closing.staff_id)
        .where(Fiche.number == fiche_number)
    ).one_or_none()
    if row is None:
        return None
    closing: Closing = row.Closing
    progress = weigh(list(read_states(session, closing.entry_id).values()))
    return ClosingShown(closing.outcome, closing.told, row.email or "", closing.asked_at, progress)


def finish_closings(context: Context, place: Place) -> int:
    """Close the fiches of which everybody was told; returns how many. Safe to repeat, and on any number of nodes."""
    with context.store.tenant(place.id) as session:
        waiting = list(session.scalars(select(Fiche.number).join(Closing, Closing.fiche_id == Fiche.id)))
    return sum(_finish(context, place, number) for number in waiting)


def retry_telling(session: Session, present: Present, number: int) -> int:
    """Try again to tell those who could not be told; returns how many those are."""
    present.must("fiches.edit")
    closing = _lock(session, lock_fiche(session, number))
    states = read_states(session, closing.entry_id)
    stuck = [reporter for reporter, (state, _) in states.items() if state in (FAILED, CANNOT)]
    rows = select(Told).where(Told.entry_id == closing.entry_id, Told.reporter_id.in_(stuck)).with_for_update()
    for row in session.scalars(rows):
        if row.letter_id is not None and retry_letter(session, row.letter_id):
            row.state, row.why = QUEUED, None
        else:  # its words are gone, or it was never written: it is written anew
            row.state, row.why, row.letter_id = PLANNED, None, None
    session.flush()
    return len(stuck)


def close_anyway(session: Session, present: Present, number: int, reason: str) -> bool:
    """Close a fiche though not everybody was told, and keep why; False when it was closed already.

    What is on its way still goes. Raises NoReason.
    """
    present.must("fiches.edit")
    fiche = lock_fiche(session, number)
    if fiche.status == CLOSED:
        return False
    why = read_guard(session).hide(" ".join(normalise(reason).split())[:_LONGEST_REASON])
    if len(why) < _SHORTEST_REASON:
        raise NoReason("reason")
    closing = _lock(session, fiche)
    progress = weigh(list(read_states(session, closing.entry_id).values()))
    _note(session, fiche, ANYWAY, present.staff_id, {"reason": why, "handed": progress.told, "of": progress.of})
    _close(session, fiche, closing, progress)
    return True


def stop_closing(session: Session, present: Present, number: int) -> bool:
    """Leave a fiche open after all; False when nobody is closing it. Who was told already gets a correction."""
    present.must("fiches.edit")
    fiche = lock_fiche(session, number)
    closing = session.get(Closing, fiche.id)
    if closing is None:
        return False
    out = withdraw_entries(session, [closing.entry_id])
    entry = _note(session, fiche, CLOSING_STOPPED, present.staff_id, {"title": fiche.title})
    if out:
        live = (Told.entry_id == closing.entry_id, Told.state.not_in((WITHDRAWN, CANNOT)))
        plan(session, fiche.municipality_id, entry, list(session.scalars(select(Told.reporter_id).where(*live))))
    session.delete(closing)
    _touch(session, fiche)
    return True


def _finish(context: Context, place: Place, number: int) -> bool:
    with context.store.tenant(place.id) as session:
        fiche = lock_fiche(session, number)
        closing = session.get(Closing, fiche.id)
        if closing is None:
            return False
        note_letters(session, context.clock())
        # Whose signal was put in meanwhile is told as well, and whose signal left is not waited for.
        reporters = list_reporters(session, fiche.id)
        plan(session, place.id, closing.entry_id, reporters)
        _let_go(session, closing, reporters)
        progress = weigh(list(read_states(session, closing.entry_id).values()))
        if progress.done:
            _close(session, fiche, closing, progress)
        return progress.done


def _let_go(session: Session, closing: Closing, reporters: Sequence[uuid.UUID]) -> None:
    """Take back what is not out yet for who has no signal in the fiche any more: taken out, or withdrawn by her."""
    left = (Told.entry_id == closing.entry_id, Told.reporter_id.not_in(reporters))
    rows = session.scalars(select(Told).where(*left, Told.state.in_((PLANNED, QUEUED, FAILED))).with_for_update()).all()
    dropped = take_letters_back(session, [row.letter_id for row in rows if row.letter_id is not None])
    for row in rows:
        if row.letter_id is None or row.letter_id in dropped:
            row.state, row.why = WITHDRAWN, None
    session.flush()


def _close(session: Session, fiche: Fiche, closing: Closing, progress: Progress) -> None:
    """Close a locked fiche; it is the act of who asked for it."""
    details = {"from": fiche.status, "to": CLOSED, "outcome": closing.outcome, "told": closing.told}
    fiche.status, fiche.outcome, fiche.told, fiche.review_on = CLOSED, closing.outcome, closing.told, None
    _note(session, fiche, MOVED, closing.staff_id, {**details, "handed": progress.told})
    session.delete(closing)
    _touch(session, fiche)


def _lock(session: Session, fiche: Fiche) -> Closing:
    closing = session.get(Closing, fiche.id)
    if closing is None:
        raise NotPossible("fiche: not closing")
    return closing


def _touch(session: Session, fiche: Fiche) -> None:
    fiche.version += 1
    fiche.changed_at = session.scalar(select(func.clock_timestamp())) or fiche.changed_at
    session.flush()


def _note(session: Session, fiche: Fiche, what: str, staff_id: uuid.UUID | None, details: dict[str, Any]) -> int:
    entry = Journal(
        municipality_id=fiche.municipality_id,
        fiche_id=fiche.id,
        what=what,
        actor="staff",
        staff_id=staff_id,
        details=details,
    )
    session.add(entry)
    session.flush()
    return entry.id
