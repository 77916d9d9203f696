"""Deferred work: tasks by name, deferred in the session's own transaction, done by a worker with retries."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import structlog
from procrastinate import App, PsycopgConnector, RetryStrategy, SyncPsycopgConnector
from procrastinate.exceptions import ConnectorException
from psycopg import AsyncConnection
from sqlalchemy import make_url, text
from sqlalchemy.orm import Session

from core.context import Context
from core.errors import NotFound
from core.log import describe_error
from core.store.engine import CLOCK

log = structlog.get_logger()

# What a task does, given ids: it is called with a municipality bound to nothing and opens its own transactions.
Task = Callable[..., object]
_STALLED_EVERY = 30.0
# Seconds: for a connection; between two looks of who is not woken; until a worker that lost the database begins anew.
_PATIENCE, _LOOK, _ANEW = 30.0, 5.0, 2.0
_RETRY = RetryStrategy(max_attempts=6, exponential_wait=4)


class Work:
    """The tasks of this program, and the queue that carries them."""

    def __init__(self, context: Context, tasks: dict[str, Task]) -> None:
        """Register the tasks by name."""
        self._context = context
        url = make_url(context.store.url)
        conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
        options = {"application_name": "signaal worker", "connect_timeout": 10}
        self._app = App(
            connector=PsycopgConnector(
                conninfo=conninfo, kwargs=options, configure=_act_as_clock, min_size=1, max_size=4, timeout=_PATIENCE
            )
        )
        for name, task in tasks.items():
            self._app.task(name=name, retry=_RETRY, pass_context=False)(_logged(name, task))
        # An app of its own for deferring: one whose connector is open for asynchronous work cannot take the session's.
        self._deferring = App(connector=SyncPsycopgConnector(conninfo=conninfo))
        self._names = frozenset(tasks)

    def defer(self, session: Session, task: str, **ids: int | str) -> None:
        """Defer a task in the session's transaction: it exists when that commits, and only then.

        `ids` must hold `municipality`: a job without a tenant is refused.
        """
        if not isinstance(ids.get("municipality"), int):
            raise NotFound(f"task {task}: no municipality")
        if task not in self._names:
            raise NotFound(f"task {task}")
        driver = session.connection().connection.driver_connection
        self._deferring.configure_task(task, connection=driver).defer(**ids)

    async def run(self, stop: asyncio.Event, *, concurrency: int) -> None:
        """Do what is deferred until `stop` is set, and wait for a database that is away, however long.

        Jobs of workers that died are taken over.
        """
        while not stop.is_set():
            try:
                await self._run(stop, concurrency)
            except ConnectorException as error:
                log.warning("worker waits", **describe_error(error))
                with suppress(TimeoutError):
                    async with asyncio.timeout(_ANEW):
                        await stop.wait()

    async def _run(self, stop: asyncio.Event, concurrency: int) -> None:
        async with self._app.open_async():
            worker = asyncio.create_task(
                self._app.run_worker_async(
                    concurrency=concurrency,
                    install_signal_handlers=False,
                    delete_jobs="successful",
                    fetch_job_polling_interval=_LOOK,
                    shutdown_graceful_timeout=4.0,
                )
            )
            adopting = asyncio.create_task(self._adopt_stalled())
            waiting = asyncio.create_task(stop.wait())
            await asyncio.wait({worker, waiting}, return_when=asyncio.FIRST_COMPLETED)
            for task in (adopting, worker, waiting):
                task.cancel()
            await asyncio.gather(adopting, worker, waiting, return_exceptions=True)
            if worker.done() and not worker.cancelled() and (error := worker.exception()) and not stop.is_set():
                raise error

    async def _adopt_stalled(self) -> None:
        while True:
            await asyncio.sleep(_STALLED_EVERY)
            try:
                for job in await self._app.job_manager.get_stalled_jobs():
                    await self._app.job_manager.retry_job(job)
                    log.warning("job taken over from a dead worker", job=job.id, task=job.task_name)
            except Exception as error:  # noqa: BLE001 # the database may be away for a moment: next time
                log.warning("stalled jobs not read", **describe_error(error))


def retry_job(session: Session, job_id: int) -> bool:
    """Queue a failed job of the bound municipality again; False when there is no such job."""
    found = session.execute(
        text("select id from procrastinate_jobs where id = :id and status = 'failed' for update"), {"id": job_id}
    ).first()
    if found is None:
        return False
    session.execute(
        text("update procrastinate_jobs set status = 'todo', attempts = 0, scheduled_at = null where id = :id"),
        {"id": job_id},
    )
    session.execute(text("select pg_notify('procrastinate_any_queue_v1', '{\"type\": \"job_inserted\"}')"))
    return True


async def _act_as_clock(connection: AsyncConnection[Any]) -> None:
    await connection.execute(f"set role {CLOCK}")  # pyright: ignore[reportArgumentType] # a constant of ours
    await connection.commit()


def _logged(name: str, task: Task) -> Task:
    def run(**ids: int | str) -> None:
        with structlog.contextvars.bound_contextvars(task=name, municipality=ids.get("municipality")):
            try:
                task(**ids)
            except Exception as error:
                log.warning("task failed", **describe_error(error))
                raise

    run.__name__ = name.replace(".", "_")
    return run


__all__ = ["Task", "Work", "retry_job"]
