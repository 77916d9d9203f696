"""What is due in a municipality as the database knows it: a few lines of each kind, and how much is overdue in all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, func, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from core.opening import open_text
from core.people.roles import ALL
from core.people.sessions import Present
from core.review.action_moves import OPEN
from core.review.decision import UNDECIDED
from core.review.due import (
    ACTION,
    AGREEMENT,
    ANSWER,
    DECISION,
    NO_PROMISE,
    REVIEW,
    SILENT,
    DueList,
    Fact,
    Terms,
    horizon,
    latest_day,
    what_is_due,
)
from core.review.fiche_moves import OPEN_STATES, PARKED
from core.review.scope import within_fiches
from core.store.tables import Action, Agreement, Fiche, Journal, Partner, Question, Signal, Staff

_BRUSSELS = ZoneInfo("Europe/Brussels")
MOST = 50  # lines of a kind
MOST_COUNTED = 99
_OPENING = 140  # characters
_READ, _READ_SIGNALS, _READ_PARTNERS = "fiches.read", "signals.read", "partners.read"
# Signals that wait for a person here; the others wait for an answer of their reporter, which has a date of its own.
AWAITED = tuple(state for state in UNDECIDED if state != "aanvulling-gevraagd")
_DAY = timedelta(days=1)
PROMISED = Signal.channel != NO_PROMISE


@dataclass(frozen=True, slots=True)
class DueShown:
    """What is due, at most MOST lines of each kind, the oldest first; `capped`: the kinds of which there are more."""

    due: DueList
    capped: tuple[str, ...]


def read_due(session: Session, present: Present, terms: Terms, today: date) -> DueShown:
    """Read what is overdue and due soon; as many queries however much that is. NotAllowed."""
    facts: list[Fact] = []
    capped: list[str] = []
    for kind, (lines, read) in _sources(present, terms, lambda kind: horizon(kind, today)).items():
        rows = session.execute(lines.limit(MOST + 1)).all()
        facts += [read(row) for row in rows[:MOST]]
        capped += [kind] if len(rows) > MOST else []
    return DueShown(what_is_due(facts, terms, today), tuple(capped))


def count_overdue(session: Session, present: Present, terms: Terms, today: date) -> int:
    """Count what is overdue, to one more than MOST_COUNTED, in one query that looks no further."""
    sources = _sources(present, terms, lambda _kind: today - _DAY)
    found = [
        select(literal(1).label("one")).select_from(lines.order_by(None).limit(MOST_COUNTED + 1).subquery())
        for lines, _ in sources.values()
    ]
    enough = select(union_all(*found).subquery()).limit(MOST_COUNTED + 1).subquery()
    return int(session.scalar(select(func.count()).select_from(enough)) or 0)


def received_by(day: date) -> ColumnElement[bool]:
    """Say that a signal came in by the end of a day in Brussels."""
    return Signal.received_at < datetime.combine(day + _DAY, time(), _BRUSSELS)


def _sources(
    present: Present, terms: Terms, by: Callable[[str], date]
) -> Mapping[str, tuple[Any, Callable[[Any], Fact]]]:
    """Give a query for each kind of what is due by its day, the oldest first, and how its rows are read."""
    within = within_fiches(present, _READ)

    def last(kind: str) -> date:
        return latest_day(kind, by(kind), terms)

    sources: dict[str, tuple[Any, Callable[[Any], Fact]]] = {}
    if present.may(_READ_SIGNALS) and present.reach(_READ_SIGNALS) == ALL:
        sources[DECISION] = _undecided(last(DECISION)), _read_signal(DECISION)
        sources[ANSWER] = _unanswered(last(ANSWER)), _read_signal(ANSWER)
    sources[REVIEW] = _reviews(last(REVIEW)).where(*within), _read_fiche(REVIEW)
    sources[ACTION] = _actions(last(ACTION)).where(*within), _read_action
    sources[SILENT] = _silent(last(SILENT)).where(*within), _read_fiche(SILENT)
    if present.may(_READ_PARTNERS) and present.reach(_READ_PARTNERS) == ALL:
        sources[AGREEMENT] = _ending(last(AGREEMENT)), _read_agreement
    return sources


def _undecided(last: date) -> Any:
    waits = Signal.status.in_(AWAITED), Signal.text != "", PROMISED, received_by(last)
    columns = select(Signal.id, Signal.number, func.left(Signal.text, _OPENING + 1).label("text"), Signal.received_at)
    return columns.where(*waits).order_by(Signal.received_at)


def _unanswered(last: date) -> Any:
    """Say which questions to reporters were asked by a day and are open."""
    asked = Question.asked_at < datetime.combine(last + _DAY, time(), _BRUSSELS)
    text = func.left(Signal.text, _OPENING + 1).label("text")
    columns = select(Signal.id, Signal.number, text, Question.asked_at.label("received_at"))
    mine = columns.join(Question, Question.signal_id == Signal.id)
    return mine.where(Question.state == "open", asked).order_by(Question.asked_at)


def _ending(by: date) -> Any:
    """Say what was agreed with a partner that works along, that ends by a day and was not agreed anew."""
    newer = aliased(Agreement)
    anew = exists().where(newer.partner_id == Agreement.partner_id, newer.signed_on > Agreement.signed_on)
    columns = select(Partner.id, Partner.name, Agreement.ends_on).join(Partner, Partner.id == Agreement.partner_id)
    mine = columns.where(Agreement.ends_on <= by, Partner.left_on.is_(None), ~anew)
    return mine.order_by(Agreement.ends_on)


def _reviews(by: date) -> Any:
    columns = select(Fiche.number, Fiche.title, Fiche.puller, Fiche.review_on.label("day"))
    parked = columns.where(Fiche.status == PARKED, Fiche.review_on <= by, Fiche.merged_into_id.is_(None))
    return parked.order_by(Fiche.review_on)


def _actions(by: date) -> Any:
    owner = func.coalesce(Staff.email, Action.owner).label("who")
    columns = select(Action.id, Action.title, Action.due_on, owner).join(Fiche, Fiche.id == Action.fiche_id)
    mine = columns.outerjoin(Staff, Staff.id == Action.owner_id)
    return mine.where(Action.state.in_(OPEN), Action.due_on <= by).order_by(Action.due_on)


def _silent(last: date) -> Any:
    """Say which open fiches had their last entry by a day; a parked one has a date of its own."""
    # One step in an index that holds all that is asked (ix_journal_fiche_at), not all of a fiche's entries.
    last_at = select(func.max(Journal.at)).where(Journal.fiche_id == Fiche.id).correlate(Fiche).scalar_subquery()
    spoke = func.coalesce(last_at, Fiche.opened_at)
    columns = select(Fiche.number, Fiche.title, Fiche.puller, spoke.label("day"))
    still = Fiche.status.in_([state for state in OPEN_STATES if state != PARKED])
    still = and_(still, Fiche.merged_into_id.is_(None))
    return columns.where(still, spoke < datetime.combine(last + _DAY, time(), _BRUSSELS)).order_by(spoke)


def _read_signal(kind: str) -> Callable[[Any], Fact]:
    return lambda row: Fact(kind, _day(row.received_at), str(row.id), open_text(row.text, _OPENING), str(row.number))


def _read_agreement(row: Any) -> Fact:
    return Fact(AGREEMENT, row.ends_on, str(row.id), row.name)


def _read_action(row: Any) -> Fact:
    return Fact(ACTION, row.due_on, str(row.id), row.title, row.who)


def _read_fiche(kind: str) -> Callable[[Any], Fact]:
    return lambda row: Fact(kind, _day(row.day), str(row.number), row.title, row.puller or "")


def _day(at: date) -> date:
    return at.astimezone(_BRUSSELS).date() if isinstance(at, datetime) else at
