"""Deferred work on a real queue: with the session's transaction, with a tenant, with retries, and taken over."""

import asyncio
import threading
from collections.abc import Generator
from contextlib import contextmanager

import pytest
from sqlalchemy import make_url, text
from structlog.testing import capture_logs

from core.context import Context
from core.errors import NotFound
from core.municipalities import Place
from core.store import embedded
from core.work import Work, retry_job
from tests.conftest import owner_connection


def jobs(context: Context) -> list[tuple[str, str]]:
    """Names and states of the jobs."""
    with context.store.clock() as session:
        rows = session.execute(text("select task_name, status::text from procrastinate_jobs order by id"))
        return [(str(row[0]), str(row[1])) for row in rows]


async def run_until(context: Context, work: Work, done: threading.Event) -> None:
    """Run a worker until something happened and its outcome is noted."""
    stop = asyncio.Event()
    running = asyncio.create_task(work.run(stop, concurrency=1))
    assert await asyncio.to_thread(done.wait, 90)
    async with asyncio.timeout(90):
        while "doing" in {state for _name, state in jobs(context)}:  # noqa: ASYNC110 # the database tells nobody
            await asyncio.sleep(0.05)
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
    await run_until(context, work, done)
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
    assert await asyncio.to_thread(done.wait, 90)
    stop.set()
    await running


async def test_a_worker_outlives_a_database_that_is_away(
    context: Context, place: Place, server: embedded.Server, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.work._PATIENCE", 0.5)
    monkeypatch.setattr("core.work._LOOK", 0.2)
    monkeypatch.setattr("core.work._ANEW", 0.1)
    done, stop = threading.Event(), asyncio.Event()

    def note(municipality: int) -> None:
        assert municipality == place.id
        done.set()

    work = Work(context, {"test.note": note})
    with capture_logs() as lines:
        running = asyncio.create_task(work.run(stop, concurrency=1))
        await asyncio.sleep(0.5)
        with shut_out(server, url):
            async with asyncio.timeout(90):
                while not any(line["event"] == "worker waits" for line in lines):
                    assert not running.done(), running
                    await asyncio.sleep(0.1)
    with context.store.tenant(place.id) as session:
        work.defer(session, "test.note", municipality=place.id)
    assert await asyncio.to_thread(done.wait, 90)
    stop.set()
    await running


@contextmanager
def shut_out(server: embedded.Server, url: str) -> Generator[None]:
    """Let nobody into the database of this test for a while, and end who is in."""
    name = str(make_url(url).database)
    with owner_connection(server.url) as connection:
        connection.execute(f"alter database {name} with allow_connections false".encode())
        connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", (name,))
        try:
            yield
        finally:
            connection.execute(f"alter database {name} with allow_connections true".encode())


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
    await run_until(context, work, tried)
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
