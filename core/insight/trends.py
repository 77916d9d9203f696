"""Trends: what rises in the last weeks against what the weeks before and the season lead to expect.

Counts are small and chance is large. So a rise is told only when chance alone would hardly ever give it, with what was
expected and what was seen, and when at least two organisations saw it; that nothing is told proves nothing.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass

from core.classify.sources import count_organisations, fold
from core.insight.expectation import expect
from core.insight.reports import Report, count_reporters

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


def find_rises(reports: Iterable[Report], now: int, *, fewest: int = FEWEST) -> list[Rise]:
    """Find what rose in the four weeks before the week `now`, the least chance first.

    `fewest`: nothing is told of fewer signals. Weeks before the first signal of all do not count as quiet ones; with
    fewer than eight weeks before these four nothing is found.
    """
    every = [report for report in reports if report.week < now]
    begin, known = now - WINDOW, known_weeks(every, now) - WINDOW
    if known < LEAST_HISTORY:
        return []
    met = {fold(report.source.organisation) for report in every if report.week < begin} | {""}
    tried = [_measure(its, series, begin, known, met) for series, its in sorted(_by_series(every).items())]
    whole = [rise for rise in tried if rise.series == Series() and rise.chance <= ALPHA]
    parts = choose([rise for rise in tried if rise.series != Series()])
    told = [
        rise for rise in (*whole, *parts) if rise.seen >= fewest and rise.organisations >= FEWEST_ORGANISATIONS
    ]  # fmt: skip
    return _each_once(told)


def count_active(reports: Sequence[Report], now: int) -> tuple[int, float]:
    """Count who reported in the four weeks before the week `now`, and on average in as many weeks before those.

    The effort beside the counts: with more reporters every count rises.
    """
    begin = now - WINDOW
    blocks = min(known_weeks(reports, now) - WINDOW, HISTORY) // WINDOW
    each = [
        count_reporters(report for report in reports if (now - 1 - report.week) // WINDOW == block)
        for block in range(1, blocks + 1)
    ]
    recent = count_reporters(report for report in reports if begin <= report.week < now)
    return recent, sum(each) / blocks if blocks > 0 else 0.0


def known_weeks(reports: Iterable[Report], now: int) -> int:
    """Say of how many weeks before the week `now` something is known: since the first signal."""
    return now - min((report.week for report in reports if report.week < now), default=now)


def choose(rises: Sequence[Rise]) -> list[Rise]:
    """Choose those that are surprising among so many that were looked at (Benjamini and Hochberg)."""
    ranked = sorted(rises, key=lambda rise: rise.chance)
    kept = 0
    for rank, rise in enumerate(ranked, 1):
        if rise.chance <= FALSE * rank / len(ranked):
            kept = rank
    return [rise for rise in ranked[:kept] if rise.chance <= ALPHA]


def _by_series(reports: Iterable[Report]) -> dict[Series, list[Report]]:
    """Sort reports into every series that has one: all, each theme, each group, and each theme with each group."""
    found: defaultdict[Series, list[Report]] = defaultdict(list)
    for report in reports:
        for theme in ("", *set(report.themes)):
            for group in ("", *set(report.groups)):
                found[Series(theme, group)].append(report)
    return found


def _measure(its: Sequence[Report], series: Series, begin: int, known: int, met: Container[str]) -> Rise:
    recent = {report.signal: report for report in its if report.week >= begin}
    weeks = min(known, HISTORY)
    counts = Counter(report.week for report in its)
    history = [counts[week] for week in range(begin - weeks, begin)]
    expected = expect(history, WINDOW, _season(counts.__getitem__, begin, known))
    return Rise(
        series=series,
        seen=len(recent),
        expected=expected.mean,
        chance=expected.at_least(len(recent)),
        reporters=count_reporters(recent.values()),
        organisations=count_organisations(report.source for report in recent.values()),
        by_newcomers=sum(fold(report.source.organisation) not in met for report in recent.values()),
        signals=tuple(sorted(recent)),
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
