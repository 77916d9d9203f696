"""Releases: a person lets the counts of a quarter go to others; they never change after, nor give away earlier ones."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import NotPossible
from core.insight.facts_kept import read_sent
from core.insight.quarters import Quarter, quarters_of
from core.insight.ranges import TOTAL, Place
from core.insight.sents import Sents
from core.insight.suppression import LEAST, LEAST_SENSITIVE, Cell, find_derivable, hide, least_of
from core.insight.tables_shown import FACETS, Table, labels_of, make_cells
from core.people.audit import note
from core.people.sessions import Present
from core.store.tables import Release

# Beside the facets: how many people signalled in a quarter.
PEOPLE, REPORTERS = "people", "reporters"
_LAST = 4
# By key how many, and whether that is shown.
Cells = dict[str, tuple[int, bool]]


@dataclass(frozen=True, slots=True)
class Released:
    """What was released of a year: its quarters, a table by facet, and the quarter that can be released now."""

    year: int
    quarters: tuple[Quarter, ...]
    tables: tuple[Table, ...]
    next: Quarter | None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What others would see of a quarter: of `signals` whether the number, of `themes` with signals how many.

    `unnamed`: signals that have no theme yet.
    """

    signals: int
    shown: bool
    themes: int
    seen: int
    unnamed: int


def release_quarter(session: Session, present: Present, quarter: Quarter, now: datetime) -> bool:
    """Release the counts of a quarter that is over, by theme, group, sector and level; with the last also the year's.

    False when it was released before. Raises NotPossible for one that runs, or with one before it in its year that
    was not released: what is released later is chosen by what was shown earlier.
    """
    present.must("figures.release")
    before = _read(session, quarter.year)
    if any(period == quarter.key for _, period in before):
        return False
    open_ = [one for one in quarters_of(quarter.year) if one < quarter and (FACETS[0], one.key) not in before]
    if quarter.end > now or open_:
        raise NotPossible("figures: quarter")
    for facet, shown in choose_all(session, quarter, before).items():
        for period, cells in shown.items():
            values = {key: list(cell) for key, cell in cells.items()}
            session.add(
                Release(
                    municipality_id=present.place.id,
                    facet=facet,
                    period=period,
                    cells=values,
                    staff_id=present.staff_id,
                )
            )
    note(session, present.place.id, present.staff_id, "figures-released", quarter.key)
    session.flush()
    return True


def choose_all(
    session: Session, quarter: Quarter, before: Mapping[tuple[str, str], Cells]
) -> dict[str, dict[str, Cells]]:
    """Choose what is shown of a quarter by every facet, and of how many people signalled: by facet and period."""
    quarters = quarters_of(quarter.year)
    sent = read_sent(session, quarters[0].begin, quarters[-1].end)
    told = {one: sent.between(one.begin, one.end) for one in quarters}
    totals = choose_totals(told, quarter, before)
    chosen = {facet: choose(facet, told, quarter, before, totals) for facet in FACETS}
    return {**chosen, PEOPLE: {quarter.key: _people(told[quarter], shown=totals[TOTAL, quarter.key])}}


def foresee(session: Session, present: Present, quarter: Quarter) -> Foreseen:
    """Tell what would be seen of a quarter if it were released now; nothing is kept."""
    present.must("figures.release")
    chosen = choose_all(session, quarter, _read(session, quarter.year))
    rows = [cell for key, cell in chosen[FACETS[0]][quarter.key].items() if key not in ("", TOTAL) and cell[0]]
    unnamed = chosen[FACETS[0]][quarter.key].get("", (0, False))[0]
    total, shown = chosen[FACETS[0]][quarter.key][TOTAL]
    return Foreseen(total, shown, len(rows), sum(1 for _, seen in rows if seen), unnamed)


def _people(sent: Sents, *, shown: bool) -> Cells:
    """Count who signalled, as far as they are known: shown only where the number of their signals is.

    How many different people is the sum of no other numbers; next to a hidden total it would tell that.
    """
    known = len(np.unique(sent["reporter"][sent["reporter"] != 0]))
    return {REPORTERS: (known, shown and known >= LEAST)}


def choose(
    facet: str,
    told: Mapping[Quarter, Sents],
    quarter: Quarter,
    before: Mapping[tuple[str, str], Cells],
    totals: Mapping[Place, bool],
) -> dict[str, Cells]:
    """Choose what is shown of a quarter (after the fourth also of the year) by the keys of a facet; pure.

    `totals`: whether the sums of all are shown, the same for every facet, since they are the same numbers.
    """
    keys = ("", *labels_of(facet))
    cells, earlier = _cells(facet, told, before, keys), dict(totals)
    for one in told:
        released = before.get((facet, one.key))
        for key in keys:
            if released is not None or one > quarter:
                earlier[key, one.key] = released is not None and released.get(key, (0, False))[1]
    if quarter.number < _LAST:
        earlier |= {(key, TOTAL): False for key in keys}
    hidden = hide(cells, earlier)
    if find_derivable(cells, hidden):
        raise NotPossible("figures: a small number could be computed")
    columns = {quarter.key: quarter.key} | ({str(quarter.year): TOTAL} if quarter.number == _LAST else {})
    return {
        period: {key: (cells[key, column].count, (key, column) not in hidden) for key in (*keys, TOTAL)}
        for period, column in columns.items()
    }


def read_released(session: Session, present: Present, year: int, now: datetime) -> Released:
    """Read what was released of a year."""
    present.must("figures.read")
    before = _read(session, year)
    quarters = tuple(one for one in quarters_of(year) if (FACETS[0], one.key) in before)
    rest = [one for one in quarters_of(year) if one not in quarters]
    ready = rest[0] if rest and rest[0].end <= now else None
    tables = tuple(_table(facet, year, quarters, before) for facet in FACETS) if quarters else ()
    return Released(year, quarters, tables, ready)


def _cells(
    facet: str,
    told: Mapping[Quarter, Sents],
    before: Mapping[tuple[str, str], Cells],
    keys: Collection[str],
) -> dict[Place, Cell]:
    """Count, with what was released as it was then: a label that was corrected since changes nothing."""
    cells = make_cells(facet, told, keys)
    for (of, period), released in before.items():
        for key, (number, _) in released.items():
            place = (key, period)
            if of == facet and key != TOTAL and place in cells:
                by = number - cells[place].count
                for other in (place, (key, TOTAL), (TOTAL, period), (TOTAL, TOTAL)):
                    cell = cells[other]
                    count = cell.count + by
                    cells[other] = Cell(count, least_of(other[0]) if count else cell.least, cell.diverse)
    return cells


def choose_totals(
    told: Mapping[Quarter, Sents], quarter: Quarter, before: Mapping[tuple[str, str], Cells]
) -> dict[Place, bool]:
    """Choose whether the sums of all are shown: first, and for every facet alike."""
    counted = _cells(FACETS[0], told, before, ("", *labels_of(FACETS[0])))
    cells: dict[Place, Cell] = {}
    for (row, column), cell in counted.items():
        if row == TOTAL:
            total = Cell(cell.count, LEAST_SENSITIVE if cell.count else cell.least, cell.diverse)
            cells |= {("all", column): total, (TOTAL, column): total}
    earlier: dict[Place, bool] = {}
    for one in told:
        released = before.get((FACETS[0], one.key))
        if released is not None or one > quarter:
            earlier["all", one.key] = released is not None and released[TOTAL][1]
    if quarter.number < _LAST:
        earlier["all", TOTAL] = False
    hidden = hide(cells, earlier, aside=[place for place in cells if place[0] == TOTAL])
    return {(TOTAL, column): ("all", column) not in hidden for row, column in cells if row == "all"}


def _read(session: Session, year: int) -> dict[tuple[str, str], Cells]:
    periods = [str(year), *(one.key for one in quarters_of(year))]
    rows = session.execute(select(Release.facet, Release.period, Release.cells).where(Release.period.in_(periods)))
    return {(row.facet, row.period): {key: (cell[0], cell[1]) for key, cell in row.cells.items()} for row in rows}


def _table(facet: str, year: int, quarters: Sequence[Quarter], before: Mapping[tuple[str, str], Cells]) -> Table:
    counts: dict[Place, int] = {}
    hidden: set[Place] = set()
    for column, period in [*((one.key, one.key) for one in quarters), (TOTAL, str(year))]:
        for key, (number, shown) in before.get((facet, period), {}).items():
            counts[key, column] = number
            if not shown:
                hidden.add((key, column))
    keys = [key for key in (*labels_of(facet), "") if any(counts.get((key, one.key)) for one in quarters)]
    return Table(facet, tuple(keys), tuple(one.key for one in quarters), counts, frozenset(hidden))
