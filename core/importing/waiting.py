"""Waiting: how many signals that came from a list still wait for a decision; no term runs for them."""

from sqlalchemy import Boolean, func, literal_column, select
from sqlalchemy.orm import Session

from core.people.roles import ALL
from core.people.sessions import Present
from core.review.decision import UNDECIDED
from core.review.ordering import FROM_LIST
from core.store.tables import Signal

MOST_COUNTED = 999
_READ = "signals.read"
# Spelled out as the index of the inbox has it.
_WAITS = literal_column(f"signal.status in ({', '.join(repr(state) for state in UNDECIDED)})", Boolean)


def count_waiting(session: Session, present: Present) -> int:
    """Count them, to one more than MOST_COUNTED; 0 for who does not see all signals."""
    if not present.may(_READ) or present.reach(_READ) != ALL:
        return 0
    some = select(Signal.id).where(_WAITS, FROM_LIST).limit(MOST_COUNTED + 1).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0
