"""Reports: what trends are computed from: one row a signal, with its week, its labels and where it came from."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.classify.sources import Source

_WEEK = 7


@dataclass(frozen=True, slots=True)
class Report:
    """A signal as it counts: `week` as `week_of` gives it, keys of its themes and groups, and who told it.

    `reporter` is None for who stays unknown.
    """

    signal: uuid.UUID
    week: int
    themes: tuple[str, ...]
    groups: tuple[str, ...]
    source: Source
    reporter: uuid.UUID | None = None


def week_of(day: date) -> int:
    """Number the week of a day, Monday to Sunday; the next week has the next number."""
    return (day.toordinal() - 1) // _WEEK


def first_day(week: int) -> date:
    """Give the Monday of a week."""
    return date.fromordinal(week * _WEEK + 1)


def count_reporters(reports: Iterable[Report]) -> int:
    """Count who reported; all who stayed unknown count as one, because they may be."""
    return len({report.reporter for report in reports})
