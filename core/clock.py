"""The clock: one tick a minute finds what is due; who inserts the `due` row defers the work, on whichever node."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from core.context import Context
from core.feedback.digest_due import Sendings, find_sendings, read_sendings
from core.feedback.untold import find_untold
from core.log import describe_error
from core.municipalities import Place, list_municipalities
from core.people.chain import find_unsealed
from core.store.tables import Due
from core.work import Work

log = structlog.get_logger()

BRUSSELS = ZoneInfo("Europe/Brussels")
# Retention runs in the quiet of the night, and what is alike is looked for after it; reminders are looked for all day,
# and choose their own hours.
_RENEW_HOUR, _RETENTION_HOUR, _CLUSTER_HOUR, _ALARM_HOUR = 0, 3, 4, 8
_REMINDERS_EVERY = timedelta(minutes=10)
_KEPT = timedelta(days=40)


@dataclass(frozen=True, slots=True)
class DueWork:
    """Work that is due: a key that makes it unique, the task for a municipality, and the slot it is for, if any."""

    key: str
    task: str
    municipality_id: int
    slot: str = ""


def find_due(
    places: Sequence[Place],
    now: datetime,
    unsealed: Container[int] = (),
    untold: Container[int] = (),
    sendings: Sendings | None = None,
) -> list[DueWork]:
    """Find what is due at `now` (aware). Pure: the table `due` says what was done, so an outage is caught up once.

    `unsealed`: the municipalities whose audit has rows to be sealed; `untold`: those where reporters are to be told;
    `sendings`: when each sends its digests.
    """
    local = now.astimezone(BRUSSELS)
    slot = int(now.timestamp() // _REMINDERS_EVERY.total_seconds())
    due: list[DueWork] = []
    for place in places:
        due.append(DueWork(f"remind:{place.slug}:{slot}", "feedback.remind", place.id))
        if place.id in unsealed:
            due.append(DueWork(f"seal:{place.slug}:{int(now.timestamp() // 60)}", "people.seal", place.id))
        if place.id in untold:
            due.append(DueWork(f"tell:{place.slug}:{int(now.timestamp() // 60)}", "feedback.tell", place.id))
        if local.hour >= _RETENTION_HOUR:
            due.append(DueWork(f"retain:{place.slug}:{local.date()}", "privacy.retain", place.id))
        if local.hour >= _ALARM_HOUR:
            due.append(DueWork(f"alarm:{place.slug}:{local.date()}", "review.alarm", place.id))
        if local.hour >= _RENEW_HOUR:  # what is shown by the day changes while nobody does anything
            due.append(DueWork(f"publish:{place.slug}:{local.date()}", "publish.renew", place.id))
        if local.hour >= _CLUSTER_HOUR:
            due.append(DueWork(f"cluster:{place.slug}:{local.date()}", "insight.cluster", place.id))
        if sendings is not None:
            found = find_sendings(sendings, place.id, place.slug, now)
            due += [DueWork(key, task, place.id, slot_of) for key, task, slot_of in found]
    return due


def tick(context: Context, work: Work) -> int:
    """Defer everything that is due and not taken yet; returns how much that was. Any number of nodes may tick."""
    taken = 0
    with context.store.clock() as session:
        now = context.clock()
        places, untold, sendings = list_municipalities(session), find_untold(session, now), read_sendings(session)
        for due in find_due(places, now, find_unsealed(session), untold, sendings):
            claimed = insert(Due).values(key=due.key).on_conflict_do_nothing().returning(Due.key)
            if session.scalar(claimed) is not None:
                slot = {"slot": due.slot} if due.slot else {}
                work.defer(session, due.task, municipality=due.municipality_id, **slot)
                taken += 1
        session.execute(delete(Due).where(Due.at < context.clock() - _KEPT))
    return taken


class Clock(Protocol):
    """A clock that ticks until it is shut down."""

    def shutdown(self) -> None:
        """Stop ticking."""


def start_clock(context: Context, work: Work) -> Clock:
    """Start ticking, in a thread of its own; `shutdown()` of what is returned stops it."""

    def safely() -> None:
        try:
            tick(context, work)
        except Exception as error:  # noqa: BLE001 # the next tick comes in a minute
            log.warning("tick failed", **describe_error(error))

    scheduler: Any = BackgroundScheduler(timezone=BRUSSELS, executors={"default": ThreadPoolExecutor(1)})
    scheduler.add_job(
        safely,
        "interval",
        minutes=1,
        coalesce=True,
        misfire_grace_time=None,
        max_instances=1,
        next_run_time=context.clock(),
    )
    scheduler.start()
    return scheduler
