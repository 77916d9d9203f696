"""Tables of signals by a facet and by quarter, with their margins, each signal once; small cells hidden; pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from core.dialogue.load import labels
from core.insight.facts import is_told_by_many
from core.insight.quarters import Quarter
from core.insight.ranges import TOTAL, Place
from core.insight.sents import NOTHING, Sents
from core.insight.suppression import Cell, hide, least_of

# Facets, with the field of a signal under which it counts: its first key, so that it counts once; empty: it has none.
FIELDS = {"themes": "theme", "target_groups": "group", "sectors": "sector", "levels": "level"}
FACETS = tuple(FIELDS)


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


def make_cells(facet: str, quarters: Mapping[Quarter, Sents], keys: Collection[str]) -> dict[Place, Cell]:
    """Count signals by key and quarter, with all margins; a key that nobody used has zeros."""
    places: dict[Place, list[Sents]] = {(TOTAL, TOTAL): [*quarters.values()]}
    for quarter, sent in quarters.items():
        used = {key: sent.where(sent.holding(FIELDS[facet], key)) for key in sent.count(FIELDS[facet])}
        places[TOTAL, quarter.key] = [sent]
        for key in {*keys, *used}:
            told = used.get(key, NOTHING)
            places[key, quarter.key] = [told]
            places.setdefault((key, TOTAL), []).append(told)
    whole = {place: sum(map(len, told)) for place, told in places.items()}
    # That nothing at all came in a quarter tells of nobody.
    empty = {column for row, column in whole if row == TOTAL and not whole[row, column]}
    return {
        place: Cell(0, 0) if place[1] in empty else Cell(number, least_of(place[0]), is_told_by_many(*places[place]))
        for place, number in whole.items()
    }


def count_by(facet: str, quarters: Mapping[Quarter, Sents]) -> Table:
    """Count signals by a facet and by quarter, and hide what is small with what would give it away."""
    used = {key for sent in quarters.values() for key in sent.count(FIELDS[facet])}
    cells = make_cells(facet, quarters, used)
    counts = {place: cell.count for place, cell in cells.items()}
    rows = sorted(used, key=lambda key: (not key, key))
    return Table(facet, tuple(rows), tuple(quarter.key for quarter in sorted(quarters)), counts, hide(cells))
