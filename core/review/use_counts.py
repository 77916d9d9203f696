"""Counting how a model is used: how many of its proposals people kept, with small counts hidden; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# Of fewer than so many nothing is shown.
FEW = 5

# How many there were and how many of those were kept, by key.
Counts = dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Cell:
    """How often a theme was proposed beside signals of a sector that a processor labelled, and how often it was kept.

    `signals`: in how many of those it was proposed first, so that each signal counts in one cell; `first_kept`: of
    these, how many kept it. `theme` empty: nothing was proposed beside them. `sector` empty: they have none.
    """

    theme: str
    sector: str
    of: int
    kept: int
    signals: int
    first_kept: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there were, and how many of those were kept. `key`: of which theme or sector; empty: of all."""

    of: int
    kept: int
    key: str = ""

    @property
    def told(self) -> bool:
        """Whether there are enough to say anything."""
        return self.of >= FEW

    @property
    def share(self) -> float:
        """Give the share that was kept, 0 to 1."""
        return self.kept / max(1, self.of)


@dataclass(frozen=True, slots=True)
class Tallies:
    """Tallies that may be shown, the largest first, and the keys of those that may not (also of what never was)."""

    shown: tuple[Tally, ...]
    hidden: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of the themes that were proposed: in all, by theme, and by sector.

    By sector signals are counted, and whether the theme that was proposed first was kept: few signals with many themes
    are still few. `signals`: those that were labelled after the model read them, also where it proposed nothing. It is
    what to show beside the share of all: the sum of all proposals would tell the one count that is hidden.
    """

    signals: int
    all: Tally
    themes: Tallies
    sectors: Tallies

    @property
    def told(self) -> bool:
        """Whether there are enough to say anything of all."""
        return self.signals >= FEW and self.all.told


def count_kept(cells: Iterable[Cell], themes: Sequence[str], sectors: Sequence[str]) -> Kept:
    """Count the themes that were proposed, and those of them that were kept.

    `themes` and `sectors`: every key that there is, so that what never was is told like what was seldom.
    """
    by_theme: Counts = dict.fromkeys(themes, (0, 0))
    by_sector: Counts = dict.fromkeys((*sectors, ""), (0, 0))
    signals = 0
    for cell in cells:
        signals += cell.signals
        if cell.theme:
            _add(by_theme, cell.theme, cell.of, cell.kept)
            _add(by_sector, cell.sector, cell.signals, cell.first_kept)
    every = (sum(of for of, _ in by_theme.values()), sum(kept for _, kept in by_theme.values()))
    return Kept(signals, Tally(*every), hide_small(by_theme), hide_small(by_sector))


def hide_small(counts: Mapping[str, tuple[int, int]]) -> Tallies:
    """Hide counts below FEW. Whether one is shown hangs on itself alone, so that nothing can be read off from others.

    `counts`: by key how many and how many kept; their sum must not be shown beside them.
    """
    rows = sorted((Tally(of, kept, key) for key, (of, kept) in counts.items()), key=lambda row: -row.of)
    return Tallies(tuple(row for row in rows if row.told), tuple(key for key, (of, _) in counts.items() if of < FEW))


def _add(counts: Counts, key: str, of: int, kept: int) -> None:
    before = counts.get(key, (0, 0))
    counts[key] = (before[0] + of, before[1] + kept)
