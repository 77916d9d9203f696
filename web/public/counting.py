"""Figures as pages show them: single numbers, signals over time as bars, and tables by facet with a bar a row."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.insight.charts import Bar, draw_bars
from core.publish.model import Count, Counted, PublicFigures
from web.public.telling import Telling

_MOST_BARS = 6


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table by its key: a number a column (None: hidden), and its bar in hundredths of the longest."""

    key: str
    numbers: tuple[int | None, ...]
    share: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table of one facet and year, the largest first."""

    facet: str
    year: int
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class OverTime:
    """Signals by quarter, the oldest first: rows of a table, and the bars of the last ones."""

    rows: tuple[tuple[str, int | None], ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a municipality; `any`: there is something to show."""

    until: str
    facts: tuple[Count, ...]
    over_time: OverTime
    tables: tuple[Table, ...]
    any: bool


def count(figures: PublicFigures, tell: Telling) -> Figures:
    """Lay out the figures: tables of the newest year, and the course of all years."""
    newest = max((table.year for table in figures.tables), default=0)
    tables = tuple(_table(table) for table in figures.tables if table.year == newest)
    facts = tuple(fact for fact in figures.facts if tell.words.has(f"public.fact.{fact.key}"))
    return Figures(figures.until, facts, _over_time(figures.tables, tell), tables, bool(tables))


def _over_time(tables: Sequence[Counted], tell: Telling) -> OverTime:
    facet = tables[0].facet if tables else ""
    rows = sorted(
        (column, number)
        for table in tables
        if table.facet == facet
        for column, number in zip(table.columns, table.totals, strict=True)
        if "-" in column
    )
    drawn = [(tell.short_quarter(key), number, tell.number(number)) for key, number in rows[-_MOST_BARS:]]
    return OverTime(tuple(rows), draw_bars(drawn) if len(drawn) > 1 else ())


def _table(table: Counted) -> Table:
    """Order rows by what is shown of them: of the last column, else of all together."""
    weighed = [(_weight(numbers), key, numbers) for key, numbers in table.rows if any(n is not None for n in numbers)]
    most = max((weight for weight, _, _ in weighed), default=0) or 1
    weighed.sort(key=lambda row: (not row[1], -row[0], row[1]))
    rows = tuple(Row(key, numbers, round(100 * weight / most)) for weight, key, numbers in weighed)
    return Table(table.facet, table.year, table.columns, rows, table.totals)


def _weight(numbers: Sequence[int | None]) -> int:
    return numbers[-1] or 0
