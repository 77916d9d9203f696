"""Figures for everyone: only cells that a person released and that were shown then; what is hidden has no trace."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.insight.quarters import quarters_of
from core.insight.ranges import TOTAL
from core.insight.releases import PEOPLE, REPORTERS
from core.insight.tables_shown import FACETS, labels_of
from core.publish.model import Count, Counted, PublicFigures
from core.store.tables import Release

SIGNALS, ORGANISATIONS = "signals", "organisations"
_YEARS = 5  # tables of so many years, the newest first
# By facet and period the numbers that are shown, by key.
Shown = Mapping[tuple[str, str], Mapping[str, int]]


def read_figures(session: Session, organisations: int) -> PublicFigures:
    """Read what was released; `organisations`: how many are partners, which anyone can count."""
    rows = session.execute(select(Release.facet, Release.period, Release.cells).order_by(Release.period))
    return tell_figures({(row.facet, row.period): keep_shown(row.cells) for row in rows}, organisations)


def keep_shown(cells: Mapping[str, Sequence[Any]]) -> Mapping[str, int]:
    """Keep the cells of a release that are shown."""
    return {key: cell[0] for key, cell in cells.items() if cell[1] is True}


def tell_figures(shown: Shown, organisations: int) -> PublicFigures:
    """Lay out the tables of the last years, the newest first; pure.

    A row stands in a table where at least one number of it is shown and is not nothing: a row of which nothing may be
    told looks the same as one that nobody used.
    """
    periods: dict[int, list[str]] = defaultdict(list)
    for facet, period in shown:
        if facet == FACETS[0]:
            periods[int(period.partition("-")[0])].append(period)
    years = sorted(periods, reverse=True)[:_YEARS]
    tables = tuple(_table(shown, facet, year, _columns(year, periods[year])) for year in years for facet in FACETS)
    quarters = sorted(period for year in years for period in periods[year] if "-" in period)
    facts = [*_signals(tables), *_reporters(shown, quarters), Count(ORGANISATIONS, organisations)]
    return PublicFigures(quarters[-1] if quarters else "", tuple(facts), tables)


def _reporters(shown: Shown, quarters: Sequence[str]) -> tuple[Count, ...]:
    """Say how many people signalled in the last quarter that was released, where that was counted."""
    counted = shown.get((PEOPLE, quarters[-1])) if quarters else None
    return () if counted is None else (Count(REPORTERS, counted.get(REPORTERS)),)


def _columns(year: int, released: Sequence[str]) -> tuple[str, ...]:
    """Give the quarters of a year that were released, then the year when it is whole."""
    return tuple(period for period in (*(one.key for one in quarters_of(year)), str(year)) if period in released)


def _table(shown: Shown, facet: str, year: int, columns: tuple[str, ...]) -> Counted:
    by_column = [shown.get((facet, column), {}) for column in columns]
    keys = [key for key in (*labels_of(facet), "") if any(cells.get(key) for cells in by_column)]
    return Counted(
        facet=facet,
        year=year,
        columns=columns,
        rows=tuple((key, tuple(cells.get(key) for cells in by_column)) for key in keys),
        totals=tuple(cells.get(TOTAL) for cells in by_column),
    )


def _signals(tables: Sequence[Counted]) -> tuple[Count, ...]:
    """Say how many signals came in the last year of which figures were released, so far: where each part is shown."""
    if not tables:
        return ()
    newest = tables[0]
    quarters = [total for column, total in zip(newest.columns, newest.totals, strict=True) if "-" in column]
    if str(newest.year) in newest.columns and newest.totals[-1] is not None:
        return (Count(SIGNALS, newest.totals[-1]),)
    return (Count(SIGNALS, sum(one for one in quarters if one is not None) if None not in quarters else None),)
