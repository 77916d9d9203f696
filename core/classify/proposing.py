"""Proposing: a thread that finds signals that wait for their proposal, in any municipality, until none is left."""

import threading

import structlog
from sqlalchemy.exc import SQLAlchemyError

from core.classify.batches import BLOCK, list_waiting, propose_block, read_place, renew
from core.classify.versions import note_running
from core.context import Context
from core.intake.listen import Listener
from core.log import describe_error
from core.municipalities import list_municipalities

log = structlog.get_logger()

ARRIVED = "signaal_proposal"
# Seconds between looks by itself; in which announcements gather; that a stop waits for the block in hand.
_SWEEP, _GATHER, _STOP_WITHIN = 10.0, 0.2, 5.0


class Proposing:
    """Reads what waits, a block at a time. Any number of them, in any number of processes, may share a database."""

    def __init__(self, context: Context) -> None:
        """Take the store and the models."""
        self._context = context
        self._stopping, self._woken = threading.Event(), threading.Event()
        self._listener = Listener(context.store.url, ARRIVED, self._woken.set)
        self._thread = threading.Thread(target=self._go_on, name="propose", daemon=True)
        self._renewed: set[tuple[int, str]] = set()

    def start(self) -> None:
        """Begin to read."""
        self._listener.start()
        self._thread.start()

    def stop(self) -> None:
        """Finish the block in hand and stop; what waits stays in the database."""
        self._stopping.set()
        self._woken.set()
        self._listener.stop()
        self._thread.join(_STOP_WITHIN)

    def work_off(self) -> int:
        """Read whatever waits now; gives how many signals that were."""
        done = 0
        self._renew()
        for municipality in list_waiting(self._context):
            place = read_place(self._context, municipality)
            while not self._stopping.is_set() and place.settings.get("model", True):
                model = self._context.shelf.model(place.slug)
                took = propose_block(self._context, municipality, model) if model else 0
                done += took
                if took < BLOCK:
                    break
        return done

    def _go_on(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                self.work_off()
            except SQLAlchemyError as error:
                log.warning("proposing waits", **describe_error(error))
            except Exception as error:  # noqa: BLE001 # a model that breaks must not end the thread
                log.warning("proposing failed", **describe_error(error))
            self._woken.wait(_SWEEP)
            self._stopping.wait(_GATHER)

    def _renew(self) -> None:
        """Read anew what another model read, once for each municipality and model."""
        with self._context.store.clock() as session:
            places = list_municipalities(session)
        for place in places:
            model = self._context.shelf.model(place.slug)
            if model and (place.id, model.name) not in self._renewed:
                self._renewed.add((place.id, model.name))
                note_running(self._context.settings.model, self._context.settings.data, place.slug)
                renew(self._context, place.id, model)
