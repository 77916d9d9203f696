"""Silence: sectors that used to signal and stopped; a question to ask them, since quiet is not the same as well."""

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np

from core.insight.expectation import expect
from core.insight.reports import Reports

# Weeks without any signal, and weeks before them that tell what was usual.
WINDOW, HISTORY = 8, 26
# Chance alone would give such silence less often than this.
_ALPHA = 0.05
FEWEST = 3
# Regularly: in so many of the weeks that are looked back on.
_REGULAR = 4


@dataclass(frozen=True, slots=True)
class Silence:
    """A sector that stopped: the week of its last signal, how many it gave before, and how many were expected since.

    `chance` is how often chance alone would give such silence, 0 to 1.
    """

    sector: str
    last: int
    before: int
    expected: float
    chance: float


def find_silences(reports: Reports, now: int, *, fewest: int = FEWEST) -> list[Silence]:
    """Find the sectors without a signal in the eight weeks before the week `now`, the least chance first.

    Where all others are quiet too (a summer), less is expected of each. `fewest`: nothing is told of a sector that
    gave fewer signals in the half year before.
    """
    begin = now - WINDOW
    since, last, before = Counter[str](), dict[str, int](), defaultdict[str, Counter[int]](Counter)
    told = np.stack((reports.told_by, reports.week))[:, reports.week < now]
    pairs, numbers = np.unique(told, axis=1, return_counts=True)
    sources: list[int] = pairs[0].tolist()
    each = [
        (reports.sources[source].sector, int(week), int(number))
        for source, week, number in zip(sources, pairs[1], numbers, strict=True)
        if reports.sources[source].sector
    ]
    weeks = min(begin - min((week for _, week, _ in each), default=begin), HISTORY)
    for sector, week, number in each:
        last[sector] = max(last.get(sector, 0), week)
        since[sector] += number if week >= begin else 0
        if begin - weeks <= week < begin:
            before[sector][week] += number
    found: list[Silence] = []
    for sector, counts in before.items():
        usual = sum(sum(others.values()) for name, others in before.items() if name != sector)
        now_others = sum(since.values()) - since[sector]
        calm = min(1.0, (now_others + 0.5) / (usual / weeks * WINDOW + 0.5))
        expected = expect([counts[week] for week in range(begin - weeks, begin)], WINDOW, calm)
        silence = Silence(sector, last[sector], sum(counts.values()), expected.mean, expected.none())
        regular = len(counts) >= _REGULAR and silence.before >= fewest
        if regular and not since[sector] and silence.chance <= _ALPHA:
            found.append(silence)
    return sorted(found, key=lambda silence: (silence.chance, silence.sector))
