"""When digests are due, for the clock: the slots of all municipalities, and which of their runs stopped half-way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.feedback.digest_finding import REGULAR
from core.feedback.schedule import BRUSSELS, NOW, Schedule, due_slot
from core.feedback.sending import BUSY
from core.store.tables import DigestRun, DigestSchedule, Reporter

SEND, SEND_NOW = "feedback.digest", "feedback.digest-now"
# How often those who want to hear at once are looked at, and a run that stands still is taken up again.
_EVERY = timedelta(minutes=10)
# A slot whose run could not even begin, however often its job was tried, is tried anew after so long.
_ANEW = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Sendings:
    """By municipality: its schedule (without one the default holds) and the last slot that was run.

    `open`: those with a run that is not done; `at_once`: those where somebody hears at once.
    """

    schedules: Mapping[int, Schedule] = field(default_factory=dict[int, Schedule])
    previous: Mapping[int, datetime] = field(default_factory=dict[int, datetime])
    open: frozenset[int] = frozenset()
    at_once: frozenset[int] = frozenset()


def read_sendings(session: Session) -> Sendings:
    """Read how it stands, as the clock."""
    schedules = session.execute(
        select(
            DigestSchedule.municipality_id,
            DigestSchedule.weekday,
            DigestSchedule.hour,
            DigestSchedule.rhythm,
            DigestSchedule.active,
            DigestSchedule.changed_at,
        )
    )
    runs = session.execute(
        select(DigestRun.municipality_id, func.max(DigestRun.slot).label("slot"))
        .where(REGULAR)
        .group_by(DigestRun.municipality_id)
    )
    open_ = select(DigestRun.municipality_id).where(DigestRun.state == BUSY)
    at_once = select(Reporter.municipality_id).where(Reporter.rhythm == NOW).distinct()
    return Sendings(
        {
            row.municipality_id: Schedule(row.weekday, row.hour, row.rhythm, row.active, row.changed_at)
            for row in schedules
        },
        {row.municipality_id: row.slot for row in runs},
        frozenset(session.scalars(open_)),
        frozenset(session.scalars(at_once)),
    )


def find_sendings(sendings: Sendings, municipality_id: int, slug: str, now: datetime) -> Iterator[tuple[str, str, str]]:
    """Find what is due for a municipality: the key that makes it unique, the task, and the slot it is for."""
    schedule = sendings.schedules.get(municipality_id, Schedule())
    slot = due_slot(schedule, now, sendings.previous.get(municipality_id))
    turn = int(now.timestamp() // _EVERY.total_seconds())
    if slot is not None:
        again = (now - slot) // _ANEW
        yield f"digest:{slug}:{slot.astimezone(BRUSSELS).date()}{f':{again}' if again else ''}", SEND, slot.isoformat()
    if municipality_id in sendings.open:
        yield f"digest-on:{slug}:{turn}", SEND, ""
    if municipality_id in sendings.at_once and schedule.active:
        yield f"digest-now:{slug}:{turn}", SEND_NOW, ""
