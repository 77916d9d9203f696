"""Starts the program with one promise broken, for proving that the kill loop sees it. Never part of the program.

`mutated.py before-commit run ...`: a delivery is acknowledged before it is committed.
`mutated.py no-key run ...`: a delivery that comes again is stored again (the unique key must be gone as well).
"""

import sys
import threading
import time
from collections.abc import Mapping

from sqlalchemy import func, insert, select

import core.intake.accept as intake
from core.context import Context
from core.intake import pages
from core.intake.accept import ARRIVED, Delivery, intake_place
from core.intake.converse import converse
from core.intake.pages import Taken
from core.intake.rooms import Room
from core.store.tables import Intake

# Seconds between the two halves of what should be one thing: enough for a kill to fall in between.
_LATE, _SLOW = 1.0, 1.0
_accept = intake.accept


def acknowledge_first(context: Context, door_id: int, deliveries: list[Delivery]) -> int:
    """Say yes at once and commit a moment later."""

    def commit() -> None:
        time.sleep(_LATE)
        _accept(context, door_id, deliveries)

    threading.Thread(target=commit, daemon=True).start()
    return len(deliveries)


def take_first(
    context: Context, rooms: Mapping[str, Room], door_id: int, delivery: Delivery, patience: float = 0
) -> Taken:
    """Say that a post is kept, which it is not yet."""
    del rooms, patience
    acknowledge_first(context, door_id, [delivery])
    return Taken("kept")


def store_again(context: Context, door_id: int, deliveries: list[Delivery]) -> int:
    """Store without looking whether it is there already."""
    with context.store.door() as session:
        for given in deliveries:
            body = context.keys.seal(given.body, intake_place(door_id, given.external_id))
            row = {"door_id": door_id, "external_id": given.external_id, "lookup": given.lookup, "body": body}
            rest = {"placed": given.placed, "state": "waiting", "held": False, "repeats": 0, "tries": 0}
            session.execute(insert(Intake).values(row | rest))
        session.execute(select(func.pg_notify(ARRIVED, "")))
    time.sleep(_SLOW)
    return len(deliveries)


def take_again(
    context: Context, rooms: Mapping[str, Room], door_id: int, delivery: Delivery, patience: float = 0
) -> Taken:
    """Take a post, also when it was taken before."""
    del patience
    store_again(context, door_id, [delivery])
    converse(context, rooms, "web", door_id, delivery.lookup)
    return Taken("settled")


BROKEN = {"before-commit": (acknowledge_first, take_first), "no-key": (store_again, take_again)}

if __name__ == "__main__":
    # Before any room is imported: rooms take these functions by name.
    intake.accept, pages.take_now = BROKEN[sys.argv.pop(1)]
    from signaal import main

    main()
