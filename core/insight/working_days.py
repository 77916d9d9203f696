"""Working days between moments in Brussels, counted once for a stretch of time, so that many signals are soon done."""

from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.insight.quarters import BRUSSELS
from core.insight.sents import micros
from core.working_days import WorkCalendar


class DayCounter:
    """Counts the working days of a calendar between two moments; what lies outside its stretch counts as its ends."""

    def __init__(self, calendar: WorkCalendar, first: date, last: date) -> None:
        """Take a calendar and the days that it is asked about."""
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        self._begins = np.array([micros(datetime.combine(day, time(), BRUSSELS)) for day in days], np.int64)
        works = np.array([0, *(calendar.works(day) for day in days[1:])], np.int64)
        self._until = np.cumsum(works[: max(len(days), 1)])

    def __call__(self, begin: datetime, end: datetime) -> int:
        """Count the working days after the day of `begin` up to that of `end`; the same day counts for none."""
        return int(self.count(np.array([micros(begin)]), np.array([micros(end)]))[0])

    def count(self, begins: NDArray[Any], ends: NDArray[Any]) -> NDArray[np.int64]:
        """Count them between many moments at once, in microseconds since 1970."""
        return self._of(ends) - self._of(begins)

    def _of(self, moments: NDArray[Any]) -> NDArray[np.int64]:
        places = np.searchsorted(self._begins, moments, side="right") - 1
        return self._until[np.clip(places, 0, len(self._until) - 1)]
