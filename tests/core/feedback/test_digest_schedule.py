"""Slots and turns: both daylight-saving nights, outages caught up once, changes that hold at once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.feedback.digest_due import Sendings, find_sendings
from core.feedback.schedule import (
    BRUSSELS,
    Schedule,
    due_slot,
    extra_slot,
    last_slot,
    next_slot,
    next_turns,
    opens_year,
    slot_on,
    turns,
)

TUESDAYS = Schedule()


def brussels(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BRUSSELS).astimezone(UTC)


def test_a_run_that_could_not_begin_is_tried_anew_after_hours() -> None:
    slot = brussels(2027, 1, 5)
    known = Sendings(previous={1: slot - timedelta(days=7)})
    keys = {
        hours: [key for key, _, _ in find_sendings(known, 1, "lommerbeek", slot + timedelta(hours=hours))]
        for hours in (0, 2, 4, 5)
    }
    assert keys[0] == keys[2] == ["digest:lommerbeek:2027-01-05"]
    assert keys[4] == keys[5] != keys[2], "none of them is there any more once the run began"
    begun = Sendings(previous={1: slot})
    assert list(find_sendings(begun, 1, "lommerbeek", slot + timedelta(hours=4))) == []


def test_the_hour_that_is_not_there_is_the_next_and_the_one_that_is_twice_is_the_first() -> None:
    nights = Schedule(weekday=6, hour=2)
    assert slot_on(nights, date(2027, 3, 28)) == datetime(2027, 3, 28, 1, tzinfo=UTC)  # three o'clock there
    assert slot_on(nights, date(2027, 10, 31)) == datetime(2027, 10, 31, 0, tzinfo=UTC)  # the first two o'clock
    for night in (date(2027, 3, 27), date(2027, 10, 30)):
        start = datetime.combine(night, datetime.min.time(), UTC) + timedelta(hours=20)
        previous, ran = slot_on(nights, night - timedelta(days=6)), list[datetime]()
        for minute in range(12 * 60):
            slot = due_slot(nights, start + timedelta(minutes=minute), previous)
            if slot is not None:
                ran.append(slot)
                previous = slot
        assert len(ran) == 1


@given(st.integers(0, 6), st.integers(0, 23), st.integers(0, 4 * 365 * 24 * 60))
def test_slots_follow_each_other_by_a_week_of_the_calendar(weekday: int, hour: int, minutes: int) -> None:
    schedule, now = Schedule(weekday, hour), datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    slot, following = last_slot(schedule, now), next_slot(schedule, now)
    assert slot <= now < following
    assert last_slot(schedule, slot) == slot
    assert next_slot(schedule, slot) == following
    there, then = slot.astimezone(BRUSSELS), following.astimezone(BRUSSELS)
    assert (then.date() - there.date()).days == 7
    assert there.weekday() == weekday
    assert timedelta(days=6, hours=23) <= following - slot <= timedelta(days=7, hours=1)


def test_an_outage_is_caught_up_by_one_run_with_the_turns_that_were_missed() -> None:
    before, now = brussels(2027, 1, 26), brussels(2027, 2, 11, 14)  # the slots of 2 and 9 February were missed
    slot = due_slot(TUESDAYS, now, before)
    assert slot is not None
    assert slot == brussels(2027, 2, 9)
    assert turns("maand", before, slot)
    assert not turns("kwartaal", before, slot)
    assert due_slot(TUESDAYS, now + timedelta(hours=1), slot) is None
    assert not turns("maand", slot, brussels(2027, 2, 16))


@pytest.mark.parametrize(
    ("rhythm", "slots"),
    [("week", 53), ("maand", 12), ("kwartaal", 4), ("nu", 53)],
)
def test_a_year_has_as_many_turns_as_its_rhythm_says(rhythm: str, slots: int) -> None:
    slot, previous, taken = brussels(2026, 12, 29), None, 0
    for _ in range(53):
        previous, slot = slot, next_slot(TUESDAYS, slot)
        taken += slot.astimezone(BRUSSELS).year == 2027 and turns(rhythm, previous, slot)
    assert taken == (52 if slots == 53 else slots)


def test_what_comes_first_and_what_comes_beside() -> None:
    assert due_slot(TUESDAYS, brussels(2027, 1, 7), None) is None, "a new installation has nothing to catch up"
    assert due_slot(TUESDAYS, brussels(2027, 1, 5, 12), None) == brussels(2027, 1, 5)
    changed = Schedule(weekday=0, since=brussels(2027, 1, 6))
    assert due_slot(changed, brussels(2027, 1, 6, 10), brussels(2026, 12, 29)) is None, "Monday was before the change"
    assert due_slot(changed, brussels(2027, 1, 11), brussels(2026, 12, 29)) == brussels(2027, 1, 11)
    assert due_slot(Schedule(active=False), brussels(2027, 1, 5, 12), None) is None
    extra = extra_slot(brussels(2027, 1, 20, 15))
    assert all(turns(rhythm, brussels(2027, 1, 19), extra) for rhythm in ("nu", "week", "maand", "kwartaal"))
    assert next_turns(TUESDAYS, extra)["maand"] == brussels(2027, 2, 2)
    assert next_turns(TUESDAYS, brussels(2027, 1, 5)) == {
        "nu": brussels(2027, 1, 12),
        "week": brussels(2027, 1, 12),
        "maand": brussels(2027, 2, 2),
        "kwartaal": brussels(2027, 4, 6),
    }
    assert opens_year(brussels(2026, 12, 29), brussels(2027, 1, 5))
    assert not opens_year(brussels(2027, 1, 5), brussels(2027, 1, 12))
