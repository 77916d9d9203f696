"""The schedule of a municipality, read at each tick and changed by who runs its digests."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.errors import Refused
from core.feedback.schedule import MONTHLY, QUARTERLY, WEEKLY, Schedule
from core.people.audit import note
from core.people.sessions import Present
from core.store.tables import DigestSchedule

PERMISSION = "digests.set"
# Who starts a municipality says when its digests leave; what they say is for who knows its signals.
PLAN = "digests.plan"
_DAYS, _HOURS = 7, 24


def read_schedule(session: Session) -> Schedule:
    """Read the schedule of the bound municipality; without one, the first Tuesday of the month at nine."""
    row = session.scalar(select(DigestSchedule))
    return Schedule() if row is None else schedule_of(row)


def schedule_of(row: DigestSchedule) -> Schedule:
    """Give a row as the schedule that it is."""
    return Schedule(row.weekday, row.hour, row.rhythm, row.active, row.changed_at)


def set_schedule(session: Session, present: Present, schedule: Schedule, at: datetime, *, looked: bool = False) -> bool:
    """Change at a moment when digests are sent: from the next tick on, and no slot from before that is caught up.

    `looked`: write it down even where it is the default, to know that somebody chose it. False when it was so already.
    Raises Refused, NotAllowed.
    """
    present.must(PLAN)
    known = 0 <= schedule.weekday < _DAYS and 0 <= schedule.hour < _HOURS
    if not known or schedule.rhythm not in (WEEKLY, MONTHLY, QUARTERLY):
        raise Refused("digest: schedule")
    values = {name: getattr(schedule, name) for name in ("weekday", "hour", "rhythm", "active")}
    now = read_schedule(session)
    if values == {name: getattr(now, name) for name in values} and (now.since is not None or not looked):
        return False
    values |= {"changed_by": present.staff_id, "changed_at": at}
    added = insert(DigestSchedule).values(municipality_id=present.place.id, **values)
    session.execute(added.on_conflict_do_update(index_elements=["municipality_id"], set_=values))
    note(session, present.place.id, present.staff_id, "digest.scheduled", f"{schedule.weekday}/{schedule.hour}")
    return True
