"""Trends: what rises in the last weeks against what the weeks before and the season lead to expect.

Counts are small and chance is large. So a rise is told only when chance alone would hardly ever give it, with what was
expected and what was seen, and when at least two organisations saw it; that nothing is told proves nothing.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from core.classify.sources import count_organisations, fold
from core.insight.expectation import expect
from core.insight.reports import Reports, count_reporters

# Weeks that are summed, that are looked back on, that must be known at least, and of a year.
WINDOW, HISTORY, LEAST_HISTORY, _YEAR = 4, 26, 8, 52
# What chance gives less often than this is a rise; of a hundred rises that are told, about so many may be chance.
ALPHA, FALSE = 0.01, 0.10
FEWEST, FEWEST_ORGANISATIONS = 3, 2
# The season: weeks around those of a year ago, and how many signals must speak before it is believed half.
_AROUND, _HALF = 2, 10.0
_MOST = 3.0


@dataclass(frozen=True, slots=True, order=True)
class Series:
    """Which signals are counted: those of a theme, of a target group, of both, or all (both empty)."""

    theme: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Rise:
    """More than expected: `seen` against `expected` signals; `chance` is how often chance alone gives so many, 0 to 1.

    `signals` are those that drive it, in the order of their ids; `reporters` and `organisations` told them. So many of
    them are `by_newcomers`, organisations that never told anything before: the usual cause of a rise.
    """

    series: Series
    seen: int
    expected: float
    chance: float
    reporters: int
    organisations: int
    by_newcomers: int
    signals: tuple[uuid.UUID, ...]


class _Chanced(Protocol):
    @property
    def chance(self) -> float: ...


Tried = TypeVar("Tried", bound=_Chanced)


@dataclass(frozen=True, slots=True)
class _Tried:
    """A series that was looked at: the labels of its signals by number, and what was seen and expected."""

    series: Series
    labels: tuple[int, ...]
    seen: int
    expected: float
    chance: float


def find_rises(reports: Reports, now: int, *, fewest: int = FEWEST) -> list[Rise]:
    """Find what rose in the four weeks before the week `now`, the least chance first.

    `fewest`: nothing is told of fewer signals. Weeks before the first signal of all do not count as quiet ones; with
    fewer than eight weeks before these four nothing is found.
    """
    every = reports.where(reports.week < now)
    begin, known = now - WINDOW, known_weeks(every, now) - WINDOW
    if known < LEAST_HISTORY:
        return []
    tried = _try_each(every, now, known)
    whole = [one for one in tried if one.series == Series() and one.chance <= ALPHA]
    parts = choose([one for one in tried if one.series != Series()])
    met = {fold(source.organisation) for source in every.where(every.week < begin).come_from()} | {""}
    recent = every.where(every.week >= begin)
    rises = [_measure(one, recent, met) for one in (*whole, *parts)]
    return _each_once(rise for rise in rises if rise.seen >= fewest and rise.organisations >= FEWEST_ORGANISATIONS)


def count_active(reports: Reports, now: int) -> tuple[int, float]:
    """Count who reported in the four weeks before the week `now`, and on average in as many weeks before those.

    The effort beside the counts: with more reporters every count rises.
    """
    begin = now - WINDOW
    blocks = min(known_weeks(reports, now) - WINDOW, HISTORY) // WINDOW
    ago = (now - 1 - reports.week) // WINDOW
    each = [count_reporters(reports.where(ago == block)) for block in range(1, blocks + 1)]
    recent = count_reporters(reports.where((reports.week >= begin) & (reports.week < now)))
    return recent, sum(each) / blocks if blocks > 0 else 0.0


def known_weeks(reports: Reports, now: int) -> int:
    """Say of how many weeks before the week `now` something is known: since the first signal."""
    return now - int(min(reports.week.min(initial=now), now))


def choose(rises: Sequence[Tried]) -> list[Tried]:
    """Choose those that are surprising among so many that were looked at (Benjamini and Hochberg)."""
    ranked = sorted(rises, key=lambda rise: rise.chance)
    kept = 0
    for rank, rise in enumerate(ranked, 1):
        if rise.chance <= FALSE * rank / len(ranked):
            kept = rank
    return [rise for rise in ranked[:kept] if rise.chance <= ALPHA]


def _try_each(every: Reports, now: int, known: int) -> list[_Tried]:
    """Look at every series that has a signal: all, each theme, each group, and each theme with each group."""
    first = now - known - WINDOW
    weeks = now - first
    places = every.labelled * weeks + every.week - first
    counts = np.bincount(places, minlength=len(every.labels) * weeks).reshape(-1, weeks)
    told: list[int] = np.flatnonzero(counts.sum(axis=1)).tolist()
    found: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for number in told:
        themes, groups = every.labels[number]
        for theme in ("", *set(themes)):
            for group in ("", *set(groups)):
                found[theme, group].append(number)
    return [
        _try(Series(*key), tuple(numbers), counts[numbers].sum(axis=0).tolist(), known)
        for key, numbers in sorted(found.items())
    ]


def _try(series: Series, labels: tuple[int, ...], counts: Sequence[int], known: int) -> _Tried:
    """Look at a series: `counts` by week, of which the last four are looked at and `known` go before."""
    history = counts[-WINDOW - min(known, HISTORY) : -WINDOW]
    begin, seen = len(counts) - WINDOW, sum(counts[-WINDOW:])
    expected = expect(history, WINDOW, _season(lambda week: counts[week] if week >= 0 else 0, begin, known))
    return _Tried(series, labels, seen, expected.mean, expected.at_least(seen))


def _measure(tried: _Tried, recent: Reports, met: Container[str]) -> Rise:
    its = recent.where(np.isin(recent.labelled, tried.labels))
    newcomers = [number for number, source in enumerate(its.sources) if fold(source.organisation) not in met]
    return Rise(
        series=tried.series,
        seen=tried.seen,
        expected=tried.expected,
        chance=tried.chance,
        reporters=count_reporters(its),
        organisations=count_organisations(its.come_from()),
        by_newcomers=int(np.isin(its.told_by, newcomers).sum()),
        signals=its.ids(),
    )


def _season(count: Callable[[int], int], begin: int, known: int) -> float:
    """Say by how much the season raises these weeks: those of a year ago against the weeks before them.

    Without a year and a half of history (a year, and what is looked back on before it), and where a year ago was no
    busier, 1: the season explains a rise away and never makes one.
    """
    then = begin - _YEAR
    if known < _YEAR + HISTORY:
        return 1.0
    around = range(then - _AROUND, then + WINDOW + _AROUND)
    usual = sum(count(week) for week in range(then - HISTORY, then - _AROUND)) / (HISTORY - _AROUND) * len(around)
    raised = (sum(count(week) for week in around) + _HALF) / (usual + _HALF)
    return min(max(raised, 1.0), _MOST)


def _each_once(rises: Iterable[Rise]) -> list[Rise]:
    """Tell the same signals once, in the series where they surprise most."""
    told: dict[tuple[uuid.UUID, ...], Rise] = {}
    for rise in sorted(rises, key=lambda rise: (rise.chance, rise.series.theme, rise.series.group)):
        told.setdefault(rise.signals, rise)
    return list(told.values())
