"""The demo's groups: found as soon as its signals were read, and not in the night, when nobody looks around."""

import threading

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from core.context import Context
from core.insight.clustering import Clustering
from core.log import describe_error
from core.municipalities import Place
from core.store.tables import Proposal
from core.store.tables.model import WAITING

log = structlog.get_logger()

# Seconds between looks, how often one looks, and that a stop waits.
_LOOK, _MOST, _STOP_WITHIN = 1.0, 300, 5.0


class Grouping:
    """A thread that waits until the demo's signals have their proposals, finds its groups once, and ends."""

    def __init__(self, context: Context, place: Place) -> None:
        """Take the store, the models and the demo's municipality."""
        self._context, self._place = context, place
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="demo groups", daemon=True)

    def start(self) -> None:
        """Begin to wait."""
        self._thread.start()

    def stop(self) -> None:
        """Stop waiting."""
        self._stopping.set()
        self._thread.join(_STOP_WITHIN)

    def _go_on(self) -> None:
        for _ in range(_MOST):
            if self._stopping.wait(_LOOK):
                return
            try:
                if self._all_read():
                    Clustering(self._context).renew(self._place.id)
                    return
            except SQLAlchemyError as error:
                log.warning("demo groups", municipality=self._place.id, **describe_error(error))
                return

    def _all_read(self) -> bool:
        with self._context.store.tenant(self._place.id) as session:
            waiting = select(func.count()).where(Proposal.state == WAITING)
            return session.scalar(waiting) == 0
