"""Items of the agenda planned and changed, each checked before it is kept; nothing is overwritten unseen."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.agenda.changes import note_change, plan_changes
from core.errors import NotFound, Refused
from core.intake.normalise import normalise
from core.people.audit import note
from core.people.sessions import Present
from core.review.fiches import Behind, Changed, Lacking
from core.store.tables import AgendaItem, Staff
from core.store.tables.agenda import ITEM_STATES, KINDS

BRUSSELS = ZoneInfo("Europe/Brussels")
LONGEST_TITLE, LONGEST_VENUE, LONGEST_BODY = 150, 150, 4000  # characters
_LOCK = "signaal agenda"
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class Planned:
    """An item as somebody typed it: a day with its hours in Brussels; what could not be read is None."""

    kind: str = ""
    title: str = ""
    day: date | None = None
    starts: time | None = None
    ends: time | None = None
    venue: str = ""
    body: str = ""
    public: bool = False
    status: str = "vast"


def plan_item(session: Session, present: Present, planned: Planned, form: uuid.UUID) -> int | Lacking:
    """Put an item on the agenda and give its number; `form`: the id of the page it was typed on, which counts once."""
    present.must("agenda.edit")
    known = select(AgendaItem.number).where(AgendaItem.id == form)
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(_LOCK), present.place.id)))
    number = session.scalar(known)
    if number is not None:
        return number
    planned = _tidy(planned)
    missing = _missing(planned)
    if missing:
        return Lacking(missing)
    last = session.scalar(select(func.max(AgendaItem.number))) or 0
    added = insert(AgendaItem).values(
        id=form, municipality_id=present.place.id, number=last + 1, changed_by=present.staff_id, version=1,
        **_columns(planned),
    )  # fmt: skip
    number = session.scalar(added.on_conflict_do_nothing(index_elements=["id"]).returning(AgendaItem.number))
    if number is None:  # the id of somebody else's
        raise Refused("agenda: form")
    note(session, present.place.id, present.staff_id, "agenda.planned", number)
    return number


def change_item(
    session: Session, present: Present, number: int, planned: Planned, version: int
) -> Changed | Behind | Lacking:
    """Change an item; `version`: that of the page. Raises NotFound."""
    present.must("agenda.edit")
    planned = _tidy(planned)
    missing = _missing(planned)
    if missing:
        return Lacking(missing)
    item = lock_item(session, number)
    given = {name: value for name, value in _columns(planned).items() if getattr(item, name) != value}
    if not given:
        return Changed(changed=False)
    if item.version != version:
        by = session.scalar(select(Staff.email).where(Staff.id == item.changed_by))
        return Behind(by or "", item.changed_at)
    before = (item.starts_at, item.status)
    for name, value in given.items():
        setattr(item, name, value)
    item.version += 1
    item.changed_by = present.staff_id
    item.changed_at = session.scalar(select(func.clock_timestamp())) or item.changed_at
    session.flush()
    plan_changes(session, present.place, item)
    note_change(session, present, item, before)
    note(session, present.place.id, present.staff_id, "agenda.changed", number)
    return Changed(changed=True)


def lock_item(session: Session, number: int) -> AgendaItem:
    """Take an item of the bound municipality in hand; NotFound when there is none."""
    locked = select(AgendaItem).where(AgendaItem.number == number).with_for_update()
    item = session.scalar(locked.execution_options(populate_existing=True))
    if item is None:
        raise NotFound("agenda")
    return item


def _tidy(planned: Planned) -> Planned:
    def line(text: str) -> str:
        return " ".join(normalise(text).split())

    return Planned(
        planned.kind, line(planned.title), planned.day, planned.starts, planned.ends, line(planned.venue),
        normalise(planned.body), planned.public, planned.status,
    )  # fmt: skip


def _missing(planned: Planned) -> tuple[str, ...]:
    """Name what is wrong: kind, title, day, starts, ends, venue, body, status."""
    wrong = {
        "kind": planned.kind not in KINDS,
        "title": not 0 < len(planned.title) <= LONGEST_TITLE,
        "day": planned.day is None or not _FIRST_YEAR <= planned.day.year < _LAST_YEAR,
        "starts": planned.starts is None,
        "ends": planned.ends is None or (planned.starts is not None and planned.ends <= planned.starts),
        "venue": len(planned.venue) > LONGEST_VENUE,
        "body": len(planned.body) > LONGEST_BODY,
        "status": planned.status not in ITEM_STATES,
    }
    return tuple(name for name, is_wrong in wrong.items() if is_wrong)


def _columns(planned: Planned) -> dict[str, Any]:
    day, starts, ends = planned.day, planned.starts, planned.ends
    if day is None or starts is None or ends is None:
        raise Refused("agenda: when")
    names = ("kind", "title", "venue", "body", "public", "status")
    return {name: getattr(planned, name) for name in names} | {
        "starts_at": datetime.combine(day, starts, BRUSSELS),
        "ends_at": datetime.combine(day, ends, BRUSSELS),
    }
