"""A delivery seated in its municipality, and settled: its row emptied, its outcome noted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from core.context import Context
from core.errors import NotFound
from core.intake.letters import QUEUE, Envelope, letter_values, queue_letters
from core.intake.outcome import Outcome
from core.intake.rooms import Room, Said
from core.municipalities import Place
from core.store.engine import TENANT, Writing
from core.store.tables import Intake

# One trip for two things that every turn needs: the row's municipality noted, and the transaction bound to it.
_SEAT = """
    update intake set municipality_id = %(place)s where id = %(id)s
    returning set_config('role', %(role)s, true), set_config('signaal.municipality', %(place)s::text, true)
"""
# The municipality is found by the same trip.
_SEAT_BY_SLUG = """
    update intake set municipality_id = found.id from municipality found
    where intake.id = %(id)s and found.slug = %(slug)s
    returning found.id, found.slug, found.name, found.settings,
        set_config('role', %(role)s, true), set_config('signaal.municipality', found.id::text, true)
"""
_CLOSE = """
    update intake set state = 'settled', outcome = %(outcome)s, reason = %(why)s, body = null,
        settled_at = %(now)s, tries = tries + 1, lookup = case when not %(erased)s then lookup end
    where id = %(row_id)s
"""
_CLOSE_WITH = f"with closed as ({_CLOSE}) {QUEUE}"


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


def seat_by_slug(session: Writing, row: Intake, slug: str) -> Place:
    """Find the municipality with this slug, note that a delivery is its, and bind the rest of the transaction to it.

    Raises NotFound when there is none.
    """
    values = {"id": row.id, "slug": slug, "role": TENANT}
    found = session.connection().exec_driver_sql(_SEAT_BY_SLUG, values).one_or_none()
    if found is None:
        raise NotFound("municipality")
    set_committed_value(row, "municipality_id", found.id)
    return Place(found.id, found.slug, found.name, found.settings)


def close_with(  # what became of which delivery, and what goes back to whom, or is held for a person
    session: Writing,
    context: Context,
    row: Intake,
    outcome: Outcome,
    letters: tuple[Envelope, Sequence[dict[str, Any]]],
    *,
    held: str = "",
) -> Settled:
    """Queue letters and close a row, in one trip where it is one letter."""
    envelope, bodies = letters
    if len(bodies) != 1:
        queue_letters(session, context, envelope, bodies, held=held)
        return close(session, context, row, outcome)
    session.flush()
    values = {**letter_values(context, envelope, bodies[0], held=held), **_closing(context, row, outcome)}
    session.connection().exec_driver_sql(_CLOSE_WITH, values)
    return Settled(row.id, outcome.kind, outcome.said)


def close(session: Session, context: Context, row: Intake, outcome: Outcome) -> Settled:
    """Empty a row and note what became of it, in the caller's transaction."""
    session.flush()
    session.connection().exec_driver_sql(_CLOSE, _closing(context, row, outcome))
    return Settled(row.id, outcome.kind, outcome.said)


def _closing(context: Context, row: Intake, outcome: Outcome) -> dict[str, object]:
    return {
        "row_id": row.id,
        "outcome": outcome.kind,
        "why": outcome.reason or None,
        "now": context.clock(),
        "erased": outcome.erased,
    }
