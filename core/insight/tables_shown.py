"""Tables of signals by a facet and by quarter, with their margins, each signal once; small cells hidden; pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from core.dialogue.load import labels
from core.insight.facts import Sent, is_told_by_many
from core.insight.quarters import Quarter
from core.insight.ranges import TOTAL, Place, with_margins
from core.insight.suppression import Cell, hide, least_of

FACETS = ("themes", "target_groups", "sectors", "levels")


@dataclass(frozen=True, slots=True)
class Table:
    """Signals by key of a facet (rows; empty: none was given) and by quarter, with margins; `hidden` are not shown."""

    facet: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: Mapping[Place, int]
    hidden: frozenset[Place]

    def may_show(self, row: str, column: str) -> bool:
        """Tell whether a cell or margin may be shown."""
        return (row, column) in self.counts and (row, column) not in self.hidden

    def shown(self, row: str, column: str) -> int | None:
        """Give a cell or margin; None where it is hidden."""
        return self.counts[row, column] if self.may_show(row, column) else None


def labels_of(facet: str) -> dict[str, str]:
    """Give the keys of a facet with their labels; none of what is no facet."""
    return labels(facet) if facet in FACETS else {}


def key_of(one: Sent, facet: str) -> str:
    """Give under which key a signal counts: its first, so that it counts once; empty when it has none."""
    keys = {"themes": one.themes, "target_groups": one.groups, "levels": one.levels, "sectors": (one.source.sector,)}
    return (keys[facet] or ("",))[0]


def make_cells(facet: str, quarters: Mapping[Quarter, Sequence[Sent]], keys: Collection[str]) -> dict[Place, Cell]:
    """Count signals by key and quarter, with all margins; a key that nobody used has zeros."""
    places: dict[Place, list[Sent]] = {}
    for quarter, sent in quarters.items():
        for key in keys:
            places[key, quarter.key] = []
        for one in sent:
            places.setdefault((key_of(one, facet), quarter.key), []).append(one)
    whole = with_margins({place: len(told) for place, told in places.items()})
    # That nothing at all came in a quarter tells of nobody.
    empty = {column for row, column in whole if row == TOTAL and not whole[row, column]}
    return {
        place: Cell(0, 0)
        if place[1] in empty
        else Cell(number, least_of(place[0]), is_told_by_many(_of(places, place)))
        for place, number in whole.items()
    }


def count_by(facet: str, quarters: Mapping[Quarter, Sequence[Sent]]) -> Table:
    """Count signals by a facet and by quarter, and hide what is small with what would give it away."""
    used = {key_of(one, facet) for sent in quarters.values() for one in sent}
    cells = make_cells(facet, quarters, used)
    counts = {place: cell.count for place, cell in cells.items()}
    rows = sorted(used, key=lambda key: (not key, key))
    return Table(facet, tuple(rows), tuple(quarter.key for quarter in sorted(quarters)), counts, hide(cells))


def _of(places: Mapping[Place, Sequence[Sent]], place: Place) -> list[Sent]:
    row, column = place
    return [
        one
        for (key, quarter), told in places.items()
        if row in (TOTAL, key) and column in (TOTAL, quarter)
        for one in told
    ]
