"""Facts made up for tests: a signal with what matters in a test, the rest ordinary."""

import uuid
from datetime import UTC, date, datetime, timedelta

from core.classify.sources import Source
from core.insight.facts import Facts, Followed, Sent
from core.insight.indicators import INDICATORS, View
from core.insight.measures import Reading
from core.insight.working_days import DayCounter
from core.working_days import WorkCalendar

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SPRING = datetime(2026, 4, 14, 12, tzinfo=UTC)
DAYS = DayCounter(WorkCalendar(), date(2024, 1, 1), date(2027, 12, 31))


def sent(
    at: datetime = SPRING, who: int | None = 1, house: str = "Huis A", sector: str = "caw", **more: object
) -> Sent:
    """A signal; `who` numbers the reporter."""
    fields: dict[str, object] = {
        "at": at, "started_at": at - timedelta(seconds=90), "reporter": uuid.UUID(int=who) if who else None,
        "source": Source(house, sector), "channel": "web", "wants": True, "themes": ("wonen",), "groups": (),
        "levels": (), "points": 3, "guarded": False, "fiches": (), "first_at": at, "next_at": None,
        "decided_at": None, "decided": "", "reason": "", "asked": False, "told_at": None, "leaked": False,
        "read": False, "silent": False, **more,
    }  # fmt: skip
    return Sent(**fields)  # pyright: ignore[reportArgumentType] # as a test gives them


def fiche(number: int, **more: object) -> Followed:
    """A fiche."""
    fields: dict[str, object] = {
        "id": uuid.UUID(int=number), "opened_at": SPRING, "status": "ontwerp", "themes": ("wonen",), "groups": (),
        "levels": (), "pulled": False, "outcome": "", "action_at": None, "above_at": None, "last_at": NOW, **more,
    }  # fmt: skip
    return Followed(**fields)  # pyright: ignore[reportArgumentType] # as a test gives them


def read(number: int, facts: Facts) -> dict[str, Reading]:
    """Read an indicator over this year until now."""
    view = View(facts, datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC), NOW, DAYS)
    return {reading.name: reading for reading in INDICATORS[number](view)}


def facts(*signals: Sent, fiches: tuple[Followed, ...] = (), **more: object) -> Facts:
    """Facts of these signals and fiches."""
    return Facts(signals, fiches, by_id={one.id: one for one in fiches}, **more)  # pyright: ignore[reportArgumentType]
