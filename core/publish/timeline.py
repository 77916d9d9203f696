"""Timelines of public fiches: from journals, by month, what anyone may know; no reason, no note, no passing state."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.agenda.notes import DISCUSSED
from core.agenda.table import TABLED
from core.publish.model import Happened
from core.review.action_moves import PLANNED
from core.review.action_rows import ADDED
from core.review.actions import MOVED as ACTION_MOVED
from core.review.fiches import MOVED
from core.review.public_texts import GRANTED, GRANTED_DESPITE
from core.store.tables import Journal

BRUSSELS = ZoneInfo("Europe/Brussels")
PUBLIC, ACTION, ON_TABLE, TALKED = "public", "action.", "meeting.tabled", "meeting.discussed"
_READ = (MOVED, GRANTED, GRANTED_DESPITE, ADDED, ACTION_MOVED, TABLED, DISCUSSED)
_MEETINGS = {TABLED: ON_TABLE, DISCUSSED: TALKED}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a fiche's journal, of what may be told only: when, what, and of which state, action or item."""

    at: datetime
    what: str
    to: str = ""
    action: str = ""
    item: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """What is public around a fiche: titles of actions by id, and of items of the agenda by number."""

    actions: Mapping[str, str]
    items: Mapping[int, str]


def read_entries(session: Session, fiches: Collection[uuid.UUID]) -> Mapping[uuid.UUID, list[Entry]]:
    """Read the entries that timelines are made of, oldest first, in one query."""
    details = Journal.details
    columns = (details["to"].as_string().label("to"), details["action"].as_string().label("action"),
               details["item"].as_string().label("item"))  # fmt: skip
    rows = session.execute(
        select(Journal.fiche_id, Journal.at, Journal.what, *columns)
        .where(Journal.fiche_id.in_(fiches), Journal.what.in_(_READ))
        .order_by(Journal.id)
    )
    found: dict[uuid.UUID, list[Entry]] = defaultdict(list)
    for row in rows:
        item = int(row.item) if row.item and row.item.isdecimal() else 0
        found[row.fiche_id].append(Entry(row.at, row.what, row.to or "", row.action or "", item))
    return found


def tell(entries: Iterable[Entry], shown: Shown) -> tuple[Happened, ...]:
    """Tell what happened to a fiche, the oldest first; pure. Of what changed more than once in a month, the last."""
    told: dict[tuple[str, ...], Happened] = {}
    for entry in entries:
        subject, happened = _happened(entry, shown)
        if happened is not None:
            place = (str(happened.month), *subject)
            told.pop(place, None)  # it stands where it happened last
            told[place] = happened
    return _without_repeats(list(told.items()))


def month_of(moment: datetime) -> date:
    """Give the first day of the month of a moment, in Brussels."""
    return moment.astimezone(BRUSSELS).date().replace(day=1)


def _happened(entry: Entry, shown: Shown) -> tuple[tuple[str, ...], Happened | None]:
    month = month_of(entry.at)
    if entry.what in (GRANTED, GRANTED_DESPITE):
        return (PUBLIC,), Happened(month, PUBLIC)
    if entry.what == MOVED and entry.to:
        return (MOVED,), Happened(month, entry.to)
    if entry.what in (ADDED, ACTION_MOVED) and entry.action in shown.actions:
        state = entry.to if entry.what == ACTION_MOVED else PLANNED
        return (ACTION, entry.action), Happened(month, ACTION + state, shown.actions[entry.action])
    if entry.what in _MEETINGS and entry.item in shown.items:
        return (entry.what, str(entry.item)), Happened(month, _MEETINGS[entry.what], shown.items[entry.item])
    return (), None


def _without_repeats(told: Sequence[tuple[tuple[str, ...], Happened]]) -> tuple[Happened, ...]:
    """Leave out what was so already: a state that it went back to within a month, words that were approved anew."""
    last: dict[tuple[str, ...], str] = {}
    kept: list[Happened] = []
    for (_, *subject), happened in told:
        of = tuple(subject)
        if last.get(of) != happened.what:
            last[of] = happened.what
            kept.append(happened)
    return tuple(sorted(kept, key=lambda happened: happened.month))
