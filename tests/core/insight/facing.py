"""Facts made up for tests: a signal with what matters in a test, the rest ordinary."""

import uuid
from datetime import UTC, date, datetime, timedelta

from core.insight.facts import Facts
from core.insight.facts_sent import Sent
from core.insight.fiches_followed import in_columns
from core.insight.indicators import INDICATORS
from core.insight.measures import Reading
from core.insight.sents import NEVER, micros, pack
from core.insight.view import View
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
        "id": uuid.uuid4(), "at": at, "started_at": at - timedelta(seconds=90),
        "reporter": uuid.UUID(int=who) if who else None, "organisation": house, "sector": sector, "channel": "web",
        "wants": True, "theme": "wonen", "group": "", "level": "", "themes": "", "groups": "", "proposed_themes": "",
        "proposed_groups": "", "points": 3, "guarded": False, "fiches": (), "first_at": at, "next_at": None,
        "decided_at": None, "decided": "", "reason": "", "asked": False, "told_at": None, "leaked": False,
        "read": False, "silent": False, "counts": True, "trends": True, "carries": True, **more,
    }  # fmt: skip
    return Sent(**fields)  # pyright: ignore[reportArgumentType] # as a test gives them


def fiche(number: int, **more: object) -> dict[str, object]:
    """A fiche."""
    return {
        "number": number, "opened_at": SPRING, "status": "ontwerp", "themes": "wonen", "groups": "", "levels": "",
        "pulled": False, "outcome": "", "action_at": None, "above_at": None, "last_at": NOW, "returned": False,
        "closed_above_at": None, "signals": 0, "organisations": 0, **more,
    }  # fmt: skip


def _number(value: object) -> object:
    return NEVER if value is None else micros(value) if isinstance(value, datetime) else value


def read(number: int, facts: Facts) -> dict[str, Reading]:
    """Read an indicator over this year until now."""
    view = View(facts, datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC), NOW, DAYS)
    return {reading.name: reading for reading in INDICATORS[number](view)}


def facts(*signals: Sent, fiches: tuple[dict[str, object], ...] = (), **more: object) -> Facts:
    """Facts of these signals and fiches."""
    every = in_columns([[_number(one[name]) for one in fiches] for name in fiche(0)])
    return Facts(pack(signals), every, every=every, **more)  # pyright: ignore[reportArgumentType]
