"""Working days: how many lie between two moments in Brussels; weekends and Belgian holidays are none."""

from datetime import date, datetime, timedelta
from functools import cache

from core.insight.quarters import BRUSSELS

_FIXED = ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25))
# After Easter: its Monday, Ascension, Whit Monday.
_MOVING = (1, 39, 50)
_SATURDAY = 5


def count_working_days(begin: datetime, end: datetime) -> int:
    """Count the working days after the day of `begin` up to that of `end`; the same day counts for none."""
    first, last = (moment.astimezone(BRUSSELS).date() for moment in (begin, end))
    return _until(last) - _until(first)


@cache
def _until(day: date) -> int:
    """Count the working days of this century until a day, that day included."""
    start = date(2000, 1, 1)
    days = (day - start).days + 1
    weeks, rest = divmod(days, 7)
    weekdays = 5 * weeks + sum((start + timedelta(days=7 * weeks + more)).weekday() < _SATURDAY for more in range(rest))
    return weekdays - sum(start <= off <= day for year in range(2000, day.year + 1) for off in _off(year))


@cache
def _off(year: int) -> tuple[date, ...]:
    easter = _easter(year)
    days = {date(year, *day) for day in _FIXED} | {easter + timedelta(days=more) for more in _MOVING}
    return tuple(day for day in sorted(days) if day.weekday() < _SATURDAY)


def _easter(year: int) -> date:
    """Give Easter Sunday (the anonymous Gregorian computus)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)
