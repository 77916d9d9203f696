"""The next delivery of a chat, with everything that is known of it before it is read: in one trip."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, LargeBinary, Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from core.municipalities import Place
from core.store.tables import Contact, Door, Intake, Municipality

# A chat may be this eager; what comes on top waits a minute, and is answered politely once.
MOST_A_MINUTE = 60
WHERE, RATE = "where", "rate"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A delivery whose turn it is.

    - `eager`: it came too fast and has to wait; `older`: earlier words of this chat wait for a municipality.
    - `place`: the municipality of the door, else the one where the chat sits; None when it sits nowhere.
    """

    row: Intake
    eager: bool
    older: bool
    place: Place | None


def held(row: Intake, reason: str) -> ColumnElement[bool]:
    """Say which deliveries of the chat of a delivery wait for this reason."""
    of_chat = (Intake.door_id == row.door_id) & (Intake.lookup == row.lookup)
    return of_chat & (Intake.state == "waiting") & Intake.held & (Intake.reason == reason)


def next_waiting(session: Session, door_id: int, lookup: bytes) -> Waiting | None:
    """Find the delivery of a chat whose turn it is; None when there is none. The chat must be locked."""
    found = session.execute(_NEXT, {"door_id": door_id, "lookup": lookup}).one_or_none()
    if found is None:
        return None
    row, recent, behind, older, sits, id_, slug, name, settings = found
    # What was held for its eagerness has waited its minute; what comes after something that waits its minute waits
    # too, or it would overtake.
    eager = (recent >= MOST_A_MINUTE or behind) and row.reason != RATE
    return Waiting(row, eager, older, Place(id_, slug, name, settings) if sits else None)


def _spell_next() -> Select[Intake, int, bool, bool, bool, int, str, str, dict[str, Any]]:
    door, lookup = bindparam("door_id", type_=BigInteger), bindparam("lookup", type_=LargeBinary)
    other = aliased(Intake)
    of_chat = (other.door_id == door) & (other.lookup == lookup)
    # How fast it came, not how fast it is taken.
    since = Intake.received_at - timedelta(minutes=1)
    recent = select(func.count()).where(of_chat, other.received_at > since, other.id < Intake.id)
    behind, older = (
        select(other.id).where(of_chat, other.state == "waiting", other.held, other.reason == reason).exists()
        for reason in (RATE, WHERE)
    )
    sits = (
        select(Contact.municipality_id)
        .where(Contact.door_id == door, Contact.lookup == lookup)
        .order_by(Contact.used_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    place = (Municipality.id.is_not(None), Municipality.id, Municipality.slug, Municipality.name, Municipality.settings)
    return (
        select(Intake, recent.scalar_subquery(), behind, older, *place)
        .join(Door, Door.id == Intake.door_id)
        .outerjoin(Municipality, Municipality.id == func.coalesce(Door.municipality_id, sits))
        .where(Intake.door_id == door, Intake.lookup == lookup, Intake.state == "waiting", ~Intake.held)
        .order_by(Intake.placed, Intake.id)
        .limit(1)
    )


# Spelled once: a busy bot asks this for every message.
_NEXT = _spell_next()
