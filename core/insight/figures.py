"""Figures: the indicators of a municipality over a period, with the one before and by quarter; small cells hidden."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from core.errors import NotFound
from core.insight.facts import Facts, is_told_by_many
from core.insight.facts_kept import read_facts
from core.insight.facts_read import first_signal_at
from core.insight.hiding import hide_reading
from core.insight.indicators import AS_OF_NOW, INDICATORS
from core.insight.measures import Reading
from core.insight.quarters import Period, Quarter, list_periods
from core.insight.ranges import TOTAL
from core.insight.suppression import least_of
from core.insight.tables_shown import FACETS, FIELDS, Table, count_by, labels_of
from core.insight.view import View
from core.insight.working_days import DayCounter
from core.people.sessions import Present
from core.working_days import read_closed


class NothingClosed(NotFound):
    """No quarter is over yet: there is nothing for who does not read signals herself."""


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks: a period by its key, and the facet with the key that all is narrowed to (or empty).

    `by`: the facet of the table of signals; the same as the facet that is narrowed to.
    """

    period: str = ""
    facet: str = ""
    key: str = ""
    by: str = "themes"


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of an indicator: over the period, over the one before, and by quarter; None is hidden.

    `hidden`: there is something, too little to show; `of` is still shown where it may be.
    """

    name: str
    now: Reading | None
    before: Reading | None
    quarters: tuple[tuple[Quarter, Reading | None], ...]
    of: int | None


@dataclass(frozen=True, slots=True)
class Card:
    """An indicator by its number, with its figures; none where what it is computed from is not kept yet."""

    number: int
    lines: tuple[Line, ...]
    as_of_now: bool


@dataclass(frozen=True, slots=True)
class Over:
    """What figures are made over: what was asked, its period, all there are, and the working days of the place."""

    question: Question
    period: Period
    periods: tuple[Period, ...]
    days: DayCounter


@dataclass(frozen=True, slots=True)
class Figures:
    """What was asked, what can be asked, the nineteen indicators, and signals by facet and quarter.

    `any`: there is at least one signal. `sectors`: those that sent one, of all that the table is of.
    """

    question: Question
    period: Period
    periods: tuple[Period, ...]
    cards: tuple[Card, ...]
    table: Table
    any: bool
    sectors: frozenset[str]


def read_figures(session: Session, present: Present, question: Question, now: datetime) -> Figures:
    """Compute the figures of the bound municipality at `now` (aware); what cannot be asked is asked as the first.

    Who reads signals herself sees them as they are now, with the quarter that still runs, and narrowed as she asks;
    who does not sees years and quarters that are over, of all signals together. Raises NotAllowed, and NothingClosed
    for her as long as no quarter is over. Never by person, and no organisation by name.
    """
    present.must("figures.read")
    inside = present.may("signals.read")
    periods = list_periods(now, first_signal_at(session), closed=not inside)
    period = next((one for one in periods if one.key == question.period), periods[0] if periods else None)
    if period is None:
        raise NothingClosed("figures: period")
    facet = question.facet if inside and question.key in labels_of(question.facet) else ""
    by = facet or (question.by if question.by in FACETS else "themes")
    asked = Question(period.key, facet, question.key if facet else "", by)
    every = sorted({*period.before, *period.whole})
    facts = read_facts(session, every[0].begin, every[-1].end)
    days = DayCounter(read_closed(present.place.setting("closing_days")), every[0].begin.date(), now.date())
    return make_figures(facts, Over(asked, period, periods, days), now)


def make_figures(facts: Facts, over: Over, now: datetime) -> Figures:
    """The same, from facts; pure."""
    question, period = over.question, over.period
    whole = {quarter: facts.sent.between(quarter.begin, quarter.end) for quarter in period.whole}
    table = count_by(question.by, whole)
    narrowed = _narrow(facts, question)
    columns = [*(quarter.key for quarter in period.whole), TOTAL] if question.facet else []
    hidden = {column for column in columns if not table.may_show(question.key, column)}
    stretches = {
        "now": period.quarters,
        "before": period.before,
        TOTAL: period.whole,
        **{quarter.key: (quarter,) for quarter in period.whole},
    }
    # Of more than one quarter, what is asked is the whole: it is looked at once.
    views = {quarters: _look(narrowed, quarters, now, over.days) for quarters in {*stretches.values()}}
    looks = {name: views[quarters] for name, quarters in stretches.items()}
    cards = tuple(_card(number, looks, period, question, hidden) for number in INDICATORS)
    sectors = frozenset(sector for sent in whole.values() for sector in sent.count("sector"))
    return Figures(question, period, over.periods, cards, table, len(facts.sent) > 0, sectors)


def _narrow(facts: Facts, question: Question) -> Facts:
    """Keep what belongs to the asked theme, group, sector or level; what has none of these is left out."""
    if not question.facet:
        return facts
    sector = question.facet == "sectors"
    judged = [one for one in facts.judged if sector and one.sector == question.key]
    if question.facet == "themes":
        judged = [one for one in facts.judged if question.key in one.held[:1]]
    return replace(
        facts,
        sent=facts.sent.where(facts.sent.holding(FIELDS[question.facet], question.key)),
        followed=facts.followed.concerning(question.facet, question.key),
        begun=(),
        judged=judged,
        held=(),
        rated=(),
    )


def _look(facts: Facts, quarters: Sequence[Quarter], now: datetime, days: DayCounter) -> View:
    """Take what belongs to quarters in a row; fiches belong to all."""
    begin, end = quarters[0].begin, quarters[-1].end
    places = {quarter.place for quarter in quarters}
    seen = replace(
        facts,
        sent=facts.sent.between(begin, end),
        begun=[one for one in facts.begun if one.quarter in places],
        rated=[one for one in facts.rated if one.quarter in places],
        judged=[one for one in facts.judged if begin <= one.at < end],
    )
    return View(seen, begin, end, now, days)


def _card(number: int, views: Mapping[str, View], period: Period, question: Question, hidden: set[str]) -> Card:
    as_of_now = number in AS_OF_NOW
    read = {name: list(INDICATORS[number](view)) for name, view in views.items() if name != "now"}
    read["now"] = read[TOTAL] if views["now"] is views[TOTAL] else list(INDICATORS[number](views["now"]))
    lines: list[Line] = []
    for place, reading in enumerate(read["now"]):
        names = [TOTAL] if as_of_now else [*(quarter.key for quarter in period.whole), TOTAL]
        narrow = hidden | _narrow_columns(views, names, question, reading)
        shown = hide_reading({name: read[name][place] for name in names}, least_of(question.key), narrow)
        now_shown, of = shown[TOTAL if as_of_now else period.single or TOTAL]
        before = None if as_of_now else _before(read["before"][place], question, hidden)
        quarters = tuple((quarter, shown[quarter.key][0]) for quarter in period.whole if quarter.key in shown)
        lines.append(Line(reading.name, now_shown, before, quarters, of))
    return Card(number, tuple(lines), as_of_now)


def _before(reading: Reading, question: Question, hidden: set[str]) -> Reading | None:
    if hidden:
        return None
    return hide_reading({TOTAL: reading}, least_of(question.key), ())[TOTAL][0]


def _narrow_columns(views: Mapping[str, View], names: Iterable[str], question: Question, reading: Reading) -> set[str]:
    """Name where too few people stand behind a narrowed figure."""
    if not question.facet or not reading.people:
        return set()
    return {name for name in names if len(views[name].facts.sent) and not is_told_by_many(views[name].facts.sent)}
