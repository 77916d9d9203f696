"""When a municipality sends its digests: the slots of its schedule, and whose turn it is in each; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")
NOW, WEEKLY, MONTHLY, QUARTERLY = "nu", "week", "maand", "kwartaal"
_WEEK = timedelta(days=7)
_MORNING, _EVENING = time(7), time(22)
_FIRST_WEEK, _QUARTER = 7, 3  # days of a month in which its first slot falls, months


@dataclass(frozen=True, slots=True)
class Schedule:
    """A day of the week (0 is Monday) and an hour in Brussels, and how often who did not say so herself hears.

    `since`: when it was set; no slot before that is its own. None: it always held.
    """

    weekday: int = 1
    hour: int = 9
    rhythm: str = MONTHLY
    active: bool = True
    since: datetime | None = None


def slot_on(schedule: Schedule, day: date) -> datetime:
    """Give the moment (UTC) of a slot on a day of Brussels.

    An hour that does not exist on that night is the next moment that does; one that is there twice is the first.
    """
    return datetime.combine(day, time(schedule.hour), BRUSSELS).astimezone(UTC)


def last_slot(schedule: Schedule, now: datetime) -> datetime:
    """Give the last slot that is not after `now` (aware)."""
    today = now.astimezone(BRUSSELS).date()
    day = today - timedelta(days=(today.weekday() - schedule.weekday) % 7)
    slot = slot_on(schedule, day)
    return slot if slot <= now else slot_on(schedule, day - _WEEK)


def next_slot(schedule: Schedule, now: datetime) -> datetime:
    """Give the first slot after a moment: a week after the last one, by the calendar of Brussels."""
    return slot_on(schedule, last_slot(schedule, now).astimezone(BRUSSELS).date() + _WEEK)


def due_slot(schedule: Schedule, now: datetime, previous: datetime | None) -> datetime | None:
    """Give the slot that is to be run now; None: there is none.

    What was missed is caught up by one run, of the latest slot. Where nothing ever ran there is nothing to catch up:
    then only a slot of the last day counts, so that a new installation does not begin with last week's.
    """
    slot = last_slot(schedule, now)
    if not schedule.active or (schedule.since is not None and slot < schedule.since):
        return None
    if previous is None:
        return slot if now - slot < timedelta(days=1) else None
    return slot if slot > previous else None


def turns(rhythm: str, previous: datetime | None, slot: datetime) -> bool:
    """Tell whether it is the turn of a rhythm at a slot; `previous`: the slot that was run before it.

    Each slot is that of who hears weekly (or at once: what was left is then said). Monthly is the first slot of a month
    that is run, quarterly the first of a quarter: so a turn that was missed is made up for.
    """
    if rhythm in (NOW, WEEKLY) or is_extra(slot):
        return True
    here = slot.astimezone(BRUSSELS)
    if previous is None:
        first = here.day <= _FIRST_WEEK
        return first and (rhythm == MONTHLY or here.month % _QUARTER == 1)
    return _period(rhythm, previous) != _period(rhythm, slot)


def next_turns(schedule: Schedule, slot: datetime) -> Mapping[str, datetime]:
    """Give the next turn of each rhythm after a slot."""
    found: dict[str, datetime] = {}
    before, after = slot, next_slot(schedule, slot)
    while len(found) < len((NOW, WEEKLY, MONTHLY, QUARTERLY)):
        for rhythm in (NOW, WEEKLY, MONTHLY, QUARTERLY):
            if rhythm not in found and turns(rhythm, before, after):
                found[rhythm] = after
        before, after = after, next_slot(schedule, after)
    return found


def extra_slot(now: datetime) -> datetime:
    """Make a slot of a moment at which somebody sends beside the schedule; those of the schedule are on the hour."""
    return now.replace(second=now.second or 1)


def is_extra(slot: datetime) -> bool:
    """Tell whether somebody sends beside the schedule: then it is everybody's turn, and no later turn is taken away."""
    return bool(slot.second)


def opens_year(previous: datetime | None, slot: datetime) -> bool:
    """Tell whether this is the first slot of a year that is run."""
    here = slot.astimezone(BRUSSELS)
    if previous is None:
        return here.month == 1 and here.day <= _FIRST_WEEK
    return here.year != previous.astimezone(BRUSSELS).year


def is_night(now: datetime) -> bool:
    """Tell whether it is so late or early in Brussels that nobody is written to unasked."""
    return not _MORNING <= now.astimezone(BRUSSELS).time() < _EVENING


def _period(rhythm: str, slot: datetime) -> tuple[int, int]:
    here = slot.astimezone(BRUSSELS)
    return here.year, here.month if rhythm == MONTHLY else (here.month - 1) // _QUARTER
