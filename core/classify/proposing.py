"""Proposing: a thread that finds signals that wait for their proposal, in any municipality, until none is left."""

import structlog

from core.classify.batches import BLOCK, list_waiting, propose_block, read_place, renew
from core.classify.versions import note_running
from core.context import Context
from core.intake.woken import Woken
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
        self._thread = Woken(
            context.store.url,
            (ARRIVED, "proposing"),
            self.work_off,
            sweep=_SWEEP,
            gather=_GATHER,
            stop_within=_STOP_WITHIN,
        )
        self._renewed: set[tuple[int, str]] = set()

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the block in hand and stop; what waits stays in the database."""
        self._thread.stop()

    def work_off(self) -> int:
        """Read whatever waits now; gives how many signals that were."""
        done = 0
        self._renew()
        for municipality in list_waiting(self._context):
            place = read_place(self._context, municipality)
            while not self._thread.stopping and place.settings.get("model", True):
                model = self._context.shelf.model(place.slug)
                took = propose_block(self._context, municipality, model) if model else 0
                done += took
                if took < BLOCK:
                    break
        return done

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
