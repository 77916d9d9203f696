"""How much is overdue, for the navigation of every page."""

from datetime import datetime

from admin.dates import today_here
from core.people.sessions import Present
from core.review.due import read_terms
from core.review.due_reading import count_overdue
from core.store.engine import Writing


def say_overdue(session: Writing, present: Present, now: datetime) -> int:
    """Count what is overdue of what somebody may see."""
    if not present.may("fiches.read"):
        return 0
    return count_overdue(session, present, read_terms(present.place), today_here(now))
