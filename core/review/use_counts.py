"""Counting how a model is used: how many of its proposals people kept, with small counts hidden; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# Of fewer than so many nothing is shown.
FEW = 5

# How many there were and how many of those were kept, by key.
Counts = dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A signal that a processor labelled while a proposal stood beside it; `sector` empty when it has none."""

    proposed: tuple[str, ...]
    chosen: tuple[str, ...]
    sector: str = ""


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
    """What became of the themes that were proposed: in all, by theme, and by the sector of the signal.

    `signals`: those with a proposal of at least one theme.
    """

    signals: int
    all: Tally
    themes: Tallies
    sectors: Tallies


def count_kept(judged: Iterable[Judged], themes: Sequence[str], sectors: Sequence[str]) -> Kept:
    """Count the themes that were proposed, and those of them that are among the chosen ones.

    `themes` and `sectors`: every key that there is, so that what never was is told like what was seldom.
    """
    by_theme: Counts = dict.fromkeys(themes, (0, 0))
    by_sector: Counts = dict.fromkeys((*sectors, ""), (0, 0))
    signals = 0
    for each in judged:
        signals += bool(each.proposed)
        for theme in each.proposed:
            kept = theme in each.chosen
            _add(by_theme, theme, kept=kept)
            _add(by_sector, each.sector, kept=kept)
    return Kept(signals, Tally(*_sum(by_theme)), hide_small(by_theme), hide_small(by_sector))


def hide_small(counts: Mapping[str, tuple[int, int]]) -> Tallies:
    """Hide counts below FEW, and as many more that none of them can be read off from the sum of all.

    `counts`: by key how many and how many kept; their sum is known to the reader. Where it is below FEW itself, all are
    hidden. The hidden ones are together at least FEW, and at least two, unless they are nothing at all.
    """
    rows = sorted((Tally(of, kept, key) for key, (of, kept) in counts.items()), key=lambda row: -row.of)
    shown = [row for row in rows if row.told]
    hidden = [row for row in rows if not row.told]
    while shown and (left := sum(row.of for row in hidden)) > 0 and (left < FEW or len(hidden) == 1):
        hidden.append(shown.pop())
    names = {row.key for row in hidden}
    return Tallies(tuple(shown), tuple(key for key in counts if key in names))


def _add(counts: Counts, key: str, *, kept: bool) -> None:
    of, before = counts.get(key, (0, 0))
    counts[key] = (of + 1, before + kept)


def _sum(counts: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    return sum(of for of, _ in counts.values()), sum(kept for _, kept in counts.values())
