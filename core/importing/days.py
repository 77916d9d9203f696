"""Moments as spreadsheets write them: cells with a date, Excel's numbers, days before or after months, words."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import get_month_names

from core.dialogue.cleaning import plain

BRUSSELS = ZoneInfo("Europe/Brussels")
# Which of two numbers is the day: that of Flanders, and that of programs set to American English.
ORDERS = DAY_FIRST, MONTH_FIRST = ("dmy", "mdy")
_NOON = time(12)
_SERIAL = re.compile(r"([2-6]\d{4})([.,]\d+)?")
_FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 # Excel counts days, of no place
_NUMBERS = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:[ T,]+(.+))?")
_WORDS = re.compile(r"(?:[a-z]+ )?(\d{1,2})(?:e|er|st|nd|rd|th)? ([a-z]+) (\d{4})(?: (.*))?")
_MONTH_BEFORE = re.compile(r"(?:[a-z]+ )?([a-z]+) (\d{1,2})(?:st|nd|rd|th)? (\d{4})(?: (.*))?")
_CLOCK = re.compile(r"(\d{1,2})[:.hu ](\d{2})?(?:[:. ](\d{2})(?:[.,]\d+)?)? ?([ap])?\.?m?\.?.*", re.IGNORECASE)
# What a mere day is read as: its noon, or where a program added a clock of nothing, its midnight.
_OF_A_DAY = (time(0), _NOON)
_CENTURY, _HALF_DAY, _YEAR_DIGITS = 2000, 12, 4


def read_moment(cell: str, order: str = DAY_FIRST) -> datetime | None:
    """Read a moment (aware; of a mere day its noon in Brussels); None for what is none."""
    cell = cell.strip()
    try:
        return _from_iso(cell) or _from_serial(cell) or _from_numbers(cell, order) or _from_words(cell)
    except (ValueError, OverflowError):  # the 31st of February, or the year 0
        return None


def day_of(moment: datetime) -> str:
    """Give the day of a moment in Brussels, as 2026-01-31."""
    return moment.astimezone(BRUSSELS).date().isoformat()


def is_timed(moment: datetime) -> bool:
    """Tell whether a moment that was read has a time of day: what is exactly midnight or noon may be a mere day."""
    return not any(moment.astimezone(zone).time() in _OF_A_DAY for zone in (BRUSSELS, UTC))


@dataclass(slots=True)
class Order:
    """Finds which number is the day, from the cells of a column in their order: a file mostly goes on in time."""

    _wrong: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ORDERS, 0))
    _back: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ORDERS, 0))
    _last: dict[str, datetime] = field(default_factory=dict[str, datetime])

    def add(self, cell: str, now: datetime) -> None:
        """Look at one more cell."""
        for order in ORDERS:
            moment = read_moment(cell, order)
            if moment is None or moment > now + timedelta(days=1):
                self._wrong[order] += 1
                continue
            before = self._last.get(order)
            self._back[order] += before is not None and moment < before
            self._last[order] = moment

    def find(self) -> str:
        """Give the order with which fewest cells are wrong, then the one that goes back least; else day first."""
        return min(ORDERS, key=lambda order: (self._wrong[order], self._back[order]))


def _from_iso(cell: str) -> datetime | None:
    if not re.match(r"\d{4}-\d{2}-\d{2}", cell):
        return None
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        return None
    if len(cell) == len("2026-01-31"):
        moment = datetime.combine(moment, _NOON)
    return _place(moment)


def _from_serial(cell: str) -> datetime | None:
    if not (found := _SERIAL.fullmatch(cell)):
        return None
    days = float(cell.replace(",", "."))
    moment = _FIRST_DAY + timedelta(seconds=round(days * 86_400))
    return _place(moment if found[2] else datetime.combine(moment, _NOON))


def _from_numbers(cell: str, order: str) -> datetime | None:
    if not (found := _NUMBERS.fullmatch(cell)):
        return None
    one, two, three = int(found[1]), int(found[2]), int(found[3])
    if len(found[1]) == _YEAR_DIGITS:
        year, month, day = one, two, three
    else:
        day, month, year = (one, two, three) if order == DAY_FIRST else (two, one, three)
    return _make(year, month, day, found[4])


def _from_words(cell: str) -> datetime | None:
    said = plain(cell.replace(":", "-"))
    months = _months()
    if (found := _WORDS.fullmatch(said)) and found[2] in months:
        return _make(int(found[3]), months[found[2]], int(found[1]), found[4])
    if (found := _MONTH_BEFORE.fullmatch(said)) and found[1] in months:
        return _make(int(found[3]), months[found[1]], int(found[2]), found[4])
    return None


def _make(year: int, month: int, day: int, clock: str | None) -> datetime:
    year += _CENTURY if year < 100 else 0  # noqa: PLR2004 # two digits
    moment = datetime.combine(datetime(year, month, day), _NOON)  # noqa: DTZ001 # placed below
    found = _CLOCK.fullmatch(clock.strip()) if clock else None
    if found:
        hour = int(found[1])
        if found[4]:
            hour = hour % _HALF_DAY + (_HALF_DAY if found[4].lower() == "p" else 0)
        moment = moment.replace(hour=hour, minute=int(found[2] or 0), second=int(found[3] or 0))
    return _place(moment)


def _place(moment: datetime) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=BRUSSELS)).astimezone(UTC)


@cache
def _months() -> dict[str, int]:
    """Give the names of months in Dutch, French and English, whole and short, with their number."""
    found: dict[str, int] = {}
    for language in ("nl", "fr", "en"):
        for width in ("wide", "abbreviated"):
            names: Any = get_month_names(width, locale=language)
            found |= {plain(str(name)): int(number) for number, name in names.items()}
    return found
