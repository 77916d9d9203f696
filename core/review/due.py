"""What is due: the dates that follow from what happened, and which of them are past or near. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from core.municipalities import Place
from core.working_days import WorkCalendar, read_closed

DECISION, ANSWER, REVIEW, ACTION, SILENT, AGREEMENT = (
    "beslissing", "antwoord", "herbekijken", "actie", "stil", "overeenkomst",
)  # fmt: skip
# Each with what its day means: when the signal came in, when its reporter was asked, the date that was set, the date it
# should be done, the last entry in its journal, and the last day of what was agreed with a partner.
KINDS = (DECISION, ANSWER, REVIEW, ACTION, SILENT, AGREEMENT)
# The channel of rows of a spreadsheet. A decision by a date is what a reporter was promised; of such a row nobody was,
# and most are older than that date when they come: they would bury what somebody waits for.
NO_PROMISE = "import"
# Days before something is due that it is shown; who agrees anew with a partner needs longer.
SOON = 7
_SOON = {AGREEMENT: 30}


@dataclass(frozen=True, slots=True)
class Terms:
    """What a municipality set: `decide`, `answer` and `queue` in working days, `silent` in calendar days."""

    calendar: WorkCalendar
    decide: int
    answer: int
    silent: int
    queue: int


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that a date follows from: its `kind` and `day`, what it is about (`ref`: an id or number), whose."""

    kind: str
    day: date
    ref: str
    title: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A fact with its date."""

    on: date
    fact: Fact


@dataclass(frozen=True, slots=True)
class DueList:
    """What is overdue and what is due soon, today among it; the first due first."""

    overdue: tuple[Due, ...]
    soon: tuple[Due, ...]


def read_terms(place: Place) -> Terms:
    """Read what a municipality set."""
    calendar = read_closed(place.setting("closing_days"))
    days = (int(place.setting(name)) for name in ("working_days", "answer_days", "silent_days", "queue_days"))
    return Terms(calendar, *days)


def when_due(kind: str, day: date, terms: Terms) -> date:
    """Say when something of a kind is due, from its day: the last day on which it is in time."""
    if kind in (DECISION, ANSWER):
        return terms.calendar.after(day, terms.decide if kind == DECISION else terms.answer)
    return day + timedelta(days=terms.silent) if kind == SILENT else day


def latest_day(kind: str, due: date, terms: Terms) -> date:
    """Give the last day from which something of a kind is due by `due`: the other way round, to search by."""
    if kind in (DECISION, ANSWER):
        return terms.calendar.latest_start(due, terms.decide if kind == DECISION else terms.answer)
    return due - timedelta(days=terms.silent) if kind == SILENT else due


def horizon(kind: str, today: date) -> date:
    """Give the last day that is soon, for something of a kind."""
    return today + timedelta(days=_SOON.get(kind, SOON) - 1)


def what_is_due(facts: Iterable[Fact], terms: Terms, today: date) -> DueList:
    """Say what is overdue and what is due soon; what is due later is left out."""
    dated = (Due(when_due(fact.kind, fact.day, terms), fact) for fact in facts)
    near = sorted((due for due in dated if due.on <= horizon(due.fact.kind, today)), key=_place)
    return DueList(tuple(due for due in near if due.on < today), tuple(due for due in near if due.on >= today))


def days_left(on: date, terms: Terms, today: date) -> int:
    """Count the working days until a date, 0 today and at least 1 later; below zero: at least one past it."""
    days = terms.calendar.count(today, on)
    return days if on == today else max(days, 1) if on > today else min(days, -1)


def _place(due: Due) -> tuple[date, str, str, str]:
    return due.on, due.fact.kind, due.fact.title, due.fact.ref
