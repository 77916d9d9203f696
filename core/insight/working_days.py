"""Working days between moments in Brussels, counted once for a stretch of time, so that many signals are soon done."""

from datetime import date, datetime, timedelta

from core.insight.quarters import BRUSSELS
from core.working_days import WorkCalendar


class DayCounter:
    """Counts the working days of a calendar between two moments; what lies outside its stretch counts as its ends."""

    def __init__(self, calendar: WorkCalendar, first: date, last: date) -> None:
        """Take a calendar and the days that it is asked about."""
        self._first, self._until = first, [0]
        for number in range(1, (last - first).days + 1):
            self._until.append(self._until[-1] + calendar.works(first + timedelta(days=number)))

    def __call__(self, begin: datetime, end: datetime) -> int:
        """Count the working days after the day of `begin` up to that of `end`; the same day counts for none."""
        return self._of(end) - self._of(begin)

    def _of(self, moment: datetime) -> int:
        place = (moment.astimezone(BRUSSELS).date() - self._first).days
        return self._until[min(max(place, 0), len(self._until) - 1)]
