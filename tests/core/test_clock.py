"""What is due, and that it is taken once: over outages, two clocks, and both daylight-saving nights."""

import inspect
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import select, text

from core.clock import find_due, tick
from core.context import Context
from core.feedback.digest_due import SEND
from core.municipalities import Place
from core.store.tables import Due
from core.tasks import make_tasks
from core.work import Work

HERE = Place(1, "lommerbeek", "Lommerbeek", {})


DAILY = ["feedback.remind", "insight.cluster", "privacy.retain", "publish.renew", "review.alarm"]


def do_nothing(**_ids: int | str) -> None:
    """Do nothing, as a task."""


def keys_over(start: datetime, hours: int) -> Counter[str]:
    """Tick every minute, and count how often a key of retention would be claimed for the first time."""
    seen: set[str] = set()
    first: Counter[str] = Counter()
    for minute in range(hours * 60):
        for due in find_due([HERE], start + timedelta(minutes=minute)):
            if due.key not in seen and due.task == "privacy.retain":
                first[due.key] += 1
            seen.add(due.key)
    return first


def test_retention_is_due_once_on_the_night_that_has_an_hour_twice() -> None:
    assert keys_over(datetime(2026, 10, 24, 12, tzinfo=UTC), 24) == Counter(
        {"retain:lommerbeek:2026-10-24": 1, "retain:lommerbeek:2026-10-25": 1}
    )


def test_retention_is_due_once_on_the_night_that_lacks_an_hour() -> None:
    assert keys_over(datetime(2027, 3, 27, 12, tzinfo=UTC), 24) == Counter(
        {"retain:lommerbeek:2027-03-27": 1, "retain:lommerbeek:2027-03-28": 1}
    )


def test_retention_waits_for_the_night_to_be_quiet() -> None:
    before = datetime(2026, 11, 20, 1, 59, tzinfo=UTC)  # 02:59 in Brussels
    assert [due.task for due in find_due([HERE], before)] == ["feedback.remind", "publish.renew"]
    assert [due.task for due in find_due([HERE], before + timedelta(minutes=1))] == [
        "feedback.remind",
        "privacy.retain",
        "publish.renew",
    ]
    assert [due.key for due in find_due([HERE], before + timedelta(minutes=61))][2:] == [
        "publish:lommerbeek:2026-11-20",
        "cluster:lommerbeek:2026-11-20",
    ]
    assert [due.key for due in find_due([HERE], before + timedelta(hours=5, minutes=1))][2:] == [
        "alarm:lommerbeek:2026-11-20",
        "publish:lommerbeek:2026-11-20",
        "cluster:lommerbeek:2026-11-20",
    ]


def counted(context: Context) -> Work:
    """Work whose tasks are registered and never run here."""
    return Work(context, dict.fromkeys(DAILY, do_nothing))


def deferred(context: Context) -> list[str]:
    """Names of what waits in the queue."""
    with context.store.clock() as session:
        return [str(name) for name in session.scalars(text("select task_name from procrastinate_jobs order by 1"))]


def test_two_clocks_at_once_defer_everything_once(context: Context, place: Place, other_place: Place) -> None:
    at_noon = replace(context, clock=lambda: datetime(2026, 11, 20, 11, tzinfo=UTC))
    works = [counted(at_noon) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(partial(tick, at_noon), works))
    assert sum(taken) == 10
    assert deferred(context) == sorted(2 * DAILY)
    assert tick(at_noon, works[0]) == 0


def test_an_outage_is_caught_up_once(context: Context, place: Place) -> None:
    work = counted(context)
    tick(replace(context, clock=lambda: datetime(2026, 11, 20, 11, tzinfo=UTC)), work)
    tick(replace(context, clock=lambda: datetime(2026, 11, 23, 11, tzinfo=UTC)), work)
    with context.store.clock() as session:
        keys = [key for key in session.scalars(select(Due.key).order_by(Due.key)) if key.startswith("retain")]
    assert keys == ["retain:lommerbeek:2026-11-20", "retain:lommerbeek:2026-11-23"]


def test_every_task_takes_what_the_clock_gives(context: Context) -> None:
    for name, task in make_tasks(context, {}).items():
        given = {"municipality": 1, **({"slot": "2027-01-05T08:00:00+00:00"} if name == SEND else {})}
        inspect.signature(task).bind(**given)
