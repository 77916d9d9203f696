"""A delivery seated in its municipality, and settled: its row emptied, its outcome noted."""

from dataclasses import dataclass

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from core.context import Context
from core.intake.outcome import Outcome
from core.intake.rooms import Room, Said
from core.store.engine import TENANT, Writing
from core.store.tables import Intake

# One trip for two things that every turn needs: the row's municipality noted, and the transaction bound to it.
_SEAT = """
    update intake set municipality_id = %(place)s where id = %(id)s
    returning set_config('role', %(role)s, true), set_config('signaal.municipality', %(place)s::text, true)
"""
_CLOSE = """
    update intake set state = 'settled', outcome = %(outcome)s, reason = %(reason)s, body = null,
        settled_at = %(now)s, tries = tries + 1, lookup = case when not %(erased)s then lookup end
    where id = %(id)s
"""


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


def seat_row(session: Writing, row: Intake, municipality_id: int) -> None:
    """Note whose a delivery is, and bind the rest of the transaction to that municipality."""
    values = {"id": row.id, "place": municipality_id, "role": TENANT}
    session.connection().exec_driver_sql(_SEAT, values)
    set_committed_value(row, "municipality_id", municipality_id)


def close(session: Session, context: Context, row: Intake, outcome: Outcome) -> Settled:
    """Empty a row and note what became of it, in the caller's transaction."""
    session.flush()
    values = {"id": row.id, "outcome": outcome.kind, "reason": outcome.reason or None, "erased": outcome.erased}
    session.connection().exec_driver_sql(_CLOSE, {**values, "now": context.clock()})
    return Settled(row.id, outcome.kind, outcome.said)
