"""Working days: not a weekend, not a Belgian holiday, not a day that the municipality itself is closed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

_DAY = timedelta(days=1)
_SATURDAY = 5
MOST_CLOSED = 60
_YEARLY = re.compile(r"(\d{2})-(\d{2})", re.ASCII)
_LEAP = 2024  # a year in which every day of a year occurs


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The working days of a municipality, beside the holidays of the law: `yearly` are (month, day), `once` dates."""

    yearly: frozenset[tuple[int, int]] = frozenset()
    once: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Tell whether people work on a day."""
        closed = day.weekday() >= _SATURDAY or (day.month, day.day) in self.yearly or day in self.once
        return not closed and day not in holidays_of(day.year)

    def after(self, day: date, days: int) -> date:
        """Give the day that is so many working days after a day, which itself does not count; `days` at least 1."""
        for _ in range(days):
            day += _DAY
            while not self.works(day):
                day += _DAY
        return day

    def count(self, start: date, end: date) -> int:
        """Count the working days after `start` up to `end`; below zero when `end` is the earlier one."""
        first, last = sorted((start, end))
        closed = (_closed_in(self, year) for year in range(first.year, last.year + 1))
        days = _weekdays(last) - _weekdays(first) - sum(first < day <= last for year in closed for day in year)
        return days if start <= end else -days

    def latest_start(self, end: date, days: int) -> date:
        """Give the last day from which so many working days are over by `end`."""
        day = end
        while days > 0:
            days -= self.works(day)
            day -= _DAY
        return day


@cache
def holidays_of(year: int) -> frozenset[date]:
    """Give the holidays of the law in Belgium: the ten of the royal decree of 1974, and the Sundays among them."""
    from holidays import country_holidays  # noqa: PLC0415 # a tenth of a second that most commands need not wait

    return frozenset(country_holidays("BE", years=year))


@lru_cache(maxsize=1000)
def _closed_in(calendar: WorkCalendar, year: int) -> tuple[date, ...]:
    """Give the days of a year on which nobody works, weekends left out."""
    first = date(year, 1, 1)
    days = (first + number * _DAY for number in range(366))
    return tuple(day for day in days if day.year == year and day.weekday() < _SATURDAY and not calendar.works(day))


def _weekdays(day: date) -> int:
    """Count the days from Monday to Friday up to a day, from the first Monday there is."""
    weeks, rest = divmod(day.toordinal() - 1, 7)
    return weeks * _SATURDAY + min(rest + 1, _SATURDAY)


def read_closed(written: Iterable[str]) -> WorkCalendar:
    """Read the days that a municipality is closed: `07-11` (each year) or `2026-12-24`. ValueError for another."""
    yearly, once = set[tuple[int, int]](), set[date]()
    for day in written:
        if (each := _YEARLY.fullmatch(day)) is not None:
            found = date(_LEAP, int(each[1]), int(each[2]))
            yearly.add((found.month, found.day))
        else:
            once.add(date.fromisoformat(day))
    if len(yearly) + len(once) > MOST_CLOSED:
        raise ValueError
    return WorkCalendar(frozenset(yearly), frozenset(once))
