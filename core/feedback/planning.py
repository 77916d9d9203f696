"""Planning: a decision on a signal is to be told to its reporter, after a while in which it can still be undone."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.municipalities import Place
from core.store.tables import Journal, Letter, Signal, Told

PLANNED, QUEUED, SENT, FAILED, CANNOT, WITHDRAWN = "planned", "queued", "sent", "failed", "cannot", "withdrawn"
NO = "nee"
_BUNDLED = "gebundeld"
# Entries in the journal of a fiche that reporters are told.
CLOSING_ASKED, CLOSING_STOPPED = "closing.asked", "closing.stopped"
# A letter in one of these states can still be taken back; one that is being sent counts as out.
_STILL_HERE = ("queued", "failed")


def plan_decision(session: Session, place: Place, signal: Signal, entry: Journal) -> None:
    """Plan to tell the reporter of a signal what was just decided, in the transaction of the decision.

    A letter is made when it is due and not now: one that waited in the outbox would hold up every later one to her.
    What was planned to correct an earlier letter is said by this one as well. Nothing is planned when a letter said
    already that the signal is in this fiche and nothing out says otherwise: it was taken out and put back at once.
    """
    take_back(session, signal.id, ("reconsidered",))
    if wants_letters(signal) and not _holds_already(session, signal, entry):
        plan(session, signal.municipality_id, entry.id, [signal.reporter_id], _wait(place))


def plan_correction(session: Session, place: Place, signal: Signal, entry: Journal) -> None:
    """Take back what was not told yet of the decisions on a signal; what was told already is corrected by a letter.

    A signal that still is in another fiche only left this one: what was told of the other holds.
    """
    if signal.status == _BUNDLED:
        of_fiche = Journal.details["fiche"].astext == str(entry.details.get("fiche", ""))
        take_back(session, signal.id, ("decided",), of_fiche)
    elif take_back(session, signal.id, ("decided",)) and wants_letters(signal):
        plan(session, signal.municipality_id, entry.id, [signal.reporter_id], _wait(place))


def plan(
    session: Session,
    municipality_id: int,
    entry_id: int,
    reporters: Sequence[uuid.UUID | None],
    wait: timedelta = timedelta(0),
) -> None:
    """Plan to tell reporters an entry of the journal; who is told it already, or is going to be, is passed over."""
    for reporter_id in reporters:
        if reporter_id is not None:
            values = {"municipality_id": municipality_id, "reporter_id": reporter_id, "entry_id": entry_id}
            planned = insert(Told).values(**values, state=PLANNED, due_at=func.now() + wait)
            session.execute(planned.on_conflict_do_nothing())


def take_back(session: Session, signal_id: uuid.UUID, whats: Sequence[str], *only: ColumnElement[bool]) -> bool:
    """Take back what is not out yet of entries about a signal; tells whether something is out that still holds."""
    entries = select(Journal.id).where(Journal.signal_id == signal_id, Journal.what.in_(whats), *only)
    return withdraw_entries(session, list(session.scalars(entries)))


def withdraw_entries(session: Session, entries: Sequence[int]) -> bool:
    """Take back what is not out yet of these entries; tells whether something of them is out."""
    if not entries:
        return False
    live = (Told.entry_id.in_(entries), Told.state.not_in((WITHDRAWN, CANNOT)))
    rows = list(session.scalars(select(Told).where(*live).order_by(Told.id).with_for_update()))
    kept = take_letters_back(session, [row.letter_id for row in rows if row.letter_id is not None])
    out = False
    for row in rows:
        if row.state == PLANNED or row.letter_id in kept:
            row.state, row.why = WITHDRAWN, None
        else:
            out = out or not _was_corrected(session, row)
    session.flush()
    _plan_anew(session, kept)
    return out


def _plan_anew(session: Session, letters: frozenset[uuid.UUID]) -> None:
    """Plan anew what stood in letters that were taken back for another part of the same signal."""
    left = update(Told).where(Told.letter_id.in_(letters), Told.state != WITHDRAWN)
    anew = left.values(state=PLANNED, letter_id=None, why=None)
    session.execute(anew.execution_options(synchronize_session="fetch"))


def take_letters_back(session: Session, letters: Sequence[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Drop letters that did not leave yet and give their ids."""
    if not letters:
        return frozenset()
    waiting = update(Letter).where(Letter.id.in_(letters), Letter.state.in_(_STILL_HERE))
    dropped = waiting.values(state="dropped", reason="withdrawn", body=None).returning(Letter.id)
    return frozenset(session.scalars(dropped.execution_options(synchronize_session=False)))


def wants_letters(signal: Signal) -> bool:
    """Tell whether somebody is known who wants to hear of a signal."""
    return signal.wants != NO and signal.reporter_id is not None


def _holds_already(session: Session, signal: Signal, entry: Journal) -> bool:
    """Tell whether a letter that was not corrected says that a signal is in the fiche that it was put in again."""
    if entry.details.get("to") != _BUNDLED:
        return False
    same = Journal.details["fiche"].astext == str(entry.details.get("fiche", ""))
    said = (
        select(Told)
        .join(Journal, Journal.id == Told.entry_id)
        .where(Journal.signal_id == signal.id, Journal.what == "decided", same, Journal.id != entry.id)
        .where(Told.reporter_id == signal.reporter_id, Told.state.not_in((WITHDRAWN, CANNOT)))
    )
    return any(not _was_corrected(session, row) for row in session.scalars(said))


def _was_corrected(session: Session, row: Told) -> bool:
    """Tell whether a later letter corrected this one already."""
    entry = select(Journal.signal_id).where(Journal.id == row.entry_id).scalar_subquery()
    later = (
        select(Told.id)
        .join(Journal, Journal.id == Told.entry_id)
        .where(Journal.signal_id == entry, Journal.what == "reconsidered", Told.reporter_id == row.reporter_id)
        .where(Told.entry_id > row.entry_id, Told.state.not_in((WITHDRAWN, CANNOT)))
    )
    return session.scalar(later.limit(1)) is not None


def _wait(place: Place) -> timedelta:
    return timedelta(minutes=int(place.setting("undo_minutes")))
