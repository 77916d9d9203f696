"""Unheard: how many reporters wait long without any word, and how many letters to reporters failed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, literal, select
from sqlalchemy.orm import Session

from core.feedback.planning import FAILED, NO, SENT
from core.people.sessions import Present
from core.store.tables import DigestSent, Letter, Signal, Told

READ = "digests.read"
LONG = timedelta(days=60)
MOST_COUNTED = 99
_WITHDRAWN = "ingetrokken"
# Letters that tell or ask; what else fails (an answer in a chat, an alarm to a colleague) stands under Werk alone.
_TO_REPORTERS = ("told", "asked", "digest", "invited", "reminder")


@dataclass(frozen=True, slots=True)
class Unheard:
    """Counts, each to one more than MOST_COUNTED."""

    reporters: int
    failed: int


def count_unheard(session: Session, present: Present, now: datetime) -> Unheard:
    """Count who sent something over LONG ago, wants to hear, and got no letter since; and letters that failed."""
    present.must(READ)
    told = exists().where(Told.reporter_id == Signal.reporter_id, Told.state == SENT)
    got = exists().where(
        DigestSent.reporter_id == Signal.reporter_id, DigestSent.letter_id == Letter.id, Letter.state == SENT
    )
    waits = (Signal.received_at < now - LONG, Signal.wants != NO, Signal.status != _WITHDRAWN)
    mine = select(Signal.reporter_id).where(Signal.reporter_id.is_not(None), *waits, ~told, ~got).distinct()
    failed = select(literal(1)).where(Letter.state == FAILED, Letter.kind.in_(_TO_REPORTERS)).limit(MOST_COUNTED + 1)
    first, second = (
        select(func.count()).select_from(rows.subquery()).scalar_subquery()
        for rows in (mine.limit(MOST_COUNTED + 1), failed)
    )
    row = session.execute(select(first.label("reporters"), second.label("failed"))).one()
    return Unheard(row.reporters, row.failed)
