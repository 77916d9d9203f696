"""Working: a thread that works imports off, in any municipality, until none is left; woken when one begins."""

import structlog

from core.context import Context
from core.importing.keeping import ARRIVED
from core.importing.running import list_working, work_off
from core.intake.woken import Woken
from core.municipalities import read_municipality

log = structlog.get_logger()

# Seconds between looks by itself: a node that died left its import to the others; and that a stop waits for a block.
_SWEEP, _STOP_WITHIN = 15.0, 10.0


class Importing:
    """Works imports off, a block at a time. Any number of them, in any number of processes, may share a database."""

    def __init__(self, context: Context) -> None:
        """Take the store."""
        self._context = context
        self._thread = Woken(
            context.store.url, (ARRIVED, "import"), self._work_off, sweep=_SWEEP, stop_within=_STOP_WITHIN
        )

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the block in hand and stop; what waits stays in the database."""
        self._thread.stop()

    def _work_off(self) -> None:
        for municipality in list_working(self._context):
            with self._context.store.tenant(municipality) as session:
                place = read_municipality(session, municipality)
            work_off(self._context, place, lambda: not self._thread.stopping)
