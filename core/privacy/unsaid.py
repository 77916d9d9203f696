"""Unsaid: what hangs on signals whose words go: questions about them, what is told of them, and quotes."""

import uuid
from collections.abc import Collection

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from core.feedback.planning import take_back, take_letters_back
from core.store.tables import AgendaQuote, Journal, Question, Told, Weighing

_TOLD = ("decided", "reconsidered")


def follow_withdrawn(session: Session, signal_id: uuid.UUID) -> None:
    """Let go what hangs on a signal that its reporter takes back; she stays known, and what she is asked is not.

    A question stays as a row without words, so that its page says what became of it.
    """
    take_back(session, signal_id, _TOLD)
    about = Question.signal_id == signal_id
    letters = session.scalars(select(Question.letter_id).where(about))
    take_letters_back(session, [id_ for id_ in letters if id_ is not None])
    session.execute(update(Question).where(about).values(text=""))
    session.execute(update(Question).where(about, Question.state.in_(("open", "answered"))).values(state="withdrawn"))
    session.execute(delete(AgendaQuote).where(AgendaQuote.signal_id == signal_id))
    session.execute(delete(Weighing).where(Weighing.signal_id == signal_id))


def follow_anonymised(session: Session, signals: Collection[uuid.UUID]) -> None:
    """Forget what hangs on signals that are emptied: it holds words, and leads from a signal to its reporter."""
    entries = select(Journal.id).where(Journal.signal_id.in_(signals))
    about, told = Question.signal_id.in_(signals), Told.entry_id.in_(entries)
    letters = [select(Question.letter_id).where(about), select(Told.letter_id).where(told)]
    take_letters_back(session, [id_ for rows in letters for id_ in session.scalars(rows) if id_ is not None])
    for gone in (delete(Question).where(about), delete(Told).where(told)):
        session.execute(gone.execution_options(synchronize_session=False))
    session.execute(delete(AgendaQuote).where(AgendaQuote.signal_id.in_(signals)))
    session.execute(delete(Weighing).where(Weighing.signal_id.in_(signals)))
