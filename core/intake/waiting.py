"""The next delivery of a chat, with everything that is known of it before it is read: in one trip."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from core.intake.loaded import as_loaded
from core.municipalities import Place
from core.store.tables import Intake

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
    asked = {"door_id": door_id, "lookup": lookup, "rate": RATE, "where": WHERE}
    found = session.connection().exec_driver_sql(_NEXT, asked).one_or_none()
    if found is None:
        return None
    row = Intake(door_id=door_id, external_id=found.external_id, lookup=lookup, body=found.body)
    row.id = found.id
    row = as_loaded(session, row, {name: getattr(found, name) for name in _READ})
    # What was held for its eagerness has waited its minute; what comes after something that waits its minute waits
    # too, or it would overtake.
    eager = (found.recent >= MOST_A_MINUTE or found.behind) and row.reason != RATE
    place = Place(found.place, found.slug, found.name, found.settings) if found.place is not None else None
    return Waiting(row, eager, found.older, place)


_READ = (
    "placed",
    "municipality_id",
    "state",
    "held",
    "outcome",
    "reason",
    "repeats",
    "tries",
    "received_at",
    "settled_at",
)
# Spelled once, because every delivery asks it: its row, how fast its chat came (not how fast it is taken), what of the
# chat is held, and the municipality of the door, else the one where the chat sits.
_NEXT = """
    select intake.id, external_id, body, placed, intake.municipality_id, intake.state, held, outcome, reason, repeats,
        tries, received_at, settled_at, found.id as place, found.slug, found.name, found.settings,
        (select count(*) from intake other where other.door_id = %(door_id)s and other.lookup = %(lookup)s
            and other.received_at > intake.received_at - interval '1 minute' and other.id < intake.id) as recent,
        exists (select from intake other where other.door_id = %(door_id)s and other.lookup = %(lookup)s
            and other.state = 'waiting' and other.held and other.reason = %(rate)s) as behind,
        exists (select from intake other where other.door_id = %(door_id)s and other.lookup = %(lookup)s
            and other.state = 'waiting' and other.held and other.reason = %(where)s) as older
    from intake join door on door.id = intake.door_id
    left join municipality found on found.id = coalesce(door.municipality_id, (
        select municipality_id from contact where contact.door_id = %(door_id)s and contact.lookup = %(lookup)s
        order by used_at desc limit 1))
    where intake.door_id = %(door_id)s and intake.lookup = %(lookup)s and intake.state = 'waiting' and not held
    order by placed, intake.id
    limit 1
"""
