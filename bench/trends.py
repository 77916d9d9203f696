"""How often a trend is a false alarm, and how often a true rise is found: simulated, with a fixed seed.

    .venv/bin/python -P bench/trends.py

First one series by itself, with 26 weeks of history: false alarms a year and the share of bursts found, by mean signals
a week, for chance alone (Poisson) and for weeks that differ more (negative binomial, 2); on single weeks (a burst of
twice the mean, three at least) and on sums of four (the mean tripled, or one more a week). Then a whole municipality
looked at each week of a year, all themes and groups: what is told when nothing happens, and when one theme's signals
triple for eight weeks.
"""

import uuid

import numpy as np

from core.classify.sources import Source
from core.insight.expectation import expect
from core.insight.reports import Report, gather
from core.insight.trends import ALPHA, FEWEST, HISTORY, WINDOW, find_rises

_MEANS = (0.3, 1.0, 3.0, 8.0)
_YEAR, _SERIES, _BURSTS = 52, 100, 1000
_THEMES, _GROUPS, _ORGANISATIONS, _PLACES = 20, 16, 12, 8
_FROM, _TRIPLED = HISTORY + WINDOW + 20, 8
Chance = np.random.Generator


def main() -> None:
    chance = np.random.default_rng(20261122)
    print("a single series: false alarms a year / share of bursts found")
    for name, size in (("chance alone", None), ("weeks differ", 2.0)):
        for weeks in (1, WINDOW):
            cells = [
                f"{false(chance, mean, size, weeks):.1f} / {found(chance, mean, size, weeks):.2f}" for mean in _MEANS
            ]
            means = ", ".join(f"mean {mean}: {cell}" for mean, cell in zip(_MEANS, cells, strict=True))
            print(f"  {name}, sums of {weeks}: {means}")
    print("a municipality: rises told a year when nothing happens; the tripled theme told while it lasts")
    for a_week in (5.0, 15.0, 40.0):
        quiet = [told(chance, a_week, burst=False)[0] for _ in range(_PLACES)]
        hits = [told(chance, a_week, burst=True)[1] for _ in range(_PLACES)]
        print(
            f"  {a_week:.0f} signals a week: {sum(quiet) / _PLACES:.1f} a year;"
            f" the tripled theme in {sum(hits)} of {_PLACES}"
        )


def draw(chance: Chance, mean: float, size: float | None, weeks: int) -> list[int]:
    drawn = chance.poisson(mean, weeks) if size is None else chance.negative_binomial(size, size / (size + mean), weeks)
    return [int(count) for count in drawn]


def alarms(history: list[int], recent: list[int]) -> bool:
    return sum(recent) >= FEWEST and expect(history, len(recent)).at_least(sum(recent)) <= ALPHA


def false(chance: Chance, mean: float, size: float | None, weeks: int) -> float:
    told = looked = 0
    for _ in range(_SERIES):
        counts = draw(chance, mean, size, HISTORY + _YEAR)
        for end in range(HISTORY + weeks, len(counts) + 1):
            looked += 1
            told += alarms(counts[end - weeks - HISTORY : end - weeks], counts[end - weeks : end])
    return told / looked * _YEAR


def found(chance: Chance, mean: float, size: float | None, weeks: int) -> float:
    hits = 0
    for _ in range(_BURSTS):
        history, recent = draw(chance, mean, size, HISTORY), draw(chance, mean, size, weeks)
        if weeks == 1:
            recent[0] += max(round(2 * mean), 3)
        else:
            recent = [
                count + more for count, more in zip(recent, draw(chance, max(2 * mean, 1), size, weeks), strict=True)
            ]
        hits += alarms(history, recent)
    return hits / _BURSTS


def told(chance: Chance, a_week: float, *, burst: bool) -> tuple[int, bool]:
    """Give how many rises were told in a year, and whether the theme that tripled was told while it did."""
    themes = chance.dirichlet(np.full(_THEMES, 2.0))
    rates: list[float] = (a_week * themes).tolist()
    loud = sorted(range(_THEMES), key=lambda theme: float(themes[theme]))[_THEMES // 2]
    reports: list[Report] = []
    weeks = HISTORY + WINDOW + _YEAR
    for week in range(weeks):
        for theme, rate in enumerate(rates):
            tripled = burst and theme == loud and _FROM <= week < _FROM + _TRIPLED
            for _ in range(int(chance.poisson(rate * (3 if tripled else 1)))):
                groups = tuple({f"group{int(chance.integers(_GROUPS))}" for _ in range(2)})
                source = Source(f"house {int(chance.integers(_ORGANISATIONS))}", "ocmw")
                reports.append(Report(uuid.UUID(bytes=chance.bytes(16)), week, (f"theme{theme}",), groups, source))
    # A rise is told once for as long as it goes on.
    before, all_, hit = frozenset[object](), 0, False
    for now in range(HISTORY + WINDOW, weeks + 1):
        rises = {rise.series for rise in find_rises(gather([one for one in reports if one.week >= now - 60]), now)}
        all_ += len(rises - before)
        hit |= _FROM <= now < _FROM + _TRIPLED + WINDOW and any(one.theme == f"theme{loud}" for one in rises)
        before = frozenset[object](rises)
    return all_, hit


if __name__ == "__main__":
    main()
