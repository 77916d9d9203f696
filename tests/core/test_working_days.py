"""Working days: the holidays of two years as the law has them, own days, and what holds for any calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.municipal_defaults import DEFAULTS
from core.working_days import WorkCalendar, holidays_of, read_closed

DAYS = st.dates(date(2025, 1, 1), date(2029, 12, 31))
CALENDARS = st.builds(
    WorkCalendar,
    yearly=st.frozensets(st.tuples(st.integers(1, 12), st.integers(1, 28)), max_size=8),
    once=st.frozensets(DAYS, max_size=8),
)


def test_the_holidays_of_2026_and_2027_are_those_of_the_law() -> None:
    def of(year: int, *days: str) -> set[date]:
        return {date.fromisoformat(f"{year}-{day}") for day in days}

    fixed = ("01-01", "05-01", "07-21", "08-15", "11-01", "11-11", "12-25")
    # Easter and Whit Monday, Ascension; and the Sundays of Easter and Whitsun, on which nobody works anyway.
    assert holidays_of(2026) == of(2026, *fixed, "04-05", "04-06", "05-14", "05-24", "05-25")
    assert holidays_of(2027) == of(2027, *fixed, "03-28", "03-29", "05-06", "05-16", "05-17")


def test_ten_working_days_over_the_end_of_the_year() -> None:
    own = read_closed(DEFAULTS["closing_days"])
    assert own.after(date(2026, 12, 18), 10) == date(2027, 1, 5), "Christmas, New Year and two weekends lie between"
    bridge = read_closed([*DEFAULTS["closing_days"], "2026-12-24", "2026-12-31"])
    assert bridge.after(date(2026, 12, 18), 10) == date(2027, 1, 7)
    assert [own.works(date(2026, *day)) for day in ((11, 2), (7, 10), (12, 28))] == [False, True, True]


@given(calendar=CALENDARS, day=DAYS, days=st.integers(1, 40))
def test_counting_undoes_adding(calendar: WorkCalendar, day: date, days: int) -> None:
    due = calendar.after(day, days)
    assert calendar.works(due)
    assert calendar.count(day, due) == days == -calendar.count(due, day)


@given(calendar=CALENDARS, end=DAYS, days=st.integers(1, 30))
def test_the_latest_start_is_the_last_from_which_it_is_over(calendar: WorkCalendar, end: date, days: int) -> None:
    start = calendar.latest_start(end, days)
    assert calendar.after(start, days) <= end < calendar.after(start + timedelta(days=1), days)


@given(calendar=CALENDARS, days=st.lists(DAYS, min_size=3, max_size=3))
def test_counts_add_up(calendar: WorkCalendar, days: list[date]) -> None:
    first, middle, last = days
    assert calendar.count(first, middle) + calendar.count(middle, last) == calendar.count(first, last)


@pytest.mark.parametrize(
    "written", [["13-01"], ["02-30"], ["24/12"], ["2026-02-29"], [f"2026-01-{n:02}" for n in range(1, 32)] * 2 + ["x"]]
)
def test_what_is_no_day_is_refused(written: list[str]) -> None:
    with pytest.raises(ValueError, match=r"^.*$"):
        read_closed(written)
