"""Alarm: when signals wait too long for a first decision the lead gets a mail, then who stands in; once a day."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.context import Context
from core.intake.accept import find_door
from core.intake.letters import Envelope, queue_letters
from core.intake.rooms import Heard, Notice, Room, Said
from core.municipalities import Place
from core.people.roles import allows
from core.review.due import DECISION, Terms, latest_day, read_terms
from core.review.due_reading import AWAITED, PROMISED, received_by
from core.store.tables import Letter, Signal, Staff

KIND = "alarm"
_ROOM = "mail"
_BRUSSELS = ZoneInfo("Europe/Brussels")


@dataclass(frozen=True, slots=True)
class Late:
    """How many signals are past their date, and how many of them so long that the lead or who stands in hears of it."""

    all: int = 0
    lead: int = 0
    backup: int = 0


def raise_alarm(context: Context, place: Place, rooms: Mapping[str, Room]) -> int:
    """Mail who has to hear of the queue; returns to how many that was. Safe to repeat on one day."""
    terms, now = read_terms(place), context.clock()
    today = now.astimezone(_BRUSSELS).date()
    room = rooms.get(_ROOM)
    if room is None or not terms.calendar.works(today):
        return 0
    with context.store.tenant(place.id) as session:
        late = count_late(session, terms, today)
        return sum(_tell(session, context, place, room, email, late) for email in who_hears(session, place, late))


def count_late(session: Session, terms: Terms, today: date) -> Late:
    """Count the signals that wait for a decision and are past their date, by how long."""

    def past(days: int) -> date:
        return latest_day(DECISION, terms.calendar.latest_start(today, days), terms)

    counted = (func.count().filter(received_by(past(days))) for days in (1, terms.queue, 2 * terms.queue))
    waits = Signal.status.in_(AWAITED), Signal.text != "", PROMISED, received_by(past(1))
    return Late(*session.execute(select(*counted).where(*waits)).one())


def who_hears(session: Session, place: Place, late: Late) -> list[str]:
    """Give the addresses of who hears of it: the lead first; where there is none, who stands in takes her place."""
    chosen = [email for name in ("lead", "backup") if (email := _working(session, str(place.setting(name))))]
    return [email for email, count in zip(chosen, (late.lead, late.backup), strict=False) if count]


def _working(session: Session, staff_id: str) -> str:
    """Give the address of someone who can sign in and may decide; empty when there is none."""
    try:
        known = uuid.UUID(staff_id)
    except ValueError:
        return ""
    found = session.execute(select(Staff.email, Staff.role).where(Staff.id == known, Staff.disabled_at.is_(None)))
    row = found.one_or_none()
    return row.email if row is not None and allows(row.role, "signals.decide") else ""


def _tell(session: Session, context: Context, place: Place, room: Room, email: str, late: Late) -> bool:
    lookup = context.keys.lookup(_ROOM, email)
    begun = datetime.combine(context.clock().astimezone(_BRUSSELS).date(), time(), _BRUSSELS)
    mine = select(Letter.id).where(Letter.lookup == lookup, Letter.kind == KIND, Letter.queued_at >= begun)
    if session.scalar(mine.limit(1)) is not None:
        return False
    bodies = room.tell(
        Said(
            (Notice("due.alarm", {"count": late.all}),),
            Heard(address=email),
            place=place,
            link=f"{context.base_url}/beheer/vandaag",
            facts={"subject": KIND, "staff": True},
        )
    )
    envelope = Envelope(find_door(session, _ROOM).id, lookup, place.id, KIND)
    queue_letters(session, context, envelope, bodies)
    return bool(bodies)
