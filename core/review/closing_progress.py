"""How far the closing of a fiche is: who is to be told, how her letter fares, and whether anybody is waited for."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.feedback.planning import CANNOT, FAILED, NO, PLANNED, QUEUED, SENT, WITHDRAWN
from core.feedback.reaching import BOUNCED, NO_ADDRESS, PAUSED, STOPPED, UNKNOWN, UNWANTED, find_way
from core.store.tables import FicheSignal, Letter, Signal, Told

_LET_GO = frozenset({STOPPED, UNKNOWN, UNWANTED, NO_ADDRESS, "stopped", "erased"})
_OF_LETTER = {"queued": QUEUED, "sending": QUEUED, "sent": SENT, "failed": FAILED, "dropped": FAILED}


@dataclass(frozen=True, slots=True)
class Progress:
    """How many reporters were told, of how many; and for each that cannot be told, why."""

    told: int
    of: int
    stuck: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        """Tell whether nobody is left to be told."""
        return self.told == self.of


def weigh(states: Sequence[tuple[str, str]]) -> Progress:
    """Weigh how far telling is: a state (core.feedback.planning) and a reason for each reporter who is to be told."""
    live = [(state, why) for state, why in states if state != WITHDRAWN]
    # Who wants to hear no more, or is known no more, is not waited for; nor who hears it after her pause.
    counted = [
        (state, why)
        for state, why in live
        if (state not in (FAILED, CANNOT) or why not in _LET_GO) and (state, why) != (PLANNED, PAUSED)
    ]
    stuck = tuple(why for state, why in counted if state in (FAILED, CANNOT))
    return Progress(sum(state == SENT for state, _ in counted), len(counted), stuck)


def list_reporters(session: Session, fiche_id: uuid.UUID) -> list[uuid.UUID]:
    """List who is to be told of a fiche: who wants it, and has (or had) an address; each once, however many signals."""
    linked = (
        select(Signal)
        .join(FicheSignal, FicheSignal.signal_id == Signal.id)
        .where(FicheSignal.fiche_id == fiche_id, FicheSignal.released_at.is_(None), Signal.status != "ingetrokken")
        .where(Signal.wants != NO, Signal.reporter_id.is_not(None))
        .order_by(Signal.number)
    )
    found: dict[uuid.UUID, None] = {}
    for signal in session.scalars(linked):
        way = find_way(session, signal)
        if signal.reporter_id is not None and (not isinstance(way, str) or way == BOUNCED):
            found[signal.reporter_id] = None
    return list(found)


def read_states(session: Session, entry_id: int) -> Mapping[uuid.UUID, tuple[str, str]]:
    """Give how telling stands for each reporter: what her letter says is fresher than what was noted last."""
    rows = session.execute(
        select(Told.reporter_id, Told.state, Told.why, Letter.state.label("letter"), Letter.reason)
        .outerjoin(Letter, Letter.id == Told.letter_id)
        .where(Told.entry_id == entry_id)
    )
    return {
        row.reporter_id: (_OF_LETTER[row.letter], row.reason or "")
        if row.letter and row.state in (QUEUED, FAILED)
        else (row.state, row.why or "")
        for row in rows
    }
