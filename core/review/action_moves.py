"""The states of an action: which follows which, what a state asks for, and which days it notes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

PLANNED, BUSY, DONE, STOPPED = "gepland", "bezig", "gedaan", "gestopt"
OPEN = (PLANNED, BUSY)

# Every move there is. What was done too soon or stopped can be taken up again; what is busy was perhaps not begun.
MOVES: Mapping[str, tuple[str, ...]] = {
    PLANNED: (BUSY, DONE, STOPPED),
    BUSY: (DONE, PLANNED, STOPPED),
    DONE: (BUSY,),
    STOPPED: (PLANNED, BUSY),
}


@dataclass(frozen=True, slots=True)
class Days:
    """When an action is meant to begin, when it did, and when it ended."""

    starts_on: date | None = None
    begun_on: date | None = None
    ended_on: date | None = None


def note_days(days: Days, to: str, today: date) -> Days:
    """Say which days an action has once it is in the state `to`.

    It began on the day it was meant to, where that is no later than today, else today. What is planned again has not
    begun; what is stopped before it began never did.
    """
    if to == PLANNED:
        return Days(days.starts_on)
    meant = days.starts_on if days.starts_on and days.starts_on <= today else today
    begun = days.begun_on or (meant if to in (BUSY, DONE) else None)
    return Days(days.starts_on, begun, today if to in (DONE, STOPPED) else None)
