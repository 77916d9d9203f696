"""Deferred work on a real queue: with the session's transaction, with a tenant, with retries, and taken over."""

import asyncio
import threading

import pytest
from sqlalchemy import text

from core.context import Context
from core.errors import NotFound
from core.municipalities import Place
from core.work import Work, retry_job


def jobs(context: Context) -> list[tuple[str, str]]:
    """Names and states of the jobs."""
    with context.store.clock() as session:
        rows = session.execute(text("select task_name, status::text from procrastinate_jobs order by id"))
        return [(str(row[0]), str(row[1])) for row in rows]


async def run_until(work: Work, done: threading.Event) -> None:
    """Run a worker until something happened."""
    stop = asyncio.Event()
    running = asyncio.create_task(work.run(stop, concurrency=1))
    assert await asyncio.to_thread(done.wait, 20)
    await asyncio.sleep(0.3)
    stop.set()
    await running


def do_nothing(**_ids: int | str) -> None:
    """Do nothing, as a task."""


class NotNow(Exception):
    """An error of the test's own, to roll back with."""


def test_a_job_rolls_back_with_its_transaction(context: Context, place: Place) -> None:
    work = Work(context, {"test.note": do_nothing})

    def change_its_mind() -> None:
        with context.store.tenant(place.id) as session:
            work.defer(session, "test.note", municipality=place.id)
            raise NotNow

    with pytest.raises(NotNow):
        change_its_mind()
    assert jobs(context) == []


def test_a_job_without_a_municipality_is_refused(context: Context, place: Place) -> None:
    work = Work(context, {"test.note": do_nothing})
    with pytest.raises(NotFound), context.store.tenant(place.id) as session:
        work.defer(session, "test.note")


async def test_a_deferred_job_is_done_with_its_ids(context: Context, place: Place) -> None:
    done, seen = threading.Event(), list[int]()

    def note(municipality: int) -> None:
        seen.append(municipality)
        done.set()

    work = Work(context, {"test.note": note})
    with context.store.tenant(place.id) as session:
        work.defer(session, "test.note", municipality=place.id)
    await run_until(work, done)
    assert seen == [place.id]
    assert jobs(context) == []


async def test_a_job_is_deferred_while_the_worker_runs(context: Context, place: Place) -> None:
    done = threading.Event()

    def note(municipality: int) -> None:
        assert municipality == place.id
        done.set()

    work = Work(context, {"test.note": note})
    stop = asyncio.Event()
    running = asyncio.create_task(work.run(stop, concurrency=1))
    await asyncio.sleep(1)
    with context.store.tenant(place.id) as session:
        work.defer(session, "test.note", municipality=place.id)
    assert await asyncio.to_thread(done.wait, 20)
    stop.set()
    await running


def test_an_unknown_task_is_refused(context: Context, place: Place) -> None:
    work = Work(context, {"test.note": do_nothing})
    with pytest.raises(NotFound), context.store.tenant(place.id) as session:
        work.defer(session, "test.nothing", municipality=place.id)


async def test_a_failing_job_is_tried_again(context: Context, place: Place) -> None:
    tried = threading.Event()

    def fail(municipality: int) -> None:
        tried.set()
        raise NotNow

    work = Work(context, {"test.fail": fail})
    with context.store.tenant(place.id) as session:
        work.defer(session, "test.fail", municipality=place.id)
    await run_until(work, tried)
    assert jobs(context) == [("test.fail", "todo")]


def test_only_the_own_municipality_retries_a_failed_job(context: Context, place: Place, other_place: Place) -> None:
    work = Work(context, {"test.note": do_nothing})
    with context.store.tenant(place.id) as session:
        work.defer(session, "test.note", municipality=place.id)
    with context.store.clock() as session:
        id_ = session.execute(text("update procrastinate_jobs set status = 'failed' returning id")).scalar_one()
    with context.store.tenant(other_place.id) as session:
        assert not retry_job(session, id_)
    with context.store.tenant(place.id) as session:
        assert retry_job(session, id_)
        assert not retry_job(session, id_)
    assert jobs(context) == [("test.note", "todo")]
