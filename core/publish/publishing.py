"""Publishing: a thread that makes anew what a municipality shows, as soon as something of it changed."""

from datetime import timedelta

import structlog
from sqlalchemy import Select, func, select

from core.context import Context
from core.errors import NotFound
from core.intake.woken import Woken
from core.log import describe_error
from core.publish.published import PUBLISH, publish
from core.store.tables import PublicationDue

log = structlog.get_logger()

STALE = timedelta(minutes=10)  # a change that waits longer than this waits for a person
# Seconds between looks by itself; in which changes gather; that a stop waits for the municipality in hand.
_SWEEP, _GATHER, _STOP_WITHIN = 15.0, 0.5, 5.0


def count_stale() -> Select[int]:
    """Count the municipalities for which something changed longer than STALE ago and is not public yet."""
    waits = func.count(PublicationDue.municipality_id.distinct())
    return select(waits).where(PublicationDue.at < func.now() - STALE)


class Publishing:
    """Publishes what is due. Any number of them, in any number of processes, may share a database."""

    def __init__(self, context: Context) -> None:
        """Take the store."""
        self._context = context
        self._thread = Woken(
            context.store.url,
            (PUBLISH, "publishing"),
            self.work_off,
            sweep=_SWEEP,
            gather=_GATHER,
            stop_within=_STOP_WITHIN,
        )

    def start(self) -> None:
        """Begin to publish."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the municipality in hand and stop; what is due stays in the database."""
        self._thread.stop()

    def work_off(self) -> int:
        """Publish what is due now; gives of how many municipalities that was. One that fails leaves the others be."""
        done = 0
        with self._context.store.clock() as session:
            waiting = list(session.scalars(select(PublicationDue.municipality_id).distinct()))
        for municipality in waiting:
            if self._thread.stopping:
                break
            try:
                publish(self._context, municipality)
                done += 1
            except NotFound:  # it went meanwhile
                continue
            except Exception as error:  # noqa: BLE001 # what is due stays so, and is tried at the next look
                log.warning("publishing failed", municipality=municipality, **describe_error(error))
        return done
