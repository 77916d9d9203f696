"""Accept: commit the bytes as they came, sealed, before anyone is told that they arrived."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.context import Context
from core.errors import NotFound
from core.privacy.keys import Place
from core.store.tables import Door

# Waiting work is announced on this channel, with the id of its door (or nothing: at any door).
ARRIVED = "signaal_arrived"
# One statement for any number of deliveries: spelled out row by row, a busy door spends most of its time on spelling.
# Announced by the same statement: one trip less on the way to the acknowledgement.
# Byte strings go as they are (%b of psycopg): as text they would be written in digits first.
_ACCEPT = """
    insert into intake (door_id, external_id, lookup, placed, body, state, held, repeats, tries)
    select %(door_id)s, external_id, lookup, placed, body, 'waiting', false, 0, 0
    from unnest(%(external_ids)s::text[], %(lookups)b::bytea[], %(places)s::bigint[], %(bodies)b::bytea[])
        as given (external_id, lookup, placed, body)
    on conflict on constraint uq_intake_door_id_external_id do update set repeats = intake.repeats + 1
    returning repeats, pg_notify(%(arrived)s, %(door_id)s::text)
"""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery: its number at the door, the keyed hash of its chat, its place in that chat, and the bytes."""

    external_id: str
    lookup: bytes
    body: bytes
    placed: int = 0


def accept(context: Context, door_id: int, deliveries: list[Delivery]) -> int:
    """Commit deliveries at a door and return how many are new; one that is known already is counted as a repeat.

    When this returns, they are durable: only then may the sender be told. Any number of callers may accept the same
    delivery at once. Raises what the database raises; then nothing may be acknowledged.
    """
    if not deliveries:
        return 0
    # In one order everywhere, so that two callers with the same deliveries cannot wait for each other; and a delivery
    # that stands twice in one call is a repeat of itself.
    given = sorted({d.external_id: d for d in deliveries}.values(), key=lambda d: d.external_id)
    values = {
        "door_id": door_id,
        "external_ids": [delivery.external_id for delivery in given],
        "lookups": [delivery.lookup for delivery in given],
        "places": [delivery.placed for delivery in given],
        "bodies": [context.keys.seal(d.body, intake_place(door_id, d.external_id)) for d in given],
        "arrived": ARRIVED,
    }
    with context.store.door() as session:
        written = session.connection().exec_driver_sql(_ACCEPT, values)
        return sum(1 for repeats, _announced in written if repeats == 0)


def intake_place(door_id: int, external_id: str) -> Place:
    """Say where an intake body is sealed: of no municipality, since nobody has read it yet."""
    return Place(0, f"{door_id}:{external_id}", "intake.body")


def find_door(session: Session, name: str) -> Door:
    """Find a door by its name; NotFound when there is none."""
    door = session.scalar(select(Door).where(Door.name == name))
    if door is None:
        raise NotFound("door")
    return door


def lock_chat(session: Session, door_id: int, lookup: bytes) -> bool:
    """Try to take the lock of a chat until the transaction ends; False when someone else has it."""
    key = int.from_bytes(lookup[:8], "big", signed=True) ^ door_id
    locked = session.connection().exec_driver_sql("select pg_try_advisory_xact_lock(%(key)s)", {"key": key})
    return bool(locked.scalar())
