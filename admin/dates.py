"""Moments and numbers as people say them: how long ago, which day and hour in Brussels, and 10.000."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal

_SOON = timedelta(minutes=1)
_HERE = "Europe/Brussels"
_WHOLE = 10


def say_age(at: datetime, now: datetime) -> str:
    """Say how old something is: "3 dagen"; empty when it is younger than a minute."""
    age = now - at
    return format_timedelta(age, granularity="minute", threshold=1, locale="nl") if age >= _SOON else ""


def say_moment(at: datetime) -> str:
    """Say when something was: "4 maart 2026 om 13:10"."""
    return format_datetime(at, "d MMMM y 'om' HH:mm", tzinfo=ZoneInfo(_HERE), locale="nl_BE")


def say_day(day: date) -> str:
    """Say which day something was, in Brussels where it is a moment: "4 maart 2026"."""
    here = day.astimezone(ZoneInfo(_HERE)).date() if isinstance(day, datetime) else day
    return format_date(here, "d MMMM y", locale="nl_BE")


def read_day(typed: str) -> date | None:
    """Read a day as a form sends it (2026-03-04) or as people type it (4/3/2026); None for anything else."""
    as_typed = re.fullmatch(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*", typed, re.ASCII)
    try:
        return date(int(as_typed[3]), int(as_typed[2]), int(as_typed[1])) if as_typed else date.fromisoformat(typed)
    except ValueError:
        return None


def today_here(now: datetime) -> date:
    """Say which day it is in Brussels."""
    return now.astimezone(ZoneInfo(_HERE)).date()


def say_number(number: float) -> str:
    """Say a number, whole from ten on: "10.000", "3,5"."""
    return format_decimal(round(number) if number >= _WHOLE else round(number, 1), locale="nl_BE")
