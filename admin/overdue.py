"""How much is overdue, for the navigation of every page."""

from datetime import datetime

from admin.dates import today_here
from core.people.sessions import Present
from core.review.due import read_terms
from core.review.due_reading import MOST_COUNTED, count_overdue
from core.store.engine import Writing


def say_overdue(session: Writing, present: Present, now: datetime) -> str:
    """Say how much is overdue of what somebody may see, "99+" where there is more; empty when nothing is."""
    if not present.may("fiches.read"):
        return ""
    count = count_overdue(session, present, read_terms(present.place), today_here(now))
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count or "")
