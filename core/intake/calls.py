"""Targeted calls as a reporter meets them: the code that she comes with, and the call that it leads to."""

import re
import secrets
import uuid
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, exists, false, func, or_, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session

from core.context import Context
from core.intake.rooms import Notice
from core.municipalities import Place
from core.store.tables import Journal, Signal, TargetedCall

# No letter or digit that is read as another, and no vowels, which make words: 24 ** 8 is a hundred thousand million.
_LETTERS = "BCDFGHJKLMNPQRTVWXZ46789"
_LONG = 8
_CODE = re.compile(rf"[{_LETTERS}]{{{_LONG}}}")
# In the subject of a mail: the word before the code, as its link writes it, or as people type it.
_SUBJECT = re.compile(rf"\boproep\W{{0,3}}([{_LETTERS}]{{4}})[ -]?([{_LETTERS}]{{4}})\b", re.IGNORECASE)
_BRUSSELS = ZoneInfo("Europe/Brussels")


@dataclass(frozen=True, slots=True)
class Called:
    """A call as it is said to who comes with its code; `over`: it is not open (any more, or yet)."""

    id: uuid.UUID
    code: str
    title: str
    text: str
    theme: str
    over: bool


def new_code() -> str:
    """Make a code that nobody guesses and everybody can type."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LONG))


def read_code(typed: str) -> str:
    """Read a code as it was typed or tapped, with or without a hyphen; empty when it is none."""
    code = re.sub(r"[\s-]", "", typed[: _LONG * 2]).upper()
    return code if _CODE.fullmatch(code) else ""


def read_subject(subject: str) -> str:
    """Find the code of a call in the subject of a mail; empty when there is none."""
    found = _SUBJECT.search(subject)
    return (found[1] + found[2]).upper() if found else ""


def today(now: datetime) -> date:
    """Give the day that it is in Belgium."""
    return now.astimezone(_BRUSSELS).date()


def find_call(session: Session, place: Place, typed: str, now: datetime) -> Called | None:
    """Find the call of a code in the municipality that is bound; None for no code of hers."""
    code = read_code(typed)
    if not code:
        return None
    own = (TargetedCall.municipality_id == place.id) & (TargetedCall.code == code)
    call = session.scalar(select(TargetedCall).where(own))
    if call is None:
        return None
    over = call.closed_at is not None or not call.opens_on <= today(now) <= call.until
    return Called(call.id, call.code, call.title, call.text, call.theme, over)


def greet_called(call: Called | None) -> tuple[Notice, ...]:
    """Say first what a call asks, or that it is over."""
    if call is None:
        return ()
    return (Notice("notice.call-over" if call.over else "notice.call", {"title": call.title, "text": call.text}),)


def find_place_of_call(session: Session, typed: str) -> int | None:
    """Find whose code it is, before any municipality is bound."""
    code = read_code(typed)
    return session.scalar(select(TargetedCall.municipality_id).where(TargetedCall.code == code)) if code else None


def mark_call(session: Session, signal: Signal, call: str) -> None:
    """Note which call (its id) a signal answers. Its theme is a hint: it holds where nothing else was told.

    A person decides all the same: as whatever a reporter chose, it waits to be confirmed.
    """
    found = session.get(TargetedCall, uuid.UUID(call)) if call else None
    if found is None:
        return
    signal.call_id = found.id
    signal.themes = signal.themes or [found.theme]


def is_hint() -> ColumnElement[bool]:
    """Tell of a signal whether its theme is a hint: nobody told or confirmed it yet.

    It is that of the call that it answers, or of the fiche to which it adds no more than its weight.
    """
    hint = exists().where(TargetedCall.id == Signal.call_id, Signal.themes == array([TargetedCall.theme]))
    themes = (Journal.details["confirmed"]["themes"], Journal.details["told"]["themes"])
    told = exists().where(
        Journal.signal_id == Signal.id,
        Journal.what.in_(("received", "supplemented")),
        or_(*(func.jsonb_array_length(given) > 0 for given in themes)),
    )
    given = exists().where(
        Journal.signal_id == Signal.id, Journal.what == "received", Journal.details.has_key("inherited")
    )
    return case(
        (Signal.labelled_at.is_not(None), false()),
        (Signal.joins_id.is_not(None), given),
        (Signal.call_id.is_(None), false()),
        else_=and_(hint, ~told),
    )


def read_called(context: Context, place: Place, typed: str) -> Called | None:
    """Read the call of a page's address; None when it leads to none of this municipality."""
    if not read_code(typed):
        return None
    with context.store.tenant(place.id) as session:
        return find_call(session, place, typed, context.clock())
