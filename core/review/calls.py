"""Acts on targeted calls: made, counted, closed before their time."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core.dialogue.load import labels
from core.errors import NotFound
from core.intake.calls import new_code
from core.intake.normalise import normalise
from core.people.audit import note
from core.people.sessions import Present
from core.store.tables import Signal, TargetedCall

EDIT = "calls.edit"
LONGEST_TITLE, LONGEST_TEXT = 80, 800  # characters
LONGEST_OPEN = timedelta(days=366)
_MOST = 200


@dataclass(frozen=True, slots=True)
class NewCall:
    """A call as it is asked for; a day that could not be read is None."""

    title: str
    text: str
    theme: str
    opens_on: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Call:
    """A call with how many signals came of it. `stand`: soon, open, over or closed."""

    id: uuid.UUID
    code: str
    title: str
    text: str
    theme: str
    opens_on: date
    until: date
    closed_at: datetime | None
    signals: int
    stand: str


def find_wrong(call: NewCall, day: date) -> tuple[str, ...]:
    """List what cannot be: title, text, theme, opens_on, until or long."""
    wrong = (
        ("title", not 0 < len(one_line(call.title)) <= LONGEST_TITLE),
        ("text", not 0 < len(normalise(call.text)) <= LONGEST_TEXT),
        ("theme", call.theme not in labels("themes")),
        ("opens_on", call.opens_on is None),
        ("until", call.until is None or call.until < max(day, call.opens_on or day)),
        ("long", bool(call.opens_on and call.until and call.until - call.opens_on > LONGEST_OPEN)),
    )
    return tuple(name for name, holds in wrong if holds)


def make_call(session: Session, present: Present, call: NewCall, day: date) -> uuid.UUID | tuple[str, ...]:
    """Make a call, or say what is wrong with it. The same one again, while it is there, is the one that is there."""
    present.must(EDIT)
    wrong = find_wrong(call, day)
    if wrong or call.opens_on is None or call.until is None:
        return wrong
    title, text = one_line(call.title), normalise(call.text)
    same = select(TargetedCall.id).filter_by(
        municipality_id=present.place.id,
        title=title,
        text=text,
        theme=call.theme,
        opens_on=call.opens_on,
        until=call.until,
        closed_at=None,
    )
    known = session.scalar(same.limit(1))
    if known:
        return known
    made = TargetedCall(
        municipality_id=present.place.id,
        code=new_code(),
        title=title,
        text=text,
        theme=call.theme,
        opens_on=call.opens_on,
        until=call.until,
        staff_id=present.staff_id,
    )
    session.add(made)
    session.flush()
    note(session, present.place.id, present.staff_id, "call.made", made.id)
    return made.id


def list_calls(session: Session, present: Present, day: date) -> tuple[Call, ...]:
    """List the calls of the bound municipality, newest first, at most 200."""
    present.must(EDIT)
    counts = select(Signal.call_id, func.count().label("signals")).where(Signal.call_id.is_not(None))
    counted = counts.group_by(Signal.call_id).subquery()
    rows = session.execute(
        select(TargetedCall, func.coalesce(counted.c.signals, 0))
        .outerjoin(counted, counted.c.call_id == TargetedCall.id)
        .order_by(TargetedCall.made_at.desc())
        .limit(_MOST)
    )
    return tuple(_call(call, signals, day) for call, signals in rows)


def read_call(session: Session, present: Present, call_id: uuid.UUID, day: date) -> Call:
    """Read a call of the bound municipality; NotFound when there is none."""
    present.must(EDIT)
    call = session.scalar(select(TargetedCall).where(TargetedCall.id == call_id))
    if call is None:
        raise NotFound("call")
    signals = session.scalar(select(func.count()).where(Signal.call_id == call_id)) or 0
    return _call(call, signals, day)


def close_call(session: Session, present: Present, call_id: uuid.UUID) -> bool:
    """Close a call: who comes with its code gets the usual form. False when it was closed already."""
    present.must(EDIT)
    open_ = (TargetedCall.id == call_id) & TargetedCall.closed_at.is_(None)
    closed = session.scalar(
        update(TargetedCall).where(open_).values(closed_at=func.clock_timestamp()).returning(TargetedCall.id)
    )
    if closed is not None:
        note(session, present.place.id, present.staff_id, "call.closed", call_id)
    elif session.scalar(select(TargetedCall.id).where(TargetedCall.id == call_id)) is None:
        raise NotFound("call")
    return closed is not None


def read_call_of(session: Session, signal_id: uuid.UUID) -> tuple[str, str] | None:
    """Read which call a signal answers, as its title and the key of its theme; None for none."""
    columns = select(TargetedCall.title, TargetedCall.theme).join(Signal, Signal.call_id == TargetedCall.id)
    found = session.execute(columns.where(Signal.id == signal_id)).one_or_none()
    return (found.title, found.theme) if found else None


def one_line(words: str) -> str:
    """Give words on one line."""
    return " ".join(normalise(words).split())


def _call(call: TargetedCall, signals: int, day: date) -> Call:
    stand = "closed" if call.closed_at else "soon" if day < call.opens_on else "over" if day > call.until else "open"
    return Call(
        call.id,
        call.code,
        call.title,
        call.text,
        call.theme,
        call.opens_on,
        call.until,
        call.closed_at,
        signals,
        stand,
    )
