"""Silence: sectors that used to signal and stopped; a question to ask them, since quiet is not the same as well."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from core.insight.expectation import expect
from core.insight.reports import Report

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


def find_silences(reports: Iterable[Report], now: int, *, fewest: int = FEWEST) -> list[Silence]:
    """Find the sectors without a signal in the eight weeks before the week `now`, the least chance first.

    Where all others are quiet too (a summer), less is expected of each. `fewest`: nothing is told of a sector that
    gave fewer signals in the half year before.
    """
    every = [report for report in reports if report.source.sector and report.week < now]
    begin = now - WINDOW
    weeks = min(begin - min((report.week for report in every), default=begin), HISTORY)
    before: defaultdict[str, Counter[int]] = defaultdict(Counter)
    since = Counter(report.source.sector for report in every if report.week >= begin)
    last = dict[str, int]()
    for report in every:
        sector = report.source.sector
        last[sector] = max(last.get(sector, 0), report.week)
        if begin - weeks <= report.week < begin:
            before[sector][report.week] += 1
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
