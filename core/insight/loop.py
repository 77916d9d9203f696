"""The figures of the loop: who ever heard back, how soon, who came back after it, and what reporters say of it; pure.

Of people and never of one: what few stand behind is hidden by the rule of small cells.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.insight.hiding import hide_reading
from core.insight.measures import Reading, share, share_of, spread
from core.insight.ranges import TOTAL
from core.insight.suppression import LEAST

HEARD_WITHIN, BACK_WITHIN = timedelta(days=60), timedelta(days=180)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Circle:
    """One reporter who wants to hear: her first signal, her first word that no machine wrote, her next signal after."""

    sent_at: datetime
    told_at: datetime | None = None
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What reporters answered: digests found useful of those answered; whether they see improvement, by answer."""

    useful: int = 0
    answered: int = 0
    better: int = 0
    bit: int = 0
    judged: int = 0


@dataclass(frozen=True, slots=True)
class Pulsed:
    """The pulse of a year: how many answered, and the mean of each question (1 to 5)."""

    year: int
    answers: int
    means: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A figure where it may be shown (else None), and of how many."""

    name: str
    shown: Reading | None
    of: int | None


@dataclass(frozen=True, slots=True)
class Loop:
    """All figures of the loop; `pulses`: the newest year first, only those that enough answered."""

    lines: tuple[Line, ...]
    pulses: tuple[Pulsed, ...]


def make_loop(circles: Sequence[Circle], said: Said, pulses: Iterable[Pulsed], now: datetime) -> Loop:
    """Compute the figures at `now` (aware)."""
    shown = tuple(_line(reading) for reading in _readings(circles, said, now))
    enough = (pulse for pulse in pulses if pulse.answers >= LEAST)
    return Loop(shown, tuple(sorted(enough, key=lambda pulse: -pulse.year)))


def _readings(circles: Sequence[Circle], said: Said, now: datetime) -> Iterable[Reading]:
    waits = [(one.told_at - one.sent_at) if one.told_at else None for one in circles]
    old = [wait for wait, one in zip(waits, circles, strict=True) if one.sent_at <= now - HEARD_WITHIN]
    yield share("ever", [wait is not None for wait in waits])
    yield share("near", [wait is not None and wait <= HEARD_WITHIN for wait in old])
    yield spread("days", [wait / _DAY if wait is not None else None for wait in waits], "days")
    told = [(one.told_at, one.next_at) for one in circles if one.told_at and one.told_at <= now - BACK_WITHIN]
    yield share("back", [again is not None and again - at <= BACK_WITHIN for at, again in told])
    yield share_of("useful", said.useful, said.answered)
    yield share_of("better", said.better, said.judged)
    yield share_of("bit", said.bit, said.judged)


def _line(reading: Reading) -> Line:
    shown, of = hide_reading({TOTAL: reading}, LEAST, ())[TOTAL]
    return Line(reading.name, shown, of)
