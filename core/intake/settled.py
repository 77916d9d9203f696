"""A delivery settled: its row emptied, its outcome noted."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.context import Context
from core.intake.outcome import Outcome
from core.intake.rooms import Room, Said
from core.store.tables import Intake


@dataclass(frozen=True, slots=True)
class Settled:
    """One delivery that was taken: its row, what became of it, and what was said."""

    intake_id: int
    outcome: str
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat at a door, and the room that understands it."""

    room: Room
    kind: str
    door_id: int
    lookup: bytes


def close(session: Session, context: Context, row: Intake, outcome: Outcome) -> Settled:
    """Empty a row and note what became of it, in the caller's transaction."""
    row.state, row.outcome, row.reason = "settled", outcome.kind, outcome.reason or None
    row.body, row.settled_at, row.tries = None, context.clock(), row.tries + 1
    if outcome.erased:
        row.lookup = None
    session.flush()
    return Settled(row.id, outcome.kind, outcome.said)
