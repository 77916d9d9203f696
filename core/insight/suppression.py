"""Suppression: which cells of a table may be shown, so that no small one can be computed from the others; pure.

The rule. A cell is small below `least` signals, or where fewer than three reporters or two organisations stand behind
it; zero is small too. A small cell is hidden. So many others are hidden beside it that, for who knows every cell and
margin shown (also those released before), each hidden cell can still be any of `least` numbers in a row or more;
where few stand behind a larger cell, the range is at least half of what it holds. Hidden cells look all the same,
whether they are small themselves or hide another: what is small may not be told from what is not.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from core.classify.sources import Source, count_organisations
from core.insight.ranges import TOTAL, Place, find_range

LEAST, LEAST_SENSITIVE = 5, 10
FEWEST_REPORTERS, FEWEST_ORGANISATIONS = 3, 2
SENSITIVE = frozenset({
    "geestelijke-gezondheid", "veiligheid-geweld", "migratie-taal",
    "zonder-verblijf", "dak-thuislozen", "psychische-kwetsbaarheid",
})  # fmt: skip
_BANDS = ((25, "25+"), (10, "10-24"), (5, "5-9"))


@dataclass(frozen=True, slots=True)
class Cell:
    """A count of signals. `least`: below this it is small. `diverse`: enough reporters and organisations told it."""

    count: int
    least: int = LEAST
    diverse: bool = True

    @property
    def small(self) -> bool:
        """Whether it may not be shown for its own sake."""
        return self.count < self.least or not self.diverse

    @property
    def width(self) -> int:
        """How far the ends of what a stranger can compute must lie apart, at least, when it is hidden."""
        return max(self.least - 1, 0 if self.diverse else self.count // 2)


def least_of(*keys: str) -> int:
    """Give below how many signals a cell of these themes and groups is small."""
    return LEAST_SENSITIVE if SENSITIVE & set(keys) else LEAST


def is_diverse(reporters: int, sources: Iterable[Source]) -> bool:
    """Tell whether enough different people of enough different organisations told something.

    `reporters`: how many are known to be different. Who tells for different organisations counts as different too:
    rows of an old list name no people, but where they worked.
    """
    houses = count_organisations(sources)
    return max(reporters, houses) >= FEWEST_REPORTERS and houses >= FEWEST_ORGANISATIONS


def band(count: int, least: int = LEAST) -> str:
    """Give a count as a band: "<5" (or "<10"), "5-9", "10-24", "25+"."""
    return f"<{least}" if count < least else next(name for low, name in _BANDS if count >= low)


def hide(
    cells: Mapping[Place, Cell],
    earlier: Mapping[Place, bool] | None = None,
    aside: Collection[Place] = (),
    *,
    secondary: bool = True,
) -> frozenset[Place]:
    """Choose which cells of a table with all its margins are hidden.

    `earlier`: of the cells that were released before, whether they were shown; that never changes. `aside`: margins
    that nobody ever sees and that need no protection, as those of a table with one row. Without `secondary` only what
    is small itself is hidden (for tests: it is not safe).
    """
    before = {**(earlier or {}), **dict.fromkeys(aside, False)}
    hidden = {place for place, cell in cells.items() if not before.get(place, not cell.small)}
    counts = {place: cell.count for place, cell in cells.items()}
    free = {place for place in cells if place not in before}
    # What cannot be computed stays so when more is hidden: each cell is looked at until it is safe, once.
    waiting = sorted(hidden - set(aside)) if secondary else []
    while waiting:
        place = waiting.pop()
        while not _safe(cells, counts, hidden, place):
            beside = _choose(cells, counts, hidden, place, free)
            if beside is None:  # cannot be: what was safe stays safe when all that is new is hidden
                break
            hidden.add(beside)
            waiting.append(beside)
    return frozenset(hidden)


def find_derivable(cells: Mapping[Place, Cell], hidden: Collection[Place]) -> list[Place]:
    """Find the hidden cells that can be computed all the same: none, for what `hide` chose. To look once more."""
    counts, gone = {place: cell.count for place, cell in cells.items()}, set(hidden)
    return [place for place in sorted(gone) if not _safe(cells, counts, gone, place)]


def _safe(cells: Mapping[Place, Cell], counts: Mapping[Place, int], hidden: set[Place], place: Place) -> bool:
    return _width(counts, hidden, place, cells[place].width) >= cells[place].width


def _width(counts: Mapping[Place, int], hidden: set[Place], place: Place, reach: int) -> int:
    low, high = find_range(counts, counts.keys() - hidden, place, reach)
    return high - low


def _choose(
    cells: Mapping[Place, Cell], counts: Mapping[Place, int], hidden: set[Place], place: Place, free: set[Place]
) -> Place | None:
    """Choose what to hide beside a cell that can be computed: margins last, what is near first, the smallest first."""

    def order(other: Place) -> tuple[int, bool, int, Place]:
        return other.count(TOTAL), other[0] != place[0] and other[1] != place[1], cells[other].count, other

    options = sorted(free - hidden, key=order)
    reach = cells[place].width
    enough = (other for other in options if _width(counts, hidden | {other}, place, reach) >= reach)
    return next(enough, options[0] if options else None)
