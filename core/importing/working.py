"""Working: a thread that works imports off, in any municipality, until none is left; woken when one begins."""

import threading

import structlog
from sqlalchemy.exc import SQLAlchemyError

from core.context import Context
from core.importing.keeping import ARRIVED
from core.importing.running import list_working, work_off
from core.intake.listen import Listener
from core.log import describe_error
from core.municipalities import read_municipality

log = structlog.get_logger()

# Seconds between looks by itself: a node that died left its import to the others; and that a stop waits for a block.
_SWEEP, _STOP_WITHIN = 15.0, 10.0


class Importing:
    """Works imports off, a block at a time. Any number of them, in any number of processes, may share a database."""

    def __init__(self, context: Context) -> None:
        """Take the store."""
        self._context = context
        self._stopping, self._woken = threading.Event(), threading.Event()
        self._listener = Listener(context.store.url, ARRIVED, self._woken.set)
        self._thread = threading.Thread(target=self._go_on, name="import", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._listener.start()
        self._thread.start()

    def stop(self) -> None:
        """Finish the block in hand and stop; what waits stays in the database."""
        self._stopping.set()
        self._woken.set()
        self._listener.stop()
        self._thread.join(_STOP_WITHIN)

    def _go_on(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                self._work_off()
            except SQLAlchemyError as error:
                log.warning("import waits", **describe_error(error))
            except Exception as error:  # noqa: BLE001 # an import that breaks must not end the thread
                log.warning("import failed", **describe_error(error))
            self._woken.wait(_SWEEP)

    def _work_off(self) -> None:
        for municipality in list_working(self._context):
            with self._context.store.tenant(municipality) as session:
                place = read_municipality(session, municipality)
            work_off(self._context, place, lambda: not self._stopping.is_set())
