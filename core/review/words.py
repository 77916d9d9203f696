"""Words that reporters vouched for as an organisation, place or law: a processor agrees, or throws them away."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from core.people.audit import note
from core.people.sessions import Present
from core.store.tables import Allowed


@dataclass(frozen=True, slots=True)
class Proposed:
    """Words that wait for a decision."""

    id: int
    words: str
    at: datetime


def list_proposed(session: Session, most: int = 50) -> tuple[Proposed, ...]:
    """List the words that wait for a decision, the oldest first."""
    waiting = select(Allowed.id, Allowed.words, Allowed.proposed_at).where(~Allowed.accepted)
    return tuple(Proposed(*row) for row in session.execute(waiting.order_by(Allowed.id).limit(most)))


def count_proposed(session: Session) -> int:
    """Count the words that wait for a decision."""
    return session.scalar(select(func.count()).where(~Allowed.accepted)) or 0


def decide_words(session: Session, present: Present, words_id: int, *, accept: bool) -> bool:
    """Accept words (the guard lets them stand from now on) or throw them away; False when none wait under this id."""
    present.must("words.decide")
    waiting = (Allowed.id == words_id, ~Allowed.accepted)
    if accept:
        decided = session.execute(update(Allowed).where(*waiting).values(accepted=True).returning(Allowed.id))
    else:
        decided = session.execute(delete(Allowed).where(*waiting).returning(Allowed.id))
    if decided.first() is None:
        return False
    note(session, present.place.id, present.staff_id, "words.accepted" if accept else "words.rejected", words_id)
    return True
